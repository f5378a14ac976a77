"""Stock beside demand and price position: what lies too long because it is dear, what runs out because it is cheap."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.stock_cover import cover_bubbles
from charts.theme import empty_figure
from data.engine import Snapshot
from i18n import N_, _, day, ngettext, number, short_money
from metrics import price_index
from metrics.run import last_day
from metrics.stock_cover import (
    ABOUT,
    BALANCED,
    LABEL,
    LONG_ANYWAY,
    LOWER,
    NO_SALES,
    NOT_COUNTED,
    RAISE,
    SHORT_ANYWAY,
    UNCOMPARED,
    stock_cover,
)
from pages.asked import Asked, asked
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pipeline_columns import fitted
from pages.table import table, table_outputs, table_parts
from settings import settings

NAME, TABLE = "pricing-stock", "pricing-stock-table"
OLD = 60  # days after which a count is said to be old
WORDS = {
    LOWER: N_("Overstocked, dear: lower price"), RAISE: N_("Short, cheap: raise price"),
    NO_SALES: N_("No sales"), LONG_ANYWAY: N_("Overstocked, but not dear"),
    SHORT_ANYWAY: N_("Short, but not cheap: reorder"), BALANCED: N_("In balance"),
    UNCOMPARED: N_("No competitor's price"), NOT_COUNTED: N_("Not counted"),
}  # fmt: skip
DEFINITIONS = (
    Definition(LABEL, ABOUT),
    Definition(price_index.LABEL, price_index.ABOUT),
    Definition(N_("Overstocked, short"), N_("A cover of more than 1.25 x the median of all products; of less than 0.8 x"
                                            " it. Within 2 % of rivals' price a product is neither dear nor cheap.")),
    Definition(N_("Stock at cost"), N_("Units x unit cost of the count, else of the product.")),
)  # fmt: skip
WIDTHS = {
    "product": 118, "situation": 202, "weeks_cover": 94, "units": 60, "weekly_units": 70, "price_index": 66,
    "stock_value": 98, "counted_on": 106, "category": 110,
}  # fmt: skip
LABELS = {
    "situation": N_("What to do"), "weeks_cover": N_("Weeks of cover"), "units": N_("Units"),
    "weekly_units": N_("Sold a week"), "price_index": N_("Price index"), "stock_value": N_("Stock at cost"),
    "counted_on": N_("Counted on"), "count_age_days": N_("Age of the count"),
}  # fmt: skip


def panels(_query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The chart, and the table beside it."""
    return [
        panel(NAME, _("Stock and price"), DEFINITIONS, tall=True),
        table(TABLE, _("Stock, demand and price by product"), DEFINITIONS, width="wide", height=440),
    ]


@callback(*outputs(NAME), *table_outputs(TABLE), Input("pricing-below", "data"), prevent_initial_call=True)
async def show_stock(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    bubbles, products = await exhibits(found)
    rows, columns, *words = table_parts(products, found.currency, by=("product",))
    shown = [{**column, "filter": False} for column in fitted(columns, WIDTHS)]
    return [*bubbles.parts(), rows, shown, *words]


async def exhibits(found: Asked) -> list[Exhibit]:
    """The bubbles and the table."""
    fiscal = settings().company.fiscal_year_start
    window = found.filters.window(last_day(found.snapshot), fiscal) if found.filters.dated else None
    frame = await stock_cover(window, found.filters, found.scope, found.snapshot)
    titles = _("Stock and price"), _("Stock, demand and price by product")
    if frame.empty:
        why, hint = _nothing(found)
        return [
            Exhibit(NAME, titles[0], frame, (), lambda: empty_figure(why, hint), note=notes(frame)),
            Exhibit(TABLE, titles[1], frame, (), subtitle=why, note=hint),
        ]
    usual = frame.attrs["median_cover"]
    also = [*_counted(frame), *_left_out(frame)]
    shown = frame.assign(situation=[_(WORDS[name]) for name in frame["situation"]])
    kept = shown[[*WIDTHS, "tier", "count_age_days"]]
    kept.attrs = frame.attrs
    labels = {name: _(label) for name, label in LABELS.items()}
    return [
        Exhibit(NAME, titles[0], kept, (), lambda: cover_bubbles(frame, usual, found.currency), _in_words(found, frame),
                notes(frame, also=also), labels, {"stock_value": "money", "count_age_days": "days"}),
        Exhibit(TABLE, titles[1], kept, (), subtitle=_demand(frame), note=notes(frame), labels=labels,
                units={"stock_value": "money", "count_age_days": "days"}),
    ]  # fmt: skip


def _nothing(found: Asked) -> tuple[str, str]:
    """Why there is nothing to see, and what to do about it."""
    if "stock" not in found.snapshot.names or not found.snapshot.manifest["rows"].get("stock"):
        hint = _("Import a table of counts: product, day of the count, units, and unit cost if there is one.")
        return _("No stock is loaded"), hint
    return _("Nothing was counted by the end of this period with these filters"), _(
        "Choose a later period, or take filters off.")  # fmt: skip


def _in_words(found: Asked, frame: pd.DataFrame) -> str:
    """How many products the price can do something about, and what lies in stock of them."""
    said = []
    for situation, words in ((LOWER, _("overstocked and dear")), (RAISE, _("short and cheap"))):
        rows = frame[frame["situation"] == situation]
        worth = _(" ({amount} at cost)", amount=short_money(rows["stock_value"].sum(), found.currency))
        n = ngettext("{n} product", "{n} products", len(rows))
        said.append(f"{n} {words}{worth if len(rows) and rows['stock_value'].notna().any() else ''}")
    return _("; ").join(said)


def _demand(frame: pd.DataFrame) -> str:
    usual, weeks = frame.attrs["median_cover"], number(frame.attrs["demand_weeks"])
    if usual is None:
        return _("No product that was counted was sold in the {n} weeks before", n=weeks)
    return _("Half of the products last for {cover} weeks or longer at the sales of the {n} weeks before their count",
             cover=number(usual, 1), n=weeks)  # fmt: skip


def _counted(frame: pd.DataFrame) -> list[str]:
    """When the stock was counted, and whether that is long ago."""
    known = frame["count_age_days"].dropna()
    if known.empty:
        return []
    newest = int(known.min())
    said = [_("Counted on {day}, {age} before the end of the period.", day=day(frame.attrs["counted_on"]),
              age=ngettext("{n} day", "{n} days", newest))]  # fmt: skip
    old = int((known > OLD).sum())
    if old:
        said.append(ngettext("{n} count is older than {days} days: it may no longer hold.",
                             "{n} counts are older than {days} days: they may no longer hold.", old,
                             days=number(OLD)))  # fmt: skip
    return said


def _left_out(frame: pd.DataFrame) -> list[str]:
    """The products that the chart cannot show."""
    cases = (
        (NO_SALES, _("without sales")), (UNCOMPARED, _("without a competitor's price")), (NOT_COUNTED, _("not counted"))
    )  # fmt: skip
    counts = [(int((frame["situation"] == name).sum()), words) for name, words in cases]
    found = [f"{number(n)} {words}" for n, words in counts if n]
    return [_("Only in the table: {products}.", products=", ".join(found))] if found else []
