"""Which aggregates a page needs, merged so that each filtered table is scanned once for all of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw
from cachetools import LRUCache, cached

from auth.scope import Scope
from filters import Filters
from metrics import stocks, stretches
from metrics.definition import Context, Metric
from metrics.narrowed import narrowed
from metrics.rows import in_dims, in_part, in_scope, in_window
from metrics.slices import Aggregates, Columns, Key, Shape, Slice, Tables, aggregates, by_key, undated
from metrics.stretches import STATES
from settings import settings

Frame = nw.LazyFrame[Any]
Collect = Callable[[Sequence[Frame]], list[Columns]]

_columns: LRUCache[Any, frozenset[str]] = LRUCache(256)


@cached(_columns, key=lambda snapshot, table: (snapshot.id, table), lock=threading.Lock())
def columns_of(snapshot: Tables, table: str) -> frozenset[str]:
    """The names of a table's columns; none if the snapshot lacks it."""
    return frozenset(snapshot.table(table).collect_schema().names() if table in snapshot.names else ())


FACT_DAYS = (
    "opened_on", "decided_on", "ordered_on", "sold_on", "started_on", "changed_on", "day", "first_bought_on",
    "period_start",
    "observed_on", "surveyed_on",
)  # fmt: skip
_first_days: LRUCache[Any, date | None] = LRUCache(256)


@cached(_first_days, key=lambda snapshot, table: (snapshot.id, table), lock=threading.Lock())
def first_day(snapshot: Tables, table: str) -> date | None:
    """The first day on which a table has facts; None if it has none."""
    days = [day for day in FACT_DAYS if day in columns_of(snapshot, table)]
    if not days:
        return None
    firsts = snapshot.table(table).select(*(nw.col(day).min() for day in days)).collect().rows()[0]
    return min((first for first in firsts if first is not None), default=None)


