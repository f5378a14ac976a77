"""Which method a history gets: by its length, its zeros and its noise, so by nothing but its own values.

Fewer than 6 points: none. 6 to 11: their mean. 12 to 14: months repeat the last year, weeks take the mean, quarters
(three years by then) are forecast like longer ones. More than 15 % zeros: mean of the last 12. Else ridge-season theta,
averaged with the mean of the last 12 where single orders make the series, with dynamic theta where it is weekly.
"""

from typing import NamedTuple

import numpy as np

from models.cadence import CADENCES
from models.dynamic_theta import dynamic_theta
from models.series import LARGEST, Floats, is_intermittent, is_order_like
from models.theta import Path, theta

FEWEST = 6
THETA, THETA_MEAN, SEASONAL_NAIVE, MEAN, MEAN12, NONE = (
    "theta",
    "theta_mean",
    "seasonal_naive",
    "mean",
    "mean12",
    "none",
)
FAR = 5.0  # times the largest value seen: no forecast and no band goes beyond
FLOOR = 0.005  # of the level: no series is surer than that, however even its past


class Fit(NamedTuple):
    method: str
    path: Path
    values: Floats  # the forecast on the scale of the series


def fit(values: Floats, freq: str, horizon: int, method: str) -> Fit:
    """The forecast of a history of at least FEWEST points by a method that `method_of` names."""
    if method == THETA:
        return _theta(values, freq, horizon)
    if method == SEASONAL_NAIVE:
        centre = np.resize(values[-CADENCES[freq].season :], horizon)
    else:
        centre = np.full(horizon, values.mean() if method == MEAN else values[-12:].mean())
    spread = max(float(values[-24:].std()), _floor(values))
    return Fit(method, Path(centre, np.full(horizon, spread), False), centre)


def method_of(values: Floats, freq: str) -> str:
    """The method by the history rules; THETA also where noise will make it THETA_MEAN."""
    cadence = CADENCES[freq]
    if len(values) < FEWEST:
        return NONE
    if len(values) < 12:
        return MEAN
    if is_intermittent(values):
        return MEAN12
    if len(values) < cadence.naive_below:
        return SEASONAL_NAIVE if len(values) >= cadence.season else MEAN
    return THETA


def _theta(values: Floats, freq: str, horizon: int) -> Fit:
    path = theta(values, CADENCES[freq].season, horizon)
    if freq == "W":
        path = path._replace(centre=(path.centre + _dynamic(values, path.in_logs, horizon)) / 2)
    path = path._replace(sigma=np.maximum(path.sigma, FLOOR if path.in_logs else _floor(values)))
    forecast = _within(path.values(), values)
    if not is_order_like(float(path.sigma[0]), values, path.in_logs):
        return Fit(THETA, path, forecast)
    forecast = (forecast + values[-12:].mean()) / 2
    return Fit(THETA_MEAN, path._replace(centre=np.log(forecast) if path.in_logs else forecast), forecast)


def _within(forecast: Floats, values: Floats) -> Floats:
    """No trend leads further than so many times the largest value seen, nor below 0 a series that never was."""
    far = FAR * float(np.abs(values).max())
    return np.clip(forecast, 0.0 if (values >= 0).all() else -far, far)


def _dynamic(values: Floats, in_logs: bool, horizon: int) -> Floats:
    return dynamic_theta(np.log(values) if in_logs else values, horizon)


def _floor(values: Floats) -> float:
    """In the series' own unit, never 0: errors are divided by it."""
    return max(FLOOR * float(np.abs(values).mean()), 1 / LARGEST)
