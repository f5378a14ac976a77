"""Deals one by one with their price: the rows that a figure counts, and lists of the largest of them."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters
from metrics import frames as own_frames
from metrics.deals import ROW, TABLE, detail_of
from metrics.definition import Metric
from metrics.frames import FrameSnapshot
from metrics.narrowed import narrowed
from metrics.plan import columns_of
from metrics.query import Query
from metrics.rows import in_dims, in_scope, in_window
from metrics.run import measure_queries
from metrics.slices import Columns, Tables

Rows = nw.LazyFrame[Any]


def deal_rows(tables: Tables, filters: Filters, scope: Scope) -> Rows:
    """The deals that filters and scope choose, of any day, each with its place in the table."""
    columns = columns_of(tables, TABLE)
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    rows = narrowed(tables, TABLE, conditions, filters.dims, scope)
    if ROW in rows.collect_schema().names():
        return rows
    table = tables.table(TABLE).collect().with_row_index(ROW).lazy()
    return table.filter(*conditions) if conditions else table


def decided_in_window(
    tables: Tables, filters: Filters, scope: Scope, metric: Metric
) -> tuple[Rows, Mapping[Hashable, Any]]:
    """The deals that the metric counts in the window of the filters, and the attrs of its own result. Raises as
    `measure` does."""
    attrs = measure_queries([Query(metric)], filters, scope, tables)[0].attrs
    rows = deal_rows(tables, filters, scope)
    rows = rows if metric.of is None else rows.filter(metric.of)
    if attrs["window"] is not None and metric.date:
        rows = rows.filter(in_window(metric.date, attrs["window"]))
    return rows, attrs


def collected(tables: Tables, *frames: Rows) -> list[Columns]:
    """The columns of each, collected together."""
    return (own_frames.collect if isinstance(tables, FrameSnapshot) else engine.collect)(frames)


def largest(rows: Rows, size: str, limit: int, columns: Sequence[str]) -> Rows:
    """The first of the rows by that column, with their places."""
    return rows.select(ROW, size, *(c for c in columns if c != size)).top_k(limit, by=[size, ROW]).sort(
        size, ROW, descending=True, nulls_last=True
    )  # fmt: skip


def as_listed(tables: Tables, found: Columns, numbers: Sequence[str], days: Sequence[str]) -> pd.DataFrame:
    """What was collected of `largest`, with what the deals are called and where they are found: DETAIL first."""
    columns = {**detail_of(tables, found[ROW]), **{name: found[name] for name in found if name != ROW}}
    types = dict.fromkeys(numbers, "float64") | dict.fromkeys(days, "datetime64[s]")
    return pd.DataFrame({name: pd.Series(values, dtype=types.get(name, object)) for name, values in columns.items()})
