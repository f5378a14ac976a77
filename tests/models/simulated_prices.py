"""Deals drawn from a known curve: what price and segment do to winning is planted."""

import numpy as np
from scipy.special import expit

from models.price_deals import PricedDeals


def drawn(random: np.random.Generator, relative: np.ndarray, segment: np.ndarray, log_odds: np.ndarray) -> PricedDeals:
    won = (random.random(len(relative)) < expit(log_odds)).astype(float)
    names = tuple(f"segment {code}" for code in range(int(segment.max()) + 1))
    return PricedDeals(relative, segment.astype(np.int64), np.ones(len(relative)), won, names)


def unrelated(random: np.random.Generator, n: int, slope: float, segments: int = 1, base: float = 1.0) -> PricedDeals:
    """Segments differ in their chances by `base` log-odds, and not in their prices."""
    segment = random.integers(0, segments, n)
    level = random.normal(0, base, segments) if segments > 1 else np.zeros(1)
    relative = random.normal(1, 0.1, n)
    return drawn(random, relative, segment, 0.3 + level[segment] + slope * (relative - 1))


def confounded(
    random: np.random.Generator, n: int, slope: float, segments: int, sign: float = -1.0, within: float = 0.07
) -> PricedDeals:
    """Segments whose prices are higher win more (sign 1) or less (-1) at the same price."""
    segment = random.integers(0, segments, n)
    rank = np.linspace(-1.5, 1.5, segments)[segment]
    relative = 1 + 0.07 * rank + random.normal(0, within, n)
    return drawn(random, relative, segment, -0.3 + sign * rank + slope * (relative - 1))


def dearer_segments(random: np.random.Generator, n: int, slope: float) -> PricedDeals:
    """Segments whose prices differ and whose chances at the same price do not."""
    segment = random.integers(0, 4, n)
    relative = 1 + np.array([-0.1, -0.03, 0.03, 0.1])[segment] + random.normal(0, 0.1, n)
    return drawn(random, relative, segment, 0.3 + slope * (relative - 1))
