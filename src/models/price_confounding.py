"""Does the segment explain what the price seems to do? Told by the average marginal effect with and without it.

The average marginal effect (change of the chance to win per unit of relative price, mean over the deals) is nearly
collapsible: segments whose chances differ but whose prices do not leave it as it is, while the slope in log-odds
would shrink. So where it differs with and without the segments by more than noise, prices go with segments and
segments with winning, and which of both wins deals cannot be told apart.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from metrics.definition import Numbers
from models.price_deals import OTHER, OWN_LEVEL, Codes, PricedDeals, pooled, spread
from models.segment_logit import SegmentLogit, fit_segment_logit

MOST_BETWEEN = 0.9  # share of the price's variance that may lie between segments
SURE = 2.576  # standard errors of the difference: 1 % of the honest cases beyond
MATERIAL = 0.1  # of the larger effect: a smaller difference misleads nobody
LIKELY = 1.645  # standard errors that do where the sign flips
FEWEST_WITHIN = 30  # deals beyond the number of segments, below which variance within them is not known
FEWEST_SMALL = 50  # deals in segments of 2 to 4, below which their means are no matter
LEAST_WITHIN = 0.05  # of the variance of small segments' prices, below which their means say it all


@dataclass(frozen=True)
class Confounding:
    """`without`, `within`: average marginal effects; `z`: of their difference; `between`: share of the variance of
    prices that lies between segments, null where too few segments have several deals."""

    without: float
    within: float
    z: float
    between: float | None

    @property
    def found(self) -> bool:
        """Whether price and segment cannot be told apart."""
        gap, size = abs(self.without - self.within), max(abs(self.without), abs(self.within))
        flipped = self.without * self.within < 0
        moved = abs(self.z) > (LIKELY if flipped else SURE) and gap > MATERIAL * size
        return moved or self.hardly_within

    @property
    def hardly_within(self) -> bool:
        """Whether prices hardly vary within segments."""
        return self.between is not None and self.between > MOST_BETWEEN


def confounding(deals: PricedDeals) -> Confounding | None:
    """Compare the effect of price with and without levels by segment; null with one segment.

    The standard error of the difference is that of the difference of both estimates' influence on each deal (delta
    method), so that noise they share does not count. Small segments, which share a level, are told apart by the mean
    of their prices instead (Mundlak, Y. (1978). On the pooling of time series and cross section data. Econometrica
    46, 69-85).
    """
    if len(deals.names) < 2:
        return None
    between = between_share(deals)
    if between is not None and between > MOST_BETWEEN:
        return Confounding(float("nan"), float("nan"), float("nan"), between)
    large = pooled(deals)
    centre, scale = spread(deals)
    price = (deals.relative - centre)[:, None] / scale
    means = _means_of_small(deals, large) / scale
    columns = np.column_stack([price, means]) if means.any() else price
    one = np.zeros(len(price), np.int64)
    without = _effect(fit_segment_logit(price, one, deals.n, deals.won), price, one, deals)
    within = _effect(fit_segment_logit(columns, large.segment, deals.n, deals.won), columns, large.segment, deals)
    lost_freedom = deals.count / max(deals.count - len(large.names) - columns.shape[1], 1)
    apart = without[1] - within[1]
    error = float(np.sqrt(lost_freedom * ((deals.n - deals.won) * apart[0] ** 2 + deals.won * apart[1] ** 2).sum()))
    z = (without[0] - within[0]) / error if error > 0 else 0.0
    return Confounding(without[0] / scale, within[0] / scale, z, between)


def between_share(deals: PricedDeals) -> float | None:
    """Share of the variance of relative prices that lies between segments, corrected for chance (adjusted R²)."""
    sizes = deals.of_segments(deals.n)
    free = deals.count - int((sizes > 0).sum())
    if free < FEWEST_WITHIN:
        return None
    means = deals.of_segments(deals.n * deals.relative) / np.maximum(sizes, 1)
    within = float((deals.n * (deals.relative - means[deals.segment]) ** 2).sum()) / free
    whole = spread(deals)[1] ** 2 * deals.count / (deals.count - 1)
    return 1 - within / whole if whole > 0 else None


def _means_of_small(deals: PricedDeals, large: PricedDeals) -> Numbers:
    """For deals that share a level, how far their segment's mean price is from that of all who share it; else 0."""
    sizes = deals.of_segments(deals.n)
    shared = np.array([name == OTHER for name in large.names])[large.segment]
    small = shared & (sizes[deals.segment] < OWN_LEVEL)
    if deals.n[small & (sizes[deals.segment] > 1)].sum() < FEWEST_SMALL:
        return np.zeros(len(deals.relative))
    means = (deals.of_segments(deals.n * deals.relative) / np.maximum(sizes, 1))[deals.segment]
    middle = float(np.average(means[shared], weights=deals.n[shared]))
    within = float(np.average((deals.relative - means)[small] ** 2, weights=deals.n[small]))
    whole = float(np.average((deals.relative[small] - middle) ** 2, weights=deals.n[small]))
    return np.where(shared, means - middle, 0.0) if within > LEAST_WITHIN * whole else np.zeros(len(means))


def _effect(fit: SegmentLogit, columns: Numbers, segment: Codes, deals: PricedDeals) -> tuple[float, Numbers]:
    """The average marginal effect of the first column, and its influence (lost, won) on each row's deals."""
    chance = expit(fit.log_odds(columns, segment))
    density, total = chance * (1 - chance), deals.count
    effect = fit.slopes[0] * density
    mean = float((deals.n * effect).sum() / total)
    turn = deals.n * fit.slopes[0] * density * (1 - 2 * chance)
    by_slope = columns.T @ turn
    by_slope[0] += (deals.n * density).sum()
    levels, slopes = fit.bread(np.bincount(segment, turn, len(fit.levels)).astype(float), by_slope)
    reach = (levels[segment] + columns @ slopes) / total
    own = (effect - mean) / total
    return mean, np.array([own - reach * chance, own + reach * (1 - chance)])
