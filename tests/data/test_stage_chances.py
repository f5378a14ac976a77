from datetime import date
from typing import Any

import polars as pl
import pytest

from data.stage_chances import with_engagement, with_observed_probability
from tests.data.canonical import table

TODAY = date(2024, 6, 30)
STAGES = table(
    "stages", {"stage": "New", "position": 0}, {"stage": "Demo", "position": 1}, {"stage": "Won", "position": 2}
)


def deals(*rows: tuple[Any, ...], origin: str = "crm") -> pl.DataFrame:
    """(id, status, stage) or (id, status, stage, pipeline)."""
    named = [dict(zip(("opportunity_id", "status", "stage", "pipeline"), row, strict=False)) for row in rows]
    status = pl.col("status")
    return table("opportunities", *named, origin=origin).with_columns(
        is_won=status == "won", is_open=status == "open", is_untouched=status == "untouched",
        is_decided=status.is_in(["won", "lost"]),
    )  # fmt: skip


def entries(*rows: tuple[str, str], on: date = date(2024, 5, 1)) -> pl.DataFrame:
    return table("stage_changes", *({"opportunity_id": d, "stage": stage, "changed_on": on} for d, stage in rows))


def test_a_deal_is_engaged_once_it_has_left_the_first_stage() -> None:
    found = with_engagement(
        deals(("D1", "open", "New"), ("D2", "open", "Demo"), ("D3", "lost", "New"), ("D4", "untouched", "Demo"),
              ("D5", "open", "New"), ("D6", "open", "no such stage"), ("D7", "won", None), ("D8", "open", None)),
        STAGES,
        entries(("D1", "New"), ("D5", "Demo"), ("D5", "New"), ("D4", "Demo")),
    )  # fmt: skip
    engaged = found.filter("is_engaged")["opportunity_id"].to_list()
    assert engaged == ["D2", "D3", "D5", "D7"]  # D5 is back in the first stage, but had left it
    assert found["is_engaged"].null_count() == 0


def test_the_first_stage_is_that_of_the_deals_own_pipeline() -> None:
    stages = table(
        "stages",
        {"pipeline": "A", "stage": "New", "position": 0}, {"pipeline": "A", "stage": "Demo", "position": 1},
        {"pipeline": "B", "stage": "Demo", "position": 5}, {"pipeline": "B", "stage": "New", "position": 6},
        {"pipeline": "B", "stage": "New", "position": 6},
    )  # fmt: skip
    given = deals(("D1", "open", "New", "A"), ("D2", "open", "Demo", "A"), ("D3", "open", "New", "B"))
    found = with_engagement(given, stages, entries())
    assert found["is_engaged"].to_list() == [False, True, True]


def observed(given: pl.DataFrame, changes: pl.DataFrame, prior: int = 4) -> dict[str, float | None]:
    found = with_observed_probability(given, changes, prior, TODAY)
    assert found["opportunity_id"].to_list() == given["opportunity_id"].to_list()
    return dict(found.filter("is_open").select("opportunity_id", "observed_probability").rows())


def test_the_chance_is_that_of_decided_deals_that_were_in_the_stage_shrunk_to_the_overall_rate() -> None:
    """Overall 2 of 5. In Demo: D1 won twice there counts once, D2 won, D3 lost: (2 + 4 x 0.4) / (3 + 4)."""
    given = deals(
        ("D1", "won", "Won"), ("D2", "won", "Won"), ("D3", "lost", "Lost"), ("D4", "lost", "Lost"),
        ("D5", "lost", "Lost"), ("D6", "open", "Demo"), ("D7", "open", "New"), ("D8", "open", None),
    )  # fmt: skip
    changes = entries(("D1", "Demo"), ("D1", "New"), ("D1", "Demo"), ("D2", "Demo"), ("D3", "Demo"), ("D6", "Demo"))
    assert observed(given, changes) == {
        "D6": pytest.approx(3.6 / 7), "D7": pytest.approx((1 + 1.6) / 5), "D8": pytest.approx(0.4),
    }  # fmt: skip


def test_entries_after_today_are_not_known_yet() -> None:
    given = deals(("D1", "won", "Won"), ("D2", "lost", "Lost"), ("D3", "open", "Demo"))
    assert observed(given, entries(("D1", "Demo"), on=date(2024, 7, 1))) == {"D3": 0.5}
    assert observed(given, entries(("D1", "Demo"), on=TODAY)) == {"D3": pytest.approx((1 + 2) / 5)}


def test_pipelines_and_origins_have_their_own_chances() -> None:
    given = pl.concat(
        [
            deals(("D1", "won", "Won", "A"), ("D2", "lost", "Lost", "B"), ("D3", "open", "Demo", "A"),
                  ("D4", "open", "Demo", "B")),
            deals(("D5", "lost", "Lost", "A"), ("D6", "open", "Demo", "A"), origin="erp"),
        ]
    )  # fmt: skip
    changes = entries(("D1", "Demo"), ("D2", "Demo"))
    assert observed(given, changes) == {"D3": pytest.approx(3 / 5), "D4": pytest.approx(2 / 5), "D6": 0.0}


def test_without_history_it_is_the_overall_rate_and_without_decisions_unknown() -> None:
    given = deals(("D1", "won", "Won"), ("D2", "lost", "Lost"), ("D3", "open", "Demo"))
    assert observed(given, entries()) == {"D3": 0.5}
    assert observed(given, entries(), prior=0) == {"D3": 0.5}
    assert observed(deals(("D3", "open", "Demo")), entries(("D3", "Demo"))) == {"D3": None}
