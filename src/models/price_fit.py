"""The chance to win by relative price: a logit whose slope all segments share."""

from dataclasses import dataclass

import numpy as np

from metrics.definition import Numbers
from metrics.intervals import Z95
from models.price_deals import PricedDeals, spread
from models.segment_logit import SegmentLogit, fit_segment_logit


@dataclass(frozen=True)
class PriceFit:
    """`logit` is by (relative price - centre) / scale; `shares` are those of the segments among the deals."""

    logit: SegmentLogit
    centre: float
    scale: float
    shares: Numbers

    @property
    def slope(self) -> float:
        """Change of the log-odds to win per unit of relative price."""
        return float(self.logit.slopes[0] / self.scale)

    @property
    def slope_error(self) -> float:
        """Standard error of the slope."""
        return float(np.sqrt(self.logit.slope_covariance[0, 0]) / self.scale)

    @property
    def slope_interval(self) -> tuple[float, float]:
        """95 % interval of the slope (Wald, around Firth's estimate)."""
        return self.slope - Z95 * self.slope_error, self.slope + Z95 * self.slope_error

    @property
    def intercept(self) -> float:
        """Log-odds at a relative price of 0, the mean of the segments' by their shares."""
        return float(self.shares @ self.logit.levels - self.slope * self.centre)

    def scaled(self, relative: Numbers) -> Numbers:
        """Relative prices as the logit takes them."""
        return (np.asarray(relative, float) - self.centre) / self.scale

    def draws(self, count: int, seed: int = 0) -> tuple[Numbers, Numbers]:
        """Parameters as they may be: levels (count x segments) at the centre, and slopes by scaled price.

        From the normal distribution around the estimate; the same ones at every call.
        """
        random, logit = np.random.default_rng(seed), self.logit
        slopes = logit.slopes[0] + np.sqrt(logit.slope_covariance[0, 0]) * random.standard_normal(count)
        own = random.standard_normal((count, len(logit.levels))) / np.sqrt(logit.weights)
        return logit.levels + own - np.outer(slopes - logit.slopes[0], logit.link[:, 0]), slopes


def fit_price(deals: PricedDeals) -> PriceFit:
    """Fit to deals whose prices differ; each of their segments gets a level, so pool the small ones first."""
    centre, scale = spread(deals)
    logit = fit_segment_logit((deals.relative - centre)[:, None] / scale, deals.segment, deals.n, deals.won)
    return PriceFit(logit, centre, scale, deals.of_segments(deals.n) / deals.count)
