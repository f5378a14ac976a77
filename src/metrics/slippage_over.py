"""Slippage of a period: of what was due month by month in it, how much was moved to later.

Taken over the whole period at once it would say little: of what was due within a year, hardly anything is still open.
"""

from datetime import date
from typing import NamedTuple

import pandas as pd

from filters import Window
from metrics.definition import ratio
from periods import DAY, add_months

FEWEST, MOST = 12, 36  # months that are worked out


class Slipped(NamedTuple):
    """Over the months from `first` to `last` (their first days; None: there are none) the amount `due` at their
    starts, and the shares of it that were moved later and that stood open past their month (NaN: nothing was due)."""

    first: date | None
    last: date | None
    due: float
    moved_later: float
    still_due: float


def months_wanted(window: Window | None, before: Window | None, as_of: date) -> int:
    """How many of the last whole months reach back to the start of both windows, at least FEWEST, at most MOST."""
    starts = [each.start for each in (window, before) if each is not None and each.start is not None]
    if not starts:
        return FEWEST
    past, first = (as_of + DAY).replace(day=1), min(starts)
    back = (past.year - first.year) * 12 + past.month - first.month
    return min(max(back, FEWEST), MOST)


def months_until(months: pd.DataFrame, end: date) -> pd.DataFrame:
    """The months of `slippage_months` that were over by the end of that day."""
    ended = [add_months(start.date(), 1) - DAY <= end for start in months["month"]]
    return months[ended]


def slipped_over(months: pd.DataFrame, window: Window | None) -> Slipped:
    """Of `slippage_months` those that lie in the window, or the last one before its end where no whole one does."""
    ended = months if window is None else months_until(months, window.end)
    start = None if window is None else window.start
    within = ended if start is None else ended[[month.date() >= start for month in ended["month"]]]
    chosen = within if len(within) else ended.tail(1)
    if chosen.empty:
        return Slipped(None, None, 0.0, float("nan"), float("nan"))
    due = float(chosen["due"].sum())
    shares = (float(ratio(chosen[name].sum(), due)) for name in ("slipped", "still_due"))
    return Slipped(chosen["month"].iloc[0].date(), chosen["month"].iloc[-1].date(), due, *shares)
