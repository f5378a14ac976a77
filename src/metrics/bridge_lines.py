"""The lines behind a bar of a bridge, each with what it contributes: all of a bar's lines sum to the bar."""

import asyncio
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from errors import UnknownName
from filters import Filters, Window
from i18n import _
from metrics.bridge_effects import contributing, periods_of
from metrics.bridge_measured import BARS, CHANGE, Measured, Of, measured
from metrics.bridge_sums import VALUE
from metrics.narrowed import narrowed
from metrics.plan import columns_of
from metrics.remembered import with_notes
from metrics.rows import in_dims, in_scope, in_window
from metrics.sale_rows import DETAIL, ROW, lines_at, sale_rows
from metrics.slices import Columns, Tables
from metrics.sold import SOLD_ON, TABLE
from metrics.states import those

MOST = 500
OF_LINES = (SOLD_ON, "account", "product", "rep", "quantity", "unit_price", "amount", "cost")
NUMBERS = ("quantity", "unit_price", "amount", "cost", "reference", "effect")
COLUMNS = ("period", "source", *OF_LINES, *DETAIL, "reference", "effect")


async def bridge_lines(
    part: str, of: Of, before: Window, after: Window, filters: Filters, scope: Scope,
    snapshot: Tables | None = None, limit: int | None = MOST,
) -> pd.DataFrame:  # fmt: skip
    """The lines behind the bar `part` of the bridge with the same arguments ("change": those of all bars).

    Columns period ("before", "after"), source (of sale_lines), sold_on, account, product, rep, quantity, unit_price,
    amount, cost, record (id of the order or deal), opportunity (the deal's name), url, reference (what a unit of the
    product was sold for in the first period; for the part "cost", what it cost), effect (what the line contributes).
    Largest effect first, at most `limit`. `attrs` as of the bridge, and count (lines in all) and total (what these
    sum to: the bar). Raises UnknownName, BadFilter.
    """
    return await asyncio.to_thread(list_bridge_lines, part, of, before, after, filters, scope, snapshot, limit)


def list_bridge_lines(
    part: str, of: Of, before: Window, after: Window, filters: Filters, scope: Scope,
    snapshot: Tables | None = None, limit: int | None = MOST,
) -> pd.DataFrame:  # fmt: skip
    """`bridge_lines` for callers that are not async."""
    if part not in (*BARS[of], CHANGE):
        raise UnknownName(_("part of the bridge"), part, (*BARS[of], CHANGE))
    tables = snapshot or engine.current()
    found = measured(of, before, after, filters, scope, tables)
    columns = columns_of(tables, TABLE)
    listed: Columns = {"period": [], "source": [], ROW: [], "effect": []}
    if columns:
        chosen = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
        few = narrowed(tables, TABLE, chosen, filters.dims, scope)
        rows = few if ROW in few.collect_schema().names() else those(sale_rows(tables), chosen)
        rows, windows = rows.filter(~VALUE[of].is_null()), {"before": before, "after": after}
        sides = [contributing(rows.filter(in_window(SOLD_ON, windows[period])), part, of, period, found)
                 for period in periods_of(part)]  # fmt: skip
        listed = _largest(nw.concat([side.select(*listed) for side in sides]), limit)
    frame = _frame(tables, listed, _references(part, found))
    frame.attrs = found.attrs | {"count": found.count(part)[0], "total": found.amount(part)}
    return with_notes(frame)


def _largest(rows: nw.LazyFrame[Any], limit: int | None) -> Columns:
    """Where the lines with the largest effects are found, and these; of equal ones always the same first."""
    order = ["_size", "period", "source", ROW]
    sized = rows.with_columns(nw.col("effect").abs().alias("_size"), nw.col("source").cast(nw.String))
    kept = sized if limit is None else sized.top_k(limit, by=order)
    return kept.sort(order, descending=True).collect().to_dict(as_series=False)


def _references(part: str, found: Measured) -> dict[str | None, float]:
    """What a unit of each product was sold for, or for the bar "cost" what it cost, in the first period."""
    bridge = found.bridge
    values = bridge.cost_before if part == "cost" else bridge.price_before
    return dict(zip(found.products, values.tolist(), strict=True))


def _frame(tables: Tables, listed: Columns, references: dict[str | None, float]) -> pd.DataFrame:
    """The listed lines with all that is known of them."""
    columns: dict[str, list[Any]] = {name: [None] * len(listed[ROW]) for name in COLUMNS}
    columns |= {name: listed[name] for name in ("period", "source", "effect")}
    for source in dict.fromkeys(listed["source"]):
        places = [i for i, one in enumerate(listed["source"]) if one == source]
        for name, values in lines_at(tables, source, [listed[ROW][i] for i in places], OF_LINES).items():
            for i, value in zip(places, values, strict=True):
                columns[name][i] = value
    columns["reference"] = [references.get(product, np.nan) for product in columns["product"]]
    types = {SOLD_ON: "datetime64[s]", **dict.fromkeys(NUMBERS, "float64")}
    return pd.DataFrame(
        {name: pd.Series(values, dtype=types.get(name, object)) for name, values in columns.items()}
    )  # fmt: skip
