"""Draws of what the pipeline brings: independent deals under a shared shock, fast for any number of them.

The deals that matter most for the spread are drawn one by one; the rest, deals of like chance together, by a normal
distribution with their mean and variance.
"""

from statistics import NormalDist

import numpy as np

from metrics.definition import Numbers

SHOCKS, PER_SHOCK = 400, 10
DRAWS = SHOCKS * PER_SHOCK
ONE_BY_ONE = 100  # deals
ALIKE = 0.05  # log-odds within which chances count as one


def shocks() -> Numbers:
    """DRAWS standard normal shocks, evenly spread, PER_SHOCK draws under each."""
    grid = [NormalDist().inv_cdf((place + 0.5) / SHOCKS) for place in range(SHOCKS)]
    return np.repeat(np.array(grid), PER_SHOCK)


def pipeline_draws(
    p: Numbers, amount: Numbers, spread: float, shock: float, z: Numbers, random: np.random.Generator
) -> Numbers:
    """Draws of sum(won x amount x (1 + spread x normal)); their expectation is sum(p x amount), whatever the shock."""
    held = (p > 0) & (amount != 0)
    p, amount = p[held], amount[held]
    if not len(p):
        return np.zeros(DRAWS)
    weight = amount**2 * p * (1 - p + spread**2)
    most = np.zeros(len(p), bool)
    most[np.argsort(-weight, kind="stable")[:ONE_BY_ONE]] = True
    levels = shock * z[::PER_SHOCK]
    each = _shocked(p[most], levels)
    chances, sums, squares = _alike(p[~most], amount[~most])
    rest = _shocked(chances, levels)
    mean = each @ amount[most] + rest @ sums
    variance = (rest * (1 - rest + spread**2)) @ squares
    won = (random.random((DRAWS, int(most.sum()))) < np.repeat(each, PER_SHOCK, axis=0)).astype(float)
    drawn = won @ amount[most] + np.repeat(rest @ sums, PER_SHOCK)
    own = np.repeat(variance, PER_SHOCK) + (won @ amount[most] ** 2) * spread**2
    drawn += np.sqrt(own) * random.standard_normal(DRAWS)
    drawn *= float(p @ amount) / mean.mean() if mean.mean() else 1.0
    return np.maximum(drawn, 0) if (amount > 0).all() else drawn


def _shocked(p: Numbers, levels: Numbers) -> Numbers:
    """Shocks x deals: chances with their log-odds moved."""
    odds = np.exp(levels)[:, None] * p
    return np.asarray(odds / (1 - p + odds), float)


def _alike(p: Numbers, amount: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Deals of like chance together: their chance, sum of amounts, sum of squares."""
    if not len(p):
        return np.zeros(0), np.zeros(0), np.zeros(0)
    band = np.round(np.log(p / np.maximum(1 - p, 1e-9)) / ALIKE)
    group = np.unique(band, return_inverse=True)[1]
    size = np.abs(amount)
    chance = np.bincount(group, p * size) / np.bincount(group, size)
    return chance, np.bincount(group, amount).astype(float), np.bincount(group, amount**2).astype(float)
