"""The public forecaster: history rules, bands in order, and nothing that makes it fall over."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import BadInput
from models.forecast import COLUMNS, EMPTY, FEW, NOT_FINITE, TOO_SHORT, forecast

SEASON = [100.0, 120, 90, 80, 150, 160, 140, 100, 110, 130, 170, 210]
BANDS = ["low95", "low80", "forecast", "high80", "high95"]


def series(values: object) -> pd.DataFrame:
    found = np.asarray(values, dtype=float)
    return pd.DataFrame({"period": np.arange(len(found)), "value": found})


def of(values: object, freq: str = "M", horizon: int = 12) -> pd.DataFrame:
    return forecast(series(values), freq, horizon)


def test_the_frame_has_a_row_per_period_ahead() -> None:
    months = pd.DataFrame(
        {"period": pd.date_range("2021-11-01", periods=26, freq="MS"), "value": np.resize(SEASON, 26)}
    )
    found = forecast(months, "M", 3)
    assert list(found.columns) == COLUMNS
    assert found["period"].tolist() == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    assert found["forecast"].to_numpy() == pytest.approx([90, 80, 150], rel=0.1)
    assert (found["method"].unique().tolist(), found["note"].unique().tolist()) == (["theta"], [""])


@pytest.mark.parametrize(
    ("values", "note"), [([], EMPTY), ([1, 2, 3, 4, 5], TOO_SHORT), ([1.0] * 20 + [np.inf], NOT_FINITE)]
)
def test_what_cannot_be_forecast_says_why(values: list[float], note: str) -> None:
    found = of(values, horizon=2)
    assert (found["method"].tolist(), found["note"].tolist()) == (["none", "none"], [note, note])
    assert found[BANDS].isna().all(axis=None)


def test_six_to_eleven_points_give_their_mean() -> None:
    found = of([2, 4, 6, 8, 10, 12], horizon=2)
    assert (found["method"][0], found["note"][0], found["forecast"].tolist()) == ("mean", FEW, [7, 7])


def test_twelve_to_fourteen_months_repeat_the_last_year() -> None:
    found = of([*SEASON, 105, 125], horizon=3)
    assert (found["method"][0], found["forecast"].tolist()) == ("seasonal_naive", [90, 80, 150])


def test_fifteen_months_get_the_method() -> None:
    assert of(np.resize(SEASON, 15))["method"][0] == "theta"


def test_twelve_quarters_are_three_years_and_get_the_method_and_twelve_weeks_get_the_mean() -> None:
    assert of(np.resize([5.0, 6, 7, 9], 12), "Q")["method"][0] == "theta"
    assert of(np.resize([5.0, 6, 7, 9], 12), "W")["method"][0] == "mean"


def test_many_zeros_give_the_mean_of_the_last_twelve() -> None:
    found = of(np.resize([0.0, 0, 12], 30))
    assert (found["method"][0], found["forecast"][11]) == ("mean12", 4)


def test_a_series_of_single_orders_leans_on_the_mean_of_the_last_twelve() -> None:
    orders = np.resize([10.0, 900, 40, 3000, 25, 400, 15], 48)
    assert of(orders)["method"][0] == "theta_mean"


def test_the_order_of_the_rows_does_not_matter() -> None:
    shuffled = series(np.resize(SEASON, 40)).sample(frac=1, random_state=5)
    pd.testing.assert_frame_equal(forecast(shuffled, "M", 6), of(np.resize(SEASON, 40), horizon=6))


def test_a_series_with_negatives_may_go_below_zero_and_one_without_may_not() -> None:
    swings = np.resize([-5.0, 6, -7, 4, 3], 40)
    assert (of(swings)["low95"] < 0).all()
    assert (of(np.abs(swings))["low95"] >= 0).all()


@pytest.mark.parametrize("horizon", [0, -3, 1001])
def test_a_horizon_must_be_possible(horizon: int) -> None:
    with pytest.raises(BadInput, match="horizon"):
        of(SEASON, horizon=horizon)


NUMBERS = st.floats(-1e90, 1e90) | st.sampled_from([0.0, 1.0, 1e12, 1e-12, float("nan")])


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, max_size=40), st.sampled_from("MQW"), st.integers(1, 15))
def test_whatever_comes_the_figures_are_numbers_and_in_order(values: list[float], freq: str, horizon: int) -> None:
    found = of(values, freq, horizon)
    assert len(found) == horizon
    if found["method"][0] == "none":
        return
    figures = found[BANDS].to_numpy(float)
    assert np.isfinite(figures).all()
    assert (np.diff(figures, axis=1) >= 0).all()
    if not any(value < 0 for value in values):
        assert (figures >= 0).all()


@pytest.mark.parametrize(
    "values",
    [
        np.full(60, 5.0), np.zeros(60), np.full(60, 1e12), np.full(60, 5e-324), np.eye(1, 60, 59)[0] * 1e9,
        np.eye(1, 60, 30)[0] * 1e9 + 1, np.arange(10_000.0), np.exp(np.arange(200.0)),
    ],
)  # fmt: skip
def test_extremes_are_forecast_too(values: np.ndarray) -> None:
    figures = of(values)[BANDS].to_numpy(float)
    assert np.isfinite(figures).all()
    assert (np.diff(figures, axis=1) >= 0).all()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(1, 1000), min_size=20, max_size=40), st.sampled_from([1e-6, 1e9]))
def test_the_unit_does_not_matter(values: list[float], unit: float) -> None:
    one, other = of(values)[BANDS].to_numpy(float), of(np.array(values) * unit)[BANDS].to_numpy(float)
    assert other == pytest.approx(one * unit, rel=1e-5)
