"""Bridges: what moved revenue, or gross profit, from one period to another, measured on what was sold.

The arithmetic is in metrics/price_volume_mix.py. Products are told apart by their name, whatever their tier. Lines
without a product or a quantity are a part of their own, so that all parts sum to the change of the metric itself.
"""

import asyncio
from typing import Any

import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics.bridge_measured import BARS, Of, measured
from metrics.definition import ratio
from metrics.remembered import with_notes
from metrics.slices import Tables

ABOUT: dict[Of, str] = {
    "revenue": N_(
        "Over products sold in both periods: volume is the change of units x the average price before; mix is what"
        " the shift between dearer and cheaper products brought; price is the change of each product's price x its"
        " units now. Products sold in one of the two periods are bars of their own, and so are lines without a"
        " product or a quantity and products of which more came back than was sold. The bars sum to the change."
    ),
    "margin": N_(
        "Over products sold in both periods: volume and mix as for revenue, but with the margin per unit before;"
        " price is the change of each product's price x its units now, unit cost that of its cost, with the sign it"
        " has for the margin. New and ended products, and lines not in units, are bars of their own. Lines whose cost"
        " is not known are in none, as in gross profit. The bars sum to the change."
    ),
}  # fmt: skip


async def price_bridge(
    before: Window, after: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """What moved `revenue` from one window to the other: a row each for "before", the parts, and "after".

    Columns part (of BARS), amount (of the parts: what they changed), n (lines behind it), products. `attrs`: before,
    after (windows), as_of, covered (whether sales go back to the start of `before`), first_day, priced (lines that
    count), lines (all there are), ignored_filters, notes. Raises BadFilter, UnknownName.
    """
    return await asyncio.to_thread(measure_bridge, "revenue", before, after, filters, scope, snapshot)


async def margin_bridge(
    before: Window, after: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """The same of `gross_profit`, with "cost" as a part."""
    return await asyncio.to_thread(measure_bridge, "margin", before, after, filters, scope, snapshot)


async def products(
    of: Of, before: Window, after: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`product_parts` for callers that are async."""
    return await asyncio.to_thread(product_parts, of, before, after, filters, scope, snapshot)


def measure_bridge(
    of: Of, before: Window, after: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`price_bridge` and `margin_bridge` for callers that are not async."""
    found = measured(of, before, after, filters, scope, snapshot or engine.current())
    rows = [(part, found.amount(part), *found.count(part)) for part in BARS[of]]
    frame = pd.DataFrame(rows, columns=["part", "amount", "n", "products"])
    frame.attrs = found.attrs
    return with_notes(frame)


def product_parts(
    of: Of, before: Window, after: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """Each part by product, of products with anything in one of the windows; the largest change first.

    Columns product (None: not known), the parts (which sum to change), change, before, after (revenue or margin),
    units_before, units_after, price_before, price_after (amount per unit; null where not sold), of a margin
    cost_before, cost_after too, n (lines). `attrs` as of the bridge.
    """
    found = measured(of, before, after, filters, scope, snapshot or engine.current())
    first, second = found.bridge.before, found.bridge.after
    parts = {part: values for part, values in found.bridge.by_product.items() if part in BARS[of]}
    columns: dict[str, Any] = {"product": pd.Series(found.products, dtype=object), **parts}
    columns |= {"before": first.value + first.apart, "after": second.value + second.apart}
    columns["change"] = columns["after"] - columns["before"]
    for name, sold in (("before", first), ("after", second)):
        units = np.where(sold.any, sold.units, 0.0)
        columns |= {f"units_{name}": sold.units, f"price_{name}": ratio(sold.amount, units)}
        columns |= {f"cost_{name}": ratio(sold.cost, units)} if of == "margin" else {}
    columns["n"] = sum(found.lines) + sum(found.lines_apart)
    frame = pd.DataFrame(columns)
    frame = frame.iloc[np.argsort(-np.abs(columns["change"]), kind="stable")].reset_index(drop=True)
    frame.attrs = found.attrs
    return with_notes(frame)
