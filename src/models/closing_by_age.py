"""Chances of open deals where history is too short for the hazard: by age alone, or by the base rate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.shared_shock import TYPICAL
from models.spells import FAR, OPEN, WON, Ints, Spells, day_numbers
from models.weekly_hazard import HORIZON, chance_frame
from models.win_curve import win_curve

PRIOR_DAYS = 90  # with nothing known, a deal is decided after a quarter


@dataclass(frozen=True)
class AgeCurve:
    """Conditional Aalen-Johansen: what share of the deals still open at that age was won, or closed, so much later."""

    as_of: int
    won: Numbers  # share won by each day of age
    closed: Numbers
    fitted_on: int
    why: str
    shock: float = TYPICAL
    method: str = "age_curve"

    def chances(self, open_deals: pd.DataFrame, days: Sequence[int] = (28, 56)) -> pd.DataFrame:
        """See ClosingModel."""
        opened = day_numbers(open_deals["opened_on"])
        dated = opened < FAR
        last = len(self.won) - 1
        now = np.clip(self.as_of - opened[dated], 0, last)
        later = np.minimum(now[None, :] + 7 * np.arange(HORIZON + 1)[:, None], last)
        still = 1 - self.closed[now]
        sure = still > 1e-9  # nobody was ever seen open at a greater age: nothing is known of what follows
        shares = [
            np.where(sure, (curve[later] - curve[now]) / np.where(sure, still, 1), 0)
            for curve in (self.won, self.closed)
        ]
        return chance_frame(open_deals.index, dated, shares[0], shares[1], days)

    def won_of_new(self, days: int, on: int | None = None) -> Numbers:
        """See ClosingModel; the same from any day on."""
        return self.won[np.minimum(ages_reached(days), len(self.won) - 1)]


@dataclass(frozen=True)
class ConstantRate:
    """A share won of all that are decided, and as many decisions in any week of a deal's life."""

    as_of: int
    share_won: float
    daily: float  # decisions per deal and day
    fitted_on: int
    why: str
    shock: float = TYPICAL
    method: str = "base_rate"

    def chances(self, open_deals: pd.DataFrame, days: Sequence[int] = (28, 56)) -> pd.DataFrame:
        """See ClosingModel."""
        dated = day_numbers(open_deals["opened_on"]) < FAR
        closed = 1 - np.exp(-self.daily * 7 * np.arange(HORIZON + 1))[:, None] * np.ones((1, int(dated.sum())))
        return chance_frame(open_deals.index, dated, closed * self.share_won, closed, days)

    def won_of_new(self, days: int, on: int | None = None) -> Numbers:
        """See ClosingModel; the same from any day on."""
        return self.share_won * (1 - np.exp(-self.daily * ages_reached(days)))  # type: ignore[no-any-return]


def ages_reached(days: int) -> Ints:
    """How old deals opened in the middle of each of the weeks to come are at the end of `days` days."""
    return np.maximum(days - 7 * np.arange(-(-days // 7)) - 4, 0)


def age_curve(spells: Spells, as_of: int, why: str) -> AgeCurve:
    """By win and loss of all deals so far; open ones are censored at their age."""
    decided, outcome, opened = _per_deal(spells, as_of)
    ages = np.where(outcome == OPEN, as_of, decided) - opened
    words = np.array(["open", "won", "lost"])[outcome]
    curve = win_curve(pd.DataFrame({"age_days": ages, "outcome": words}))
    every = np.arange(int(curve["day"].max()) + 1)
    at = np.searchsorted(curve["day"].to_numpy(), every, side="right") - 1
    won, lost = curve["won"].to_numpy(float)[at], curve["lost"].to_numpy(float)[at]
    return AgeCurve(as_of, won, won + lost, len(ages), why)


def constant_rate(spells: Spells, as_of: int, why: str) -> ConstantRate:
    """Laplace's rule for the share won; decisions per day at risk with one more decision in PRIOR_DAYS."""
    decided, outcome, opened = _per_deal(spells, as_of)
    n, won = int((outcome != OPEN).sum()), int((outcome == WON).sum())
    at_risk = float(np.clip(np.where(outcome == OPEN, as_of, decided) - opened, 0, None).sum())
    return ConstantRate(as_of, (won + 1) / (n + 2), (n + 1) / (at_risk + PRIOR_DAYS), len(decided), why)


def _per_deal(spells: Spells, as_of: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each deal opened by then: day decided, outcome (OPEN where decided later), day opened."""
    first = np.unique(spells.deal, return_index=True)[1]
    decided, outcome, opened = spells.decided[first], spells.outcome[first], spells.opened[first]
    outcome = np.where(decided <= as_of, outcome, OPEN)
    held = opened <= as_of
    return decided[held], outcome[held], opened[held]
