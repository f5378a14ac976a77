"""Discounts by the size of the deal: five bands of list amount that hold about as many won deals each."""

import asyncio
import threading
from itertools import pairwise
from math import floor, log10

import narwhals as nw
import pandas as pd
from cachetools import LRUCache, cached

from auth.scope import Scope
from data import engine
from filters import Filters
from metrics.deals import TABLE
from metrics.definition import among
from metrics.discounts import SPREAD
from metrics.plan import columns_of
from metrics.priced_deals import decided_in_window
from metrics.pricing import MEDIAN_DISCOUNT, PRICED
from metrics.remembered import remembered
from metrics.rows import in_scope
from metrics.slices import Tables
from metrics.states import those

SIZE = "deal_size"
SHARES = (0.2, 0.4, 0.6, 0.8)
DIGITS = 2  # that count in a bound


async def discounts_by_size(filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """How discounts spread in each band of list amount.

    Columns deal_size (0 is the smallest), size_from, size_to (amounts; null: open), and SPREAD with
    median_discount_n. `attrs` as of `measure`. The bounds are the same whatever the filters.
    """
    return await asyncio.to_thread(list_discounts_by_size, filters, scope, snapshot)


def list_discounts_by_size(filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """`discounts_by_size` for callers that are not async."""
    return _by_size(snapshot or engine.current(), filters, scope)


@remembered
def _by_size(tables: Tables, filters: Filters, scope: Scope) -> pd.DataFrame:
    bounds = size_bounds(tables, scope)
    rows, attrs = decided_in_window(tables, filters, scope, MEDIAN_DISCOUNT)
    band = nw.lit(0)
    for bound in bounds:
        band = band + (nw.col("list_amount") >= bound).cast(nw.Int32)
    figures = [metric.value.alias(metric.name) for metric in SPREAD if isinstance(metric.value, nw.Expr)]
    grouped = rows.with_columns(band.alias(SIZE)).group_by(SIZE).agg(*figures, nw.len().alias("median_discount_n"))
    found = grouped.sort(SIZE).collect().to_dict(as_series=False)
    edges = list(pairwise((None, *bounds, None)))
    sizes = {SIZE: found.pop(SIZE)}
    sizes |= {f"size_{end}": [edges[i][k] for i in sizes[SIZE]] for k, end in enumerate(("from", "to"))}
    frame = pd.DataFrame({**sizes, **found})
    frame = frame.astype({name: "float64" for name in frame if name != SIZE})
    frame.attrs = dict(attrs)
    return frame


@cached(LRUCache(16), key=lambda tables, scope: (tables.id, scope), lock=threading.Lock())
def size_bounds(tables: Tables, scope: Scope) -> tuple[float, ...]:
    """List amounts at which the next band starts: fifths of all won deals with a price, to two digits; of those that
    the reader may see."""
    amounts = among(PRICED, "list_amount")
    fifths = [amounts.quantile(share, interpolation="linear").alias(str(share)) for share in SHARES]
    rows = those(tables.table(TABLE), in_scope(scope, columns_of(tables, TABLE)))
    found = rows.select(*fifths).collect().rows()[0]
    return tuple(sorted({rounded for value in found if value and (rounded := _rounded(value)) > 0}))


def _rounded(amount: float) -> float:
    return round(amount, DIGITS - 1 - floor(log10(amount)))
