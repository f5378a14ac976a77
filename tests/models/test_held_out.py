"""The check on orders that the fit did not see."""

from datetime import date

import polars as pl

from models.held_out import held_out
from models.purchase_histories import Orders
from tests.models.simulated_buyers import orders


def test_orders_of_the_model_itself_come_as_expected() -> None:
    found = held_out(orders(2, 3000, 150))
    assert found is not None
    assert (found.cut, found.until) == (date(2022, 12, 1), date(2023, 11, 16))  # a third of 1,050 days
    assert abs(found.error or 1) < 0.1
    assert not found.is_off
    assert (found.correlation or 0) > 0.5
    groups = found.groups
    assert groups["frequency"].to_list() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert groups["customers"].sum() == found.customers
    assert abs((groups["customers"] * groups["actual"]).sum() - found.actual) < 1e-6
    assert abs((groups["customers"] * groups["expected"]).sum() - found.expected) < 1e-6


def test_habits_that_change_are_off() -> None:
    bought = orders(2, 3000, 150)
    stopped = Orders(bought.days.filter((pl.col("day") <= date(2022, 12, 1)) | (pl.col("day") > date(2023, 11, 1))),
                     bought.until)  # fmt: skip
    found = held_out(stopped)
    assert found is not None
    assert found.is_off


def test_without_repeat_orders_before_the_cut_there_is_no_check() -> None:
    bought = orders(2, 300, 150)
    firsts = bought.days.filter(pl.col("day") == pl.col("day").min().over("customer"))
    assert held_out(Orders(firsts, bought.until)) is None
