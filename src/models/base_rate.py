"""The base rate: how often deals are won when nothing more than their group is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import erfc, sqrt

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from metrics.shrinkage import shrunken
from models.features import CATEGORIES

CHANCE = 0.01  # that groups as different as the ones chosen by come of chance alone, over all fields tried


@dataclass(frozen=True)
class BaseRate:
    """A rate of winning overall and, where they differ by more than chance, by the groups of one field."""

    overall: float
    n: int
    by: str | None = None
    rates: dict[str, float] = field(default_factory=dict)

    def chances(self, deals: pd.DataFrame) -> Numbers:
        """Probability to win of each deal; that of all deals where its group is new or missing."""
        if self.by is None or self.by not in deals:
            return np.full(len(deals), self.overall)
        group = deals[self.by].astype(object).map(str, na_action="ignore")
        return np.asarray(group.map(self.rates).astype(float).fillna(self.overall), float)


def fit_base_rate(deals: pd.DataFrame, won: Numbers, fields: Sequence[str] = CATEGORIES) -> BaseRate:
    """The base rate of decided deals; `won` is 1 or 0 for each.

    Overall: (won + 1) / (decided + 2), the mean of the Beta posterior under a flat prior (Laplace's rule), so that
    three wins of three are not certainty and no deal at all gives a half. By groups: see `metrics.shrinkage`; by the
    field whose shrunk rates spread most, among those that differ by more than chance (chi-square, divided among the
    fields tried).
    """
    overall = float((won.sum() + 1) / (len(won) + 2))
    best, spread = BaseRate(overall, len(won)), 0.0
    tried = [name for name in fields if name in deals]
    for name in tried:
        counts = _counts(deals[name], won)
        if not _differ(counts, CHANCE / len(tried)):
            continue
        rates = shrunken(counts["won"].to_numpy(float), counts["decided"].to_numpy(float))
        found = float(np.average((rates - overall) ** 2, weights=counts["decided"]))
        if found > spread:
            best, spread = (
                BaseRate(overall, len(won), name, dict(zip(counts.index, rates.tolist(), strict=True))),
                found,
            )
    return best


def _counts(values: pd.Series, won: Numbers) -> pd.DataFrame:
    """Won and decided of each group, by its name as text."""
    names = values.astype(object).map(str, na_action="ignore").to_numpy()
    by_name = pd.DataFrame({"name": names, "won": won}).groupby("name")["won"]
    return pd.DataFrame({"won": by_name.sum(), "decided": by_name.count()})


def _differ(counts: pd.DataFrame, chance: float) -> bool:
    """Pearson's chi-square test that all groups win equally often, by the cube-root approximation.

    Wilson, E. B. and Hilferty, M. M. (1931). The distribution of chi-square. PNAS 17, 684-688.
    """
    n, freedom = counts["decided"].to_numpy(float), len(counts) - 1
    rate = counts["won"].sum() / n.sum() if freedom > 0 else 0.0
    if not 0 < rate < 1:
        return False
    square = float(((counts["won"] - n * rate) ** 2 / n).sum() / (rate * (1 - rate)))
    z = ((square / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom))
    return erfc(float(z) / sqrt(2)) / 2 < chance
