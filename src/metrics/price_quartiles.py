"""How own prices and those of competitors are spread, of what both sell: quantiles by category, product or tier."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics.price_by_competitor import largest
from metrics.price_index import compared
from metrics.price_positions import recent, several_positions
from metrics.quotes import PLACE, quotes
from metrics.remembered import remembered
from metrics.slices import Tables
from metrics.sold_things import sales

LABEL = N_("Price distribution")
ABOUT = N_(
    "Prices per unit of what we and competitors both sell: own ones of each line sold in the period, competitors' of"
    " each quote in force at its end. Half of all lie between the quartiles, eight of ten between the deciles."
)
OWN, RIVALS, ONE = "own", "rivals", "competitor"  # who: we, all competitors together, one of them
INDEX = "_index"
QUANTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}


async def price_quartiles(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = "category"
) -> pd.DataFrame:
    """Quantiles of prices in each group of `by` (category, product or tier), the largest own revenue first.

    Columns: `by` (None: not known), seller ("own", "rivals" for all together, "competitor" for each of the larger
    ones), competitor (its name, else None), n (lines or quotes), p10, p25, median, p75, p90. Only of what both sell:
    things, of things_sold, say in each group how many. The quantiles with INDEX behind their names are 100 x price /
    median of rivals' in the group. `attrs` as of `price_positions`. Raises BadFilter, UnknownName.
    """
    return await asyncio.to_thread(measure_price_quartiles, window, filters, scope, snapshot, by)


def measure_price_quartiles(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = "category"
) -> pd.DataFrame:
    """`price_quartiles` for callers that are not async."""
    tables = snapshot or engine.current()
    return _quartiles(tables, recent(window, tables), Filters(dims=filters.dims), scope, by)


@remembered
def _quartiles(tables: Tables, window: Window, filters: Filters, scope: Scope, by: str) -> pd.DataFrame:
    (positions,) = several_positions([(window, by)], filters, scope, tables)
    both, sold = positions.matched, [row[by] for row in positions.rows]
    rows: list[dict[str, Any]] = []
    if both:
        used = compared(tables, quotes(tables, window.end, filters, scope), both, by)
        own = sales(tables, window, filters, scope).filter(nw.col("_priced"), _those(both, by))
        sides: list[tuple[str, str | None, nw.LazyFrame[Any]]] = [(OWN, None, own), (RIVALS, None, used.lazy())]
        sides += [(ONE, name, used.filter(nw.col("competitor") == name).lazy()) for name in largest(used)]
        found = engine.collect([_spread(rows, "unit_price" if who == OWN else "price", by) for who, _n, rows in sides])
        for (who, name, _rows), columns in zip(sides, found, strict=True):
            rows += [{"seller": who, "competitor": name, **row} for row in _records(columns)]
    things = [row[by] for row in both]
    order = {group: i for i, group in reversed(list(enumerate(sold)))}
    rows = [row | {"things": things.count(row[by]), "things_sold": sold.count(row[by])} for row in rows]
    rows.sort(key=lambda row: order.get(row[by], len(order)))
    rows = _indexed(rows, by)
    indexed = [f"{name}{INDEX}" for name in QUANTILES]
    names = [by, "seller", "competitor", "n", *QUANTILES, "things", "things_sold", *indexed]
    return positions.framed(names, rows)


def _those(both: Sequence[Mapping[str, Any]], by: str) -> nw.Expr:
    """Own lines of things that rivals sell too."""
    named: dict[str | None, list[str]] = {}
    placed: dict[tuple[str, str], list[str | None]] = {}
    for thing in both:
        if thing["matched_by"] == "product":
            named.setdefault(thing[by] if by in PLACE else None, []).append(thing["product"])
        else:
            placed.setdefault((thing["category"], thing["tier"]), []).append(thing["product"])
    product, conditions = nw.col("product"), []
    for group, names in named.items():
        conditions.append(product.is_in(names) & _is(by, group) if by in PLACE else product.is_in(names))
    for place, products in placed.items():
        one = product.is_in([name for name in products if name])
        here = [_is(column, value) for column, value in zip(PLACE, place, strict=True)]
        conditions.append(nw.all_horizontal(one | product.is_null() if None in products else one, *here,
                                            ignore_nulls=True))  # fmt: skip
    return nw.any_horizontal(*conditions, ignore_nulls=True)


def _is(column: str, value: str | None) -> nw.Expr:
    return nw.col(column).is_null() if value is None else nw.col(column) == value


def _spread(rows: nw.LazyFrame[Any], price: str, by: str) -> nw.LazyFrame[Any]:
    quantiles = [nw.col(price).quantile(share, "linear").alias(name) for name, share in QUANTILES.items()]
    return rows.group_by(by).agg(nw.len().alias("n"), *quantiles)


def _records(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _indexed(rows: Sequence[Mapping[str, Any]], by: str) -> list[dict[str, Any]]:
    middle = {row[by]: row["median"] for row in rows if row["seller"] == RIVALS}
    return [
        {**row, **{f"{name}{INDEX}": 100 * row[name] / middle[row[by]] for name in QUANTILES if row[by] in middle}}
        for row in rows
    ]
