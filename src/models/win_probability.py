"""How likely each open deal is to be won, from what was known of it when it was opened, and what speaks for it.

A regularised logit, or boosting, where it beats the base rate on deals decided later than those it learnt from;
else the base rate, with the reason. Which it is, and how good, stands in `judged`. How long a deal has been open and
in which stage it is are not used here: see `models.hazard`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.base_rate import BaseRate, fit_base_rate
from models.features import CATEGORIES, NUMBERS, Encoding, learn_encoding
from models.judged import Judged, judge
from models.scorers import FITS, SURE, Scorer, probability

MOST = 10_000  # decided deals to learn from, the latest opened; more would add time, not knowledge
Reasons = list[tuple[str, object, float]]


@dataclass(frozen=True)
class WinModel:
    """What was learnt from decided deals; `scorer` is empty where the base rate is shown."""

    judged: Judged
    base: BaseRate
    encoding: Encoding
    scorer: Scorer | None = None

    @property
    def usual(self) -> float:
        """Probability of a deal of which nothing is known; the reasons say what moves a deal away from it."""
        if self.scorer is None:
            return self.base.overall
        return float(probability(np.array([self.scorer.usual]))[0])

    def predict(self, deals: pd.DataFrame) -> pd.DataFrame:
        """For each deal, on its index: p_won, and reasons [(field, value, effect in log-odds)], largest first.

        Only fields the model uses are read. The base rate has no reasons. An unknown value has no effect.
        """
        if self.scorer is None:
            nothing: list[Reasons] = [[] for _ in range(len(deals))]
            return pd.DataFrame({"p_won": self.base.chances(deals), "reasons": nothing}, index=deals.index)
        effects = self.scorer.effects(self.encoding.matrix(deals), self.encoding.slices)
        reasons = _reasons(deals, self.encoding.names, effects)
        log_odds = np.clip(self.scorer.usual + effects.sum(axis=1), -SURE, SURE)
        return pd.DataFrame({"p_won": probability(log_odds), "reasons": reasons}, deals.index)


def fit(
    closed: pd.DataFrame, as_of: date, categories: Sequence[str] = CATEGORIES, numbers: Sequence[str] = NUMBERS
) -> WinModel:
    """Learn from the deals decided by the end of `as_of`; rows without an outcome or a day of decision are left out.

    `closed` has outcome (won | lost), decided_on, opened_on, and any of the fields named by `categories` and
    `numbers`, as they were known while the deal was open. Other columns are not read.
    """
    deals = _decided(closed, as_of)
    won = np.asarray(deals["outcome"] == "won", float)
    encoding = learn_encoding(deals, categories, numbers)
    base = fit_base_rate(deals, won, categories)
    judged = judge(deals, won, categories, numbers)
    if not encoding.fields and judged.tried:
        judged = replace(judged, method="base_rate", reason="no_features", tried=None, brier=None, auc=None)
    scorer = None if judged.method == "base_rate" else FITS[judged.method](encoding.matrix(deals), won)
    return WinModel(judged, base, encoding, scorer)


def _decided(closed: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The latest of the deals decided by then, in the order in which they were opened."""
    known = closed["outcome"].isin(["won", "lost"]) & (pd.to_datetime(closed["decided_on"]) <= pd.Timestamp(as_of))
    deals = closed[known.fillna(False).to_numpy(bool)]
    opened = pd.to_datetime(deals["opened_on"]).to_numpy()
    return deals.iloc[np.argsort(opened, kind="stable")[-MOST:]]


def _reasons(deals: pd.DataFrame, names: Sequence[str], effects: Numbers) -> list[Reasons]:
    """Fields with an effect, by its size."""
    values = [deals[name].tolist() if name in deals else [None] * len(deals) for name in names]
    order, rounded = np.argsort(-np.abs(effects), axis=1, kind="stable").tolist(), effects.tolist()
    return [
        [(names[place], values[place][row], given[place]) for place in places if abs(given[place]) > 1e-9]
        for row, (places, given) in enumerate(zip(order, rounded, strict=True))
    ]
