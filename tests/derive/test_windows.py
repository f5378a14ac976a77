"""The periods that the outlook looks at."""

from datetime import date

from derive.windows import windows_ahead


def days(day: date) -> dict[str, tuple[str, str]]:
    return {window.name: (window.start.isoformat(), window.end.isoformat()) for window in windows_ahead(day)}


def test_within_a_month_it_is_this_month_and_quarter_and_the_next_ones() -> None:
    assert days(date(2024, 2, 10)) == {
        "this_month": ("2024-02-01", "2024-02-29"),
        "next_month": ("2024-03-01", "2024-03-31"),
        "this_quarter": ("2024-01-01", "2024-03-31"),
        "next_quarter": ("2024-04-01", "2024-06-30"),
    }


def test_a_period_that_ends_on_the_last_day_with_facts_is_over() -> None:
    assert days(date(2024, 12, 31))["this_month"] == ("2025-01-01", "2025-01-31")
    assert days(date(2024, 12, 31))["this_quarter"] == ("2025-01-01", "2025-03-31")


def test_days_until_a_period_ends_and_after_which_it_begins() -> None:
    this_month, next_month, *_quarters = windows_ahead(date(2024, 2, 10))
    assert (this_month.until(date(2024, 2, 10)), this_month.after(date(2024, 2, 10))) == (19, 0)
    assert (next_month.until(date(2024, 2, 10)), next_month.after(date(2024, 2, 10))) == (50, 19)


def test_quarters_are_those_of_the_fiscal_year() -> None:
    *_months, this, following = windows_ahead(date(2024, 2, 10), fiscal_year_start=2)
    assert (this.start, this.end) == (date(2024, 2, 1), date(2024, 4, 30))
    assert (following.start, following.end) == (date(2024, 5, 1), date(2024, 7, 31))
