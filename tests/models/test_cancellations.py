"""What was taken back comes off earlier orders."""

from datetime import date

import polars as pl

from models.cancellations import Cancelled, order_days

Line = tuple[str, str, float]


def net(*lines: Line) -> tuple[list[Line], Cancelled]:
    columns = {"customer": [n for n, _d, _a in lines], "day": [date.fromisoformat(d) for _n, d, _a in lines],
               "amount": [a for _n, _d, a in lines]}  # fmt: skip
    found, cancelled = order_days(pl.LazyFrame(columns))
    return sorted((name, day.isoformat(), value) for name, day, value in found.iter_rows()), cancelled


def test_lines_of_one_day_are_one_order() -> None:
    found, cancelled = net(
        ("a", "2024-01-01", 5), ("a", "2024-01-01", 7), ("a", "2024-01-03", 1), ("b", "2024-01-01", 2)
    )
    assert found == [("a", "2024-01-01", 12), ("a", "2024-01-03", 1), ("b", "2024-01-01", 2)]
    assert cancelled == Cancelled(0, 0.0, 0.0, 0)


def test_a_cancellation_comes_off_the_line_of_its_amount_before_later_orders() -> None:
    found, cancelled = net(("a", "2024-01-01", 5), ("a", "2024-02-01", 7), ("a", "2024-03-01", -5))
    assert found == [("a", "2024-02-01", 7)]
    assert cancelled == Cancelled(1, 5.0, 0.0, 1)


def test_another_amount_comes_off_the_latest_orders_first() -> None:
    found, cancelled = net(("a", "2024-01-01", 5), ("a", "2024-02-01", 7), ("a", "2024-03-01", -9))
    assert found == [("a", "2024-01-01", 3)]
    assert cancelled == Cancelled(1, 9.0, 0.0, 1)


def test_a_later_order_is_not_touched() -> None:
    found, cancelled = net(("a", "2024-01-01", 5), ("a", "2024-02-01", -9), ("a", "2024-03-01", 8))
    assert found == [("a", "2024-03-01", 8)]
    assert cancelled == Cancelled(1, 9.0, 4.0, 1)


def test_what_was_ordered_before_the_data_is_counted_and_left_out() -> None:
    found, cancelled = net(("a", "2024-01-01", -5), ("b", "2024-01-01", 1))
    assert found == [("b", "2024-01-01", 1)]
    assert cancelled == Cancelled(1, 5.0, 5.0, 0)


def test_on_one_day_the_order_comes_before_what_cancels_it() -> None:
    found, _cancelled = net(("a", "2024-01-01", -5), ("a", "2024-01-01", 5), ("a", "2024-01-01", 2))
    assert found == [("a", "2024-01-01", 2)]


def test_one_customers_cancellation_is_not_anothers() -> None:
    found, _cancelled = net(("a", "2024-01-01", 5), ("b", "2024-01-02", 5), ("b", "2024-01-03", -5))
    assert found == [("a", "2024-01-01", 5)]


def test_each_line_is_cancelled_once() -> None:
    found, cancelled = net(
        ("a", "2024-01-01", 5), ("a", "2024-02-01", 5), ("a", "2024-03-01", -5), ("a", "2024-03-02", -5)
    )
    assert (found, cancelled.days, cancelled.unmatched) == ([], 2, 0.0)


def test_cents_leave_no_order_of_a_rounding_error() -> None:
    found, cancelled = net(("a", "2024-01-01", 0.1), ("a", "2024-01-01", 0.2), ("a", "2024-03-01", -0.3))
    assert (found, cancelled.unmatched) == ([], 0.0)
