"""The season of a series: effects of its months (quarters, weeks), held back by ridge regression.

values = level + trend, which may turn once a season + an effect per position in the season. Trend and effects have a
penalty each, chosen by leave-one-out error, whose closed form needs no refit:
(value - fitted) / (1 - leverage), https://otexts.com/fpp3/selecting-predictors.html.
The same as scikit-learn's Ridge on columns scaled by 1 / sqrt(penalty); only that here the operators of a length are
made once and serve every series of that length.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from models.series import Floats

TREND_PENALTIES = (1.0, 10.0, 100.0, 1000.0)
SEASON_PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


class Operators(NamedTuple):
    """For one length, first axis the pairs of penalties: everything that does not depend on the values."""

    design: Floats  # points x columns
    coefficients: Floats  # pairs x columns x points: coefficients = coefficients @ values
    leverage: Floats  # pairs x points


def season_effects(values: Floats, season: int) -> Floats:
    """Effect of each of the `season` positions, summing to 0; the first is that of the period after the last value.

    All 0 until there is more than one season of values.
    """
    if len(values) <= season:
        return np.zeros(season)
    design, coefficients, leverage = operators(len(values), season)
    fits = coefficients @ values
    left_out = (values - fits @ design.T) / (1 - leverage)
    best = fits[np.square(left_out).sum(axis=1).argmin(), -season:]
    effects: Floats = best - best.mean()
    return effects


@lru_cache(maxsize=48)
def operators(length: int, season: int) -> Operators:
    """What `season_effects` needs for series of that length: a backtest meets the same dozen again and again."""
    design, penalties = design_of(length, season), _penalties(length, season)
    gram = design.T @ design
    solved = np.linalg.solve(gram + np.apply_along_axis(np.diag, 1, penalties), design.T[None])
    return Operators(design, solved, np.einsum("nc,pcn->pn", design, solved))


def design_of(length: int, season: int) -> Floats:
    """Columns: level; trend and its hinges, in seasons before the last value; effects centred over the season."""
    time = (np.arange(length) - (length - 1)) / season
    hinges = [np.minimum(time + turn, 0) for turn in range(1, _turns(length, season) + 1)]
    position = (np.arange(length) - length) % season
    centred = np.eye(season)[position] - 1 / season
    return np.column_stack([np.ones(length), time, *hinges, centred])


def _penalties(length: int, season: int) -> Floats:
    """Rows of penalties, one per column of the design; the level's only keeps the system from being singular."""
    trends = 1 + _turns(length, season)
    return np.array(
        [[1e-10] + [trend] * trends + [effect] * season for trend in TREND_PENALTIES for effect in SEASON_PENALTIES]
    )


def _turns(length: int, season: int) -> int:
    return -(-(length - 1) // season) - 1
