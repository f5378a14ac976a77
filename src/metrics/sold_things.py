"""What was sold at a price per unit, thing by thing: a product, or a product within its category and tier."""

import threading
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import narwhals as nw
from cachetools import LRUCache, cached

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from metrics.narrowed import narrowed
from metrics.plan import columns_of
from metrics.quotes import PLACE, SALES, canonical, renamed
from metrics.rows import in_dims, in_scope, in_window
from metrics.slices import Tables

THING = ("product", *PLACE)
_kept: LRUCache[Any, tuple[list[dict[str, Any]], int]] = LRUCache(128)
_lock = threading.Lock()


def sales(tables: Tables, window: Window, filters: Filters, scope: Scope) -> nw.LazyFrame[Any]:
    """The lines sold in the window at a price per unit, products under their canonical names; no returns."""
    columns = columns_of(tables, SALES)
    chosen = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    rows = narrowed(tables, SALES, chosen, filters.dims, scope).filter(in_window("sold_on", window))
    lines: nw.LazyFrame[Any] = renamed(rows, canonical(tables))
    return lines.with_columns(((nw.col("unit_price") > 0) & (nw.col("quantity") > 0)).alias("_priced"))


def sold_things(
    tables: Tables, filters: Filters, scope: Scope, asked: Sequence[tuple[Set[str | None], Window, str]]
) -> list[tuple[list[dict[str, Any]], int]]:
    """For each (names, window, by): each thing sold at a price, and how many lines were left out (without a price or
    quantity, returns). All are collected together.

    Keys of a thing: product, category, tier (None: not known, or several), own_price (median per unit), n (lines),
    units, revenue. Products among `names` are one thing each (with `by` category or tier: one in each of these), all
    others one in each category and tier. Things are shared: not to be changed.
    """
    if SALES not in tables.names:
        return [([], 0)] * len(asked)
    if in_one_place(tables):
        return _in_places(tables, filters, scope, [window for _names, window, _by in asked])
    lines = {window: sales(tables, window, filters, scope) for _names, window, _by in asked}
    wanted = [frame for names, window, by in asked for frame in _own(lines[window], names, by)]
    found = engine.collect([*wanted, *(_others(rows) for rows in lines.values())])
    left_out = {window: _count(one) for window, one in zip(lines, found[len(wanted) :], strict=True)}
    return [
        ([*_rows(found[2 * i]), *_rows(found[2 * i + 1])], left_out[window])
        for i, (_names, window, _by) in enumerate(asked)
    ]


@cached(LRUCache(8), key=lambda tables: tables.id, lock=threading.Lock())
def in_one_place(tables: Tables) -> bool:
    """Whether no product was ever sold in two categories or tiers: then it is one thing however it is looked at."""
    places = renamed(tables.table(SALES), canonical(tables)).select(*THING).unique().collect().rows()
    names = [name for name, *_place in places if name is not None]
    return len(names) == len(set(names))


def _figures() -> list[nw.Expr]:
    return [nw.col("unit_price").median().alias("own_price"), nw.len().alias("n"),
            nw.col("quantity").sum().alias("units"), nw.col("amount").sum().alias("revenue")]  # fmt: skip


def _in_places(
    tables: Tables, filters: Filters, scope: Scope, windows: Sequence[Window]
) -> list[tuple[list[dict[str, Any]], int]]:
    """Products within their category and tier, be they quoted by name or not; kept, as it is the same for any `by`."""
    keys = {window: (tables.id, window, filters.dims, scope) for window in windows}
    with _lock:
        known = {window: _kept[key] for window, key in keys.items() if key in _kept}
    lines = {window: sales(tables, window, filters, scope) for window in keys if window not in known}
    things = [rows.filter(nw.col("_priced")).group_by(*THING).agg(*_figures()) for rows in lines.values()]
    found = engine.collect([*things, *(_others(rows) for rows in lines.values())]) if lines else []
    for window, these, others in zip(lines, found[: len(lines)], found[len(lines) :], strict=True):
        known[window] = (_rows(these), _count(others))
    with _lock:
        _kept.update({keys[window]: known[window] for window in lines})
    return [known[window] for window in windows]


def _others(lines: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """How many are left out."""
    return lines.select((~nw.col("_priced").fill_null(value=False)).sum().alias("n"))


def _count(columns: Mapping[str, Sequence[Any]]) -> int:
    return int(columns["n"][0] or 0)


def _own(lines: nw.LazyFrame[Any], quoted_products: Iterable[str | None], by: str) -> list[nw.LazyFrame[Any]]:
    """Own prices of products that are quoted by name, and of all others within their category and tier."""
    known, lines = nw.col("product").is_in([name for name in quoted_products if name]), lines.filter(nw.col("_priced"))
    keys = ("product", by) if by in PLACE else ("product",)
    places = [e for c in PLACE if c not in keys
              for e in (nw.col(c).max().alias(c), nw.col(c).n_unique().alias(f"{c}_n"))]  # fmt: skip
    return [lines.filter(known).group_by(*keys).agg(*_figures(), *places),
            lines.filter(~known | nw.col("product").is_null()).group_by(*THING).agg(*_figures())]  # fmt: skip


def _rows(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for row in rows:
        for name in PLACE:
            if row.get(f"{name}_n", 1) > 1:
                row[name] = None
    return rows
