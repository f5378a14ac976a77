"""The Kaplan-Meier estimate, for durations of which some have not ended yet."""

import numpy as np

from metrics.definition import Numbers


def kaplan_meier_median(days: Numbers, ended: Numbers, running: Numbers) -> float:
    """First day by which at least half have ended; NaN if that was never seen.

    `ended` and `running` count the cases that ended, or were last seen going on, after `days`. Cases last seen
    on a day are still at risk on it. Kaplan, E. L. and Meier, P. (1958). JASA 53, 457-481.
    """
    known = ~np.isnan(days)
    order = np.argsort(days[known])
    days, ended, running = days[known][order], ended[known][order], running[known][order]
    gone = np.cumsum(ended + running)
    at_risk = gone[-1] - gone + ended + running if len(gone) else gone
    going_on = np.cumprod(1 - np.divide(ended, at_risk, out=np.zeros_like(at_risk, float), where=at_risk > 0))
    half = np.flatnonzero(going_on <= 0.5 + 1e-12)
    return float(days[half[0]]) if len(half) else float("nan")
