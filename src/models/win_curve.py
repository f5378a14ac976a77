"""Win curve: by which age have how many deals been won, when some are lost first and some are still open?

The cumulative incidence of winning, losing being the competing risk and open deals censored at their age.
Aalen, O. and Johansen, S. (1978). An empirical transition matrix for non-homogeneous Markov chains based on censored
observations. Scandinavian Journal of Statistics 5, 141-150.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from metrics.definition import Numbers, ratio
from metrics.intervals import Z95, wilson

MOST_DAYS = 36_525  # a hundred years: an age above is an error in a date, and taken as this
MOST_POINTS = 200  # of one group
Whole = NDArray[np.int64]
COLUMNS = ["group", "day", "won", "low", "high", "lost", "at_risk", "naive", "decided", "n"]


def win_curve(deals: pd.DataFrame) -> pd.DataFrame:
    """One row per group and day of age, at most 200 a group, in the order of both.

    `deals` has age_days (at the decision; of open deals, now), outcome (won | lost | open or null) and, where curves
    are to be compared, group. Deals without an age, or with a negative one, are left out.

    won, low, high: share won by the end of that day, with its 95 % interval; lost: share lost; at_risk: deals open
    at the start of that day; naive: won / decided of all the group's deals, which is what waiting deals distort (null
    without decided deals); decided and n: deals of the group. Without the column group, it is null.
    """
    ages = pd.to_numeric(deals["age_days"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    held = ages >= 0
    ages_held = np.minimum(np.floor(ages[held]), MOST_DAYS).astype(np.int64)
    seen = np.bincount(ages_held, minlength=1) > 0
    days = np.flatnonzero(seen | (np.arange(len(seen)) == 0))
    groups, names = _groups(deals, held)
    cells, size = groups * len(days) + np.searchsorted(days, np.arange(len(seen)))[ages_held], (len(names), len(days))
    won, lost = (cells[(deals["outcome"] == kind).fillna(False).to_numpy(bool)[held]] for kind in ("won", "lost"))
    counts = [np.bincount(rows, minlength=size[0] * size[1]).reshape(size).astype(float) for rows in (won, lost, cells)]
    curves = [_curve(days, *(count[row] for count in counts)).assign(group=name) for row, name in enumerate(names)]
    return (
        pd.concat([curve[COLUMNS] for curve in curves], ignore_index=True) if curves else pd.DataFrame(columns=COLUMNS)
    )


@dataclass(frozen=True)
class Incidence:
    """By day: share won so far, its variance, share lost so far."""

    won: Numbers
    variance: Numbers
    lost: Numbers


def aalen_johansen(won: Numbers, lost: Numbers, at_risk: Numbers) -> Incidence:
    """Cumulative incidence from the counts of each day, days in order; a deal is at risk on the day it leaves.

    Variance of the share won by the delta method, as in Marubini, E. and Valsecchi, M. G. (1995), Analysing survival
    data from clinical trials and observational studies, section 10.3:
    sum (F(t) - F(s))² d / (n (n - d)) + sum S(s-)² w (n - w) / n³ - 2 sum (F(t) - F(s)) S(s-) w / n²,
    over days s <= t, with n at risk, d decided, w won, S the share still open, F the share won.
    """
    decided = won + lost
    still = np.cumprod(1 - _per(decided, at_risk))
    before = np.concatenate([[1.0], still[:-1]])
    share = np.cumsum(before * _per(won, at_risk))
    a = _per(decided, at_risk * (at_risk - decided))  # where all left, F rises no more and the term is none
    c = _per(before * won, at_risk**2)
    own = np.cumsum(before**2 * _per(won * (at_risk - won), at_risk**3))
    spread = share**2 * np.cumsum(a) - 2 * share * np.cumsum(share * a) + np.cumsum(share**2 * a)
    shared = share * np.cumsum(c) - np.cumsum(share * c)
    variance = np.maximum(spread + own - 2 * shared, 0)
    return Incidence(share, variance, np.cumsum(before * _per(lost, at_risk)))


def interval(share: Numbers, variance: Numbers, n: float) -> tuple[Numbers, Numbers]:
    """95 % by log(-log), which stays within 0 and 1; for a share of 0 or 1, where that is undefined, Wilson's."""
    inside = (share > 0) & (share < 1 - 1e-12)
    safe = np.where(inside, share, 0.5)
    half = Z95 * np.sqrt(variance) / np.abs(safe * np.log(safe))
    low, high = wilson(np.round(share), np.full(len(share), n))
    low, high = np.where(inside, safe ** np.exp(half), low), np.where(inside, safe ** np.exp(-half), high)
    return np.minimum(low, share), np.maximum(high, share)  # rounding, where they are equal


def _curve(days: Whole, won: Numbers, lost: Numbers, leaving: Numbers) -> pd.DataFrame:
    """The rows of one group, from how many of its deals were won, were lost and left at each age."""
    last = int(np.flatnonzero(leaving)[-1]) + 1
    won, lost, at_risk = won[:last], lost[:last], leaving[:last][::-1].cumsum()[::-1]
    n, decided = at_risk[0], won.sum() + lost.sum()
    found = aalen_johansen(won, lost, at_risk)
    low, high = interval(found.won, found.variance, n)
    table = pd.DataFrame({"day": days[:last], "won": found.won, "low": low, "high": high, "lost": found.lost})
    naive = float(ratio(won.sum(), decided))
    counts: dict[str, Any] = {"at_risk": at_risk.astype(int), "naive": naive, "decided": int(decided), "n": int(n)}
    return table.assign(**counts).iloc[_thinned(won + lost)]


def _thinned(events: Numbers) -> Whole:
    """Rows to draw: the first, the last, and those on which something was decided, evenly taken if they are many."""
    rows = np.unique(np.concatenate([[0], np.flatnonzero(events), [len(events) - 1]]))
    if len(rows) <= MOST_POINTS:
        return rows
    return np.asarray(rows[np.unique(np.linspace(0, len(rows) - 1, MOST_POINTS).round().astype(int))], np.int64)


def _groups(deals: pd.DataFrame, held: NDArray[np.bool_]) -> tuple[Whole, list[Any]]:
    """Number of each deal's group, and the groups' names in order, those without deals left out."""
    if "group" not in deals:
        return np.zeros(int(held.sum()), np.int64), [None] if held.any() else []
    codes, names = pd.factorize(deals.loc[held, "group"], sort=True, use_na_sentinel=False)
    return codes, [None if pd.isna(name) else name for name in names]


def _per(part: Numbers, whole: Numbers) -> Numbers:
    """Quotients, 0 where there is nothing to divide by."""
    result: Numbers = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return result
