"""Deals outside the price corridor: how many, whose, and by how much, in points and in money."""

import asyncio
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters
from metrics.blocks import in_blocks
from metrics.corridor import Corridors, corridors
from metrics.discounts import ASKED, BELOW_LIST, PRICED_WINS
from metrics.intervals import wilson
from metrics.pipeline import DEALS_OPEN
from metrics.priced_deals import Rows, as_listed, collected, deal_rows, decided_in_window, largest
from metrics.query import Query
from metrics.run import last_day, measure_queries
from metrics.slices import Columns, Tables

Which = Literal["won", "open"]
MOST = 200  # deals listed
NEAR = 1e-9  # a discount on the bound is inside
ENDS = ("corridor_low", "corridor_high")
NUMBERS = ("list_amount", "amount", "discount", *ENDS, "outside", "money", "size")
DAYS = ("decided_on", "expected_close_on")
SHOWN = ("account", "product", "category", "tier", "rep", *NUMBERS, *DAYS)


@dataclass(frozen=True)
class OutsideCorridor:
    """`deals` one by one, `reps` one row each, and `whole`, the sums of all.

    `deals`: opportunity_id, opportunity, url, SHOWN. outside is discount - bound, in fractions of the list price:
    positive where more was given away than usual, negative where less was; money is that x list amount. Those with most
    money first; `attrs` as of `measure`, and `count`: how many there are in all.
    `reps`: rep, deals (with a discount), amount, below, above (deals with more, with less discount than the corridor),
    amount_below, amount_above, money_below, money_above, and below_share (of deals) with its _n, _low, _high (Wilson).
    `whole`: the same sums, and below_share, above_share, amount_below_share, amount_above_share (null where there is
    nothing).
    """

    deals: pd.DataFrame
    reps: pd.DataFrame
    whole: dict[str, float | None]
    corridors: Corridors


async def outside_corridor(
    which: Which, filters: Filters, scope: Scope, snapshot: Tables | None = None, limit: int = MOST
) -> OutsideCorridor:
    """Of the deals won in the window, or of those open now, which lie outside. Raises as `measure` does."""
    return await asyncio.to_thread(list_outside_corridor, which, filters, scope, snapshot, limit)


def list_outside_corridor(
    which: Which, filters: Filters, scope: Scope, snapshot: Tables | None = None, limit: int = MOST
) -> OutsideCorridor:
    """`outside_corridor` for callers that are not async."""
    tables = snapshot or engine.current()
    rows, attrs, end = _open(tables, filters, scope) if which == "open" else _won(tables, filters, scope)
    usual = corridors(tables, scope, end)
    beside = _beside(rows, usual)
    more, less = nw.col("outside") > 0, nw.col("outside") < 0
    by_rep = beside.group_by("rep").agg(
        nw.len().alias("deals"), nw.col("amount").sum(),
        more.sum().alias("below"), less.sum().alias("above"),
        nw.when(more).then(nw.col("amount")).sum().alias("amount_below"),
        nw.when(less).then(nw.col("amount")).sum().alias("amount_above"),
        nw.when(more).then(nw.col("money")).sum().alias("money_below"),
        nw.when(less).then(nw.col("money")).sum().alias("money_above"),
    )  # fmt: skip
    found, sums = collected(tables, largest(beside.filter(more | less), "size", limit, SHOWN), by_rep)
    deals = as_listed(tables, found, NUMBERS, DAYS).drop(columns="size")
    reps, whole = _reps(sums, attrs), _whole(sums)
    deals.attrs = {**attrs, "count": int((whole["below"] or 0) + (whole["above"] or 0))}
    return OutsideCorridor(deals, reps, whole, usual)


def _won(tables: Tables, filters: Filters, scope: Scope) -> tuple[Rows, Mapping[Hashable, Any], date]:
    rows, attrs = decided_in_window(tables, filters, scope, PRICED_WINS)
    window, as_of = attrs["window"], attrs["as_of"]
    return rows, attrs, min(window.end, as_of) if window else as_of


def _open(tables: Tables, filters: Filters, scope: Scope) -> tuple[Rows, Mapping[Hashable, Any], date]:
    """Deals that can still be saved, whatever the period."""
    now = Filters(dims=filters.dims)
    attrs = measure_queries([Query(DEALS_OPEN)], now, scope, tables)[0].attrs
    rows = deal_rows(tables, now, scope).filter(nw.col("is_open"), ASKED)
    return rows.with_columns(BELOW_LIST.alias("discount")), attrs, last_day(tables)


def _beside(rows: Rows, usual: Corridors) -> Rows:
    """The rows with the corridor of their category and tier, and by how much they lie outside."""
    numbers = [name for name in SHOWN if name not in (*ENDS, "outside", "money", "size")]
    keys = {name: nw.col(name).cast(nw.String).fill_null("") for name in ("category", "tier")}
    rows = rows.select("_row", *numbers).with_columns(key.alias(f"_{name}") for name, key in keys.items())
    table = nw.from_dict(
        {"_category": [category or "" for category, _tier in usual.by_pair],
         "_tier": [tier or "" for _category, tier in usual.by_pair],
         "corridor_low": [bounds.low for bounds in usual.by_pair.values()],
         "corridor_high": [bounds.high for bounds in usual.by_pair.values()]},
        nw.Schema({"_category": nw.String(), "_tier": nw.String(), **dict.fromkeys(ENDS, nw.Float64())}),
        backend=rows.implementation,
    )  # fmt: skip
    discount, low, high = nw.col("discount"), nw.col("corridor_low"), nw.col("corridor_high")
    outside = nw.when(discount > high + NEAR).then(discount - high)
    under = nw.when(discount < low - NEAR).then(discount - low)
    joined = rows.join(table.lazy(), on=["_category", "_tier"], how="left")
    beyond = joined.with_columns(nw.coalesce(outside, under, nw.lit(0.0)).alias("outside"))
    money = beyond.with_columns((nw.col("outside") * nw.col("list_amount")).alias("money"))
    return money.with_columns(nw.col("money").abs().alias("size"))


def _reps(sums: Columns, attrs: Mapping[Hashable, Any]) -> pd.DataFrame:
    types = {name: "float64" for name in sums if name != "rep"}
    frame = in_blocks(sums, types)
    n = frame["deals"].to_numpy(float)
    share = np.divide(frame["below"].to_numpy(float), n, out=np.full(len(n), np.nan), where=n > 0)
    low, high = wilson(share, n)
    frame = frame.assign(below_share=share, below_share_n=n, below_share_low=low, below_share_high=high)
    frame.attrs = dict(attrs)
    return frame


def _whole(sums: Columns) -> dict[str, float | None]:
    whole: dict[str, float | None] = {
        name: float(sum(value or 0 for value in sums[name])) for name in sums if name != "rep"
    }
    for side in ("below", "above"):
        whole[f"{side}_share"] = _share(whole[side], whole["deals"])
        whole[f"amount_{side}_share"] = _share(whole[f"amount_{side}"], whole["amount"])
    return whole


def _share(part: float | None, all_of_it: float | None) -> float | None:
    return part / all_of_it if part is not None and all_of_it else None
