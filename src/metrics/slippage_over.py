"""Slippage of a period: of what was due month by month in it, how much was moved to later.

Taken over the whole period at once it would say little: of what was due within a year, hardly anything is still open.
"""

from datetime import date
from typing import Any, NamedTuple

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
    return months.iloc[: _ended(months["month"].tolist(), end)]


def _ended(starts: list[Any], end: date) -> int:
    """How many of the months, which are in order, were over by the end of that day."""
    return sum(add_months(start.date(), 1) - DAY <= end for start in starts)


def slipped_over(months: pd.DataFrame, window: Window | None) -> Slipped:
    """Of `slippage_months` those that lie in the window, or the last one before its end where no whole one does."""
    starts = months["month"].tolist()
    until = len(starts) if window is None else _ended(starts, window.end)
    first = 0 if window is None or window.start is None else sum(start.date() < window.start for start in starts)
    chosen = slice(first if first < until else max(until - 1, 0), until)
    if not until:
        return Slipped(None, None, 0.0, float("nan"), float("nan"))
    due, *late = (float(months[name].to_numpy(float)[chosen].sum()) for name in ("due", "slipped", "still_due"))
    return Slipped(starts[chosen][0].date(), starts[chosen][-1].date(), due, *(float(ratio(n, due)) for n in late))
