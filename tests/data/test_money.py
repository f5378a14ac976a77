from datetime import date

import polars as pl
import pytest

from data.money import convert, reporting_currency
from tests.data.canonical import table

RATES = table(
    "fx_rates",
    {"currency": "USD", "on": date(2024, 1, 1), "rate_to_reporting": 0.9},
    {"currency": "USD", "on": date(2024, 7, 1), "rate_to_reporting": 0.8},
    {"currency": "GBP", "on": date(2024, 3, 1), "rate_to_reporting": 1.2},
)


def orders(*rows: tuple[str | None, date, float | None]) -> pl.DataFrame:
    return table("orders", *({"currency": c, "ordered_on": on, "amount": amount} for c, on, amount in rows))


pytestmark = pytest.mark.filterwarnings("error")  # a user's terminal shows them


def test_one_currency_and_no_rates_is_the_reporting_one() -> None:
    only_dollars = {"orders": orders(("USD", date(2024, 1, 1), 1.0)), "accounts": table("accounts")}
    assert reporting_currency(only_dollars, "EUR") == "USD"
    assert reporting_currency({**only_dollars, "fx_rates": table("fx_rates")}, "EUR") == "USD"


def test_with_rates_or_several_currencies_it_is_the_one_of_the_settings() -> None:
    dollars = orders(("USD", date(2024, 1, 1), 1.0))
    assert reporting_currency({"orders": dollars, "fx_rates": RATES}, "EUR") == "EUR"
    both = orders(("USD", date(2024, 1, 1), 1.0), ("CHF", date(2024, 1, 1), 1.0))
    assert reporting_currency({"orders": both}, "EUR") == "EUR"
    assert reporting_currency({}, "EUR") == "EUR"


def test_money_is_converted_at_the_newest_rate_of_its_business_date() -> None:
    given = orders(
        ("EUR", date(2024, 1, 1), 100.0), ("USD", date(2024, 6, 30), 100.0), ("USD", date(2024, 7, 1), 100.0),
        ("GBP", date(2025, 1, 1), 100.0), (None, date(2024, 1, 1), 100.0), ("USD", date(2024, 8, 1), None),
    )  # fmt: skip
    done = convert({"orders": given, "fx_rates": RATES}, "EUR")
    assert done.tables["orders"]["amount"].to_list() == pytest.approx([100.0, 90.0, 80.0, 120.0, 100.0, None])
    assert done.tables["orders"]["amount_original"].to_list() == [100.0, 100.0, 100.0, 100.0, 100.0, None]
    assert done.findings.height == 0


def test_every_money_column_of_a_row_is_converted() -> None:
    row = {"currency": "USD", "list_price": 10.0, "unit_cost": 5.0}
    product = convert({"products": table("products", row), "fx_rates": RATES}, "EUR").tables["products"]
    assert product.select("list_price", "unit_cost").row(0) == pytest.approx((8.0, 4.0))


def test_decided_deals_take_the_rate_of_that_day_and_open_ones_the_latest() -> None:
    may, august = date(2024, 5, 1), date(2024, 8, 1)
    deals = table(
        "opportunities",
        {"currency": "USD", "amount": 100.0, "status": "won", "closed_on": may, "attributed_on": august},
        {"currency": "USD", "amount": 100.0, "status": "lost", "attributed_on": may},
        {"currency": "USD", "amount": 100.0, "status": "open", "attributed_on": may, "created_on": may},
        {"currency": "USD", "amount": 100.0, "status": "won"},
    )
    done = convert({"opportunities": deals, "fx_rates": RATES}, "EUR").tables["opportunities"]
    assert done["amount"].to_list() == pytest.approx([90.0, 90.0, 80.0, 80.0])


def test_a_row_without_a_rate_stays_loses_its_money_and_is_listed_with_its_origin() -> None:
    rows = orders(("CHF", date(2024, 5, 1), 10.0), ("USD", date(2023, 12, 31), 10.0), ("USD", date(2024, 5, 1), 10.0))
    rows = rows.with_columns(_record=pl.Series(["1", "2", "3"]), origin=pl.Series(["a", "b", "b"]))
    done = convert({"orders": rows, "fx_rates": RATES}, "EUR")
    assert done.tables["orders"]["amount"].to_list() == pytest.approx([None, None, 9.0])
    assert done.tables["orders"]["amount_original"].to_list() == [10.0, 10.0, 10.0]
    assert done.findings.select("origin", "_record", "check", "value").rows() == [
        ("a", "1", "missing_rate", "CHF"), ("b", "2", "missing_rate", "USD"),
    ]  # fmt: skip
    assert done.checked == {("a", "orders"): 1, ("b", "orders"): 2}


def test_without_any_rate_foreign_money_is_left_out() -> None:
    done = convert({"orders": orders(("USD", date(2024, 5, 1), 10.0), ("EUR", date(2024, 5, 1), 5.0))}, "EUR")
    assert done.tables["orders"]["amount"].to_list() == [None, 5.0]
    assert done.findings.height == 1
