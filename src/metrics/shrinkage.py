"""Rates that can be ranked: each group's shrunk towards the overall one, the more the fewer its deals."""

import numpy as np

from i18n import N_
from metrics.definition import Metric, Numbers, ratio
from metrics.sales import DEALS_DECIDED, DEALS_WON

MOST_ALIKE = 0.5  # a prior of one deal: two groups, one of them tiny, would fit one of none


def shrunken(won: Numbers, decided: Numbers) -> Numbers:
    """(won + weight x overall rate) / (decided + weight) of each group: the mean of its Beta posterior.

    The weight of the Beta prior, in deals, is fitted to the groups by moments; where they differ no more than by
    chance it is endless, and each is given the overall rate; it is never below one deal. NaN for a group without
    decided deals. Kleinman, J. C. (1973). Proportions with extraneous variance: single and independent samples.
    JASA 68, 46-54.
    """
    known = decided > 0
    overall = ratio(won[known].sum(), decided[known].sum())
    alike = _likeness(won[known], decided[known], overall)
    result = np.full(len(decided), np.nan)
    share, n = ratio(won[known], decided[known]), decided[known]
    own = n * alike / (1 - alike + n * alike) if len(n) else n  # n / (n + weight), weight = (1 - alike) / alike
    result[known] = own * share + (1 - own) * overall
    return result


def _likeness(won: Numbers, decided: Numbers, overall: Numbers) -> float:
    """How alike deals of one group are (intra-class correlation): 1 / (weight of the prior + 1)."""
    chance = float(overall * (1 - overall))
    groups, total = len(decided), decided.sum()
    if groups < 2 or not chance > 0:
        return 0.0
    spread = (decided * (won / decided - overall) ** 2).sum() / chance
    most = total - (decided**2).sum() / total - (groups - 1)
    return float(np.clip((spread - (groups - 1)) / most, 0, MOST_ALIKE)) if most > 0 else 0.0


SHRUNK_WIN_RATE = Metric(
    "shrunk_win_rate", N_("Win rate, shrunk"), kind="derived", unit="fraction", better="up",
    derived=((DEALS_WON, DEALS_DECIDED), shrunken),
    about=N_("Win rate pulled towards that of all groups together, the more the fewer deals were decided, so that luck"
             " with a few deals does not lead a ranking (Beta-binomial; the pull is fitted to the groups measured)."),
)  # fmt: skip
