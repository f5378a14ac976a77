"""Why deals were lost, group by group, and the lost deals one by one."""

import asyncio
import math
from collections import defaultdict
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters
from metrics.blocks import in_blocks
from metrics.discounts import ASKED, BELOW_LIST
from metrics.price_losses import REASON, price_losses, price_reasons
from metrics.priced_deals import as_listed, collected, decided_in_window, largest
from metrics.query import OTHER, Query
from metrics.sales import DEALS_LOST, LOST_REVENUE
from metrics.slices import Tables

MOST_REASONS = 7  # columns of reasons; the rarer ones are one together
MOST_GROUPS = 14
MOST = 200  # deals listed
NUMBERS, DAYS = ("list_amount", "amount", "discount", "value"), ("decided_on",)
SHOWN = ("account", "product", "category", "sector", "rep", REASON, *NUMBERS, *DAYS)


def reasons_query(by: str) -> Query:
    """Lost deals by group and reason, for `by_reason`."""
    return Query(DEALS_LOST, LOST_REVENUE, by=(by, REASON))


def by_reason(measured: pd.DataFrame, by: str) -> pd.DataFrame:
    """The largest groups and reasons of `reasons_query`, those with most lost deals first, the others as "other".

    Columns `by`, lost_reason (null: not known), deals_lost, lost_revenue, share (of the group's lost deals),
    group_deals, group_revenue. Bands of discount keep their own order.
    """
    cells: dict[tuple[Any, Any], list[float]] = defaultdict(lambda: [0.0, 0.0])
    rows = list(zip(measured[by], measured[REASON], measured["deals_lost"], measured["lost_revenue"], strict=True))
    groups = _kept([(group, n) for group, _reason, n, _amount in rows], MOST_GROUPS, by == "discount_band")
    reasons = _kept([(reason, n) for _group, reason, n, _amount in rows], MOST_REASONS, False)
    for group, reason, n, amount in rows:
        cell = cells[groups.get(group, OTHER), reasons.get(reason, OTHER)]
        cell[0] += n
        cell[1] += 0 if math.isnan(amount) else amount
    totals = {group: [sum(cell[k] for (g, _r), cell in cells.items() if g == group) for k in (0, 1)]
              for group in dict.fromkeys([*groups.values(), OTHER])}  # fmt: skip
    table = [
        (group, reason, *cells[group, reason], cells[group, reason][0] / totals[group][0], *totals[group])
        for group in totals if totals[group][0]
        for reason in dict.fromkeys([*reasons.values(), OTHER]) if (group, reason) in cells and cells[group, reason][0]
    ]  # fmt: skip
    names = [by, REASON, "deals_lost", "lost_revenue", "share", "group_deals", "group_revenue"]
    types = dict.fromkeys(("deals_lost", "group_deals"), "int64") | dict.fromkeys(names[3:5], "float64")
    frame = in_blocks({name: [row[i] for row in table] for i, name in enumerate(names)},
                      {**types, "group_revenue": "float64"})  # fmt: skip
    frame.attrs = measured.attrs
    return frame


def _kept(counted: list[tuple[Any, float]], most: int, as_they_come: bool) -> dict[Any, Any]:
    """The groups with most deals, in that order unless they have their own; what is not known comes last."""
    sums: dict[Any, float] = defaultdict(float)
    for name, n in counted:
        sums[name] += n
    there = [name for name in sums if sums[name]]
    ranked = sorted(there, key=lambda name: (name is None, -sums[name]))
    kept = set(ranked if len(ranked) <= most + 1 else ranked[:most])
    return {name: name for name in (there if as_they_come else ranked) if name in kept}


async def lost_deals(
    filters: Filters, scope: Scope, snapshot: Tables | None = None, on_price: bool = True, limit: int = MOST
) -> pd.DataFrame:
    """The lost deals of the window, largest first; `on_price`: of those only the ones lost on price.

    Columns opportunity_id, opportunity, url, SHOWN (amount: what was offered, null if not known; discount: of that
    offer; value: what was expected). `attrs` as of `measure`, and `count`: how many there are in all.
    """
    return await asyncio.to_thread(list_lost_deals, filters, scope, snapshot, on_price, limit)


def list_lost_deals(
    filters: Filters, scope: Scope, snapshot: Tables | None = None, on_price: bool = True, limit: int = MOST
) -> pd.DataFrame:
    """`lost_deals` for callers that are not async."""
    tables = snapshot or engine.current()
    metric = price_losses(price_reasons(tables)).deals if on_price else DEALS_LOST
    rows, attrs = decided_in_window(tables, filters, scope, metric)
    offer = nw.when(ASKED)
    rows = rows.with_columns(offer.then(nw.col("amount")).alias("amount"), offer.then(BELOW_LIST).alias("discount"))
    found, count = collected(tables, largest(rows, "value", limit, SHOWN), rows.select(nw.len().alias("n")))
    frame = as_listed(tables, found, NUMBERS, DAYS)
    frame.attrs = {**attrs, "count": int(count["n"][0])}
    return frame
