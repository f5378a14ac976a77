"""How a series' forecast would have done: the same method at past cuts, judged by what came after."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from models.cadence import CADENCES
from models.cuts import Cuts
from models.series import Floats, is_finite, regular

ORIGINS = 10
SHORTEST = 12  # points that an origin needs
ERRORS = ["origin", "period", "step", "forecast", "actual", "low80", "high80", "low95", "high95"]


class Backtest(NamedTuple):
    """WAPE = sum of |forecast - actual| / sum of |actual|; bias = sum of (forecast - actual) / sum of |actual|;
    coverages as fractions; MASE = mean |error| over the mean change from one season (weeks: one week) before.
    All null where there is nothing to judge by. `errors` has columns ERRORS, a row per origin and step.
    """

    wape: float
    bias: float
    coverage80: float
    coverage95: float
    mase: float
    origins: int
    errors: pd.DataFrame


def backtest(series: pd.DataFrame, freq: str, horizon: int) -> Backtest:
    """Judge the forecast of `series` (as for `forecast`) from up to ten origins with all of `horizon` after them.

    A history too short for that is judged over fewer periods, as many as leave 12 points to forecast from.
    """
    given = regular(series, freq)
    count = len(given.values)
    steps = min(horizon, count - SHORTEST)
    if steps < 1 or not is_finite(given.values):
        return judged(pd.DataFrame(columns=ERRORS), float("nan"), 0)
    cuts, rows = Cuts(given.values, freq, steps), []
    backs = range(steps, min(steps + ORIGINS, count - SHORTEST + 1))
    for back in backs:
        periods = [given.period(step - back) for step in range(steps + 1)]
        rows += _rows(cuts, back, periods)
    return judged(pd.DataFrame(rows, columns=ERRORS), scale(given.values, freq), len(backs))


def scale(values: Floats, freq: str) -> float:
    """MASE's unit: mean absolute change from `lag` periods before; null where nothing ever changed."""
    lag = CADENCES[freq].lag
    known = values[-CADENCES[freq].memory :]
    changes = np.abs(known[lag:] - known[:-lag])
    return float(changes.mean()) if len(changes) and changes.any() else float("nan")


def _rows(cuts: Cuts, back: int, periods: list[Any]) -> list[tuple[Any, ...]]:
    """A row of ERRORS per step from the cut; `periods` are the cut's last and those after it."""
    made, around = cuts.banded(back)
    start = len(cuts.values) - back
    came = cuts.values[start : start + len(made.values)]
    figures = (made.values, came, *around)
    return [(periods[0], periods[i + 1], i + 1, *(float(of[i]) for of in figures)) for i in range(len(came))]


def judged(errors: pd.DataFrame, unit: float, origins: int) -> Backtest:
    """The figures of forecasts made from that many origins; `unit` is MASE's."""
    actual, error = errors["actual"].astype(float), (errors["forecast"] - errors["actual"]).astype(float)
    size = float(actual.abs().sum())
    inside80 = actual.between(errors["low80"], errors["high80"]).mean()
    inside95 = actual.between(errors["low95"], errors["high95"]).mean()
    if not origins:
        inside80 = inside95 = float("nan")
    shares = (float(error.abs().sum()) / size, float(error.sum()) / size) if size else (float("nan"), float("nan"))
    return Backtest(*shares, float(inside80), float(inside95), float(error.abs().mean()) / unit, origins, errors)
