"""Frequency, recency, age and mean value from order lines."""

from datetime import date

import polars as pl

from models.purchase_histories import orders_of, purchase_histories

LINES = pl.LazyFrame(
    {
        "customer": ["b", "a", "a", "a", "a", "c"],
        "day": [date(2024, *day) for day in ((1, 8), (1, 1), (1, 15), (1, 15), (1, 29), (3, 1))],
        "amount": [9.0, 10.0, 20.0, 10.0, 50.0, 1.0],
    }
)  # fmt: skip


def test_time_is_in_weeks_until_the_end_and_the_first_order_has_no_part_in_the_mean() -> None:
    a, b = purchase_histories(orders_of(LINES, date(2024, 2, 5))).to_dicts()
    assert (a["customer"], a["orders"], a["frequency"], a["recency"], a["age"]) == ("a", 3, 2, 4.0, 5.0)
    assert (a["first"], a["last"], a["first_value"], a["mean_value"]) == (
        date(2024, 1, 1),
        date(2024, 1, 29),
        10.0,
        40.0,
    )
    assert (b["customer"], b["frequency"], b["recency"], b["age"], b["mean_value"]) == ("b", 0, 0.0, 4.0, None)


def test_a_month_that_ends_early_is_cut() -> None:
    assert orders_of(LINES, date(2024, 2, 5)).cut == date(2024, 2, 1)
    assert orders_of(LINES, date(2024, 2, 29)).cut is None
    assert orders_of(LINES, date(2024, 2, 5)).span == 36


def test_before_an_earlier_day_later_orders_are_unknown() -> None:
    (a,) = purchase_histories(orders_of(LINES, date(2024, 2, 5)).before(date(2024, 1, 7))).to_dicts()
    assert (a["frequency"], a["age"]) == (0, 6 / 7)
