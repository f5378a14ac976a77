"""Deals one by one: the rows behind a figure, under its filters and its window."""

import asyncio
from typing import Any, Literal

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from metrics.definition import Metric
from metrics.pipeline import DEALS_OPEN
from metrics.plan import columns_of
from metrics.query import Query
from metrics.rows import in_dims, in_scope, in_window
from metrics.run import measure_queries
from metrics.sales import DEALS_DECIDED, DEALS_LOST, DEALS_WON, OPPORTUNITIES
from metrics.slices import Tables
from metrics.stocks import OPEN_VALUE, open_at

MOST = 200
Which = Literal["won", "lost", "decided", "opened", "open"]
Order = Literal["largest", "newest"]
COUNTED_BY: dict[Which, Metric] = {  # the figure that the deals are behind: its rows, its date, its number
    "won": DEALS_WON, "lost": DEALS_LOST, "decided": DEALS_DECIDED, "opened": OPPORTUNITIES, "open": DEALS_OPEN,
}  # fmt: skip
SHOWN = ("account", "product", "category", "sector", "rep", "stage", "status")
DAYS = ("opened_on", "decided_on", "expected_close_on")
DETAIL = ("opportunity_id", "opportunity", "url")
ROW = "_row"


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


def list_deals(
    filters: Filters,
    scope: Scope,
    snapshot: Tables | None = None,
    which: Which = "won",
    order: Order = "largest",
    limit: int = MOST,
) -> pd.DataFrame:
    """`deals` for callers that are not async."""
    tables = snapshot or engine.current()
    metric = COUNTED_BY[which]
    counted = measure_queries([Query(metric)], filters, scope, tables)[0]
    shown = (*SHOWN, *tables.dimensions)
    day = metric.date or "opened_on"
    by = ["value", day, ROW] if order == "largest" else [day, "value", ROW]
    rows = _rows(metric, filters, scope, tables, counted.attrs).select(ROW, *shown, "value", *DAYS)
    frame = rows.top_k(limit, by=by).sort(by, descending=True, nulls_last=True).collect()
    columns = _detail(tables, frame[ROW].to_list()) | frame.drop(ROW).to_dict(as_series=False)
    types = {"value": "float64", **dict.fromkeys(DAYS, "datetime64[s]")}
    found = pd.DataFrame({name: pd.Series(values, dtype=types.get(name, object)) for name, values in columns.items()})
    found.attrs = {**counted.attrs, "count": int(counted[metric.name].item())}
    return found


def _rows(metric: Metric, filters: Filters, scope: Scope, tables: Tables, attrs: dict[Any, Any]) -> nw.LazyFrame[Any]:
    """The rows that the metric counts, with their place in the table."""
    columns = columns_of(tables, metric.table)
    table = tables.table(metric.table).collect().with_row_index(ROW).lazy()
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    rows = table.filter(*conditions) if conditions else table
    start, end = attrs["window"] or (None, attrs["as_of"])
    if metric.kind == "stock":
        held = open_at(rows, min(end, attrs["as_of"]), attrs["as_of"])
        return held.with_columns(nw.col(OPEN_VALUE).alias("value"))
    rows = rows if metric.of is None else rows.filter(metric.of)
    if attrs["window"] is None or metric.date is None:
        return rows
    return rows.filter(in_window(metric.date, Window(start, end)))


def _detail(tables: Tables, places: list[int]) -> dict[str, list[Any]]:
    """What the detail table, row by row beside that of deals, has of these rows, in their order."""
    name = "opportunities_detail"
    if name not in tables.names:
        return {column: [None] * len(places) for column in DETAIL}
    detail = tables.table(name).select(*DETAIL).collect()
    return detail[places].to_dict(as_series=False)
