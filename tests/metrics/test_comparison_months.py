"""Months beside those that they are compared with."""

from datetime import date
from typing import Any

import pandas as pd

from metrics.comparison_months import beside

Window = tuple[date | None, date] | None


def months(first: str, values: list[float], window: Window, as_of: date = date(2018, 12, 31)) -> pd.DataFrame:
    starts = pd.date_range(first, periods=len(values), freq="MS").as_unit("s")
    frame = pd.DataFrame({"month": starts, "won_revenue": values})
    frame.attrs = {"window": window, "as_of": as_of}
    return frame


def shown(frame: pd.DataFrame) -> list[Any]:
    return [None if pd.isna(value) else value for value in frame["before"]]


def test_a_month_stands_beside_the_same_month_a_year_before() -> None:
    now = months("2017-02-01", [10.0, 20.0], (date(2017, 2, 1), date(2017, 3, 31)))
    before = months("2016-02-01", [2.0, 3.0], (date(2016, 2, 1), date(2016, 3, 31)))
    found = beside(now, before, "last_year")
    assert shown(found) == [2.0, 3.0]
    assert list(found["month_before"]) == [pd.Timestamp("2016-02-01"), pd.Timestamp("2016-03-01")]
    assert found.attrs["months_back"] == 12


def test_a_quarter_stands_beside_the_quarter_before_also_while_it_runs() -> None:
    now = months("2017-04-01", [1.0, 2.0], (date(2017, 4, 1), date(2017, 6, 30)), date(2017, 5, 14))
    before = months("2017-01-01", [7.0, 8.0], (date(2017, 1, 1), date(2017, 2, 14)))
    found = beside(now, before, "previous")
    assert shown(found) == [7.0, 8.0]
    assert found.attrs["months_back"] == 3


def test_a_month_without_one_before_has_none() -> None:
    now = months("2017-01-01", [1.0, 2.0], (date(2017, 1, 1), date(2017, 2, 28)))
    before = months("2016-02-01", [5.0], (date(2016, 1, 1), date(2016, 2, 29)))
    assert shown(beside(now, before, "last_year")) == [None, 5.0]


def test_compared_with_nothing_there_is_nothing_before() -> None:
    now = months("2017-01-01", [1.0], (date(2017, 1, 1), date(2017, 1, 31)))
    found = beside(now, months("2016-01-01", [], None), "none")
    assert shown(found) == [None]
    assert found.attrs["months_back"] == 0


def test_all_time_has_no_period_before_but_each_month_one_a_year_before() -> None:
    everything = months("2016-01-01", [float(i) for i in range(13)], None, date(2017, 1, 31))
    assert shown(beside(everything, months("2016-01-01", [], None), "previous")) == [None] * 13
    assert shown(beside(everything, months("2016-01-01", [], None), "last_year")) == [None] * 12 + [0.0]


def test_over_all_time_a_month_still_running_is_not_held_against_a_whole_one() -> None:
    running = months("2016-01-01", [float(i) for i in range(13)], None, date(2017, 1, 21))
    assert shown(beside(running, months("2016-01-01", [], None), "last_year")) == [None] * 13
