"""New business: bookings in a window from deals that nobody has opened yet.

Deals opened per day x share of them won by the end of the window x what a won deal brings, from the company's own last
months; set right by how that would have done in past windows, whose misses also give the spread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import log, sqrt

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.shared_shock import LARGEST, TYPICAL, TYPICAL_WINDOWS
from models.spells import FAR, Ints, day_number, day_numbers
from models.weekly_hazard import ClosingModel

RATE_DAYS = 91  # of the rate at which deals are opened
FEWEST_DAYS = 28
VALUE_DAYS = 182  # of the won deals whose amounts are typical
FEWEST_AMOUNTS = 10
PAST_WINDOWS = 26  # one a week, overlapping
RECENT_DEALS = 20  # weight, in won deals, of "as expected" against what past windows brought


@dataclass(frozen=True)
class NewBusiness:
    """Won deals to come in the window; amounts of recent won deals to draw from; spread (log) of the number."""

    deals: float
    amounts: Numbers
    shock: float
    windows: float  # past windows it is judged by, as if they did not overlap

    @property
    def mean(self) -> float:
        return self.deals * float(self.amounts.mean()) if len(self.amounts) else 0.0


@dataclass(frozen=True)
class NewDealCurves:
    """Of a model and a window: days before now (0 is now), and for each the share won of each week's new deals."""

    as_of: int
    after: int
    days: int
    ago: tuple[int, ...]
    won: tuple[Numbers, ...]


def new_deal_curves(model: ClosingModel, as_of: date, days: int, after: int = 0) -> NewDealCurves:
    """For the window from `after` (exclusive) to `days` days ahead. The same for any subset of the deals."""
    today = day_number(as_of)
    ago = (0, *range(days, days + 7 * PAST_WINDOWS, 7))
    return NewDealCurves(today, after, days, ago, tuple(_within(model, today - back, days, after) for back in ago))


def _within(model: ClosingModel, on: int, days: int, after: int) -> Numbers:
    share = model.won_of_new(days, on)
    if after > 0:
        before = model.won_of_new(after, on)
        share = share - np.pad(before, (0, len(share) - len(before)))
    return np.asarray(share, float)


def new_business(deals: pd.DataFrame, curves: NewDealCurves) -> NewBusiness:
    """`deals` known on the day: opened_on, decided_on, outcome, amount (won deals). Those opened later are not seen."""
    opened, decided = day_numbers(deals["opened_on"]), day_numbers(deals["decided_on"])
    amount = pd.to_numeric(deals["amount"], errors="coerce").to_numpy(float, na_value=np.nan)
    won = (deals["outcome"] == "won").fillna(False).to_numpy(bool) & (decided <= curves.as_of)
    order = np.sort(opened[opened <= curves.as_of])
    since = int(np.quantile(decided[won], 0.01)) if won.any() else int(order.min(initial=FAR))
    due = _expected(order, since, curves.as_of, curves.days, curves.won[0]) or 0.0
    pairs = list(_past(order, opened[won], decided[won], since, curves))
    return _judged(due, pairs, curves, _amounts(amount[won], decided[won], curves.as_of))


def _past(order: Ints, opened: Ints, decided: Ints, since: int, curves: NewDealCurves) -> Iterator[tuple[int, float]]:
    """Won deals that came, and those expected, in each past window."""
    for ago, share in zip(curves.ago[1:], curves.won[1:], strict=True):
        on = curves.as_of - ago
        expected = _expected(order, since, on, curves.days, share)
        if expected is not None:
            yield _came(opened, decided, on, curves.after, curves.days), expected


def _expected(opened: Ints, since: int, on: int, days: int, share: Numbers) -> float | None:
    """Won deals to come after a day, by the rate at which deals were opened in the days before it.

    Days before `since`, when wins go on record, do not count: of deals opened then, only those that lasted are known.
    None where that leaves less than FEWEST_DAYS.
    """
    span = min(RATE_DAYS, on - since + 1)
    if span < FEWEST_DAYS:
        return None
    rate = float(np.diff(np.searchsorted(opened, [on - span, on], side="right"))[0]) / span
    lengths = np.minimum(7, days - 7 * np.arange(len(share)))
    return rate * float(share @ lengths)


def _came(opened: Ints, decided: Ints, on: int, after: int, days: int) -> int:
    """Won deals that did: opened after the day and won in the window after it."""
    return int(((opened > on) & (opened < FAR) & (decided > on + after) & (decided <= on + days)).sum())


def _judged(deals: float, pairs: list[tuple[int, float]], curves: NewDealCurves, amounts: Numbers) -> NewBusiness:
    """Set right by actual / expected over past windows, shrunk; the spread is that of their ratios less chance."""
    windows = (7 * (len(pairs) - 1) + curves.days) / curves.days if pairs else 0.0
    overlap = len(pairs) / windows if pairs else 1.0
    came, due = (sum(pair[place] for pair in pairs) / overlap for place in (0, 1))
    factor = (came + RECENT_DEALS) / (due + RECENT_DEALS)
    squares = [log((a + 0.5) / (e * factor + 0.5)) ** 2 - 1 / (e * factor + 0.5) for a, e in pairs]
    own = max(0.0, float(np.mean(squares))) if squares else 0.0
    shock = sqrt((windows * own + TYPICAL_WINDOWS * TYPICAL**2) / (windows + TYPICAL_WINDOWS))
    return NewBusiness(deals * factor, amounts, min(LARGEST, shock), windows)


def _amounts(amount: Numbers, decided: Ints, as_of: int) -> Numbers:
    """Of the deals won lately; of all, where these are few."""
    known = np.isfinite(amount)
    recent = amount[known & (decided > as_of - VALUE_DAYS)]
    return recent if len(recent) >= FEWEST_AMOUNTS else amount[known]
