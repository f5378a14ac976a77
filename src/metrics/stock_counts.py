"""What was last counted of each product, and how much of it was sold in the weeks before."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import narwhals as nw

from auth.scope import Scope
from data.sale_lines import DEALS, ORDERS, SALE_LINES, SOLD_ON
from filters import Filters, Window
from metrics.plan import columns_of, first_day
from metrics.priced_deals import collected
from metrics.rows import in_dims, in_scope, in_window
from metrics.slices import Tables
from metrics.states import those
from periods import DAY

Row = dict[str, Any]


def last_counts(tables: Tables, end: date, filters: Filters, scope: Scope) -> dict[str, Row]:
    """By product its units, their cost and the day of the last count by `end`; products never counted have none."""
    if "stock" not in tables.names or "products" not in tables.names:
        return {}
    columns = columns_of(tables, "products")
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns), ~nw.col("product").is_null()]
    named = {name: nw.col(name).cast(nw.String).alias(name) for name in ("product", "category", "tier")}
    products = tables.table("products").filter(*conditions).select("product_id", "unit_cost", **named)
    stock = tables.table("stock").filter(nw.col("counted_on") <= end)
    last = stock.group_by("product_id").agg(nw.col("counted_on").max())
    counts = stock.join(last, on=["product_id", "counted_on"], how="inner").select(
        "product_id", "counted_on", "units", nw.col("unit_cost").alias("stock_cost")
    )
    found = collected(tables, products.join(counts, on="product_id", how="left"))[0]
    rows: dict[str, Row] = {}
    for values in zip(*found.values(), strict=True):
        one = dict(zip(found, values, strict=True))
        row = rows.setdefault(one["product"], {
            "product": one["product"], "category": one["category"], "tier": one["tier"], "units": None,
            "stock_value": None, "counted_on": None,
        })  # fmt: skip
        if one["counted_on"] is not None and one["units"] is not None:
            cost = one["stock_cost"] if one["stock_cost"] is not None else one["unit_cost"]
            worth = None if cost is None else cost * one["units"]
            first = row["units"] is None
            row["units"] = (row["units"] or 0.0) + one["units"]
            row["counted_on"] = max(row["counted_on"] or one["counted_on"], one["counted_on"])
            row["stock_value"] = worth if first else _both(row["stock_value"], worth)
    return rows if any(row["counted_on"] for row in rows.values()) else {}


def _both(one: float | None, other: float | None) -> float | None:
    """The sum, if both are known."""
    return None if one is None or other is None else one + other


def weekly_sales(
    tables: Tables, counted: Mapping[str, Row], end: date, filters: Filters, scope: Scope, weeks: int
) -> dict[str, float]:
    """Units sold a week by product in the weeks up to its count, or up to the end where there is none.

    Days before the first sale of all, or after the last day that sales are known of, are no days without demand.
    """
    columns = columns_of(tables, SALE_LINES)
    if not columns:
        return {}
    first, last = first_day(tables, SALE_LINES) or end, _known_until(tables, end)
    spans = [(max(day - timedelta(days=7 * weeks - 1), first), min(day, last))
             for day in (row["counted_on"] or end for row in counted.values())]  # fmt: skip
    since, until = [start for start, _day in spans], [day for _start, day in spans]
    span = Window(min(since), max(until))
    lines = those(tables.table(SALE_LINES), [*in_scope(scope, columns), *in_dims(filters.dims, columns)])
    lines = lines.filter(in_window(SOLD_ON, span)).select(nw.col("product").cast(nw.String), SOLD_ON, "quantity")
    days = nw.from_dict(
        {"product": list(counted), "_since": since, "_until": until},
        nw.Schema({"product": nw.String(), "_since": nw.Date(), "_until": nw.Date()}), backend=lines.implementation,
    )  # fmt: skip
    inside = lines.join(days.lazy(), on="product", how="inner").filter(
        nw.col(SOLD_ON) >= nw.col("_since"), nw.col(SOLD_ON) <= nw.col("_until")
    )
    found = collected(tables, inside.group_by("product").agg(nw.col("quantity").sum()))[0]
    days_of = {name: (day - start + DAY).days for name, (start, day) in zip(counted, spans, strict=True)}
    return {name: 7 * (units or 0.0) / days_of[name]
            for name, units in zip(found["product"], found["quantity"], strict=True)}  # fmt: skip


def _known_until(tables: Tables, end: date) -> date:
    """The last day that sales are known of."""
    days = [day for known in tables.as_of.values() for name, day in known.items() if name in (ORDERS, DEALS)]
    return max(days, default=end)
