"""Ridge-season theta: season out, smoothed level plus half the slope ahead, season back in.

Level: simple exponential smoothing with the alpha of least one-step error. Half the linear slope is the theta method
(Assimakopoulos and Nikolopoulos 2000, https://doi.org/10.1016/S0169-2070(00)00066-2). Values all above zero are
taken in logs: seasons and errors of revenue are shares of it.
"""

from typing import NamedTuple

import numpy as np

from models.season import season_effects
from models.series import Floats

ALPHAS = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
FIRST = 6  # points whose mean the level begins with
SHORT = 24  # points below which a slope is believed half as much


class Path(NamedTuple):
    """A forecast on the scale it was made on: logs when `in_logs`."""

    centre: Floats  # one per step
    sigma: Floats  # expected error, one per step
    in_logs: bool

    def values(self) -> Floats:
        """The forecast on the scale of the series."""
        return np.exp(self.centre) if self.in_logs else self.centre


def theta(values: Floats, season: int, horizon: int) -> Path:
    """The forecast of the `horizon` periods after `values` (at least 3), whose season has `season` periods."""
    in_logs = bool((values > 0).all())
    scaled = np.log(values) if in_logs else values
    effects = season_effects(scaled, season)
    rest = scaled - effects[(np.arange(len(scaled)) - len(scaled)) % season]
    level, alpha, error = smoothed(rest)
    step = np.arange(1, horizon + 1)
    centre = level + slope(rest, season) * step + effects[(step - 1) % season]
    return Path(centre, error * np.sqrt(1 + step * alpha**2), in_logs)


def smoothed(values: Floats) -> tuple[float, float, float]:
    """Last level, alpha and one-step error of simple exponential smoothing with the best alpha."""
    levels = smoothed_levels(values)
    squares = np.square(values[1:, None] - levels[1:-1]).sum(axis=0)
    best = int(squares.argmin())
    return float(levels[-1, best]), float(ALPHAS[best]), float(np.sqrt(squares[best] / max(len(values) - 2, 1)))


def smoothed_levels(values: Floats) -> Floats:
    """Levels before each value and after the last: (points + 1) x alphas."""
    levels = np.empty((len(values) + 1, len(ALPHAS)))
    levels[0] = values[:FIRST].mean()
    for i, step in enumerate(np.multiply.outer(values, ALPHAS)):
        levels[i + 1] = levels[i] * (1 - ALPHAS) + step
    return levels


def slope(values: Floats, season: int) -> float:
    """Half the slope per period of the line through the values; a quarter of it while the history is short."""
    time = np.arange(len(values)) - (len(values) - 1) / 2
    share = 0.25 if len(values) < max(SHORT, 2 * season) else 0.5
    return share * float(time @ values / (time @ time))
