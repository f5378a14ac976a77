"""The open deals: which they are, what the model and people make of them, and which come first."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from data.derived import Derived
from data.tables import DealJudgement
from errors import BadFilter
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.open_deals import OpenDeals, list_open_deals, open_deal
from metrics.open_details import odds_factor
from tests.metrics.frames import opportunities

TODAY = date(2024, 3, 20)
BY_MARCH = Window(None, date(2024, 3, 31))
DEALS = opportunities(
    ["open", "won", "open", "untouched", "open", "open"],
    value=[100, 999, 1000, 50, 400, None],
    account=["Acme", "Acme", "Bolt", "Core", "Acme", "Core"],
    rep=["Ann", "Ann", "Bob", "Bob", "Ann", "Bob"],
    stage=["Demo", "Won", "Offer", "New", "Demo", "Demo"],
    forecast_category=["Commit", "Commit", "Upside", None, None, "maybe"],
    expected_close_on=["2024-03-01", "2024-02-01", "2024-03-31", None, "2024-04-01", None],
    opened_on=["2024-01-01", "2024-01-01", "2024-02-01", None, "2024-03-01", None],
    age_days=[79, None, 48, None, 19, None],
    probability=[0.5, 1.0, 0.2, 0.1, None, None],
)  # fmt: skip
DETAIL = pl.DataFrame(
    {
        "opportunity_id": ["a", "w", "b", "u", "c", "d"],
        "opportunity": ["Deal A", "Deal W", "Deal B", "Deal U", "Deal C", None],
        "url": ["https://crm.example/a", None, None, None, None, None],
        "next_step": ["Call", None, None, None, None, None],
        "last_activity_at": [
            datetime(2024, 3, 10, 12, tzinfo=UTC),
            None,
            datetime(2024, 3, 25, tzinfo=UTC),
            *[None] * 3,
        ],
    }
)
SNAPSHOT = FrameSnapshot({"opportunities": DEALS, "opportunities_detail": DETAIL}, TODAY)
REASONS = [["lead_source", "Referral", 0.7], ["size_band", "1000+", -0.2]]
CHANCES = pl.DataFrame(
    {
        "opportunity_id": ["a", "b", "d", "gone"],
        "p_won": [0.8, 0.5, 0.4, 0.1],
        "p_won_28": [0.6, 0.05, 0.1, 0.1],
        "p_won_56": [0.7, 0.1, 0.2, 0.1],
        "p_closed_28": [0.7, 0.1, 0.2, 0.1],
        "p_closed_56": [0.9, 0.3, 0.3, 0.1],
        "expected_amount": [72.0, 450.0, None, 1.0],  # a tenth is given away on average
        "reasons": [json.dumps(REASONS), "[]", None, "[]"],
    }
)


def model(chances: pl.DataFrame = CHANCES, snapshot_id: str = "m1") -> Derived:
    return Derived(snapshot_id, Path(), {"as_of": "2024-03-20"}, {"open_deals": chances})


def judgement(deal: str, **more: Any) -> DealJudgement:
    given = {
        "id": 1,
        "category": None,
        "amount": None,
        "note": "",
        "author": "Ann",
        "made_at": datetime(2024, 3, 1, tzinfo=UTC),
    }
    return DealJudgement(opportunity_id=deal, **{**given, **more})


def listed(
    filters: Filters | None = None, *said: DealJudgement, scope: Scope | None = None, chances: Derived | None = None,
    **more: Any,
) -> OpenDeals:  # fmt: skip
    judged = {one.opportunity_id: one for one in said}
    return list_open_deals(
        filters or Filters(), scope or Scope.all(), SNAPSHOT, chances or model(), judged, BY_MARCH, **more
    )


def ids(found: OpenDeals) -> list[str]:
    return list(found.deals["opportunity_id"])


def test_the_money_to_be_expected_within_56_days_comes_first_and_an_unknown_chance_counts_as_the_others_do() -> None:
    # a: 100 x .7 = 70, b: 1000 x .1 = 100, c is new to the model: 400 x mean(.7, .1, .2) = 133; d has no amount
    assert ids(listed()) == ["c", "b", "a", "d"]


def test_won_lost_and_untouched_deals_are_not_open_whatever_the_period() -> None:
    assert set(ids(listed(Filters(start=date(2020, 1, 1), end=date(2020, 1, 31))))) == {"a", "b", "c", "d"}


def test_filters_scope_and_limit_are_honoured_and_the_count_is_of_all() -> None:
    assert ids(listed(Filters(dims={"account": ["Acme"]}))) == ["c", "a"]  # type: ignore[arg-type]
    assert ids(listed(scope=Scope.only(rep=["Bob"]))) == ["b", "d"]
    found = listed(limit=1)
    assert (ids(found), found.deals.attrs["count"]) == (["c"], 4)
    with pytest.raises(BadFilter):
        listed(Filters(dims={"account": ["Nobody"]}))  # type: ignore[arg-type]


def test_a_deal_has_its_facts_its_chances_and_the_reasons_for_them() -> None:
    deal = listed().deals.set_index("opportunity_id").loc["a"]
    assert (deal["opportunity"], deal["account"], deal["rep"], deal["stage"]) == ("Deal A", "Acme", "Ann", "Demo")
    assert (deal["url"], deal["next_step"], deal["age_days"], deal["silent_days"]) == (
        "https://crm.example/a", "Call", 79, 10,
    )  # fmt: skip
    assert (deal["p_won"], deal["p_won_28"], deal["p_closed_56"], deal["expected_amount"]) == (0.8, 0.6, 0.9, 72.0)
    assert deal["reasons"] == [("lead_source", "Referral", 0.7), ("size_band", "1000+", -0.2)]


def test_a_deal_is_overdue_from_the_day_after_its_expected_close_and_never_silent_for_less_than_no_day() -> None:
    deals = listed().deals.set_index("opportunity_id")
    assert deals["overdue"].to_dict() == {"c": False, "b": False, "a": True, "d": False}
    assert deals.loc["b", "silent_days"] == 0
    assert pd.isna(deals.loc["c", "silent_days"])


def test_activities_that_were_loaded_end_the_silence_too() -> None:
    activities = pl.DataFrame({"started_on": [date(2024, 3, 15), date(2024, 3, 5), date(2024, 3, 1)]})
    of_deals = pl.DataFrame({"opportunity_id": ["c", "c", "a"]})
    frames = {"opportunities": DEALS, "opportunities_detail": DETAIL, "activities": activities,
              "activities_detail": of_deals}  # fmt: skip
    found = list_open_deals(Filters(), Scope.all(), FrameSnapshot(frames, TODAY), None, {}, BY_MARCH)
    silent = found.deals.set_index("opportunity_id")["silent_days"]
    assert (silent["a"], silent["c"]) == (10, 5)


def test_a_deal_that_the_model_does_not_know_has_no_chance_and_no_reasons() -> None:
    deal = listed().deals.set_index("opportunity_id").loc["c"]
    assert deal[["p_won", "p_won_56", "expected_amount"]].isna().all()
    assert deal["reasons"] == []


def test_without_a_model_the_largest_come_first_and_nothing_is_expected() -> None:
    found = list_open_deals(Filters(), Scope.all(), SNAPSHOT, None, {}, BY_MARCH)
    assert ids(found) == ["b", "c", "a", "d"]
    assert found.deals["p_won"].isna().all()
    assert found.sums.set_index("category")["expected_amount"].isna().to_dict() == {
        "commit": True, "best_case": True, "pipeline": True, "omitted": False,
    }  # fmt: skip


def test_a_judgement_counts_instead_of_the_crm_in_order_sums_and_category() -> None:
    found = listed(None, judgement("a", category="omitted", amount=2000.0, note="They wait.", author="Bob"))
    first = found.deals.iloc[0]
    assert (first["opportunity_id"], first["category"], first["amount_expected"], first["value"]) == (
        "a", "omitted", 2000.0, 100.0,
    )  # fmt: skip
    assert (first["expected_amount"], first["note"], first["author"]) == (1600.0, "They wait.", "Bob")
    sums = found.sums.set_index("category")
    assert sums.loc["omitted", ["deals", "amount", "due", "crm_deals"]].tolist() == [1, 2000.0, 2000.0, 0]
    assert sums.loc["commit", ["deals", "amount", "crm_deals", "crm_amount"]].tolist() == [0, 0.0, 1, 100.0]


def test_sums_are_by_category_in_their_order_with_what_is_due_by_the_end_of_the_period() -> None:
    sums = listed().sums
    assert sums["category"].tolist() == ["commit", "best_case", "pipeline", "omitted"]
    assert sums["deals"].tolist() == [1, 1, 2, 0]
    assert sums["amount"].tolist() == [100.0, 1000.0, 400.0, 0.0]
    assert sums["due"].tolist() == [100.0, 1000.0, 0.0, 0.0]
    assert sums["overdue"].tolist() == [100.0, 0.0, 0.0, 0.0]
    assert sums["crm_amount"].tolist() == [100.0, 1000.0, 400.0, 0.0]
    assert sums["expected_amount"].tolist()[:2] == [72.0, 450.0]


def test_what_is_overdue_is_not_due_in_a_period_ahead() -> None:
    april = Window(date(2024, 4, 1), date(2024, 4, 30))
    sums = list_open_deals(Filters(), Scope.all(), SNAPSHOT, None, {}, april).sums
    assert sums["due"].tolist() == [0.0, 0.0, 400.0, 0.0]
    assert sums["overdue"].tolist() == [0.0] * 4


def test_one_category_narrows_the_deals_and_not_the_sums() -> None:
    found = listed(category="pipeline")
    assert (ids(found), found.deals.attrs["count"]) == (["c", "d"], 2)
    assert found.sums["deals"].sum() == 4


def test_one_deal_is_found_by_its_id_while_it_is_open_and_in_scope() -> None:
    found = open_deal("a", Scope.all(), SNAPSHOT, model(), {})
    assert found is not None
    assert (found["opportunity"], found["p_won"], found["category"]) == ("Deal A", 0.8, "commit")
    assert open_deal("a", Scope.only(rep=["Bob"]), SNAPSHOT, model(), {}) is None
    assert open_deal("w", Scope.all(), SNAPSHOT, model(), {}) is None
    assert open_deal("nothing", Scope.all(), SNAPSHOT, model(), {}) is None


def test_no_open_deal_is_a_frame_with_all_columns() -> None:
    found = listed(category="omitted")
    assert found.deals.empty
    assert {"p_won", "reasons", "overdue", "note", "amount_expected"} <= set(found.deals.columns)


def test_data_without_details_lists_its_deals_all_the_same() -> None:
    bare = FrameSnapshot({"opportunities": DEALS}, TODAY)
    found = list_open_deals(Filters(), Scope.all(), bare, model(), {}, BY_MARCH)
    assert found.deals["value"].tolist()[:3] == [1000.0, 400.0, 100.0]
    assert found.deals["opportunity_id"].isna().all()


def test_a_new_fit_of_the_same_snapshot_is_not_taken_for_the_old_one() -> None:
    assert listed().deals.set_index("opportunity_id").loc["a", "p_won"] == 0.8
    sure = model(CHANCES.with_columns(p_won=pl.lit(1.0)), "m2")
    assert listed(chances=sure).deals.set_index("opportunity_id").loc["a", "p_won"] == 1.0


def test_effects_are_said_as_factors_of_the_odds() -> None:
    assert odds_factor(0.7) == pytest.approx(2.0138, abs=1e-4)
    assert odds_factor(-0.7) == pytest.approx(0.4966, abs=1e-4)
