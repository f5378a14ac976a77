"""The revenue forecast of any view: from what was derived after the publish, else fitted now, in a thread.

Derived are the whole company and every value of DIMENSIONS that do not have too many; any other view is fitted on
demand, the one model fit that a change of a filter may start, and kept as long as its snapshot is in force. Until a new
snapshot's are derived, those of the one before it stand in, with their date, where they begin in the same month.
"""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
from cachetools import LRUCache

from auth.scope import Scope
from data.derived import Derived, derived
from data.engine import Snapshot
from derive.revenue import MONTHS_AHEAD, basis_of, cut_off, revenue_months
from filters import Dims, Filters
from models.fallback import Chosen, best_forecast, shortened

DIMENSIONS = (
    "category",
    "product",
    "team",
    "rep",
    "sector",
    "manager",
    "country",
    "region",
    "size_band",
    "lead_source",
)
FIGURES = ["period", "forecast", "low80", "high80", "low95", "high95"]
HORIZONS = (3, 6, 12)  # months ahead that pages offer; of each the backtest's error is known
TOLD = ("wape", "bias", "coverage80", "coverage95")
KEPT = 256  # views
MOST_VALUES = 200  # of a dimension that is derived: those of one with more are fitted when somebody asks


@dataclass(frozen=True)
class RevenueForecast:
    """The forecast of one view.

    `frame`: FIGURES for the 12 months after the cut-off; empty where `note` (words to translate) says why there is
    none. `quality`: by months ahead, wape, bias, coverage80, coverage95 as fractions (null where there was nothing to
    judge by); `origins` is from how many past cut-offs. `naive_wape` is what repeating the last year would have had.
    `dated`: the last day of the facts that it was made from, where these are not the snapshot's own.
    """

    frame: pd.DataFrame
    method: str
    note: str
    cut_off: date
    quality: dict[int, dict[str, float]]
    origins: int
    naive_wape: float
    dated: date | None = None


_lock = threading.Lock()
_kept: LRUCache[tuple[str, Dims, Scope], RevenueForecast] = LRUCache(KEPT)


async def forecast_for(filters: Filters, scope: Scope, snapshot: Snapshot) -> RevenueForecast:
    """The forecast of the won revenue under the filters; of these only the dimensions count."""
    return await asyncio.to_thread(find_forecast, filters, scope, snapshot)


def find_forecast(filters: Filters, scope: Scope, snapshot: Snapshot) -> RevenueForecast:
    """`forecast_for` for callers that are not async."""
    key = (snapshot.id, filters.dims, scope)
    with _lock:
        known = _kept.get(key)
    if known is None:
        known = _derived(filters.dims, scope, snapshot) or _fitted(filters, scope, snapshot)
        if known.dated is None:
            with _lock:
                _kept[key] = known
    return known


def _fitted(filters: Filters, scope: Scope, snapshot: Snapshot) -> RevenueForecast:
    until = cut_off(snapshot)
    return as_forecast(
        best_forecast(revenue_months(filters, scope, snapshot, until=until)[""], "M", MONTHS_AHEAD), until
    )


def as_forecast(chosen: Chosen, until: date) -> RevenueForecast:
    """What a model chose, as pages read it."""
    frame = chosen.frame.dropna(subset=["forecast"])[FIGURES].reset_index(drop=True)
    quality = {steps: {name: getattr(shortened(chosen.backtest, steps), name) for name in TOLD} for steps in HORIZONS}
    first = chosen.frame.iloc[0]
    return RevenueForecast(
        frame, str(first["method"]), str(first["note"]), until, quality, chosen.backtest.origins, chosen.naive_wape
    )


def derive_forecasts(snapshot: Snapshot) -> Iterator[tuple[str, str, RevenueForecast]]:
    """Each derived view: its dimension and value ("" for the whole company), and its forecast."""
    until, everything = cut_off(snapshot), Filters()
    known = [name for name in (*DIMENSIONS, *snapshot.dimensions) if name in snapshot.frame("opportunities").columns]
    few = [name for name in known if len(snapshot.values(name)) <= MOST_VALUES]
    for dimension in (None, *few):
        for value, months in revenue_months(everything, Scope.all(), snapshot, dimension, until).items():
            yield dimension or "", value, as_forecast(best_forecast(months, "M", MONTHS_AHEAD), until)


def tables_of(made: list[tuple[str, str, RevenueForecast]]) -> dict[str, pl.DataFrame]:
    """The forecasts as tables to keep: `forecast` with a row per month, `backtest` with a row per view."""
    rows: list[dict[str, Any]] = []
    views: list[dict[str, Any]] = []
    for dimension, value, found in made:
        view = {"dimension": dimension, "value": value}
        rows += [{**view, **dict(zip(FIGURES, row, strict=True))} for row in found.frame[FIGURES].to_numpy()]
        told = {f"{name}_{steps}": found.quality[steps][name] for steps in HORIZONS for name in TOLD}
        origins = {"origins": found.origins, "naive_wape": found.naive_wape}
        views.append({**view, "method": found.method, "note": found.note, **origins, **told})
    numbers = dict.fromkeys(FIGURES[1:], pl.Float64)
    texts = {"dimension": pl.String, "value": pl.String}
    told_types = {f"{name}_{steps}": pl.Float64 for steps in HORIZONS for name in TOLD}
    view_types = {**texts, "method": pl.String, "note": pl.String, "origins": pl.Int64, "naive_wape": pl.Float64}
    return {
        "forecast": pl.DataFrame(rows, schema={**texts, "period": pl.Date, **numbers}),
        "backtest": pl.DataFrame(views, schema={**view_types, **told_types}),
    }


def _derived(dims: Dims, scope: Scope, snapshot: Snapshot) -> RevenueForecast | None:
    """The forecast that was derived of no filter, or of one value of one dimension."""
    simple = not dims or (len(dims) == 1 and len(dims[0][1]) == 1)
    found = derived_for(scope, snapshot) if simple else None
    if found is None:
        return None
    view = read_forecast(found, *(dims[0][0], dims[0][1][0]) if dims else ("", ""))
    return view and replace(view, dated=dated(found, snapshot))


def derived_for(scope: Scope, snapshot: Snapshot) -> Derived | None:
    """What was derived from this snapshot, else from one before it of the same origins up to the same month."""
    if scope != Scope.all() or not isinstance(snapshot, Snapshot):  # frames are never published
        return None
    found = derived(snapshot.id)
    if found is None or found.snapshot_id == snapshot.id:
        return found
    expected = basis_of(snapshot) | {"cut_off": cut_off(snapshot).isoformat()}
    return found if {name: found.about.get(name) for name in expected} == expected else None


def dated(found: Derived, snapshot: Snapshot) -> date | None:
    """The last day of the facts of an older snapshot's; None for the snapshot's own."""
    return None if found.snapshot_id == snapshot.id else found.as_of


def read_forecast(found: Derived, dimension: str, value: str) -> RevenueForecast | None:
    """One view of what was derived; None if it was not."""
    of_view = (pl.col("dimension") == dimension) & (pl.col("value") == value)
    view = next(found.frame("backtest").filter(of_view).iter_rows(named=True), None)
    if view is None:
        return None
    rows = found.frame("forecast").filter(of_view).select(FIGURES).to_dict(as_series=False)
    quality = {steps: {name: view[f"{name}_{steps}"] for name in TOLD} for steps in HORIZONS}
    cut = date.fromisoformat(found.about["cut_off"])
    return RevenueForecast(
        pd.DataFrame(rows), view["method"], view["note"], cut, quality, view["origins"], view["naive_wape"]
    )
