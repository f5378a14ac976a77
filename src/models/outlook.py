"""Bookings outlook: what a window brings, as a distribution, from won deals, the pipeline and new business.

A shock shared by all deals moves their log-odds together; given the shock they are independent. Independent draws
alone would claim half the spread that there is. The draws are the same at every call: a page that is loaded again
shows the same numbers.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.deal_value import DealValue
from models.new_business import NewBusiness
from models.pipeline_draws import DRAWS, pipeline_draws, shocks

TOGETHER = 0.5  # correlation of the shocks of pipeline and new business: one company, but other deals
QUANTILES = {
    "low95": 0.025, "low80": 0.1, "low50": 0.25, "median": 0.5, "high50": 0.75, "high80": 0.9, "high95": 0.975,
}  # fmt: skip
PARTS = ("won_so_far", "pipeline", "new_business", "total")
EXACT_DEALS = 50  # new deals up to which each one's amount is drawn
BARS = 40


@dataclass(frozen=True)
class Outlook:
    """Bookings of the window: what is won already, and equally likely draws of the rest."""

    won_so_far: float
    pipeline: Numbers
    new_business: Numbers
    mean_pipeline: float
    mean_new_business: float

    @property
    def total(self) -> Numbers:
        return self.won_so_far + self.pipeline + self.new_business

    def table(self) -> pd.DataFrame:
        """One row per part of PARTS: part, mean, and the columns of QUANTILES (low80 to high80 holds 80 %)."""
        means = (self.won_so_far, self.mean_pipeline, self.mean_new_business)
        draws = (np.full(1, self.won_so_far), self.pipeline, self.new_business, self.total)
        rows = [
            {
                "part": part,
                "mean": mean,
                **dict(zip(QUANTILES, np.quantile(found, list(QUANTILES.values())), strict=True)),
            }
            for part, mean, found in zip(PARTS, (*means, sum(means)), draws, strict=True)
        ]
        return pd.DataFrame(rows)

    def chance(self, target: float) -> float:
        """Share of the draws in which the total reaches the target; certain where it is met already."""
        if self.won_so_far >= target:
            return 1.0
        return float((self.total >= target).mean())

    def histogram(self, bars: int = BARS) -> pd.DataFrame:
        """The total's draws as bars of one width: start, end, share; the outermost thousandths are left out."""
        low, high = np.quantile(self.total, [0.001, 0.999])
        counts, edges = np.histogram(self.total, bins=bars, range=(low, high if high > low else low + 1))
        return pd.DataFrame({"start": edges[:-1], "end": edges[1:], "share": counts / len(self.total)})


def outlook(
    open_deals: pd.DataFrame,
    value: DealValue,
    shock: float,
    new: NewBusiness | None = None,
    won_so_far: float = 0.0,
) -> Outlook:
    """The outlook of a window.

    open_deals: p (chance to be won in the window; deals without one are left out) and value (expected). shock: the
    standard deviation on log-odds of what all deals share (`ClosingModel.shock`). For a window that begins later than
    the day after the cut-off, p is p_won at its end less p_won at its start, and `new` made with `after`.
    """
    random = np.random.default_rng(20)
    p = pd.to_numeric(open_deals["p"], errors="coerce").to_numpy(float, na_value=np.nan)
    known = np.isfinite(p)
    amounts = value.expected(open_deals["value"])
    z = shocks()
    drawn = pipeline_draws(np.clip(p[known], 0, 1), amounts[known], value.spread / value.ratio, shock, z, random)
    mean = float(np.clip(p[known], 0, 1) @ amounts[known])
    if new is None or not new.mean:
        return Outlook(won_so_far, drawn, np.zeros(DRAWS), mean, 0.0)
    return Outlook(won_so_far, drawn, _new_business(new, z, random), mean, new.mean)


def _new_business(new: NewBusiness, z: Numbers, random: np.random.Generator) -> Numbers:
    """Compound Poisson under a shock that goes partly with that of the pipeline."""
    mixed = TOGETHER * z + np.sqrt(1 - TOGETHER**2) * random.standard_normal(DRAWS)
    deals = new.deals * np.exp(new.shock * mixed - new.shock**2 / 2)
    if new.deals <= EXACT_DEALS:
        counts = random.poisson(deals)
        drawn = random.choice(new.amounts, int(counts.sum()))
        return np.bincount(np.repeat(np.arange(DRAWS), counts), weights=drawn, minlength=DRAWS).astype(float)
    spread = np.sqrt(deals * float((new.amounts**2).mean()))
    drawn = deals * float(new.amounts.mean()) + spread * random.standard_normal(DRAWS)
    return np.asarray(np.maximum(drawn, 0), float)
