"""Deals one by one: the rows behind a figure, under its filters and its window."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from metrics import frames as own_frames
from metrics.definition import Metric
from metrics.frames import FrameSnapshot
from metrics.pipeline import DEALS_OPEN
from metrics.plan import columns_of
from metrics.query import Query
from metrics.rows import in_dims, in_scope, in_window
from metrics.run import measure_queries
from metrics.sales import DEALS_DECIDED, DEALS_LOST, DEALS_WON, OPPORTUNITIES
from metrics.slices import Columns, Tables
from metrics.states import DEAL, states
from metrics.stocks import OPEN_VALUE, open_at
from metrics.stretches import STATES, open_on

MOST = 200
Which = Literal["won", "lost", "decided", "opened", "open"]
Order = Literal["largest", "newest"]
COUNTED_BY: dict[Which, Metric] = {  # the figure that the deals are behind: its rows, its date, its number
    "won": DEALS_WON, "lost": DEALS_LOST, "decided": DEALS_DECIDED, "opened": OPPORTUNITIES, "open": DEALS_OPEN,
}  # fmt: skip
SHOWN = ("account", "product", "category", "sector", "rep", "stage", "status")
DAYS = ("opened_on", "decided_on", "expected_close_on")
DETAIL = ("opportunity_id", "opportunity", "url")
TABLE, ROW = "opportunities", "_row"
Rows = nw.LazyFrame[Any]


async def deals(
    filters: Filters,
    scope: Scope,
    snapshot: Tables | None = None,
    which: Which = "won",
    order: Order = "largest",
    limit: int = MOST,
) -> pd.DataFrame:
    """The deals won, lost, decided or opened in the window, or open at its end; the largest or newest `limit`.

    Columns: opportunity_id, opportunity (its name), url, account, product, category, sector, rep, stage, status,
    value (won: the amount; lost: what was expected; open: amount, else list price), opened_on, decided_on,
    expected_close_on, and extra dimensions. `attrs` as of `measure`, and `count`: how many there are in all.
    """
    return await asyncio.to_thread(list_deals, filters, scope, snapshot, which, order, limit)


async def deals_of_each(
    filters: Filters, scope: Scope, snapshot: Tables | None, several: Sequence[Which], order: Order
) -> list[pd.DataFrame]:
    """Several such lists, collected together."""
    return await asyncio.to_thread(_lists, filters, scope, snapshot or engine.current(), several, order, MOST)


def list_deals(
    filters: Filters,
    scope: Scope,
    snapshot: Tables | None = None,
    which: Which = "won",
    order: Order = "largest",
    limit: int = MOST,
) -> pd.DataFrame:
    """`deals` for callers that are not async."""
    return _lists(filters, scope, snapshot or engine.current(), [which], order, limit)[0]


def _lists(
    filters: Filters, scope: Scope, tables: Tables, several: Sequence[Which], order: Order, limit: int
) -> list[pd.DataFrame]:
    metrics = [COUNTED_BY[which] for which in several]
    counted = measure_queries([Query(metric) for metric in metrics], filters, scope, tables)
    chosen = _chosen(filters, scope, tables)
    rows = [
        _as_known(counts.attrs, filters, scope, tables)
        if _of_past(metric, counts.attrs, tables)
        else _counted(metric, chosen, counts.attrs)
        for metric, counts in zip(metrics, counted, strict=True)
    ]
    frames = [_first(those, metric, order, limit, tables) for those, metric in zip(rows, metrics, strict=True)]
    collect = own_frames.collect if isinstance(tables, FrameSnapshot) else engine.collect
    return [
        _listed({**detail_of(tables, columns.pop(ROW)), **columns}, counts, metric)
        for columns, counts, metric in zip(collect(frames), counted, metrics, strict=True)
    ]


def _chosen(filters: Filters, scope: Scope, tables: Tables) -> Rows:
    """The deals that the filters choose, of any day, with their place in the table."""
    table = tables.table(TABLE).collect().with_row_index(ROW).lazy()
    columns = columns_of(tables, TABLE)
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    return table.filter(*conditions) if conditions else table


def _of_past(metric: Metric, attrs: Mapping[Any, Any], tables: Tables) -> bool:
    """Whether the figure is that of a past day as it was known then."""
    past = attrs["window"] is not None and attrs["window"].end < attrs["as_of"]
    return metric.kind == "stock" and past and STATES in tables.names and not attrs["todays_by"]


def _as_known(attrs: Mapping[Any, Any], filters: Filters, scope: Scope, tables: Tables) -> Rows:
    """The deals open at the end of the window as they stood then, with the day on which they were decided since."""
    rows = open_on(states(tables, filters, scope), attrs["window"].end)
    return rows.with_columns(nw.col(DEAL).alias(ROW), nw.col("left_on").alias("decided_on"))


def _counted(metric: Metric, rows: Rows, attrs: Mapping[Any, Any]) -> Rows:
    """Those of the rows that the metric counts."""
    start, end = attrs["window"] or (None, attrs["as_of"])
    if metric.kind == "stock":
        held = open_at(rows, min(end, attrs["as_of"]), attrs["as_of"])
        return held.with_columns(nw.col(OPEN_VALUE).alias("value"))
    rows = rows if metric.of is None else rows.filter(metric.of)
    if attrs["window"] is None or metric.date is None:
        return rows
    return rows.filter(in_window(metric.date, Window(start, end)))


def _first(rows: Rows, metric: Metric, order: Order, limit: int, tables: Tables) -> Rows:
    """The largest or newest of the rows, with what is shown of them."""
    day = metric.date or "opened_on"
    by = ["value", day, ROW] if order == "largest" else [day, "value", ROW]
    shown = rows.select(ROW, *SHOWN, *tables.dimensions, "value", *DAYS)
    return shown.top_k(limit, by=by).sort(by, descending=True, nulls_last=True)


def _listed(columns: Columns, counted: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    types = {"value": "float64", **dict.fromkeys(DAYS, "datetime64[s]")}
    found = pd.DataFrame({
        name: np.array(values, types[name]) if name in types else pd.Series(values, dtype=object)
        for name, values in columns.items()
    })  # fmt: skip
    found.attrs = {**counted.attrs, "count": int(counted[metric.name].item())}
    return found


def detail_of(tables: Tables, places: list[int]) -> Columns:
    """What the detail table, row by row beside that of deals, has of these rows, in their order: DETAIL."""
    name = f"{TABLE}_detail"
    if name not in tables.names:
        return {column: [None] * len(places) for column in DETAIL}
    detail = tables.table(name).select(*DETAIL).collect()
    return detail[places].to_dict(as_series=False)
