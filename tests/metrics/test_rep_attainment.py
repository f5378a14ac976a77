"""Won revenue against each rep's own target."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.rep_attainment import Reached, measure_attainment, span_of
from tests.metrics.frames import opportunities, target_days

DEALS = opportunities(
    ["won", "won", "won", "open"],
    value=[30, 20, 5, 40],
    rep=["Ann", "Bob", "Cid", "Ann"],
    team=["North", "South", "North", "North"],
    region=["R1", "R2", "R1", "R1"],
    decided_on=["2024-01-10", "2024-01-20", "2024-01-21", None],
)
TARGETS = [
    ("company", None, None, "2024-01-15", 80.0),
    ("rep", "North", "Ann", "2024-01-15", 60.0),
    ("rep", "South", "Bob", "2024-01-15", 10.0),
    ("rep", "South", "Bob", "2024-02-15", 30.0),
    ("rep", "North", "Dan", "2024-01-15", 7.0),
]
REPS = pl.DataFrame({
    "rep_id": ["a", "b", "c", "d"], "rep": ["Ann", "Bob", "Cid", "Dan"], "team": ["North", "South", "North", "North"],
    "region": ["R1", "R2", "R1", "R2"], "active": [True, True, True, True], "origin": ["test"] * 4,
})  # fmt: skip
QUARTER = Window(date(2024, 1, 1), date(2024, 3, 31))


def reached(targets: Any = tuple(TARGETS), **dims: Any) -> Reached:
    frames = {"opportunities": DEALS, "target_days": target_days(list(targets)), "reps": REPS}
    tables = FrameSnapshot(frames, date(2024, 1, 31))
    return measure_attainment(QUARTER, Filters(dims=dims), Scope.all(), tables)


def test_the_furthest_come_first_then_who_won_more_and_last_who_has_no_target() -> None:
    found = reached().reps
    assert found[["rep", "won_revenue"]].values.tolist() == [["Ann", 30.0], ["Bob", 20.0], ["Dan", 0.0], ["Cid", 5.0]]
    assert found["attainment"].tolist()[:3] == [0.5, 0.5, 0.0]
    assert found["target"].tolist()[:3] == [60.0, 40.0, 7.0]
    assert found.iloc[3][["target", "attainment", "pace"]].isna().all()


def test_pace_goes_by_the_days_gone_by() -> None:
    found = reached().reps.set_index("rep")
    assert found.loc["Bob", "pace"] == pytest.approx(2.0)  # 20 of the 10 up to January's end
    assert found.loc["Ann", "pace"] == pytest.approx(0.5)


def test_a_filter_that_targets_do_not_know_still_finds_each_reps_own() -> None:
    found = reached(region=["R1"]).reps
    assert found[["rep", "target"]].values.tolist()[0] == ["Ann", 60.0]
    assert found["rep"].tolist() == ["Ann", "Cid"]


def test_targets_of_the_company_alone_are_told_apart_from_none() -> None:
    company = reached(TARGETS[:1])
    assert (company.reps["target"].notna().any(), company.any_target) == (False, True)
    elsewhen = reached([("rep", "North", "Ann", "2025-01-15", 60.0)])
    assert (elsewhen.reps["target"].notna().any(), elsewhen.any_target) == (False, False)


def test_spans_are_the_calendars_or_the_fiscal_years() -> None:
    day = date(2024, 5, 17)
    assert span_of(day, "quarter") == Window(date(2024, 4, 1), date(2024, 6, 30))
    assert span_of(day, "year") == Window(date(2024, 1, 1), date(2024, 12, 31))
    assert span_of(day, "fiscal_year", 4) == Window(date(2024, 4, 1), date(2025, 3, 31))
