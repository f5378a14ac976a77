"""What each working day that is left must bring to reach the target."""

import asyncio
from datetime import date
from math import isnan

import pandas as pd

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.pace import measure_pace, pace_to_target, working_days
from tests.metrics.frames import opportunities, target_days

DEALS = opportunities(["won", "won"], value=[300, 900], decided_on=["2024-01-03", "2024-02-05"], sector=["a", "a"])
GOALS = target_days([("company", None, None, f"2024-01-{day:02}", 100) for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)])
FORTNIGHT = {"start": date(2024, 1, 1), "end": date(2024, 1, 14)}  # ten working days


def pace(today: date, with_goals: bool = True, **filters: object) -> pd.Series:  # type: ignore[type-arg]
    frames = {"opportunities": DEALS} | ({"target_days": GOALS} if with_goals else {})
    return measure_pace(Filters(**(filters or FORTNIGHT)), Scope.all(), FrameSnapshot(frames, today)).iloc[0]  # type: ignore[arg-type]


def test_what_is_missing_is_spread_over_the_working_days_that_are_left() -> None:
    row = pace(date(2024, 1, 5))
    assert (row["won"], row["target"], row["target_to_date"], row["missing"]) == (300, 1000, 500, 700)
    assert (row["working_days"], row["days_gone"], row["days_left"]) == (10, 5, 5)
    assert (row["per_day"], row["needed_per_day"], row["at_this_pace"]) == (60, 140, 600)
    assert (row["attainment"], row["pace"]) == (0.3, 0.6)


def test_a_weekend_brings_no_working_day() -> None:
    assert pace(date(2024, 1, 7))["days_left"] == pace(date(2024, 1, 5))["days_left"] == 5
    assert (working_days(date(2024, 1, 6), date(2024, 1, 7)), working_days(date(2024, 1, 5), date(2024, 1, 4))) == (
        0,
        0,
    )


def test_once_the_target_is_met_nothing_is_missing_and_once_the_period_is_over_no_day_is_left() -> None:
    met = pace(date(2024, 2, 10), start=date(2024, 1, 1), end=date(2024, 2, 29))
    assert (met["won"], met["missing"], met["needed_per_day"]) == (1200, 0, 0)
    over = pace(date(2024, 2, 10))
    assert (over["days_left"], over["missing"]) == (0, 700)
    assert isnan(over["needed_per_day"])


def test_without_a_target_that_knows_the_filters_only_the_pace_so_far_is_known() -> None:
    for row in (pace(date(2024, 1, 5), with_goals=False), pace(date(2024, 1, 5), **FORTNIGHT, dims={"sector": ["a"]})):
        assert (row["won"], row["per_day"]) == (300, 60)
        assert all(isnan(row[name]) for name in ("target", "target_to_date", "missing", "needed_per_day", "pace"))


def test_of_all_time_there_is_no_pace() -> None:
    row = pace(date(2024, 1, 5), period="all")
    assert isnan(row["working_days"])
    assert isnan(row["per_day"])


def test_pages_wait_for_it_without_holding_others_up() -> None:
    frames = FrameSnapshot({"opportunities": DEALS, "target_days": GOALS}, date(2024, 1, 5))
    assert asyncio.run(pace_to_target(Filters(**FORTNIGHT), Scope.all(), frames))["won"].item() == 300  # type: ignore[arg-type]
