"""What is collected: tables of results (Shape), made of slices of rows that several aggregates share."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

import narwhals as nw
from cachetools import LRUCache, cached

from data.point_rules import DatedRules
from data.schema import period_column
from filters import Dims, Window
from metrics import stocks, stretches
from metrics.definition import Context, Expression, Metric
from metrics.kept import kept
from metrics.rows import Part
from settings import settings

Key = tuple[Any, ...]
Columns = dict[str, list[Any]]  # a collected frame: Python values, days as dates, null as None


class Tables(Protocol):
    """What is measured: the face of a published snapshot that metrics need."""

    @property
    def id(self) -> str: ...
    @property
    def published_at(self) -> datetime: ...
    @property
    def as_of(self) -> Mapping[str, Mapping[str, date]]: ...
    @property
    def dimensions(self) -> Mapping[str, str]: ...
    @property
    def date_notes(self) -> Mapping[str, str]: ...
    @property
    def point_rules(self) -> tuple[DatedRules, ...]: ...
    @property
    def names(self) -> list[str]: ...
    def table(self, name: str) -> nw.LazyFrame[Any]: ...
    def values(self, dimension: str, table: str = ...) -> list[str]: ...


@dataclass(frozen=True)
class Shape:
    """One table of results: its key columns and the rows that it is made from."""

    by: tuple[str, ...] = ()
    grain: str | None = None
    window: Window | None = None  # None: all time, rows without a date too
    where: Dims = ()
    part: Part | None = None


@dataclass(frozen=True)
class Slice:
    """Rows and keys that several aggregates share."""

    table: str
    rows: str  # "in_window", "open_at", "entered", "left" or "undated"
    date: str | None
    shape: Shape
    keys: tuple[str, ...]
    spread: Metric | None = None  # a survival metric, by whose days the rows are grouped too


Aggregates = dict[str, nw.Expr]  # each under its name


def aggregates(metric: Metric, shape: Shape, context: Context, past: bool = False) -> dict[Slice, Aggregates]:
    """What to collect for a metric, named "metric.value", "metric.n" and so on, by the slice it comes from.

    `past`: what is asked of a stock is of past days, and the history of deals knows it.
    """
    if metric.survival:
        rows = replace(_slice(metric, shape, "in_window", metric.date), spread=metric)
        return {rows: _named(metric, context, ended=metric.survival.ended, running=metric.survival.running)}
    value = nw.lit(None) if metric.value is None else metric.value
    if metric.kind == "stock" and not metric.today_only:
        return _of_stock(metric, shape, context, value, past)
    rows = _slice(
        metric, shape, "open_at" if metric.kind == "stock" else "in_window", metric.date
    )  # a stock: no bucket
    return {rows: _named(metric, context, value=value, **({} if metric.n is None else {"n": metric.n}))}


def _of_stock(metric: Metric, shape: Shape, context: Context, value: Expression, past: bool) -> dict[Slice, Aggregates]:
    """What is open at the end of the window; of buckets what came and went, and with a history what is open today."""
    held = _slice(metric, shape, "open_at", metric.date)
    if not shape.grain:
        return {replace(held, table=stretches.STATES) if past else held: _named(metric, context, value=value)}
    days = (stretches.BEGAN, stretches.ENDED) if past else (stocks.ENTERED, stocks.LEFT)
    come, go = (_slice(metric, shape, rows, day) for rows, day in zip(("entered", "left"), days, strict=True))
    if past:
        come, go = replace(come, table=stretches.STATES), replace(go, table=stretches.STATES)
    found = {come: _named(metric, context, came=value), go: _named(metric, context, went=value)}
    today = past and (shape.window is None or shape.window.end >= context.as_of)
    return found | ({held: _named(metric, context, today=value)} if today else {})


def undated(metric: Metric, shape: Shape, context: Context) -> dict[Slice, Aggregates]:
    """How many of the rows that the metric is about have no date."""
    whole = replace(shape, by=(), grain=None, window=None, part=None)
    count = nw.len() if metric.of is None else metric.of.sum()
    return {_slice(metric, whole, "undated", metric.date): _named(metric, context, undated=count)}


def _named(metric: Metric, context: Context, **parts: Expression) -> Aggregates:
    """The parts of a metric as columns of the result."""
    return {f"{metric.name}.{part}": _column(metric, part, given, context) for part, given in parts.items()}


def _same(metric: Metric, part: str, given: Expression, context: Context) -> tuple[Any, ...]:
    """A part is the same each time, unless it is made of the context, and then perhaps of the rules."""
    return (metric, part) if isinstance(given, nw.Expr) else (metric, part, context, settings().rules)


@cached(LRUCache(4096), key=_same, lock=threading.Lock())
def _column(metric: Metric, part: str, given: Expression, context: Context) -> nw.Expr:
    return kept(given if isinstance(given, nw.Expr) else given(context), f"{metric.name}.{part}")


def _slice(metric: Metric, shape: Shape, rows: str, day: str | None) -> Slice:
    keys = (*shape.by, *([period_column(day, shape.grain)] if day and shape.grain else []))
    return Slice(metric.table, rows, day, shape, keys)


def by_key(columns: Columns, width: int) -> dict[str, dict[Key, Any]]:
    """The columns after the first `width`, which are the keys, each as values by key."""
    names = list(columns)
    keys: list[Key] = list(zip(*(columns[name] for name in names[:width]), strict=True)) if width else [()]
    return {name: dict(zip(keys, columns[name], strict=True)) for name in names[width:]}
