"""Gamma-gamma: the published figures, its formula by hand, and planted parameters found again."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.order_value import OrderValue, fit_order_value


def test_cdnow_gives_the_parameters_of_the_note(test_data: Path) -> None:
    customers = pl.read_csv(test_data / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    bought = customers.filter(pl.col("x") > 0)
    model = fit_order_value(bought["x"].to_numpy(), bought["zbar"].to_numpy()).model
    assert (round(model.p, 2), round(model.q, 2), round(model.v, 2)) == (6.25, 3.74, 15.45)
    assert model.mean == pytest.approx(35.2, abs=0.1)


def test_the_value_lies_between_the_customers_own_and_everybodys() -> None:
    model = OrderValue(p=2.0, q=3.0, v=10.0)
    assert model.mean == 10.0  # 2 x 10 / (3 - 1)
    expected = model.expected(np.array([0, 1, 4]), np.array([np.nan, 40.0, 40.0]))
    assert expected.tolist() == [10.0, 25.0, 34.0]  # 2 x (10 + 40) / (2 + 2); 2 x (10 + 160) / (8 + 2)


def drawn(p: float, q: float, v: float, n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    frequency = random.integers(1, 9, n)
    rate = random.gamma(q, 1 / v, n)
    return frequency, random.gamma(p * frequency, 1 / rate) / frequency


def test_planted_parameters_lie_in_their_intervals() -> None:
    found = fit_order_value(*drawn(6.0, 4.0, 15.0))
    for name, planted in (("p", 6.0), ("q", 4.0), ("v", 15.0)):
        low, high = found.interval(name)
        assert low < planted < high, name
    assert found.trusted


def test_cents_scale_v_alone() -> None:
    frequency, value = drawn(6.0, 4.0, 15.0, 800)
    units, cents = fit_order_value(frequency, value).model, fit_order_value(frequency, value * 100).model
    assert (cents.p, cents.q, cents.v) == pytest.approx((units.p, units.q, units.v * 100), rel=1e-4)


def test_values_without_a_mean_are_not_trusted() -> None:
    assert not fit_order_value(*drawn(2.0, 0.6, 15.0)).trusted


def test_values_that_are_all_but_the_same_are_not_trusted() -> None:
    random = np.random.default_rng(1)
    assert not fit_order_value(random.integers(1, 5, 300), 10 + random.normal(0, 1e-6, 300)).trusted
