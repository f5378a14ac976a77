"""Months side by side with those that they are compared with."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from periods import DAY, add_months

A_YEAR = 12


def beside(months: pd.DataFrame, earlier: pd.DataFrame, compare: str) -> pd.DataFrame:
    """`months` with columns month_before and before: won revenue of the month that each is compared with, else null.

    `earlier` is by month over the window that the filters compare with. All time has none: compared with last year,
    each of its months stands beside the one a year before. `attrs` gets months_back, 0 where nothing is compared.
    """
    back = _months_back(months, earlier, compare)
    source = earlier if earlier.attrs["window"] else months
    amounts = dict(zip(source["month"].tolist(), source["won_revenue"].tolist(), strict=True)) if back else {}
    others = [pd.Timestamp(add_months(month.date(), -back)) for month in months["month"]]
    before = [amounts.get(other) for other in others]
    if before and source is months and (months.attrs["as_of"] + DAY).day != 1:
        before[-1] = None  # a month still running, beside a whole one
    found = months.assign(month_before=np.array(others, "datetime64[s]"), before=pd.Series(before, dtype="float64"))
    found.attrs = {**months.attrs, "months_back": back}
    return found


def _months_back(months: pd.DataFrame, earlier: pd.DataFrame, compare: str) -> int:
    now, before = _first(months.attrs["window"]), _first(earlier.attrs["window"])
    if now and before:
        return (now.year - before.year) * A_YEAR + now.month - before.month
    return A_YEAR if compare == "last_year" and not months.attrs["window"] else 0


def _first(window: Any) -> date | None:
    return window[0] if window else None
