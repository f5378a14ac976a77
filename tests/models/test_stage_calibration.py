"""Stage calibration, worked out by hand."""

from datetime import date

import pandas as pd
import pytest

from models.stage_calibration import stage_calibration

AS_OF = date(2024, 6, 30)
FIELDS = ["opportunity_id", "stage", "position", "probability", "entered_on", "outcome", "decided_on"]


def entries(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Entries given as (deal, stage, entered_on, outcome, decided_on); Demo is second (20 %), Offer third (60 %)."""
    places = {"Demo": (2, 0.2), "Offer": (3, 0.6)}
    full = [(deal, stage, *places[str(stage)], entered, *rest) for deal, stage, entered, *rest in rows]
    return pd.DataFrame(full, columns=FIELDS)


SOME = entries(
    ("D1", "Offer", "2024-02-01", "won", "2024-03-01"),
    ("D1", "Demo", "2024-01-01", "won", "2024-03-01"),
    ("D2", "Demo", "2024-01-05", "lost", "2024-02-01"),
    ("D3", "Demo", "2024-01-07", "lost", "2024-02-01"),
    ("D4", "Demo", "2024-05-07", None, None),
)


def test_the_share_won_is_of_the_decided_deals_that_entered_the_stage() -> None:
    """Demo: D1 of D1, D2, D3, with D4 open; Wilson of 1 in 3 is .0615 to .7923, of 1 in 1 .2065 to 1."""
    found = stage_calibration(SOME, AS_OF)
    assert found["stage"].tolist() == ["Demo", "Offer"]
    assert found["position"].tolist() == [2, 3]
    assert found["crm"].tolist() == [0.2, 0.6]
    assert found["observed"].tolist() == [1 / 3, 1]
    assert found["low"].tolist() == pytest.approx([0.0615, 0.2065], abs=1e-4)
    assert found["high"].tolist() == pytest.approx([0.7923, 1], abs=1e-4)
    assert found["n"].tolist() == [3, 1]
    assert found["still_open"].tolist() == [1, 0]


def test_a_deal_that_comes_back_to_a_stage_counts_once() -> None:
    again = entries(("D2", "Demo", "2024-01-20", "lost", "2024-02-01"), ("D4", "Demo", "2024-06-01", None, None))
    assert stage_calibration(pd.concat([SOME, again]), AS_OF).equals(stage_calibration(SOME, AS_OF))


def test_an_entry_after_the_day_does_not_count_and_a_later_decision_is_still_open_on_it() -> None:
    found = stage_calibration(SOME, date(2024, 1, 31))
    assert found["stage"].tolist() == ["Demo"]
    assert found["observed"].isna().tolist() == [True]
    assert (found["n"].tolist(), found["still_open"].tolist()) == ([0], [3])


def test_an_entry_without_a_day_has_been_there_ever_since() -> None:
    found = stage_calibration(
        entries(("D1", "Demo", None, "won", "2024-03-01"), ("D2", "Demo", None, None, None)), AS_OF
    )
    assert (found["n"].tolist(), found["still_open"].tolist()) == ([1], [1])


def test_the_same_stage_of_two_pipelines_stays_apart() -> None:
    both = pd.concat([SOME.assign(pipeline="New"), SOME.head(2).assign(pipeline="Renewal")])
    found = stage_calibration(both, AS_OF)
    assert found["pipeline"].tolist() == ["New", "New", "Renewal", "Renewal"]
    assert found["n"].tolist() == [3, 1, 1, 1]


def test_a_stage_to_which_the_crm_gives_no_percentage_has_none() -> None:
    found = stage_calibration(SOME.assign(probability=None), AS_OF)
    assert found["crm"].isna().all()
    assert found["observed"].tolist() == [1 / 3, 1]


def test_no_entries_give_no_rows() -> None:
    found = stage_calibration(entries(), AS_OF)
    assert len(found) == 0
    assert found.columns.tolist() == ["stage", "position", "crm", "observed", "low", "high", "n", "still_open"]
