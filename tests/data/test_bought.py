"""When accounts first and last bought, from days that can be read off."""

from datetime import date

import polars as pl

from data.bought import days_bought, with_days_bought

JUNE, JULY, AUGUST = date(2024, 6, 1), date(2024, 7, 1), date(2024, 8, 1)


def sales(*rows: tuple[str | None, date | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"account_key": pl.Categorical, "ordered_on": pl.Date, "amount": pl.Float64}, orient="row"
    )


def test_an_account_bought_first_and_last_on_the_days_of_its_sales_in_all_tables() -> None:
    orders = days_bought(sales(("a", JULY, 5.0), ("a", JUNE, 5.0), (None, JUNE, 5.0), ("b", None, 5.0)), "ordered_on")
    deals = days_bought(sales(("a", AUGUST, 5.0)), "ordered_on")
    accounts = pl.DataFrame({"account_key": ["a", "b"]}, schema={"account_key": pl.Categorical})
    found = with_days_bought(accounts, [orders, deals])
    assert found.select("first_bought_on", "last_bought_on").rows() == [(JUNE, AUGUST), (None, None)]


def test_what_came_back_was_not_bought_on_that_day() -> None:
    found = days_bought(sales(("a", JUNE, -5.0), ("a", JULY, 5.0), ("b", JUNE, -5.0), ("c", JUNE, None)), "ordered_on")
    assert dict(found.sort("account_key").select("account_key", "first_bought_on").rows()) == {"a": JULY, "c": JUNE}
