"""The forecasts of a view's parts, by product, rep and so on, beside that of the whole; they need not add up to it.

Each part is forecast by what did best on its own past, so the parts' sum says something else than the whole's forecast
does: by how much is told, not smoothed over.
"""

import asyncio
import threading
from dataclasses import dataclass
from datetime import date

import pandas as pd
import polars as pl
from cachetools import LRUCache

from auth.scope import Scope
from data.engine import Snapshot
from derive.forecasts import RevenueForecast, as_forecast, dated, derived_for, find_forecast, read_forecast
from derive.revenue import MONTHS_AHEAD, cut_off, revenue_months
from filters import Dims, Filters
from metrics.query import OTHER
from models.fallback import best_forecast
from models.forecast import EMPTY, total

MOST = 60  # parts that are fitted on demand; what is beyond is one more, together
YEAR = 12  # months, by which the largest parts are found
KEPT = 32
FIGURES = ["forecast", "low80", "high80", "wape", "method", "note"]
Made = list[tuple[str, RevenueForecast]]


@dataclass(frozen=True)
class Parts:
    """`frame`: the dimension, then FIGURES of the months ahead in sum, the largest first; `total` is the parts' sum.

    Null where a part has no forecast, whose `note` says why. `whole` is the forecast of all in one, null where there is
    none; `gap` by which share of it the sum is more. `grouped`: how many values are in OTHER. `dated` as in
    RevenueForecast.
    """

    frame: pd.DataFrame
    total: float
    whole: float
    gap: float
    grouped: int
    dated: date | None


_lock = threading.Lock()
_kept: LRUCache[tuple[str, Dims, Scope, str], tuple[Made, int]] = LRUCache(KEPT)


async def parts_ahead(by: str, months: int, filters: Filters, scope: Scope, snapshot: Snapshot) -> Parts:
    """The parts by a dimension, over so many months ahead; of the filters only the dimensions count."""
    return await asyncio.to_thread(find_parts, by, months, filters, scope, snapshot)


def find_parts(by: str, months: int, filters: Filters, scope: Scope, snapshot: Snapshot) -> Parts:
    """`parts_ahead` for callers that are not async."""
    made, grouped, of = _made(by, filters, scope, snapshot)
    rows = [{by: value, **_row(found, months)} for value, found in made if found.note != EMPTY]
    frame = pd.DataFrame(rows, columns=[by, *FIGURES]).sort_values("forecast", ascending=False, ignore_index=True)
    whole = total(find_forecast(filters, scope, snapshot).frame, months).forecast or float("nan")
    summed = float(frame["forecast"].astype(float).sum())
    return Parts(frame, summed, whole, summed / whole - 1, grouped, of)


def _row(found: RevenueForecast, months: int) -> dict[str, object]:
    nothing = float("nan")
    sums = total(found.frame, months)._asdict() if len(found.frame) else {}
    figures = {name: sums.get(name, nothing) for name in FIGURES[:3]}
    wape = found.quality[months]["wape"]
    return {**figures, "wape": nothing if wape is None else wape, "method": found.method, "note": found.note}


def _made(by: str, filters: Filters, scope: Scope, snapshot: Snapshot) -> tuple[Made, int, date | None]:
    """Each part's forecast, how many values are grouped, and the day of those of an older snapshot."""
    found = None if filters.dims else derived_for(scope, snapshot)
    if found is not None:
        values = found.frame("backtest").filter(pl.col("dimension") == by)["value"].to_list()
        if values:
            views = [(value, read_forecast(found, by, value)) for value in values]
            return [(value, view) for value, view in views if view is not None], 0, dated(found, snapshot)
    key = (snapshot.id, filters.dims, scope, by)
    with _lock:
        known = _kept.get(key)
    if known is None:
        known = _fitted(by, filters, scope, snapshot)
        with _lock:
            _kept[key] = known
    return *known, None


def _fitted(by: str, filters: Filters, scope: Scope, snapshot: Snapshot) -> tuple[Made, int]:
    """The largest parts by what they brought of late, each fitted, and all others as one."""
    until = cut_off(snapshot)
    known = revenue_months(filters, scope, snapshot, by, until)
    series = {value: months for value, months in known.items() if len(months)}
    year_ago = pd.Timestamp(until) - pd.DateOffset(months=YEAR)
    largest = sorted(series, key=lambda value: -_since(series[value], year_ago))
    rest = [series.pop(value) for value in largest[MOST:]]
    if rest:
        series[OTHER] = pd.concat(rest).groupby("period")["value"].sum().reset_index()
    made = [(value, as_forecast(best_forecast(months, "M", MONTHS_AHEAD), until)) for value, months in series.items()]
    return made, len(rest)


def _since(months: pd.DataFrame, day: pd.Timestamp) -> float:
    return float(months.loc[months["period"] > day, "value"].sum())
