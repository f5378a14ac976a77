"""Where the running quarter will land."""

from datetime import date
from typing import NamedTuple

import pandas as pd

from derive.landing import landing, won_since
from derive.windows import windows_ahead
from settings import settings

QUARTER = "this_quarter"


class Quarter(NamedTuple):
    """`so_far` is what is won of it; the others its total, null where it is not forecast."""

    start: date
    end: date
    so_far: float
    forecast: float
    low80: float
    high80: float


def quarter_landing(forecast: pd.DataFrame, months: pd.DataFrame, as_of: date) -> Quarter:
    """The quarter after the last day with facts: `forecast` and `months` as `derive.landing.landing` takes them."""
    [quarter] = [
        window for window in windows_ahead(as_of, settings().company.fiscal_year_start) if window.name == QUARTER
    ]
    so_far = won_since(months, quarter.start)
    ahead = landing(forecast, months, so_far, as_of, quarter.end)
    edges = [float(ahead[name].iloc[-1]) if len(ahead) else float("nan") for name in ("forecast", "low80", "high80")]
    return Quarter(quarter.start, quarter.end, so_far, *edges)
