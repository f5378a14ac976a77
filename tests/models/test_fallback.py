"""The better of the method and the seasonal naive, by the series' own past."""

import numpy as np
import pandas as pd
import pytest

from models.fallback import best_forecast, shortened


def months(values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"period": pd.date_range("2020-01-01", periods=len(values), freq="MS"), "value": values})


YEAR = [5.0, 90.0, 7.0, 60.0, 6.0, 80.0, 4.0, 40.0, 9.0, 70.0, 8.0, 50.0]


def test_a_year_that_repeats_itself_after_another_shape_is_forecast_by_its_last_year() -> None:
    other = list(reversed(YEAR))
    found = best_forecast(months(other * 2 + YEAR * 3), "M", 12)
    assert found.method == "seasonal_naive"
    assert found.frame["forecast"].tolist() == YEAR
    assert found.backtest.wape == pytest.approx(found.naive_wape)
    assert (found.frame["low80"] <= found.frame["forecast"]).all()


def test_a_trend_is_better_followed_than_repeated() -> None:
    found = best_forecast(months([100.0 + 5 * n for n in range(48)]), "M", 12)
    assert found.method == "theta"
    assert found.backtest.wape < found.naive_wape


def test_a_short_history_has_nothing_to_be_judged_by() -> None:
    found = best_forecast(months([1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 3.0]), "M", 3)
    assert (found.method, found.backtest.origins) == ("mean", 0)
    assert np.isnan(found.naive_wape)
    assert best_forecast(months([1.0]), "M", 3).frame["forecast"].isna().all()


def test_the_error_of_the_next_months_is_that_of_the_first_steps() -> None:
    found = best_forecast(months([100.0 + 5 * n + (n % 5) for n in range(48)]), "M", 12).backtest
    near = found.errors[found.errors["step"] <= 3]
    wape = float((near["forecast"] - near["actual"]).abs().sum() / near["actual"].sum())
    assert shortened(found, 3).wape == pytest.approx(wape)
    assert shortened(found, 12).wape == pytest.approx(found.wape)
