"""Lost deals by reason, price and product: where the price is prohibitive, and the deals that were lost on it."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.lost_deals import reasons_table
from charts.theme import empty_figure
from data.engine import Snapshot
from i18n import N_, _, mid_sentence
from metrics.checks import dimension_values
from metrics.dimensions import DIMENSIONS
from metrics.discounts import MEDIAN_LOST_DISCOUNT
from metrics.lost_deals import by_reason, lost_deals, reasons_query
from metrics.price_losses import price_losses, prohibitive_query
from metrics.pricing import LOST_DEALS_SHARE, MEDIAN_DISCOUNT
from metrics.sales import DEALS_LOST, LOST_REVENUE
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pipeline_columns import fitted
from pages.pricing_lost_on_price import (
    PRICE,
    TABLE,
    WIDTHS,
    listed,
    no_prices,
    nobody_says_why,
    on_price,
    reasons_asked,
)
from pages.table import table, table_outputs, table_parts

REASONS, BY = "pricing-lost-reasons", "pricing.lost_by"
GROUPS = ("category", "product", "sector", "discount_band", "tier", "country", "rep", "lead_source")
ON_PRICE = price_losses(())
OFFER = Definition(N_("Offer"), N_("What the deal was last offered at, against list price x quantity."))


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """Reasons by group, where the price is the reason, and the deals lost on it."""
    control = choice(BY, _("By"), _groups(snapshot, scope), query)
    return [
        panel(REASONS, _("Why deals were lost"), [LOST_DEALS_SHARE, DEALS_LOST, LOST_REVENUE], width="wide", tall=True,
              controls=[control]),
        panel(PRICE, _("Lost on price"), [ON_PRICE.share, ON_PRICE.amount, MEDIAN_LOST_DISCOUNT, MEDIAN_DISCOUNT],
              tall=True),
        table(TABLE, _("Deals lost on price"), [ON_PRICE.deals, OFFER], height=340),
    ]  # fmt: skip


def _groups(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """What losses can be broken down by, by name: the dimensions that have values."""
    names = [name for name in GROUPS if snapshot is None or dimension_values(name, scope, snapshot)]
    return {name: _(DIMENSIONS[name].label) for name in names or GROUPS[:1]}


@callback(*outputs(REASONS, PRICE), *table_outputs(TABLE), Input("pricing-below", "data"), prevent_initial_call=True)
async def show_lost(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    reasons, price, deals = await _shown(found, exported=False)
    rows, columns, *words = table_parts(deals, found.currency, by=("account",))
    return [*reasons.parts(), *price.parts(), rows, fitted(columns, WIDTHS), *words]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Reasons by group, where the price is the reason, and the deals lost on it."""
    return await _shown(found, exported=True)


async def _shown(found: Asked, exported: bool) -> list[Exhibit]:
    groups = _groups(found.snapshot, found.scope)
    by = found.choice(BY, groups)
    tables = found.snapshot
    (cells, prices, whole), deals = await asyncio.gather(
        found.measure(reasons_query(by), prohibitive_query(tables, by), prohibitive_query(tables)),
        lost_deals(found.filters, found.scope, tables, on_price=not reasons_asked(found)),
    )
    none_on_price = no_prices(found, whole)
    return [
        _reasons(found, by, groups[by], cells), on_price(found, by, groups[by], prices, whole, none_on_price),
        listed(found, deals, none_on_price, exported),
    ]  # fmt: skip


def _reasons(found: Asked, by: str, label: str, measured: pd.DataFrame) -> Exhibit:
    cells = by_reason(measured, by)
    title = _("Why deals were lost, by {dimension}", dimension=mid_sentence(label))
    known = cells["lost_reason"].notna().any()
    if len(cells) and not known:
        why, hint = nobody_says_why()
        return Exhibit(REASONS, title, cells.head(0), (), lambda: empty_figure(why, hint), note=notes(measured))
    return Exhibit(
        REASONS, title, cells, (DEALS_LOST, LOST_REVENUE), lambda: reasons_table(cells, by, found.currency),
        _("Share of each row's lost deals; at the right how many there are. A click filters"),
        notes(measured), {"share": _("Share of the group"), "group_deals": _("Deals lost, group"),
                          "group_revenue": _("Lost revenue, group")},
        {"share": "fraction", "group_revenue": "money"},
    )  # fmt: skip
