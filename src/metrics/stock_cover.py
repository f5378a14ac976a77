"""How long the stock of each product lasts at its recent sales, beside where its price stands against rivals'."""

import asyncio
from collections.abc import Mapping
from datetime import date
from statistics import median
from typing import Any

import pandas as pd

from auth.scope import Scope
from data import engine
from filters import NONE, Filters, Window
from i18n import N_
from metrics.blocks import in_blocks
from metrics.carried import carried
from metrics.checks import check_filters
from metrics.price_positions import ABOVE, BELOW, ended, several_positions
from metrics.remembered import remembered, with_notes
from metrics.run import last_day
from metrics.slices import Tables
from metrics.stock_counts import Row, last_counts, weekly_sales
from settings import settings

LABEL = N_("Weeks of cover")
ABOUT = N_(
    "Units at the last count / units sold a week, over the weeks before the count (a setting, 13) as far as sales are"
    " known of them. Sales and stock of all customers and reps count: only filters on the product, its category, tier"
    " and origin apply."
)
OF_PRODUCT = ("product", "category", "tier")  # besides the origin, the filters that stock can apply
LONG, SHORT = 1.25, 0.8  # x the median cover of all products: beyond it is long, or short
# What to do about a product, by its cover and its price position.
LOWER, RAISE, LONG_ANYWAY, SHORT_ANYWAY = "lower", "raise", "long", "short"
BALANCED, UNCOMPARED, NO_SALES, NOT_COUNTED = "balanced", "no_price", "no_sales", "not_counted"
SITUATIONS = (LOWER, RAISE, NO_SALES, LONG_ANYWAY, SHORT_ANYWAY, BALANCED, UNCOMPARED, NOT_COUNTED)
NUMBERS = ("units", "weekly_units", "weeks_cover", "stock_value", "price_index", "count_age_days")
COLUMNS = ("product", "category", "tier", "situation", *NUMBERS, "counted_on", "thin")


async def stock_cover(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """A row for each product that was counted by the end of the window, or sold in the weeks before it.

    Columns product, category, tier, situation (of SITUATIONS, in that order, largest stock first), units (at the last
    count), weekly_units, weeks_cover (null: no sales, no count), stock_value (units x unit cost; null: not known),
    price_index (of `price_positions`; null: no quote), count_age_days and counted_on, thin (few prices behind the
    index). `attrs`: median_cover, counted_on (the last count of all; None: no stock is loaded), demand_weeks, as_of,
    window, ignored_filters, notes. Raises BadFilter.
    """
    return await asyncio.to_thread(list_stock_cover, window, filters, scope, snapshot)


def list_stock_cover(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`stock_cover` for callers that are not async."""
    tables = snapshot or engine.current()
    check_filters(filters, scope, tables)
    origins = Filters(dims=tuple((name, values) for name, values in filters.dims if name == "origin"))
    everything = _cover(tables, ended(window, tables), origins, scope, settings().pricing.demand_weeks)
    frame = everything
    for name, values in filters.dims:
        if name in OF_PRODUCT:
            asked = [None if value == NONE else value for value in values]
            frame = frame[[one in asked for one in frame[name]]]
    ignored = sorted({name for name, _values in filters.dims} - {*OF_PRODUCT, "origin"})
    frame = frame.reset_index(drop=True)
    frame.attrs = everything.attrs | carried(
        {"ignored_filters": ignored, "ignored_by": {LABEL: ", ".join(ignored)} if ignored else {}}
    )
    return with_notes(frame)


@remembered
def _cover(tables: Tables, window: Window, origins: Filters, scope: Scope, weeks: int) -> pd.DataFrame:
    """The cover of all products of these origins: what is usual does not hang on which of them are looked at."""
    counted = last_counts(tables, window.end, origins, scope)
    rows: list[Row] = []
    usual = None
    if counted:
        (positions,) = several_positions([(window, "")], origins, scope, tables)
        by_product = {row["product"]: row for row in reversed(positions.rows)}  # of several, the one sold for most
        usual = _covered(counted, weekly_sales(tables, counted, window.end, origins, scope, weeks), window.end)
        rows = [_placed(row, by_product.get(row["product"], {}), usual) for row in counted.values()]
    order = {name: i for i, name in enumerate(SITUATIONS)}
    rows.sort(key=lambda row: (order[row["situation"]], -(row["stock_value"] or 0.0), row["product"]))
    types = {**dict.fromkeys(NUMBERS, "float64"), "counted_on": "datetime64[s]", "thin": "bool"}
    frame = in_blocks({name: [row[name] for row in rows] for name in COLUMNS}, types)
    frame.attrs = carried({
        "window": window, "as_of": last_day(tables), "demand_weeks": weeks, "undated": 0, "date_notes": [],
        "ignored_by": {}, "ignored_filters": [], "median_cover": usual,
        "counted_on": max((row["counted_on"] for row in rows if row["counted_on"]), default=None),
    })  # fmt: skip
    return frame


def _covered(counted: Mapping[str, Row], weekly_sales: Mapping[str, float], end: date) -> float | None:
    """Adds demand, cover and age of the count to the rows; gives the median cover."""
    for product, row in counted.items():
        weekly = max(weekly_sales.get(product, 0.0), 0.0)
        row["weekly_units"] = weekly
        row["weeks_cover"] = row["units"] / weekly if row["units"] is not None and weekly > 0 else None
        row["count_age_days"] = (end - row["counted_on"]).days if row["counted_on"] else None
    covers = [row["weeks_cover"] for row in counted.values() if row["weeks_cover"] is not None]
    return median(covers) if covers else None


def _placed(row: Row, price: Mapping[Any, Any], usual: float | None) -> Row:
    index = price.get("price_index")
    known = index is not None and index == index  # noqa: PLR0124 (NaN is not equal to itself)
    return {
        **row, "price_index": index if known else None, "thin": bool(price.get("thin", False)),
        "situation": _situation(row, price.get("verdict") if known else None, usual),
    }  # fmt: skip


def _situation(row: Row, verdict: str | None, usual: float | None) -> str:
    cover = row["weeks_cover"]
    if row["units"] is None:
        return NOT_COUNTED
    if cover is None or usual is None:
        return NO_SALES
    is_long, is_short = cover > LONG * usual, cover < SHORT * usual
    if verdict is None:
        return UNCOMPARED
    if is_long:
        return LOWER if verdict == ABOVE else LONG_ANYWAY
    if is_short:
        return RAISE if verdict == BELOW else SHORT_ANYWAY
    return BALANCED
