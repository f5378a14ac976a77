"""Price, volume, mix: what moved an amount between two periods, product by product. Arithmetic only.

Over products sold in both periods (Q units, s a product's share of them, P its amount per unit, a bar: over all of
them): volume = (Q1 - Q0) x P̄0; mix = sum of (s1 - s0)(P0 - P̄0) x Q1; price = sum of (P1 - P0) x q1. Products sold in
one of the periods are "new" or "ended". Of a margin the same with margin per unit in volume and mix, and
cost = -sum of (c1 - c0) x q1.

A line's share, which a product's is the sum of, is +q x P̄0 of volume and +q x (P0 - P̄0) of mix in the second period,
-q x the same in the first: the mix of all of the first period is 0, so that these sum to the above.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from metrics.definition import Numbers, ratio

PARTS = ("volume", "mix", "price", "cost", "new", "ended", "not_in_units")
ROUNDING = 1e-9  # of the units that came and went: a smaller sum of them is none
NOISE = 1e-12  # of what is summed or multiplied: what is less comes of rounding, and is 0
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Sold:
    """What was sold in a period, by product: in the same order in both of them.

    `units` net of returns, and the `amount` and `cost` of the lines that have units (cost: zeros where only amounts
    are explained). `gross`: units sold plus units returned. `apart`: amount less cost of lines that say no units.
    """

    units: Numbers
    amount: Numbers
    cost: Numbers
    gross: Numbers
    apart: Numbers

    @cached_property
    def any(self) -> Flags:
        """Products of which more was sold than came back: of others there is no price to speak of."""
        return self.units > ROUNDING * self.gross

    @property
    def value(self) -> Numbers:
        return self.amount - self.cost


@dataclass(frozen=True)
class Bridge:
    """The parts that the change of `value` from one period to the next consists of, and what they are made with."""

    before: Sold
    after: Sold

    @property
    def kept(self) -> Flags:
        """Products sold in both periods."""
        return self.before.any & self.after.any

    @property
    def new(self) -> Flags:
        return self.after.any & ~self.before.any

    @property
    def ended(self) -> Flags:
        return self.before.any & ~self.after.any

    @cached_property
    def price_before(self) -> Numbers:
        """Amount per unit of each kept product in the first period; NaN of others."""
        prices: Numbers = ratio(self.before.amount, self._units_before)
        return prices

    @cached_property
    def cost_before(self) -> Numbers:
        """Cost per unit of each kept product in the first period; NaN of others."""
        costs: Numbers = ratio(self.before.cost, self._units_before)
        return costs

    @property
    def margin_before(self) -> Numbers:
        """What each unit of a kept product brought in the first period; NaN of others."""
        return self.price_before - self.cost_before

    @cached_property
    def mean_before(self) -> float:
        """What a unit of any kept product brought in the first period; 0 where there is none."""
        units = math.fsum(self.before.units[self.kept])
        return math.fsum(self.before.value[self.kept]) / units if units else 0.0

    @property
    def _units_before(self) -> Numbers:
        return np.where(self.kept, self.before.units, 0.0)

    @cached_property
    def by_product(self) -> dict[str, Numbers]:
        """Each of PARTS by product; they sum to the change of the product's value, lines apart included.

        "not_in_units" holds lines without units, and products of which in the period no more was sold than came back.
        """
        before, after, kept, mean = self.before, self.after, self.kept, self.mean_before
        grown, units_after = after.units - before.units, np.where(kept, after.units, 0.0)
        left = [sold.apart + np.where(sold.any, 0.0, sold.value) for sold in (before, after)]
        parts = {
            "volume": np.where(kept, grown * mean, 0.0),
            "mix": np.where(kept, grown * (self.margin_before - mean), 0.0),
            "price": np.where(kept, (ratio(after.amount, units_after) - self.price_before) * units_after, 0.0),
            "cost": np.where(kept, (self.cost_before - ratio(after.cost, units_after)) * units_after, 0.0),
            "new": np.where(self.new, after.value, 0.0),
            "ended": np.where(self.ended, -before.value, 0.0),
            "not_in_units": left[1] - left[0],
        }
        reach = NOISE * sum(np.abs(sums) for sold in (before, after) for sums in (sold.amount, sold.cost, sold.apart))
        return {part: np.where(np.abs(values) > reach, values, 0.0) for part, values in parts.items()}

    @cached_property
    def totals(self) -> dict[str, float]:
        """Each of PARTS over all products, summed without any rounding on the way."""
        return {part: _sum(values) for part, values in self.by_product.items()}


def _sum(values: Numbers) -> float:
    """0 where the values cancel each other but for what each was rounded by."""
    total = math.fsum(values)
    return total if abs(total) > NOISE * math.fsum(np.abs(values)) else 0.0
