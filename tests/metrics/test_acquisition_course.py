"""The course of acquisition cost: changes of the cost itself, and what is not firm."""

from datetime import date
from math import isnan

import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from metrics.acquisition_course import list_acquisition
from metrics.acquisition_spend import booked
from tests.metrics.acquisition_company import company, lines

START, END = date(2023, 1, 1), date(2024, 6, 30)


def course(snapshot=None, grain="quarter", start=START, end=END, **dims):
    return list_acquisition(grain, start, end, Filters(dims=dims), Scope.all(), snapshot or company())


def known(frame, name):
    return [None if isnan(value) else value for value in frame[name].tolist()]


def test_each_quarter_has_its_cost_and_how_that_changed():
    frame = course()
    assert known(frame, "cac") == [*map(pytest.approx, [100, 150, 200, 150, 100]), None]
    assert known(frame, "cac_qoq") == [None, *map(pytest.approx, [0.5, 1 / 3, -0.25, -1 / 3]), None]
    assert known(frame, "cac_yoy") == [None, None, None, None, pytest.approx(0, abs=1e-12), None]
    assert known(frame, "cac_year_ago")[4] == pytest.approx(100)


def test_the_changes_of_the_first_periods_shown_look_back_beyond_them():
    frame = course(start=date(2024, 1, 1), end=date(2024, 3, 31))
    assert (frame["cac_qoq"].item(), frame["cac_previous"].item()) == (pytest.approx(-1 / 3), pytest.approx(150))


def test_payback_is_of_the_twelve_months_up_to_the_end():
    row = course().iloc[4]
    assert row["revenue_per_customer_month"] == pytest.approx(100 / 12)
    assert (row["margin"], row["from_statement"]) == (pytest.approx(0.4), False)
    assert row["cac_payback_months"] == pytest.approx(100 / (100 / 12 * 0.4))
    assert known(course(), "cac_payback_months")[:3] == [None, None, None]  # sales do not go back a year


def test_without_unit_costs_the_statement_says_the_margin():
    row = course(company(costed=False)).iloc[4]
    assert (row["margin"], row["from_statement"]) == (pytest.approx(0.3), True)


def test_few_customers_the_first_year_and_what_is_not_booked_are_not_firm():
    frame = course()
    assert frame["firm"].tolist() == [False, False, False, False, True, False]
    assert frame.attrs["overstated"] == [date(2023, 1, 1), date(2023, 4, 1), date(2023, 7, 1), date(2023, 10, 1)]
    assert frame.attrs["sales_begin"] == date(2023, 1, 2)
    assert frame.attrs["firm_changes"] == []  # what it is compared with is not firm


def test_a_year_sums_what_is_booked_of_it():
    frame = course(grain="year")
    assert known(frame, "cac") == [pytest.approx(7500 / 54), pytest.approx(100)]
    assert frame["firm"].tolist() == [False, False]  # the second is not over


def test_months_are_not_finer_than_what_is_booked():
    frame = course(grain="month", start=date(2023, 8, 1), end=date(2023, 12, 31))
    assert frame.attrs["grain"] == "quarter"
    assert [day.date() for day in frame["quarter"]] == [date(2023, 7, 1), date(2023, 10, 1)]


def test_it_says_what_counts_as_spend():
    assert (course().attrs["roles"], course().attrs["marketing_only"]) == (["marketing", "sales"], False)
    only = course(company(lines(("marketing", 1.0))))
    assert (only.attrs["roles"], only.attrs["marketing_only"]) == (["marketing"], True)


def test_filters_that_spend_does_not_know_do_not_apply_and_are_named():
    frame = course(sector=["retail"])
    assert known(frame, "cac") == known(course(), "cac")
    assert frame.attrs["ignored_filters"] == ["sector"]
    with pytest.raises(BadFilter):
        course(sector=["nowhere"])


def test_without_spend_there_is_no_course():
    frame = course(company(lines(("opex", 1.0))))
    assert frame.empty
    assert frame.attrs["roles"] == []
    assert course(origin=["shop"]).empty


def test_periods_before_anything_is_known_are_left_out():
    assert len(course(start=date(1900, 1, 1))) == 6


def test_who_was_won_before_sales_are_known_is_not_known():
    earlier = [("ads", None, "marketing", -1, date(2022, 10, 1), date(2022, 12, 31), 500.0, "actual", "books")]
    frame = course(company([*lines(("marketing", 1.0)), *earlier]), start=date(2022, 10, 1))
    assert known(frame, "acquisition_spend")[:2] == [500, 2000]
    assert known(frame, "new_customers")[:2] == [None, 20]


def test_what_is_booked():
    found = booked(company(), Filters(), Scope.all())
    assert found == (("marketing", "sales"), "quarter", date(2023, 1, 1), date(2024, 3, 31))
    assert booked(company(), Filters(), Scope.only(team=["EMEA"])) is None
