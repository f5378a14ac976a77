"""Decided deals by what was asked for them: price over reference, and the segment whose chances they share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.definition import Numbers

Codes = NDArray[np.int64]
OWN_LEVEL = 5  # deals of a segment from which it has a level of its own; the smaller ones share one
OTHER = ""  # the name that the small ones share; a segment without a name is in there too


@dataclass(frozen=True)
class PricedDeals:
    """Deals, or groups of deals of one price and one segment: arrays of one length.

    `relative` is price / reference; `segment` a position in `names`; `n` how many deals, `won` how many of them.
    """

    relative: Numbers
    segment: Codes
    n: Numbers
    won: Numbers
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        return int(self.n.sum())

    @property
    def won_count(self) -> int:
        return int(self.won.sum())

    def of_segments(self, values: Numbers) -> Numbers:
        """The sum of `values` by segment."""
        return np.bincount(self.segment, values, len(self.names)).astype(float)


def priced_deals(
    relative: Numbers, won: Numbers, segment: Sequence[str | None] | None = None, n: Numbers | None = None
) -> PricedDeals:
    """Deals from columns; without `n` each row is one deal, and `won` 1 or 0."""
    relative, won = np.asarray(relative, float), np.asarray(won, float)
    counts = np.ones(len(relative)) if n is None else np.asarray(n, float)
    if segment is None:
        return PricedDeals(relative, np.zeros(len(relative), np.int64), counts, won, (OTHER,))
    names, codes = np.unique(np.array([OTHER if name is None else str(name) for name in segment]), return_inverse=True)
    return PricedDeals(relative, codes.astype(np.int64), counts, won, tuple(names.tolist()))


def pooled(deals: PricedDeals) -> PricedDeals:
    """The deals with all segments of fewer than OWN_LEVEL in one, OTHER, which comes last; empty ones are gone.

    What is left over joins the smallest of the others where it is too small for a level too.
    """
    sizes = deals.of_segments(deals.n)
    own = np.flatnonzero((sizes >= OWN_LEVEL) & (np.array(deals.names) != OTHER))
    rest = float(sizes.sum() - sizes[own].sum())
    place = np.full(len(deals.names), len(own))
    place[own] = np.arange(len(own))
    names = [deals.names[code] for code in own]
    if 0 < rest < OWN_LEVEL and len(own):
        place[place == len(own)] = int(np.argmin(sizes[own]))
    elif rest > 0 or not len(own):
        names.append(OTHER)
    return PricedDeals(deals.relative, place[deals.segment].astype(np.int64), deals.n, deals.won, tuple(names))


def spread(deals: PricedDeals) -> tuple[float, float]:
    """Mean and standard deviation of the relative price."""
    mean = float(np.average(deals.relative, weights=deals.n))
    return mean, float(np.sqrt(np.average((deals.relative - mean) ** 2, weights=deals.n)))


def quantiles(deals: PricedDeals, shares: Sequence[float]) -> list[float]:
    """Relative prices below which such shares of the deals were priced."""
    order = np.argsort(deals.relative, kind="stable")
    reached = np.cumsum(deals.n[order]) / deals.n.sum()
    places = np.searchsorted(reached, np.asarray(shares) - 1e-12).clip(0, len(order) - 1)
    return [float(value) for value in deals.relative[order][places]]