@dataclass
class Plan:
    """Say what is wanted, `collect` once, then read the results."""

    snapshot: Tables
    filters: Filters
    scope: Scope
    as_of: date
    collect_all: Collect
    _frames: dict[Any, Frame] = field(default_factory=dict)
    _wanted: dict[Slice, Aggregates] = field(default_factory=dict)
    _done: dict[tuple[Slice, str], dict[Key, Any]] = field(default_factory=dict)
    _columns: dict[str, frozenset[str]] = field(default_factory=dict)
    _made: dict[tuple[Metric, Shape], dict[Slice, Aggregates]] = field(default_factory=dict)

    def columns(self, table: str) -> frozenset[str]:
        """The table's columns; none if the snapshot lacks it."""
        if table not in self._columns:
            self._columns[table] = columns_of(self.snapshot, table)
        return self._columns[table]

    def ignored(self, metric: Metric) -> frozenset[str]:
        """Filters that the metric's table cannot apply."""
        return frozenset(name for name, _values in self.filters.dims) - self.columns(metric.table)

    def fits(self, metric: Metric, shape: Shape) -> bool:
        """Whether the metric can be grouped so."""
        timed = not shape.grain or bool(metric.date) or metric.kind == "stock"
        return timed and set(shape.by) <= self.columns(metric.table)

    def of_past(self, metric: Metric, shape: Shape) -> bool:
        """Whether a stock of past days is asked for, which the snapshot keeps a history of."""
        asked = metric.kind == "stock" and not metric.today_only and STATES in self.snapshot.names
        return asked and (shape.grain is not None or self._end(shape) < self.as_of)

    def not_in_history(self, metric: Metric, shape: Shape) -> frozenset[str]:
        """Why the past days of a stock go by today's table: the dimensions that the history of deals lacks."""
        if not self.of_past(metric, shape):
            return frozenset()
        return self._context(shape).dimensions & self.columns(metric.table) - self.columns(STATES)

    def want(self, metric: Metric, shape: Shape) -> None:
        if self.fits(metric, shape):
            self._add(self._aggregates(metric, shape))

    def want_undated(self, metric: Metric, shape: Shape) -> None:
        """Count the rows that the metric is about but that have no date to lie in a period."""
        if metric.date:
            self._add(undated(metric, shape, self._context(shape)))

    def collect(self) -> None:
        """Run all that is wanted, together."""
        wanted, self._wanted = self._wanted, {}
        frames = self.collect_all([self._query(rows, columns) for rows, columns in wanted.items()]) if wanted else []
        for rows, frame in zip(wanted, frames, strict=True):
            width = len(rows.keys) + (rows.spread is not None)
            self._done |= {(rows, name): values for name, values in by_key(frame, width).items()}

    def result(self, metric: Metric, shape: Shape, name: str) -> dict[Key, Any]:
        """What was collected as "metric.name", by key; nothing where the metric does not fit."""
        if not self.fits(metric, shape):
            return {}
        found = undated(metric, shape, self._context(shape)) if name == "undated" else self._aggregates(metric, shape)
        column = f"{metric.name}.{name}"
        return next((self._done.get((rows, column), {}) for rows, columns in found.items() if column in columns), {})

    def collects(self, metric: Metric, shape: Shape, name: str) -> bool:
        """Whether the metric has a part of this name there."""
        parts = self._aggregates(metric, shape).values() if self.fits(metric, shape) else ()
        return any(f"{metric.name}.{name}" in columns for columns in parts)

    def _add(self, found: dict[Slice, Aggregates]) -> None:
        for rows, columns in found.items():
            new = {name: e for name, e in columns.items() if (rows, name) not in self._done}
            if new and rows.table in self.snapshot.names:
                self._wanted.setdefault(rows, {}).update(new)

    def _aggregates(self, metric: Metric, shape: Shape) -> dict[Slice, Aggregates]:
        if (metric, shape) not in self._made:
            past = self.of_past(metric, shape) and not self.not_in_history(metric, shape)
            self._made[metric, shape] = aggregates(metric, shape, self._context(shape), past)
        return self._made[metric, shape]

    def _context(self, shape: Shape) -> Context:
        named = [name for name, _values in (*self.filters.dims, *self.scope.where, *shape.where)]
        dims = frozenset([*shape.by, *named, *([shape.part.dimension] if shape.part else [])])
        return Context(self.as_of, self._as_of_by_origin, dims, shape.grain, shape.window)

    @cached_property
    def _as_of_by_origin(self) -> tuple[tuple[str, date], ...]:
        days_by_origin = sorted(self.snapshot.as_of.items())
        return tuple((o, days.get("opportunities") or max(days.values())) for o, days in days_by_origin if days)

    def _query(self, rows: Slice, columns: Aggregates) -> Frame:
        frame, keys = self._rows(rows), list(rows.keys)
        if rows.spread is not None and rows.spread.survival is not None:
            frame = frame.with_columns(rows.spread.survival.days.alias("_days"))
            keys.append("_days")
        if rows.table == STATES and rows.date and rows.shape.grain:
            bucket, start = (keys.pop(), rows.date), settings().company.fiscal_year_start
            return stretches.by_bucket(frame, keys, bucket, columns, rows.shape.grain, start)
        return frame.group_by(*keys).agg(*columns.values()) if keys else frame.select(*columns.values())

    def _rows(self, rows: Slice) -> Frame:
        """The filtered table, one object for all slices of the same rows, so that the engine filters once."""
        shape = rows.shape
        same = (rows.table, rows.rows, rows.date, shape.window, shape.where, shape.part)
        if same not in self._frames:
            self._frames[same] = self._filtered(rows)
        return self._frames[same]

    def _filtered(self, rows: Slice) -> Frame:
        frame, window, end = self._chosen(rows.table, rows.shape), rows.shape.window, self._end(rows.shape)
        if rows.rows == "open_at":
            known_then = rows.table == STATES
            return stretches.open_on(frame, end) if known_then else stocks.open_at(frame, end, self.as_of)
        if rows.table == STATES:
            days = (window.start if window else None, end)
            return (stretches.began if rows.rows == "entered" else stretches.ended)(frame, days)
        if rows.rows in ("entered", "left"):
            return (stocks.entered if rows.rows == "entered" else stocks.left)(frame, end)
        if rows.date and rows.rows == "undated":
            return frame.filter(nw.col(rows.date).is_null())
        return frame.filter(in_window(rows.date, window)) if rows.date and window else frame

    def _end(self, shape: Shape) -> date:
        return min(shape.window.end, self.as_of) if shape.window else self.as_of

    def _chosen(self, table: str, shape: Shape) -> Frame:
        """The table's rows in scope that the filters, the query and its part of the groups choose, of any day."""
        same = (table, shape.where, shape.part)
        if same not in self._frames:
            columns = self.columns(table)
            conditions = in_dims(shape.where, columns)
            if shape.part and shape.part.dimension in columns:
                conditions.append(in_part(shape.part))
            self._frames[same] = _those(self._filtered_by_the_reader(table), conditions)
        return self._frames[same]

    def _filtered_by_the_reader(self, table: str) -> Frame:
        if table not in self._frames:
            columns = self.columns(table)
            conditions = [*in_scope(self.scope, columns), *in_dims(self.filters.dims, columns)]
            self._frames[table] = narrowed(self.snapshot, table, conditions, self.filters.dims, self.scope)
        return self._frames[table]


def _those(frame: Frame, conditions: Sequence[nw.Expr]) -> Frame:
    return frame.filter(*conditions) if conditions else frame
