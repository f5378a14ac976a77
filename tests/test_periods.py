"""Calendar arithmetic: first days of periods, months that are too short, whole months."""

from datetime import date

import pytest

from periods import add_months, next_start, period_start, period_starts, whole_months


@pytest.mark.parametrize(
    ("grain", "fiscal", "start"),
    [
        ("day", 1, date(2024, 2, 29)),
        ("week", 1, date(2024, 2, 26)),
        ("month", 1, date(2024, 2, 1)),
        ("quarter", 1, date(2024, 1, 1)),
        ("year", 1, date(2024, 1, 1)),
        ("fiscal_quarter", 12, date(2023, 12, 1)),
        ("fiscal_year", 4, date(2023, 4, 1)),
        ("quarter", 4, date(2024, 1, 1)),
    ],
)
def test_a_day_lies_in_the_period_that_starts(grain: str, fiscal: int, start: date) -> None:
    assert period_start(date(2024, 2, 29), grain, fiscal) == start


def test_a_month_too_short_for_the_day_gives_its_last_day() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -13) == date(2023, 2, 28)


def test_the_periods_from_one_day_to_another_include_both_ends() -> None:
    weeks = list(period_starts(date(2024, 12, 31), date(2025, 1, 13), "week"))
    assert weeks == [date(2024, 12, 30), date(2025, 1, 6), date(2025, 1, 13)]
    assert list(period_starts(date(2024, 5, 2), date(2024, 5, 1), "day")) == []


def test_the_next_start_may_lie_several_periods_away() -> None:
    assert next_start(date(2024, 1, 1), "quarter", -2) == date(2023, 7, 1)
    assert next_start(date(2024, 1, 1), "day", 60) == date(2024, 3, 1)


def test_whole_months_may_start_on_any_day() -> None:
    assert whole_months(date(2024, 1, 1), date(2024, 3, 31)) == 3
    assert whole_months(date(2023, 8, 15), date(2024, 8, 14)) == 12
    assert whole_months(date(2024, 1, 1), date(2024, 1, 30)) is None
