"""Running totals of a period: won revenue, target, and the year before."""

from datetime import date
from math import isnan
from typing import Any

import pandas as pd
import polars as pl

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.progress import grain_of, progress, queries
from metrics.run import measure_queries
from tests.metrics.frames import opportunities, target_days

AS_OF = date(2024, 1, 10)
DEALS = opportunities(
    ["won"] * 6,
    value=[10, 20, 5, 100, 200, 1],
    sector=["a", "a", "b", "a", "a", "a"],
    decided_on=["2024-01-02", "2024-01-10", "2024-01-08", "2023-01-02", "2023-01-25", "2022-12-01"],
)
TARGETS = target_days([("company", None, None, f"2024-01-{n:02}", 3) for n in range(1, 32)])


def over(filters: Filters, deals: pl.DataFrame = DEALS, targets: pl.DataFrame | None = TARGETS) -> pd.DataFrame:
    frames = {"opportunities": deals} | ({} if targets is None else {"target_days": targets})
    grain = grain_of(filters, AS_OF)
    found = measure_queries(queries(grain), filters, Scope.all(), FrameSnapshot(frames, AS_OF))
    return progress(*found, grain)


def values(column: Any) -> list[float | None]:
    return [None if isnan(value) else value for value in column]


JANUARY = Filters("this_month")


def test_won_revenue_runs_to_today_and_target_and_year_before_to_the_end_of_the_month() -> None:
    days = over(JANUARY)
    assert [len(days), days["to"].iloc[-1].date()] == [31, date(2024, 1, 31)]
    assert values(days["won_revenue"])[:11] == [0, 10, 10, 10, 10, 10, 10, 15, 15, 35, None]
    assert values(days["target"])[9:11] + values(days["target"])[-1:] == [30, 33, 93]
    assert [days["year_before"].iloc[i] for i in (0, 1, 23, 24, 30)] == [0, 100, 100, 300, 300]


def test_a_week_still_running_stands_at_today_with_as_much_of_target_and_year_before() -> None:
    weeks = over(Filters(start=date(2023, 10, 2), end=date(2024, 1, 31)))
    running = weeks[weeks["week"] == "2024-01-08"].iloc[0]
    assert running["to"].date() == AS_OF
    assert (running["won_revenue"], running["target"]) == (35, 30)
    assert weeks["target"].iloc[-1] == 93
    assert values(weeks["won_revenue"])[-3:] == [None, None, None]


def test_the_last_week_ends_where_the_period_ends() -> None:
    weeks = over(Filters(start=date(2023, 9, 1), end=date(2024, 1, 3)))
    assert weeks["to"].iloc[-1].date() == date(2024, 1, 3)
    assert (weeks["won_revenue"].iloc[-1], weeks["target"].iloc[-1]) == (10, 9)


def test_the_days_of_a_leap_year_keep_their_places() -> None:
    deals = opportunities(["won"] * 3, value=[1, 2, 4], decided_on=["2023-01-01", "2023-02-28", "2024-03-01"])
    filters = Filters(start=date(2024, 1, 1), end=date(2024, 3, 31))
    days = over(filters, deals).set_index("day")["year_before"]
    assert [days["2024-02-27"], days["2024-02-28"], days["2024-02-29"], days["2024-03-01"]] == [1, 3, 3, 3]


def test_a_year_before_that_the_facts_do_not_reach_is_not_shown() -> None:
    late = opportunities(["won"] * 2, value=[10, 20], decided_on=["2024-01-02", "2023-06-01"])
    assert over(JANUARY, late)["year_before"].isna().all()


def test_without_a_target_there_is_no_line_at_zero() -> None:
    for targets in (None, TARGETS.clear()):
        days = over(JANUARY, targets=targets)
        assert days["target"].isna().all()
        assert days.attrs["target_from"] is None


def test_a_target_is_not_held_against_revenue_under_a_filter_that_it_does_not_know() -> None:
    filtered = over(Filters("this_month", dims={"sector": ["b"]}))  # type: ignore[arg-type]
    assert filtered["target"].isna().all()
    assert filtered["won_revenue"].iloc[9] == 5


def test_the_first_day_with_a_target_is_known() -> None:
    late = target_days([("company", None, None, "2024-01-20", 3)])
    assert over(JANUARY, targets=late).attrs["target_from"] == date(2024, 1, 20)


def test_over_all_time_there_are_months_up_to_today() -> None:
    months = over(Filters())
    assert [months["month"].iloc[0].date(), months["to"].iloc[-1].date()] == [date(2022, 12, 1), AS_OF]
    assert months["won_revenue"].iloc[-1] == 336
    assert months["target"].iloc[-1] == 30
    assert months["year_before"].isna().all()


def test_nothing_at_all_is_no_row() -> None:
    assert over(Filters(), DEALS.clear(), TARGETS.clear()).empty


def test_days_weeks_or_months_keep_the_number_of_points_small() -> None:
    def chosen(start: date, end: date) -> str:
        return grain_of(Filters(start=start, end=end), AS_OF)

    assert chosen(date(2024, 1, 1), date(2024, 3, 31)) == "day"
    assert chosen(date(2024, 1, 1), date(2024, 12, 31)) == "week"
    assert chosen(date(2004, 1, 1), date(2024, 12, 31)) == "month"
    assert grain_of(Filters(end=AS_OF), AS_OF) == "month"
