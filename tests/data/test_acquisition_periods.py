"""New customers and spend are dated by the period that the spend is booked for, where both are known for all of it."""

from datetime import date

import polars as pl

from data.acquisition_periods import with_acquisition
from tests.data.statement_lines import SCHEMA
from tests.data.wide_context import context

Q = [(date(2024, m, 1), date(2024, m + 2, d)) for m, d in ((1, 31), (4, 30), (7, 30), (10, 31))]
JAN, FEB, MAR = [(date(2024, m, 1), date(2024, m, d)) for m, d in ((1, 31), (2, 29), (3, 31))]
LONG_AGO = ("long ago", "2023-10-02")


def found(lines, accounts, as_of=date(2024, 12, 31)):
    """Lines are (line, role, period, amount[, origin]); accounts (name, first bought[, last bought]): acquired_on of
    each line, by line and start, and of each account."""
    rows = [(line, None, role, -1, *period, amount, "actual", *(more or ("crm",)))
            for line, role, period, amount, *more in lines]  # fmt: skip
    days = [(name, *map(date.fromisoformat, (first, *(last or (first,))))) for name, first, *last in accounts]
    made = with_acquisition(
        pl.DataFrame(rows, schema=SCHEMA, orient="row"),
        pl.DataFrame(days, schema={"account": pl.String, "first_bought_on": pl.Date, "last_bought_on": pl.Date},
                     orient="row"),
        context(as_of={"crm": as_of}),
    )  # fmt: skip
    lines, accounts = made["statement_lines"], made["accounts"]
    by_line = {(line, start.isoformat()): day and day.isoformat()
               for line, start, day in lines.select("line", "period_start", "acquired_on").iter_rows()}  # fmt: skip
    by_account = {name: day and day.isoformat() for name, day in accounts.select("account", "acquired_on").iter_rows()}
    return by_line, by_account


def test_a_customer_counts_in_the_period_that_the_spend_of_that_day_is_booked_for():
    lines, accounts = found(
        [("ads", "marketing", Q[0], 10.0), ("ads", "marketing", Q[1], 20.0)],
        [LONG_AGO, ("a", "2024-01-01"), ("b", "2024-03-31"), ("c", "2024-04-01"), ("d", "2024-07-01")],
    )
    assert accounts == {"long ago": None, "a": "2024-01-01", "b": "2024-01-01", "c": "2024-04-01", "d": None}
    assert lines == {("ads", "2024-01-01"): "2024-01-01", ("ads", "2024-04-01"): "2024-04-01"}


def test_spend_of_periods_without_sales_stands_against_nobody():
    ads = [("ads", "marketing", period, 10.0) for period in Q]
    lines, accounts = found(ads, [("a", "2024-05-20"), ("b", "2024-09-25", "2024-09-25")], as_of=date(2024, 9, 25))
    assert lines["ads", "2024-01-01"] is None  # before sales are known
    assert lines["ads", "2024-04-01"] is None  # they begin in the middle
    assert lines["ads", "2024-07-01"] == "2024-07-01"  # five days are missing: about all of it
    assert lines["ads", "2024-10-01"] is None
    assert accounts == {"a": None, "b": "2024-07-01"}


def test_the_statements_of_two_origins_make_periods_that_both_fill():
    months = [("ads", "marketing", month, 10.0, "one") for month in (JAN, FEB, MAR)]
    lines, accounts = found([*months, ("fairs", "marketing", Q[0], 50.0, "two")], [LONG_AGO, ("a", "2024-02-10")])
    assert set(lines.values()) == {"2024-01-01"}
    assert accounts["a"] == "2024-01-01"


def test_in_a_month_for_which_other_lines_are_booked_nothing_was_spent():
    lines = [("ads", "marketing", JAN, 10.0), ("rent", "opex", FEB, 5.0), ("ads", "marketing", MAR, 10.0)]
    customers = [LONG_AGO, ("a", "2024-02-10"), ("b", "2024-03-10")]
    assert found(lines, customers)[1] == {"long ago": None, "a": "2024-02-01", "b": "2024-03-01"}
    assert found(lines[::2], customers)[1]["a"] is None  # nothing is booked at all
    running = [("ads", "marketing", JAN, 10.0), ("rent", "opex", FEB, 5.0)]
    assert found(running, customers)[1]["a"] is None  # the spend of the last month may be still to come


def test_a_yearly_tax_does_not_make_the_periods_long():
    year = (date(2024, 1, 1), date(2024, 12, 31))
    months = [("ads", "marketing", month, 10.0) for month in (JAN, FEB, MAR)]
    assert found([*months, ("tax", "tax", year, 9.0)], [LONG_AGO, ("a", "2024-02-10")])[1]["a"] == "2024-02-01"


def test_without_a_statement_or_customers_nothing_is_acquired():
    assert found([], [("a", "2024-02-10")]) == ({}, {"a": None})
    assert found([("ads", "marketing", JAN, 10.0)], []) == ({("ads", "2024-01-01"): None}, {})


def test_periods_are_there_to_group_by():
    made = with_acquisition(
        pl.DataFrame([("ads", None, "marketing", -1, *Q[1], 10.0, "actual", "crm")], schema=SCHEMA, orient="row"),
        pl.DataFrame({"first_bought_on": [date(2024, 1, 1)], "last_bought_on": [date(2024, 12, 30)]}),
        context(as_of={"crm": date(2024, 12, 31)}),
    )
    row = made["statement_lines"].to_dicts()[0]
    assert (row["period_start_month"], row["acquired_on_quarter"], row["acquired_on_fiscal_year"]) == (
        date(2024, 4, 1), date(2024, 4, 1), date(2024, 4, 1))  # fmt: skip
