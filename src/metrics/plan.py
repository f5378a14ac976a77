"""Which aggregates a page needs, merged so that each filtered table is scanned once for all of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw
from cachetools import LRUCache, cached

from auth.scope import Scope
from filters import Filters
from metrics import stocks
from metrics.definition import Context, Metric
from metrics.rows import in_dims, in_part, in_scope, in_window
from metrics.slices import Aggregates, Columns, Key, Shape, Slice, Tables, aggregates, by_key, undated

Frame = nw.LazyFrame[Any]
Collect = Callable[[Sequence[Frame]], list[Columns]]

_columns: LRUCache[Any, frozenset[str]] = LRUCache(256)


@cached(_columns, key=lambda snapshot, table: (snapshot.id, table), lock=threading.Lock())
def columns_of(snapshot: Tables, table: str) -> frozenset[str]:
    """The names of a table's columns; none if the snapshot lacks it."""
    return frozenset(snapshot.table(table).collect_schema().names() if table in snapshot.names else ())


FACT_DAYS = ("opened_on", "decided_on", "ordered_on", "started_on", "changed_on")
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

    def columns(self, table: str) -> frozenset[str]:
        """The table's columns; none if the snapshot lacks it."""
        return columns_of(self.snapshot, table)

    def ignored(self, metric: Metric) -> frozenset[str]:
        """Filters that the metric's table cannot apply."""
        return frozenset(name for name, _values in self.filters.dims) - self.columns(metric.table)

    def fits(self, metric: Metric, shape: Shape) -> bool:
        """Whether the metric can be grouped so."""
        timed = not shape.grain or bool(metric.date) or metric.kind == "stock"
        return timed and set(shape.by) <= self.columns(metric.table)

    def want(self, metric: Metric, shape: Shape) -> None:
        if self.fits(metric, shape):
            self._add(aggregates(metric, shape, self._context(shape)))

    def want_undated(self, metric: Metric, shape: Shape) -> None:
        """Count the rows that the metric is about but that have no date to lie in a period."""
        if metric.date:
            self._add(undated(metric, shape))

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
        found = aggregates(metric, shape, self._context(shape)) if name != "undated" else undated(metric, shape)
        column = f"{metric.name}.{name}"
        return next((self._done.get((rows, column), {}) for rows, columns in found.items() if column in columns), {})

    def _add(self, found: dict[Slice, Aggregates]) -> None:
        for rows, columns in found.items():
            new = {name: e for name, e in columns.items() if (rows, name) not in self._done}
            if new and rows.table in self.snapshot.names:
                self._wanted.setdefault(rows, {}).update(new)

    def _context(self, shape: Shape) -> Context:
        named = [name for name, _values in (*self.filters.dims, *self.scope.where, *shape.where)]
        dims = frozenset([*shape.by, *named, *([shape.part.dimension] if shape.part else [])])
        as_of = {o: days.get("opportunities") or max(days.values()) for o, days in self.snapshot.as_of.items() if days}
        return Context(self.as_of, tuple(sorted(as_of.items())), dims)

    def _query(self, rows: Slice, columns: Aggregates) -> Frame:
        frame, keys = self._rows(rows), list(rows.keys)
        if rows.spread is not None and rows.spread.survival is not None:
            frame = frame.with_columns(rows.spread.survival.days.alias("_days"))
            keys.append("_days")
        named = [expression.alias(name) for name, expression in columns.items()]
        return frame.group_by(*keys).agg(*named) if keys else frame.select(*named)

    def _rows(self, rows: Slice) -> Frame:
        """The filtered table, one object for all slices of the same rows, so that the engine filters once."""
        shape = rows.shape
        same = (rows.table, rows.rows, rows.date, shape.window, shape.where, shape.part)
        if same not in self._frames:
            self._frames[same] = self._filtered(rows)
        return self._frames[same]

    def _filtered(self, rows: Slice) -> Frame:
        frame, window = self._chosen(rows.table, rows.shape), rows.shape.window
        end = min(window.end, self.as_of) if window else self.as_of
        if rows.rows == "open_at":
            return stocks.open_at(frame, end, self.as_of)
        if rows.rows in ("entered", "left"):
            return (stocks.entered if rows.rows == "entered" else stocks.left)(frame, end)
        if rows.date and rows.rows == "undated":
            return frame.filter(nw.col(rows.date).is_null())
        return frame.filter(in_window(rows.date, window)) if rows.date and window else frame

    def _chosen(self, table: str, shape: Shape) -> Frame:
        """The table's rows in scope that the filters, the query and its part of the groups choose, of any day."""
        same = (table, shape.where, shape.part)
        if same not in self._frames:
            columns = self.columns(table)
            conditions = [*in_scope(self.scope, columns), *in_dims((*self.filters.dims, *shape.where), columns)]
            if shape.part and shape.part.dimension in columns:
                conditions.append(in_part(shape.part))
            frame = self.snapshot.table(table)
            self._frames[same] = frame.filter(*conditions) if conditions else frame
        return self._frames[same]
