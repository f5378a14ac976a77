"""What customers are worth, derived from a snapshot."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from derive.customers import CHECK, EACH, SUMMARY, TABLES, derive_customers
from metrics.customer_worth import customer_worth
from models.buy_till_you_die import BuyTillYouDie
from models.order_value import OrderValue
from models.purchase_histories import WEEKS_A_MONTH
from models.value_refusals import words_of
from tests.derive.bought import PLANTED, derive, lines_of, publish
from tests.models.simulated_buyers import BUYING, VALUES
from tests.state import state

END = date(2023, 6, 29)
CUSTOMERS = 800


def row(tables: dict[str, pl.DataFrame]) -> dict[str, Any]:
    (found,) = tables[SUMMARY].to_dicts()
    return found


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    with state(tmp_path_factory.mktemp("var")):
        return derive_customers(publish())


def test_the_whole_is_one_row_with_its_interval(tables: dict[str, pl.DataFrame]) -> None:
    whole = row(tables)
    assert {name: frame.schema for name, frame in tables.items()} == {n: pl.Schema(s) for n, s in TABLES.items()}
    assert (whole["level"], whole["as_of"], whole["refusal"]) == ("all", END, None)
    assert (whole["customers"], whole["orders"], whole["horizon_months"]) == (CUSTOMERS, PLANTED.days.height, 24)
    assert (whole["margin"], whole["margin_basis"]) == (pytest.approx(0.4), "sales")
    assert whole["low"] < whole["clv_mean"] < whole["high"]
    assert whole["check_off"] is False
    assert whole["check_expected"] == pytest.approx(whole["check_actual"], rel=0.2)


def test_a_new_customers_worth_is_what_was_planted(tables: dict[str, pl.DataFrame]) -> None:
    """40 % of the mean order at once and of those that BG/NBD expects after it."""
    whole = row(tables)
    later = BuyTillYouDie(**BUYING).new_customer_orders(24 * WEEKS_A_MONTH)
    truth = 0.4 * OrderValue(**VALUES).mean * (1 + later)
    assert whole["clv_new_low"] < truth < whole["clv_new_high"]


def test_each_account_has_a_future_and_their_mean_is_that_of_the_whole(tables: dict[str, pl.DataFrame]) -> None:
    each = tables[EACH]
    assert (each.height, each["account_key"].n_unique()) == (CUSTOMERS, CUSTOMERS)
    assert each["account_key"][0] == "crm:accounts:c00000"
    assert each["expected_value"].mean() == pytest.approx(row(tables)["clv_mean"])
    assert tables[CHECK]["customers"].sum() == row(tables)["check_customers"]


def test_lines_without_an_account_are_counted_and_cancellations_come_off(var: Path) -> None:
    account, day, amount, origin = lines_of()[0]
    again = [(None, day, 5.0, "crm"), (account, END, -amount, origin)]
    whole = row(derive_customers(publish([*lines_of(), *again])))
    assert (whole["lines"], whole["lines_without_account"]) == (PLANTED.days.height + 2, 1)
    assert (whole["cancelled_lines"], whole["cancelled_amount"]) == (1, pytest.approx(amount))


def test_customers_of_an_origin_that_ended_long_ago_are_history(var: Path) -> None:
    old = [(f"old:accounts:{n}", END - timedelta(days=500), 10.0, "old") for n in range(50)]
    whole = row(derive_customers(publish([*lines_of(), *old], crm="2023-06-29", old="2022-02-14")))
    assert (whole["customers"], whole["as_of"]) == (CUSTOMERS, END)


def test_all_are_observed_until_every_live_origin_knows(var: Path) -> None:
    shop = [(f"shop:accounts:{n}", date(2023, 5, 1), 10.0, "shop") for n in range(50)]
    whole = row(derive_customers(publish([*lines_of(), *shop], crm="2023-06-29", shop="2023-05-31")))
    assert (whole["customers"], whole["as_of"]) == (CUSTOMERS + 50, date(2023, 5, 31))


def test_without_cost_orders_are_told_but_no_worth(var: Path) -> None:
    tables = derive_customers(publish(costed=False))
    whole, each = row(tables), tables[EACH]
    assert (whole["refusal"], whole["clv_new"], whole["margin"]) == ("no_margin", None, None)
    assert (each.height, each["expected_value"].null_count()) == (CUSTOMERS, CUSTOMERS)
    assert each["expected_orders_12"].null_count() == 0


def test_a_refusal_has_no_customers_and_says_why(var: Path) -> None:
    snapshot = publish([(f"crm:accounts:{n}", date(2022, 1, 1), 10.0, "crm") for n in range(60)])
    tables = derive_customers(snapshot)
    whole = row(tables)
    assert (whole["refusal"], whole["customers"], tables[EACH].height) == ("too_few_customers", 60, 0)
    assert words_of(whole["refusal"], whole["refusal_values"]).startswith("Too few customers: 60 have bought")


def test_it_stands_against_the_cost_of_a_new_customer(var: Path, tables: dict[str, pl.DataFrame]) -> None:
    snapshot = publish()
    derive(snapshot)
    worth, whole = customer_worth(snapshot.id, Scope.all()), row(tables)
    assert worth is not None
    assert (worth.value, worth.low, worth.high) == (whole["clv_new"], whole["clv_new_low"], whole["clv_new_high"])
    assert (worth.horizon_months, worth.refusal, worth.as_of, worth.is_rough) == (24, "", END, False)
