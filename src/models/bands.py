"""Bands that hold: sigma times what the length of the history asks for, corrected by the series' own past errors.

Half-width = sigma x multiplier(points, step) x clip(own ratio, 0.6, 2) ** 0.5. The own ratio is the 80 % quantile of
|error| / sigma at ten past origins over the multiplier: above 1 where the method erred more than it said.
The multipliers start from those of a study on 625 series (intervals of the usual libraries cover .72 and .86 of a
nominal .80 and .95 on short series); up to 24 points they were set again so that `make bench-forecast` finds its share.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from models.rules import FAR, MEAN12, Fit
from models.series import Floats

POINTS = (18, 24, 36, 84)
STEPS = (2, 5, 10)  # the middle of the steps 1-3, 4-6, 7-12
M80 = np.array([(2.45, 2.33, 2.16), (1.57, 1.51, 1.44), (1.39, 1.34, 1.29), (1.21, 1.18, 1.17)])
M95 = np.array([(4.80, 4.40, 4.08), (2.82, 2.64, 2.47), (2.56, 2.32, 2.26), (2.12, 1.98, 1.98)])
WIDER = {"M": 1.0, "Q": 1.08, "W": 1.1}  # the table is that of months
AT_LEAST = {"M": 0, "Q": 22, "W": 0}  # points to look up: few quarters make many seasons
ORIGINS = 10
LOG_LARGEST = 250.0  # exp() of it is far above LARGEST and below overflow


class Bands(NamedTuple):
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats


def bands(values: Floats, freq: str, made: Fit, past: Callable[[int], Fit | None]) -> Bands:
    """The bands around the forecast `made` after `values`; `past(back)` is the one made `back` periods earlier."""
    steps, points = len(made.values), _points(values, freq, made)
    correction = np.clip(own_ratio(values, points, past), 0.6, 2.0) ** 0.5 * WIDER[freq]
    narrow = made.path.sigma * multiplier(M80, points, steps) * correction
    wide = np.maximum(made.path.sigma * multiplier(M95, points, steps) * correction, narrow)
    return Bands(*_around(made, narrow, values), *_around(made, wide, values))


def multiplier(table: Floats, points: int, steps: int) -> Floats:
    """Of sigma, for each step after a history of so many points; between the table's by a straight line."""
    by_step = [float(np.interp(points, POINTS, column)) for column in table.T]
    return np.interp(np.arange(1, steps + 1), STEPS, by_step)


def _points(values: Floats, freq: str, made: Fit) -> int:
    """Length to look up: a mean's sigma is the spread of its values, which a short history does not make too small."""
    return POINTS[-1] if made.method == MEAN12 else max(len(values), AT_LEAST[freq])


def own_ratio(values: Floats, points: int, past: Callable[[int], Fit | None]) -> float:
    """80 % quantile of the past errors over the half-widths of their 80 % bands; 1 where there is no past."""
    shares: list[float] = []
    for back in range(1, ORIGINS + 1):
        if (made := past(back)) is not None:
            errors = _shares(made, values[len(values) - back :])
            shares.extend(errors / multiplier(M80, points, len(errors)))
    return float(np.quantile(shares, 0.8)) if shares else 1.0


def _shares(made: Fit, came: Floats) -> Floats:
    """Errors over sigma; a zero that logs knew nothing of is a far miss."""
    path, came = made.path, came[: len(made.values)]
    if path.in_logs:
        came = np.log(came, where=came > 0, out=np.full(len(came), -1e3))
    errors: Floats = np.abs(came - path.centre[: len(came)]) / path.sigma[: len(came)]
    return errors


def _around(made: Fit, half: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Low and high on the scale of the series; a series that was never negative does not go below 0."""
    centre, in_logs = made.path.centre, made.path.in_logs
    low, high = centre - half, centre + half
    if in_logs:
        low, high = np.exp(low), np.exp(np.minimum(high, LOG_LARGEST))
    far = FAR * float(np.abs(values).max())
    low, high = np.maximum(low, -far), np.minimum(high, far)
    if (values >= 0).all():
        low = np.maximum(low, 0.0)
    return np.minimum(low, made.values), np.maximum(high, made.values)
