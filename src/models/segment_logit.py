"""A logit with a level for each segment and slopes that all share, by Firth's penalised likelihood.

Firth, D. (1993). Bias reduction of maximum likelihood estimates. Biometrika 80, 27-38. The penalty, half the log
determinant of the information, takes out the bias that many small segments would bring into the slope, and keeps
estimates finite where all deals of a segment were won. Levels meet each other only through the slopes, so a step
costs as much with a thousand segments as with one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, xlogy

from errors import FairleadError
from i18n import _
from metrics.definition import Numbers
from models.price_deals import Codes

MOST_STEPS = 500
CLOSE = 1e-7  # of a step, in log-odds
LARGEST_STEP = 4.0
SWINGING = 20  # steps, after which every other one is halved: the penalty can make them overshoot to and fro
LEAST_WEIGHT = 1e-12


@dataclass(frozen=True)
class SegmentLogit:
    """log-odds = levels[segment] + columns @ slopes, and what their errors need.

    `weights`: information of each level; `link` (segments x slopes): how far a level falls when a slope rises;
    `slope_covariance`: of the slopes. The covariance of the levels is diag(1 / weights) + link C link'.
    """

    levels: Numbers
    slopes: Numbers
    weights: Numbers
    link: Numbers
    slope_covariance: Numbers

    def log_odds(self, columns: Numbers, segment: Codes) -> Numbers:
        """Log-odds of deals by their columns (deals x slopes) and segments."""
        return np.asarray(self.levels[segment] + columns @ self.slopes, float)

    def bread(self, by_level: Numbers, by_slope: Numbers) -> tuple[Numbers, Numbers]:
        """The inverse information times a vector, given and returned by level and by slope."""
        slopes = self.slope_covariance @ (by_slope - self.link.T @ by_level)
        return by_level / self.weights - self.link @ slopes, slopes


def fit_segment_logit(columns: Numbers, segment: Codes, n: Numbers, won: Numbers) -> SegmentLogit:
    """Fit to rows of `n` deals of which `won` were won; `columns` (rows x slopes) should be centred and scaled."""
    count = int(segment.max()) + 1
    sizes, wins = np.bincount(segment, n, count), np.bincount(segment, won, count)
    levels, slopes = np.log((wins + 0.5) / (sizes - wins + 0.5)), np.zeros(columns.shape[1])
    found = _informed(levels, slopes, columns, segment, n)
    value = _likelihood(found, columns, segment, n, won)
    for step in range(MOST_STEPS):
        by_level, by_slope = _score(found, columns, segment, n, won)
        step_levels, step_slopes = found.bread(by_level, by_slope)
        size = max(float(np.abs(step_levels).max()), float(np.abs(step_slopes).max(initial=0.0)))
        if size < CLOSE:
            return found
        share = min(1.0, LARGEST_STEP / size) * (0.5 if step > SWINGING and step % 2 else 1.0)
        while share > CLOSE:
            tried = _informed(found.levels + share * step_levels, found.slopes + share * step_slopes,
                              columns, segment, n)  # fmt: skip
            reached = _likelihood(tried, columns, segment, n, won)
            if reached >= value - 1e-9 * (1 + abs(value)):
                break
            share /= 2
        else:
            return found  # no step leads up any more
        found, value = tried, reached
    raise FairleadError(_("The curve could not be fitted: the steps do not end."))


def _informed(levels: Numbers, slopes: Numbers, columns: Numbers, segment: Codes, n: Numbers) -> SegmentLogit:
    chance = expit(levels[segment] + columns @ slopes)
    weight = n * chance * (1 - chance)
    of_level = np.maximum(np.bincount(segment, weight, len(levels)), LEAST_WEIGHT)
    sums = [np.bincount(segment, weight * column, len(levels)) for column in columns.T]
    link = np.column_stack(sums) / of_level[:, None] if sums else np.zeros((len(levels), 0))
    within = (columns * weight[:, None]).T @ columns - (link * of_level[:, None]).T @ link
    covariance = np.linalg.inv(within + LEAST_WEIGHT * np.eye(len(slopes)))
    return SegmentLogit(levels, slopes, of_level, link, covariance)


def _score(fit: SegmentLogit, columns: Numbers, segment: Codes, n: Numbers, won: Numbers) -> tuple[Numbers, Numbers]:
    """Firth's score: what is left over, each deal pulled to one half by its leverage."""
    chance = expit(fit.log_odds(columns, segment))
    apart = columns - fit.link[segment]
    leverage = 1 / fit.weights[segment] + np.einsum("ij,jk,ik->i", apart, fit.slope_covariance, apart)
    left = won - n * chance + n * chance * (1 - chance) * leverage * (0.5 - chance)
    return np.bincount(segment, left, len(fit.levels)).astype(float), columns.T @ left


def _likelihood(fit: SegmentLogit, columns: Numbers, segment: Codes, n: Numbers, won: Numbers) -> float:
    chance = expit(fit.log_odds(columns, segment)).clip(1e-300, 1 - 1e-16)
    own = float((xlogy(won, chance) + xlogy(n - won, 1 - chance)).sum())
    return own + 0.5 * (float(np.log(fit.weights).sum()) - float(np.linalg.slogdet(fit.slope_covariance)[1]))
