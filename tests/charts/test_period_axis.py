"""Axes of whole periods: the last one named, the year where it changes, fiscal periods called so."""

from datetime import date

from charts.period_axis import period_axis, period_name


def test_quarters_with_the_year_where_it_changes() -> None:
    starts = [date(2023, 10, 1), date(2024, 1, 1), date(2024, 4, 1)]
    assert period_axis(starts, "quarter")["ticktext"] == ["Q4<br>2023", "Q1<br>2024", "Q2"]


def test_where_there_is_no_room_for_all_names_the_last_has_one() -> None:
    starts = [date(2024, month, 1) for month in range(1, 13)]
    axis = period_axis(starts, "month", most=6)
    assert axis["tickvals"] == [1, 3, 5, 7, 9, 11]
    assert axis["ticktext"][-1] == "Dec"


def test_years_are_their_own_names() -> None:
    assert period_axis([date(2023, 1, 1), date(2024, 1, 1)], "year")["ticktext"] == ["2023", "2024"]


def test_a_fiscal_period_that_is_no_calendar_one_is_called_so() -> None:
    assert period_name(date(2024, 4, 1), "year") == "FY 2024/25"
    assert period_name(date(2024, 1, 1), "year") == "2024"
    assert period_name(date(2024, 2, 1), "quarter") == "FQ from Feb 2024"
