"""Dynamic optimised theta, which weekly series are averaged with: the line is drawn again at every point.

Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016, https://doi.org/10.1016/j.ijforecast.2016.02.005, with the
level of models/theta.py and theta and alpha chosen together by one-step error.
"""

import numpy as np

from models.series import Floats
from models.theta import ALPHAS, smoothed_levels

THETAS = np.array([1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0])


def dynamic_theta(values: Floats, horizon: int) -> Floats:
    """The forecast of the `horizon` periods after `values` (at least 6), without a season, on their own scale."""
    n = np.arange(1, len(values) + 1)[:, None]
    intercept, line = _lines(values)
    levels = smoothed_levels(values)[1:]
    fade = (1 - ALPHAS) ** n
    drift = fade * intercept + (1 - fade * (1 - ALPHAS)) / ALPHAS * line  # points x alphas
    weight = 1 - 1 / THETAS
    ahead = levels[:, :, None] + drift[:, :, None] * weight  # points x alphas x thetas
    known = max(3, len(values) // 10)
    squares = np.square(values[known:, None, None] - ahead[known - 1 : -1]).sum(axis=0)
    alpha, theta = np.unravel_index(squares.argmin(), squares.shape)
    path: Floats = ahead[-1, alpha, theta] + weight[theta] * line[-1, 0] * np.arange(horizon)
    return path


def _lines(values: Floats) -> tuple[Floats, Floats]:
    """Intercept and slope of the line through the first 1, 2, ... n values, each n x 1."""
    n = np.arange(1.0, len(values) + 1)
    mean, weighted = values.cumsum() / n, (values * n).cumsum() / n
    line = np.zeros_like(mean)
    line[1:] = 6 / (n[1:] ** 2 - 1) * (2 * weighted[1:] - (1 + n[1:]) * mean[1:])
    return (mean - (n + 1) / 2 * line)[:, None], line[:, None]
