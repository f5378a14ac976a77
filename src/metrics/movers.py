"""Movers: whose part of a figure changed most against the comparison, and all others, so that the parts sum up."""

import asyncio
from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from metrics import frames as own_frames
from metrics.definition import Metric
from metrics.frames import FrameSnapshot
from metrics.plan import columns_of
from metrics.query import OTHER, Query
from metrics.rows import in_dims, in_scope, in_window
from metrics.run import measure_queries
from metrics.slices import Tables

TOP = 5  # up, and as many down
Rows = nw.LazyFrame[Any]


async def movers(
    metric: Metric, by: str, filters: Filters, scope: Scope, snapshot: Tables | None = None, top: int = TOP
) -> pd.DataFrame:
    """The members of a dimension with the largest rise and fall of a sum or count, found inside the engine.

    Columns: the dimension, the metric, before, change; largest rise first, at most `top` rises and `top` falls, then
    OTHER, all others together, if there are any: `attrs["others"]` says how many. No row where there is nothing to
    compare with. `attrs` as of `measure`; `before`, the window compared with, None if none is; and `comparable`,
    whether the facts go back to its start.
    """
    return await asyncio.to_thread(measure_movers, metric, by, filters, scope, snapshot, top)


def measure_movers(
    metric: Metric, by: str, filters: Filters, scope: Scope, snapshot: Tables | None = None, top: int = TOP
) -> pd.DataFrame:
    """`movers` for callers that are not async. Raises ValueError for a metric whose parts do not sum up."""
    if metric.kind not in ("sum", "count") or not isinstance(metric.value, nw.Expr) or metric.date is None:
        raise ValueError(f"The parts of {metric.name} do not sum to its change.")
    tables = snapshot or engine.current()
    totals = measure_queries([Query(metric), Query(metric, shift="compare")], filters, scope, tables)
    now, before = (frame[metric.name].item() for frame in totals)
    windows = [frame.attrs["window"] for frame in totals]
    comparable = windows[1] is not None and not pd.isna(before)
    attrs = {**totals[0].attrs, "before": windows[1], "comparable": comparable, "others": 0}
    if not comparable:
        return _frame(metric, by, [], attrs)
    columns = columns_of(tables, metric.table)
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    chosen = tables.table(metric.table).filter(*conditions) if conditions else tables.table(metric.table)
    changes = _changes(chosen, metric, by, Window(*windows[0]), Window(*windows[1]))
    up, down, members = _collect(_wanted(changes, top), tables)
    rows = [*_rows(up, by), *_rows(down, by)[::-1]]
    others = members["n"][0] - len(rows)
    rest = (OTHER, now - sum(r[1] for r in rows), before - sum(r[2] for r in rows))
    parts = [*rows, (*rest, rest[1] - rest[2])] if others else rows
    return _frame(metric, by, parts, {**attrs, "others": others})


def _changes(rows: Rows, metric: Metric, by: str, now: Window, before: Window) -> Rows:
    """A row for each member with anything in one of the windows: its figure now, before and the change.

    Laid below each other and summed: a join would not match members that are not known.
    """
    assert isinstance(metric.value, nw.Expr) and metric.date  # noqa: S101 (narrows the type; checked before)
    value, none = metric.value, nw.lit(0.0)
    parts = []
    for window, now_, before_ in ((now, nw.col("_value"), none), (before, none, nw.col("_value"))):
        measured = rows.filter(in_window(metric.date, window)).group_by(by).agg(value.alias("_value"))
        parts.append(measured.select(by, now_.cast(nw.Float64).alias("now"), before_.cast(nw.Float64).alias("before")))
    together = nw.concat(parts).group_by(by).agg(nw.col("now").sum(), nw.col("before").sum())
    return together.with_columns((nw.col("now") - nw.col("before")).alias("change"))


def _wanted(changes: Rows, top: int) -> list[Rows]:
    """Rises with the largest first, falls with the deepest first, and the number of members that moved at all."""
    change = nw.col("change")
    up = changes.filter(change > 0).top_k(top, by="change").sort("change", descending=True)
    down = changes.filter(change < 0).top_k(top, by="change", reverse=True).sort("change")
    moved = (nw.col("now") != 0) | (nw.col("before") != 0)
    return [up, down, changes.filter(moved).select(nw.len().alias("n"))]


def _collect(frames: Sequence[Rows], tables: Tables) -> list[dict[str, list[Any]]]:
    collect = own_frames.collect if isinstance(tables, FrameSnapshot) else engine.collect
    return collect(frames)


def _rows(columns: dict[str, list[Any]], by: str) -> list[tuple[Any, ...]]:
    return list(zip(*(columns[name] for name in (by, "now", "before", "change")), strict=True))


def _frame(metric: Metric, by: str, rows: Sequence[tuple[Any, ...]], attrs: dict[Any, Any]) -> pd.DataFrame:
    members, now, before, change = zip(*rows, strict=True) if rows else ((), (), (), ())
    frame = pd.DataFrame(
        {by: pd.Series(members, dtype=object), metric.name: pd.Series(now, dtype=float),
         "before": pd.Series(before, dtype=float), "change": pd.Series(change, dtype=float)}
    )  # fmt: skip
    frame.attrs = attrs
    return frame
