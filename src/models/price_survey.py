"""Van Westendorp's price sensitivity meter: what a survey holds for too cheap, cheap, expensive and too expensive.

Van Westendorp, P. H. (1976). NSS price sensitivity meter: a new approach to study consumer perception of prices.
Proceedings of the 29th ESOMAR congress, 139-167. The points are crossings of the four cumulative curves: too cheap
and expensive (marginal cheapness), cheap and expensive (indifference), too cheap and too expensive (optimal), cheap
and too expensive (marginal expensiveness). They say what people call acceptable, not what they buy.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.price_refusals import Refusal

ANSWERS = ("too_cheap", "cheap", "expensive", "too_expensive")
POINTS = {  # name -> the falling and the rising curve that cross there
    "marginal_cheapness": ("too_cheap", "expensive"),
    "optimal": ("too_cheap", "too_expensive"),
    "indifference": ("cheap", "expensive"),
    "marginal_expensiveness": ("cheap", "too_expensive"),
}
FALLING = ("too_cheap", "cheap")
FEWEST = 30  # answers
MOST_PRICES = 400  # at which the curves are known
RESAMPLES, AT_ONCE = 500, 4_000_000  # of the answers; weights, so that memory stays small


@dataclass(frozen=True)
class PriceSurvey:
    """`points`: point (of POINTS), value, low, high (95 % bootstrap), null where curves do not cross. `curves`: price
    and the share of the answers for each of ANSWERS. `left_out`: incomplete or out of order."""

    n: int
    left_out: int
    refusal: Refusal | None = None
    points: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["point", "value", "low", "high"]))
    curves: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["price", *ANSWERS]))


def price_survey(answers: pd.DataFrame, seed: int = 0) -> PriceSurvey:
    """The meter of answers with the columns ANSWERS, one row a respondent, all of one product and currency."""
    rows = answers[list(ANSWERS)].to_numpy(float)
    usable = np.isfinite(rows).all(axis=1) & (rows > 0).all(axis=1) & (np.diff(rows, axis=1) >= 0).all(axis=1)
    rows, left_out = rows[usable], int((~usable).sum())
    if len(rows) < FEWEST:
        refused = Refusal("too_few_answers", {"n": len(rows), "needed": FEWEST})
        return PriceSurvey(len(rows), left_out, refused)
    prices = _prices(rows)
    shares = _shares(rows, prices, np.ones((1, len(rows))))
    values = {name: _crossings(prices, shares, *pair)[0] for name, pair in POINTS.items()}
    again = _resampled(rows, prices, seed)
    points = [{"point": name, "value": value, **_interval(again[name])} for name, value in values.items()]
    curves = pd.DataFrame({"price": prices, **{name: shares[name][0] for name in ANSWERS}})
    return PriceSurvey(len(rows), left_out, None, pd.DataFrame(points), curves)


def _prices(rows: Numbers) -> Numbers:
    """All prices that were named, thinned out where they are many."""
    prices = np.unique(rows)
    if len(prices) <= MOST_PRICES:
        return prices
    return np.unique(np.quantile(prices, np.linspace(0, 1, MOST_PRICES)))


def _shares(rows: Numbers, prices: Numbers, weights: Numbers) -> dict[str, Numbers]:
    """Resamples x prices for each of ANSWERS: how many find this price too cheap, cheap ... or more so."""
    total = weights.sum(axis=1, keepdims=True)
    found = {}
    for column, name in enumerate(ANSWERS):
        own = rows[:, column][:, None]
        says = own >= prices if name in FALLING else own <= prices
        found[name] = weights @ says.astype(float) / total
    return found


def _crossings(prices: Numbers, shares: dict[str, Numbers], falling: str, rising: str) -> Numbers:
    """Where two curves cross, for each resample; between two prices by a straight line, null if they do not."""
    gap = shares[falling] - shares[rising]
    above = gap > 0
    crossed = above[:, 0] & ~above.all(axis=1)
    after = np.argmin(above, axis=1)  # the first price at which the falling curve is not above any more
    rows, before = np.arange(len(gap)), np.maximum(np.argmin(above, axis=1) - 1, 0)
    drop = gap[rows, before] - gap[rows, after]
    share = np.divide(gap[rows, before], drop, out=np.zeros(len(gap)), where=drop > 0)
    level = np.array([np.flatnonzero(row == 0)[[0, -1]] if (row == 0).any() else (0, 0) for row in gap])
    flat = (gap[rows, after] == 0) & (level[:, 1] > level[:, 0])  # they lie on each other: the middle of that
    value = prices[before] + share * (prices[after] - prices[before])
    value = np.where(flat, (prices[level[:, 0]] + prices[level[:, 1]]) / 2, value)
    return np.where(crossed, value, np.nan)


def _resampled(rows: Numbers, prices: Numbers, seed: int) -> dict[str, Numbers]:
    random, n = np.random.default_rng(seed), len(rows)
    found: dict[str, list[Numbers]] = {name: [] for name in POINTS}
    left = RESAMPLES
    while left > 0:
        count = min(left, max(1, AT_ONCE // n))
        shares = _shares(rows, prices, random.multinomial(n, np.full(n, 1 / n), count).astype(float))
        for name, pair in POINTS.items():
            found[name].append(_crossings(prices, shares, *pair))
        left -= count
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _interval(values: Numbers) -> dict[str, float]:
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, (0.025, 0.975)) if len(known) else (np.nan, np.nan)
    return {"low": float(low), "high": float(high)}
