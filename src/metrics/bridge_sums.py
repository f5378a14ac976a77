"""The sums by product that a bridge is made of: units, amounts, costs, and what says no units."""

import threading
from collections.abc import Mapping
from typing import NamedTuple

import narwhals as nw
import numpy as np
from cachetools import LRUCache, cached

from auth.scope import Scope
from data import engine
from filters import Dims, Window
from metrics.definition import Numbers, among
from metrics.kept import kept
from metrics.narrowed import narrowed
from metrics.plan import columns_of
from metrics.price_volume_mix import Sold
from metrics.rows import in_dims, in_scope, in_window
from metrics.slices import Columns, Tables
from metrics.sold import SOLD_ON, TABLE

TOLD_BY = "product"
LINES, LINES_APART = "lines", "lines_apart"
VALUE = {"revenue": nw.col("amount"), "margin": nw.col("margin")}  # what a line brings
IN_UNITS = {  # lines whose product, units and value are known
    of: ~nw.col(TOLD_BY).is_null() & ~nw.col("quantity").is_null() & ~value.is_null() for of, value in VALUE.items()
}


class OfPeriod(NamedTuple):
    """What was sold in a period and the lines behind it, by product."""

    sold: Sold
    counts: Mapping[str, Numbers]


class Sums(NamedTuple):
    """What was sold in two periods, of each of the products."""

    products: list[str | None]
    before: OfPeriod
    after: OfPeriod


def _sums(of: str) -> dict[str, nw.Expr]:
    rows, value = IN_UNITS[of], VALUE[of]
    apart = ~rows & ~value.is_null()
    found = {
        "units": among(rows, "quantity").sum(),
        "gross": among(rows, "quantity").abs().sum(),
        "amount": among(rows, "amount").sum(),
        "cost": among(rows, "cost").sum() if of == "margin" else nw.lit(0.0),
        "apart": nw.when(apart).then(value).sum(),
        LINES: rows.sum(),
        LINES_APART: apart.sum(),
    }
    return {name: kept(expression, name) for name, expression in found.items()}


SUMS = {of: _sums(of) for of in VALUE}


def _key(tables: Tables, *asked: object) -> tuple[object, ...]:
    return (tables.id, *asked)


@cached(LRUCache(64), key=_key, lock=threading.Lock())
def sums_of(tables: Tables, of: str, before: Window, after: Window, dims: Dims, scope: Scope) -> Sums:
    """One pass over each window, both at once; of the lines that dims and scope choose."""
    columns = columns_of(tables, TABLE)
    if not columns:
        return _by_product(*({name: [] for name in (TOLD_BY, *SUMS[of])} for _window in (before, after)))
    chosen = [*in_scope(scope, columns), *in_dims(dims, columns)]
    lines = narrowed(tables, TABLE, chosen, dims, scope)
    found = engine.collect([
        lines.filter(in_window(SOLD_ON, window)).group_by(TOLD_BY).agg(*SUMS[of].values())
        for window in (before, after)
    ])  # fmt: skip
    return _by_product(*found)


def _by_product(before: Columns, after: Columns) -> Sums:
    rows = [dict(zip(columns[TOLD_BY], range(len(columns[TOLD_BY])), strict=True)) for columns in (before, after)]
    products = list(dict.fromkeys([*rows[0], *rows[1]]))
    first, second = (
        _of_period(columns, [places.get(product, -1) for product in products])
        for columns, places in zip((before, after), rows, strict=True)
    )
    return Sums(products, first, second)


def _of_period(columns: Columns, places: list[int]) -> OfPeriod:
    """The columns in the order of the products; -1 is a product without a row, of which nothing was sold."""
    found = {
        name: np.append(np.nan_to_num(np.array(values, float)), 0.0)[np.array(places, int)]
        for name, values in columns.items() if name != TOLD_BY
    }  # fmt: skip
    return OfPeriod(Sold(*(found[name] for name in ("units", "amount", "cost", "gross", "apart"))), found)
