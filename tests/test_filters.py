"""Filters: what a period means, what it is compared with, and the way through a URL and the store."""

from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest

from errors import BadFilter
from filters import PERIODS, Filters, Window

AS_OF = date(2024, 8, 14)  # a Wednesday


def window(period: str, as_of: date = AS_OF, fiscal_year_start: int = 1) -> tuple[str | None, str]:
    start, end = Filters(period).window(as_of, fiscal_year_start)
    return start and start.isoformat(), end.isoformat()


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("all", None, "2024-08-14"),
        ("last_30_days", "2024-07-16", "2024-08-14"),
        ("last_90_days", "2024-05-17", "2024-08-14"),
        ("trailing_12_months", "2023-08-15", "2024-08-14"),
        ("this_month", "2024-08-01", "2024-08-31"),
        ("last_month", "2024-07-01", "2024-07-31"),
        ("this_quarter", "2024-07-01", "2024-09-30"),
        ("last_quarter", "2024-04-01", "2024-06-30"),
        ("this_year", "2024-01-01", "2024-12-31"),
        ("last_year", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_named_period_is_counted_from_the_last_day_with_facts(period: str, start: str | None, end: str) -> None:
    assert window(period) == (start, end)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("this_fiscal_year", "2024-04-01", "2025-03-31"),
        ("last_fiscal_year", "2023-04-01", "2024-03-31"),
        ("this_fiscal_quarter", "2024-07-01", "2024-09-30"),
        ("last_fiscal_quarter", "2024-04-01", "2024-06-30"),
    ],
)
def test_a_fiscal_period_starts_in_the_fiscal_years_month(period: str, start: str, end: str) -> None:
    assert window(period, fiscal_year_start=4) == (start, end)


def test_a_fiscal_year_that_starts_late_began_the_year_before() -> None:
    assert window("this_fiscal_year", date(2024, 2, 1), 10) == ("2023-10-01", "2024-09-30")


def test_trailing_twelve_months_ending_with_a_month_are_twelve_whole_ones() -> None:
    assert window("trailing_12_months", date(2017, 12, 31)) == ("2017-01-01", "2017-12-31")


def test_dates_of_ones_own_are_taken_as_they_are_and_an_open_end_is_the_last_day_with_facts() -> None:
    assert Filters(start=date(2024, 1, 5), end=date(2024, 2, 5)).window(AS_OF) == (date(2024, 1, 5), date(2024, 2, 5))
    assert Filters(start=date(2024, 1, 5)).window(AS_OF) == (date(2024, 1, 5), AS_OF)
    assert Filters(end=date(2024, 2, 5)).window(AS_OF) == (None, date(2024, 2, 5))


def compared(filters: Filters) -> Window | None:
    return filters.compare_window(AS_OF)


def test_a_finished_month_is_compared_with_the_whole_month_before() -> None:
    march = Filters(start=date(2024, 3, 1), end=date(2024, 3, 31))
    assert compared(march) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_running_period_is_compared_with_as_much_of_the_one_before() -> None:
    assert compared(Filters("this_month")) == (date(2024, 7, 1), date(2024, 7, 14))
    assert compared(Filters("this_quarter")) == (date(2024, 4, 1), date(2024, 5, 15))
    assert compared(Filters("this_year", compare="last_year")) == (date(2023, 1, 1), date(2023, 8, 14))


def test_a_running_month_longer_than_the_one_before_is_compared_with_all_of_it() -> None:
    assert Filters("this_month").compare_window(date(2023, 3, 30)) == (date(2023, 2, 1), date(2023, 2, 28))


def test_days_are_compared_with_as_many_days_before() -> None:
    assert compared(Filters("last_30_days")) == (date(2024, 6, 16), date(2024, 7, 15))


def test_the_year_before_keeps_the_ends_of_months_in_a_leap_year() -> None:
    february = Filters(start=date(2024, 2, 1), end=date(2024, 2, 29), compare="last_year")
    assert compared(february) == (date(2023, 2, 1), date(2023, 2, 28))
    assert Filters(start=date(2025, 2, 1), end=date(2025, 2, 28), compare="last_year").compare_window(
        date(2025, 12, 31)
    ) == (date(2024, 2, 1), date(2024, 2, 29))


