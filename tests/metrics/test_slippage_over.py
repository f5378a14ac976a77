"""Slippage of a period, from that of its months."""

from datetime import date
from math import isnan

import pandas as pd

from filters import Window
from metrics.slippage_over import months_until, months_wanted, slipped_over

MONTHS = pd.DataFrame(
    {
        "month": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"]),
        "due": [100.0, 300.0, 0.0],
        "slipped": [50.0, 30.0, 0.0],
        "still_due": [0.0, 100.0, 0.0],
    }
)


def test_the_months_of_a_period_count_by_what_was_due_in_them() -> None:
    found = slipped_over(MONTHS, Window(date(2024, 1, 1), date(2024, 3, 31)))
    assert (found.first, found.last, found.due) == (date(2024, 1, 1), date(2024, 3, 1), 400)
    assert (found.moved_later, found.still_due) == (0.2, 0.25)


def test_a_part_of_a_month_is_left_out() -> None:
    found = slipped_over(MONTHS, Window(date(2024, 1, 2), date(2024, 3, 30)))
    assert (found.first, found.last, found.moved_later) == (date(2024, 2, 1), date(2024, 2, 1), 0.1)


def test_without_a_whole_month_the_last_one_before_its_end_is_meant() -> None:
    found = slipped_over(MONTHS, Window(date(2024, 2, 5), date(2024, 2, 20)))
    assert (found.first, found.moved_later) == (date(2024, 1, 1), 0.5)


def test_without_any_month_or_anything_due_it_is_not_known() -> None:
    before = slipped_over(MONTHS, Window(date(2023, 1, 1), date(2023, 12, 31)))
    assert before.first is None and isnan(before.moved_later)
    assert isnan(slipped_over(MONTHS, Window(date(2024, 3, 1), date(2024, 3, 31))).moved_later)


def test_all_time_takes_all_months() -> None:
    assert slipped_over(MONTHS, None).due == 400


def test_a_month_is_over_on_its_last_day() -> None:
    assert len(months_until(MONTHS, date(2024, 2, 29))) == 2
    assert len(months_until(MONTHS, date(2024, 2, 28))) == 1


def test_as_many_months_are_worked_out_as_the_periods_reach_back() -> None:
    today = date(2024, 3, 20)  # the last whole month is February
    now, before = Window(date(2023, 1, 1), today), Window(date(2022, 2, 1), date(2022, 12, 31))
    assert months_wanted(now, None, today) == 14
    assert months_wanted(now, before, today) == 25
    assert months_wanted(Window(date(2024, 2, 1), today), None, today) == months_wanted(None, None, today) == 12
    assert months_wanted(Window(date(2001, 1, 1), today), None, today) == 36
