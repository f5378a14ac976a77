"""Which days a period of a result really has."""

from datetime import date

from charts.part_periods import by_period, days_seen, is_whole

AS_OF = date(2017, 11, 21)
YEAR = {"window": (date(2016, 11, 22), date(2017, 11, 21)), "as_of": AS_OF}
RUNNING = {"window": (date(2017, 1, 1), date(2017, 12, 31)), "as_of": AS_OF}
ALL = {"window": None, "as_of": AS_OF}


def test_a_month_inside_the_window_is_whole() -> None:
    assert is_whole(date(2017, 3, 1), "month", YEAR)
    assert by_period(date(2017, 3, 1), "month", YEAR) == {"from": "2017-03-01", "to": "2017-03-31"}


def test_the_first_month_begins_with_the_window() -> None:
    assert days_seen(date(2016, 11, 1), "month", YEAR) == (date(2016, 11, 22), date(2016, 11, 30))
    assert by_period(date(2016, 11, 1), "month", YEAR) == {"from": "2016-11-22", "to": "2016-11-30"}


def test_a_month_still_running_ends_with_the_facts_and_is_filtered_to_its_end() -> None:
    for attrs in (YEAR, RUNNING, ALL):
        assert days_seen(date(2017, 11, 1), "month", attrs) == (date(2017, 11, 1), AS_OF)
        assert not is_whole(date(2017, 11, 1), "month", attrs)
        assert by_period(date(2017, 11, 1), "month", attrs) == {"from": "2017-11-01", "to": "2017-11-30"}


def test_a_month_that_the_window_ends_in_before_the_facts_do_is_filtered_as_far_as_the_window() -> None:
    early = {"window": (date(2017, 1, 1), date(2017, 3, 9)), "as_of": AS_OF}
    assert by_period(date(2017, 3, 1), "month", early) == {"from": "2017-03-01", "to": "2017-03-09"}