def test_trailing_twelve_months_are_compared_with_the_twelve_before_either_way() -> None:
    before = (date(2022, 8, 15), date(2023, 8, 14))
    assert compared(Filters("trailing_12_months")) == before
    assert compared(Filters("trailing_12_months", compare="last_year")) == before


def test_all_time_and_no_comparison_have_nothing_to_compare_with() -> None:
    assert compared(Filters("all")) is None
    assert compared(Filters("last_year", compare="none")) is None


def test_a_query_without_filters_is_the_pages_default_and_gives_an_empty_query() -> None:
    assert Filters.from_query({}) == Filters("trailing_12_months")
    assert Filters("trailing_12_months").to_query() == {}
    assert Filters.from_query({}, "all") == Filters("all")


@pytest.mark.parametrize(
    "filters",
    [
        Filters("all"),
        Filters("last_quarter", compare="none", dims={"sector": ["retail", "R&D, ü=1"], "rep": ["Zoë"]}),
        Filters(start=date(2017, 1, 1), dims={"stage": ["(none)"]}),
        Filters(start=date(2017, 1, 1), end=date(2017, 1, 31), compare="last_year"),
    ],
)
def test_filters_come_back_from_a_url_and_from_the_store_as_they_went(filters: Filters) -> None:
    assert Filters.from_query(parse_qs(urlencode(filters.to_query(), doseq=True))) == filters
    assert Filters.from_query(filters.to_query()) == filters
    assert Filters.from_store(filters.to_store()) == filters


def test_an_empty_store_holds_the_pages_default() -> None:
    assert Filters.from_store(None) == Filters("trailing_12_months")


def test_values_are_sorted_without_doubles_so_that_equal_filters_are_one_cache_key() -> None:
    one = Filters.from_query({"sector": ["b", "a", "b"], "rep": "x", "team": ""})
    other = Filters.from_query({"rep": ["x"], "sector": ["a", "b"]})
    assert one.dims == (("rep", ("x",)), ("sector", ("a", "b")))
    assert (one, hash(one)) == (other, hash(other))


def test_a_key_that_is_no_period_is_kept_as_a_dimension() -> None:
    assert Filters.from_query({"colour": "red"}).dims == (("colour", ("red",)),)


@pytest.mark.parametrize("text", ["31/02/2024", "2024-02-30", "2024-W05-1", "20240101", "0001-01-01", "today"])
def test_a_day_that_does_not_exist_is_refused_with_the_right_way_to_write_it(text: str) -> None:
    with pytest.raises(BadFilter) as refused:
        Filters.from_query({"from": text})
    assert text in refused.value.message
    assert "YYYY-MM-DD" in refused.value.hint


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(BadFilter, match="starts on 2024-02-01, after its end on 2024-01-01"):
        Filters.from_query({"from": "2024-02-01", "to": "2024-01-01"})


@pytest.mark.parametrize(
    "query",
    [
        {"period": "next_year"},
        {"period": "custom"},
        {"compare": "mars"},
        {"period": "last_year", "from": "2024-01-01"},
        {"period": ["all", "last_year"]},
    ],
)
def test_a_period_or_comparison_that_does_not_exist_is_refused(query: dict[str, str | list[str]]) -> None:
    with pytest.raises(BadFilter) as refused:
        Filters.from_query(query)
    assert refused.value.hint


def test_an_unknown_period_lists_the_valid_ones() -> None:
    with pytest.raises(BadFilter) as refused:
        Filters("next_year")
    assert all(period in refused.value.hint for period in PERIODS)


def test_what_mailers_add_to_a_link_is_no_filter() -> None:
    assert Filters.from_query({"utm_source": "mail", "gclid": "x", "sector": "retail"}).dims == (
        ("sector", ("retail",)),
    )
