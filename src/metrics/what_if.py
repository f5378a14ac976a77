"""What another price would do to deals won, units, revenue and margin, by curves that were drawn from what is known.

Closed form: each deal's chance at its own price times 1 + change, against its chance at its own price. What came is
today; what the change adds is what the curve says it adds, so that no change changes nothing. Bands are those of the
expected value by what is not known of the curve; the luck of the draw comes on top.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from metrics.definition import Numbers

MEASURES = ("deals_won", "units", "revenue", "margin")
LOWEST, HIGHEST = -0.2, 0.2  # changes of the price that may be asked for
CHANGES = tuple(round(step / 100, 2) for step in range(-20, 21))
EDGES = {"low95": 0.025, "low80": 0.1, "high80": 0.9, "high95": 0.975}
WHAT_IF = ["measure", "today", "expected", *EDGES]


@dataclass(frozen=True)
class PriceMix:
    """Decided deals by segment and relative price, one array each, of one length.

    `n` deals, `units` asked for in them, `reference` what these cost at reference prices; `won`, `won_units`,
    `won_amount` what came. Of deals whose cost is known: `costed` as `reference`, `cost`, `won_margin`.
    """

    relative: Numbers
    segment: NDArray[np.int64]
    n: Numbers
    units: Numbers
    reference: Numbers
    costed: Numbers
    cost: Numbers
    won: Numbers
    won_units: Numbers
    won_amount: Numbers
    won_margin: Numbers


@dataclass(frozen=True)
class PriceCurves:
    """Curves as they may be, the estimate first: log-odds = intercepts[curve, segment] + slopes[curve] x price."""

    intercepts: Numbers
    slopes: Numbers

    def chances(self, mix: PriceMix, change: float) -> Numbers:
        """Curves x rows: the chance to win at prices changed by a fraction."""
        price = mix.relative * (1 + change)
        log_odds = self.intercepts[:, mix.segment] + np.outer(self.slopes, price)
        return np.asarray(0.5 * (1 + np.tanh(0.5 * log_odds)), float)


def what_if(mix: PriceMix, curves: PriceCurves, change: float, at_today: Numbers | None = None) -> pd.DataFrame:
    """WHAT_IF, a row for each of MEASURES; margin is null where no cost is known.

    `at_today`: `curves.chances(mix, 0)`, for who asks for several changes.
    """
    before = curves.chances(mix, 0.0) if at_today is None else at_today
    more = _totals(mix, curves.chances(mix, change), 1 + change) - _totals(mix, before, 1.0)
    today = np.array([mix.won.sum(), mix.won_units.sum(), mix.won_amount.sum(), mix.won_margin.sum()])
    if not mix.costed.sum() > 0:
        today[-1] = np.nan
    ends = today + np.quantile(more[1:], list(EDGES.values()), axis=0)
    expected = today + more[0]
    return pd.DataFrame(
        {"measure": MEASURES, "today": today, "expected": expected, **dict(zip(EDGES, ends, strict=True))}
    )


def _totals(mix: PriceMix, chances: Numbers, times: float) -> Numbers:
    """Curves x MEASURES."""
    revenue = mix.reference * mix.relative * times
    margin = mix.costed * mix.relative * times - mix.cost
    return np.asarray(chances @ np.column_stack([mix.n, mix.units, revenue, margin]), float)


def beyond(mix: PriceMix, change: float, low: float, high: float) -> float:
    """Share of the deals whose price would lie outside of those that were asked, though it did not before."""
    price = mix.relative * (1 + change)
    inside = (mix.relative >= low) & (mix.relative <= high)
    out = inside & ((price < low) | (price > high))
    return float(mix.n[out].sum() / mix.n.sum())
