"""The backtest makes the forecasts that would have been made, and judges them by what came."""

import numpy as np
import pandas as pd
import pytest

from models.forecast import backtest, forecast

NOISE = np.random.default_rng(7)


def series(values: object) -> pd.DataFrame:
    found = np.asarray(values, dtype=float)
    return pd.DataFrame({"period": np.arange(len(found)), "value": found})


def test_each_origin_knows_only_what_came_before_it() -> None:
    values = np.resize([10.0, 30, 20, 50], 60) * NOISE.uniform(0.7, 1.3, 60)
    errors = backtest(series(values), "M", 3).errors
    for origin, made in errors.groupby("origin"):
        then = forecast(series(values[: int(str(origin)) + 1]), "M", 3)
        assert made["forecast"].tolist() == then["forecast"].tolist()
        assert made["high95"].tolist() == then["high95"].tolist()
        assert made["actual"].tolist() == values[made["period"].astype(int)].tolist()


def test_ten_origins_each_with_the_whole_horizon_after_it() -> None:
    found = backtest(series(np.resize([10.0, 30, 20], 60)), "M", 12)
    assert (found.origins, len(found.errors)) == (10, 120)
    assert sorted(found.errors["origin"].unique()) == list(range(38, 48))  # 59 - 12 is the last


def test_figures_by_hand() -> None:
    found = backtest(series([10.0] * 12 + [20, 10]), "M", 1)  # 12 points repeat the year: 10, then 10 again
    assert found.origins == 2
    assert (found.wape, found.bias) == (pytest.approx(10 / 30), pytest.approx(-10 / 30))
    assert found.mase == pytest.approx(5 / 5)  # errors 10 and 0; changes from the year before 10 and 0
    assert (found.coverage80, found.coverage95) == (0.5, 0.5)


def test_a_short_history_is_judged_over_fewer_periods() -> None:
    assert backtest(series(range(1, 15)), "M", 12).errors["step"].max() == 2


@pytest.mark.parametrize("values", [[], [5.0], [1.0] * 12, [1.0] * 30 + [np.inf]])
def test_without_enough_to_judge_by_all_figures_are_null(values: list[float]) -> None:
    found = backtest(series(values), "M", 12)
    assert (found.origins, len(found.errors)) == (0, 0)
    assert np.isnan([found.wape, found.bias, found.coverage80, found.coverage95, found.mase]).all()
