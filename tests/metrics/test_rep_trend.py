"""Points, calls and stage entries of each rep over time, and the days that a range means."""

from datetime import date
from typing import Any

import pandas as pd

from auth.scope import Scope
from filters import Filters, Window
from metrics.definition import Metric
from metrics.points import CALLS, POINTS, STAGE_ENTRIES_SCORED
from metrics.rep_trend import MOST_OF_ONE, fitting, measure_trend, stretch
from tests.data.rep_candidates import call, entry
from tests.metrics.rep_events import snapshot

COMPANY = snapshot(
    call("2026-02-24 09:00", "ann", "c1"),
    call("2026-03-02 09:00", "bob", "c2"),
    call("2026-03-02 10:00", "bob", "c3"),
    entry("2026-03-03 12:00", "Demo Given", "ann"),
    call("2026-03-07 12:00", "cy", "c4"),  # a Saturday
)
FRIDAY = date(2026, 3, 6)
WINDOW = Window(date(2026, 2, 23), date(2026, 3, 8))


def trend(metric: Metric = POINTS, grain: str = "week", window: Window = WINDOW, **dims: Any) -> pd.DataFrame:
    return measure_trend(metric, window, grain, Filters(dims=dims), Scope.all(), COMPANY)


def course(frame: pd.DataFrame, rep: str, column: str = "points") -> list[float]:
    return frame.loc[frame["rep"] == rep, column].tolist()


def test_each_rep_has_all_weeks_and_the_leading_one_comes_first() -> None:
    found = trend()
    assert list(dict.fromkeys(found["rep"])) == ["Ann", "Bob", "Cy"]
    assert [course(found, rep) for rep in ("Ann", "Bob", "Cy")] == [[1, 10], [0, 2], [0, 1]]
    assert found["week"].dt.date.unique().tolist() == [date(2026, 2, 23), date(2026, 3, 2)]


def test_the_goal_of_a_week_is_that_of_its_working_days() -> None:
    assert set(trend()["goal"]) == {500.0}
    assert trend(CALLS)["goal"].isna().all()


def test_calls_and_stage_entries_are_counted_alike() -> None:
    assert course(trend(CALLS), "Bob", "calls") == [0, 2]
    assert course(trend(STAGE_ENTRIES_SCORED), "Ann", "scored_entries") == [0, 1]


def test_days_off_are_there_only_if_somebody_did_something() -> None:
    days = trend(grain="day")["day"].dt.date.unique().tolist()
    assert date(2026, 3, 7) in days  # Cy called
    assert not {date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 8)} & set(days)
    assert date(2026, 3, 4) in days  # a working day on which nobody did anything


def test_who_did_nothing_is_not_there() -> None:
    assert set(trend(STAGE_ENTRIES_SCORED)["rep"]) == {"Ann"}
    assert trend(window=Window(date(2020, 1, 6), date(2020, 1, 12))).empty


def test_filters_on_what_a_rep_is_apply() -> None:
    assert set(trend(team=["West"])["rep"]) == {"Bob", "Cy"}


def test_a_range_of_weeks_ends_on_the_day_and_begins_on_a_monday() -> None:
    assert stretch("4_weeks", FRIDAY, "week") == Window(date(2026, 2, 9), FRIDAY)
    assert stretch("13_weeks", FRIDAY, "day").start == date(2025, 12, 8)
    assert stretch("4_weeks", FRIDAY, "month").start == date(2026, 2, 1)


def test_twelve_months_are_this_one_and_eleven_before() -> None:
    assert stretch("12_months", FRIDAY, "month") == Window(date(2025, 4, 1), FRIDAY)
    assert stretch("this_year", FRIDAY, "month").start == date(2026, 1, 1)


def test_more_days_than_can_be_told_apart_are_shown_by_week() -> None:
    assert fitting("12_months", FRIDAY, "day") == "week"
    assert fitting("13_weeks", FRIDAY, "day") == "week"
    assert fitting("13_weeks", FRIDAY, "day", MOST_OF_ONE) == "day"
    assert fitting("4_weeks", FRIDAY, "day") == "day"
    assert fitting("12_months", FRIDAY, "month") == "month"


def test_weeks_before_anything_was_recorded_are_not_drawn_as_nothing() -> None:
    found = trend(window=Window(date(2026, 2, 2), date(2026, 3, 8)))
    assert found["week"].dt.date.unique().tolist() == [date(2026, 2, 23), date(2026, 3, 2)]
    assert course(found, "Bob") == [0, 2]  # what others did then is known, and Bob did nothing
