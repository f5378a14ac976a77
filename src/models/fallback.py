"""The forecast that did best on the series' own past: the method, unless each season as the last one did better.

Both are judged by the same past origins and steps. Hyndman and Athanasopoulos, Forecasting: Principles and Practice,
call the seasonal naive the benchmark that any method has to beat; where it is not beaten, it is what is shown.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from models.backtest import Backtest, backtest, judged, scale
from models.cadence import CADENCES
from models.forecast import forecast
from models.rules import NONE, SEASONAL_NAIVE
from models.series import Floats, Regular, is_intermittent, regular

BETTER = 0.95  # naive takes over below this share of the method's WAPE: less is luck
FEWEST_ORIGINS = 4


class Chosen(NamedTuple):
    """`frame` as of `forecast`; `backtest` of the method in it; what the seasonal naive's WAPE is (null: unknown)."""

    frame: pd.DataFrame
    backtest: Backtest
    naive_wape: float

    @property
    def method(self) -> str:
        return str(self.frame["method"].iloc[0])


def best_forecast(series: pd.DataFrame, freq: str, horizon: int) -> Chosen:
    """Forecast `horizon` periods (as `forecast`, whose errors it raises), by the better of the two."""
    made, own = forecast(series, freq, horizon), backtest(series, freq, horizon)
    given = regular(series, freq)
    if made["method"].iloc[0] == NONE or not own.origins:
        return Chosen(made, own, float("nan"))
    errors = own.errors.assign(naive=_naive(given, freq, own.errors)).dropna(subset=["naive"])
    size = float(errors["actual"].abs().sum())
    if errors.empty or not size:
        return Chosen(made, own, float("nan"))
    naive_wape = float((errors["naive"] - errors["actual"]).abs().sum()) / size
    method_wape = float((errors["forecast"] - errors["actual"]).abs().sum()) / size
    beaten = naive_wape < BETTER * method_wape and errors["origin"].nunique() >= FEWEST_ORIGINS
    if not beaten or is_intermittent(given.values[-CADENCES[freq].season :]):
        return Chosen(made, own, naive_wape)
    return Chosen(*_repeated(given, freq, horizon, made, errors), naive_wape)


def _naive(given: Regular, freq: str, errors: pd.DataFrame) -> Floats:
    """Each step's value one season before, as known at the origin; null where the series does not go back so far."""
    season, count = CADENCES[freq].season, len(given.values)
    places = {given.period(place - count + 1): place for place in range(count)}
    at = np.array([places[origin] for origin in errors["origin"]], int)
    found = at - season + 1 + (errors["step"].to_numpy(int) - 1) % season
    return np.where(found >= 0, given.values[np.maximum(found, 0)], np.nan)


def _repeated(
    given: Regular, freq: str, horizon: int, made: pd.DataFrame, errors: pd.DataFrame
) -> tuple[pd.DataFrame, Backtest]:
    """The last season again, in bands as wide as its past errors ask for, and how it did."""
    centre = np.resize(given.values[-CADENCES[freq].season :], horizon)
    sizes = (errors["naive"] - errors["actual"]).abs()
    narrow, wide = float(sizes.quantile(0.8)), float(sizes.quantile(0.95))
    least = 0.0 if (given.values >= 0).all() else -np.inf
    columns = {
        "forecast": centre,
        "low80": np.maximum(centre - narrow, least), "high80": centre + narrow,
        "low95": np.maximum(centre - wide, least), "high95": centre + wide,
    }  # fmt: skip
    frame = made.assign(**columns, method=SEASONAL_NAIVE, note="")
    edges = {
        "low80": errors["naive"] - narrow, "high80": errors["naive"] + narrow,
        "low95": errors["naive"] - wide, "high95": errors["naive"] + wide,
    }  # fmt: skip
    rows = errors.assign(forecast=errors["naive"], **edges).drop(columns="naive").reset_index(drop=True)
    return frame, judged(rows, scale(given.values, freq), rows["origin"].nunique())


def shortened(found: Backtest, steps: int) -> Backtest:
    """The same backtest over the first steps only."""
    errors = found.errors[found.errors["step"] <= steps]
    return judged(errors, float("nan"), found.origins)
