"""What customers are worth, and why it cannot be told."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.buy_till_you_die import BuyTillYouDie
from models.customer_value import customer_value
from models.lifetime_value import lifetime_value
from models.order_value import OrderValue
from models.purchase_histories import WEEKS_A_MONTH, Orders
from tests.models.simulated_buyers import BUYING, VALUES, orders

PLANTED = orders(11, 2000, 156)


def few(customers: int, days: int, repeating: int) -> Orders:
    """The first `repeating` ones bought again on the last of the days, for 10 + their number."""
    start, end = date(2023, 1, 1), date(2023, 1, 1) + timedelta(days=days - 1)
    names = [f"c{n}" for n in range(customers)]
    again = names[:repeating]
    return Orders(
        pl.DataFrame(
            {"customer": names + again, "day": [start] * customers + [end] * repeating,
             "value": [10.0] * customers + [10.0 + n for n in range(repeating)]},
            schema_overrides={"value": pl.Float64, "customer": pl.String, "day": pl.Date},
        ), end,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (few(0, 400, 0), "no_orders", "No order has a customer"),
        (few(99, 400, 50), "too_few_customers", "99 have bought; at least 100"),
        (few(100, 400, 0), "no_repeat_buyers", "No customer has bought on a second day"),
        (few(100, 400, 9), "too_few_repeat_buyers", "9 customers have bought on a second day; at least 10"),
        (few(100, 364, 50), "under_a_year", "Orders cover 364 days"),
    ],
)
def test_too_little_data_is_refused_in_words(given: Orders, code: str, words: str) -> None:
    found = customer_value(given)
    assert found.refusal is not None
    assert found.refusal.code == code
    assert words in found.refusal.message
    assert found.refusal.hint
    assert found.check is None
    assert (found.buying is not None) == (code == "under_a_year")  # parameters, to compare them; no customer's future


def test_a_hundred_customers_and_a_year_are_enough() -> None:
    assert customer_value(few(100, 365, 50)).refusal is None


def test_each_customers_future_is_told_beside_the_history() -> None:
    found = customer_value(PLANTED)
    told = found.histories
    assert told.height == 2000
    assert told["probability_alive"].is_between(0, 1).all()
    assert (told["expected_orders_12"] > told["expected_orders_6"]).all()
    assert (told["expected_orders_12"] < 2 * told["expected_orders_6"]).all()
    assert (told["expected_order_value"] > 0).all()
    assert abs(found.value_goes_with or 1) < 0.1


def test_values_that_are_the_same_go_by_their_average() -> None:
    alike = Orders(PLANTED.days.with_columns(pl.lit(20.0).alias("value")), PLANTED.until)
    found = customer_value(alike)
    assert found.order_values is None
    assert found.histories["expected_order_value"].unique().to_list() == [20.0]


def test_the_worth_of_a_new_customer_lies_in_its_interval() -> None:
    """By the planted parameters: the mean order at once, and those of BG/NBD after it."""
    mean = OrderValue(**VALUES).mean
    truth = mean * (1 + BuyTillYouDie(**BUYING).new_customer_orders(24 * WEEKS_A_MONTH))
    worth = lifetime_value(customer_value(PLANTED), 24)
    assert worth.new.low < truth < worth.new.high
    assert worth.new.high - worth.new.low < 0.25 * truth


def test_the_worth_of_those_there_are_is_the_mean_of_them_times_margin() -> None:
    found = customer_value(PLANTED)
    whole, part = lifetime_value(found, 12), lifetime_value(found, 12, 0.4)
    each = found.histories["expected_orders_12"] * found.histories["expected_order_value"]
    assert whole.existing.value == pytest.approx(each.mean())
    assert np.allclose(whole.each, each.to_numpy())
    assert part.existing.value == pytest.approx(0.4 * whole.existing.value)
    assert part.existing.low < part.existing.value < part.existing.high


def test_a_loss_has_its_interval_the_right_way_round() -> None:
    worth = lifetime_value(customer_value(PLANTED), 12, -0.1)
    assert worth.new.low < worth.new.value < worth.new.high < 0


def test_what_is_refused_has_no_worth() -> None:
    with pytest.raises(ValueError, match="refused"):
        lifetime_value(customer_value(few(100, 364, 50)), 12)
