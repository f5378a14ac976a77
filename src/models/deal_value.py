"""What a won deal brings against what was expected of it while it was open."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.definition import Numbers

PRIOR_DEALS = 10  # weight, in won deals, of "as expected"
UNTRIED_SPREAD = 0.25  # of a company without a won deal
FURTHEST = 20.0  # times as much, or as little: beyond it is an error of entry


@dataclass(frozen=True)
class DealValue:
    """Mean and standard deviation of amount / expected value; `typical` amount where no value is expected."""

    ratio: float
    spread: float
    typical: float
    n: int

    def expected(self, value: pd.Series) -> Numbers:
        """What each deal brings if it is won; a deal without an expected value is taken as a typical one."""
        found = _numbers(value)
        return np.where(np.isfinite(found), found * self.ratio, self.typical)


def deal_value(won: pd.DataFrame) -> DealValue:
    """From deals won so far: value (expected while open) and amount (what they brought)."""
    value, amount = _numbers(won["value"]), _numbers(won["amount"])
    known = amount[np.isfinite(amount)]
    typical = float(known.mean()) if len(known) else 0.0
    both = np.isfinite(value) & np.isfinite(amount) & (value > 0) & (amount > 0)
    value, amount = value[both], amount[both]
    n = len(value)
    if not n:
        return DealValue(1.0, UNTRIED_SPREAD, typical, 0)
    ratios = np.clip(amount / value, 1 / FURTHEST, FURTHEST)
    shrunk = (value @ ratios + PRIOR_DEALS * value.mean()) / (value.sum() + PRIOR_DEALS * value.mean())
    square = (n * ratios.var() + PRIOR_DEALS * UNTRIED_SPREAD**2) / (n + PRIOR_DEALS)
    return DealValue(float(shrunk), float(np.sqrt(square)), typical, n)


def _numbers(values: pd.Series) -> Numbers:
    return pd.to_numeric(values, errors="coerce").to_numpy(float, na_value=np.nan)
