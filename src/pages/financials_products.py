"""Product margin: where it shrinks, where there is leeway."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.margin_changes import margin_changes
from charts.margin_velocity import margin_velocity
from data.engine import Snapshot
from i18n import N_, _, span
from metrics import product_margins as margins
from metrics.definition import Unit
from metrics.product_margins import compared
from metrics.product_verdicts import LEEWAY, VERDICTS
from metrics.sold import AVERAGE_PRICE, GROSS_MARGIN, GROSS_PROFIT, REVENUE
from pages import financials_products_words as said
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.financials_range import periods_of
from pages.panel import Definition, outputs, panel
from pages.table import table, table_outputs, table_parts

MOVED, LEEWAYS, TABLE = "financials-margin-changes", "financials-leeway", "financials-products"
BELOW, AGAINST = "financials-below", "financials.margins_against"
AGAINSTS = {"last_year": N_("Year before"), "previous": N_("Period before")}
CHANGE = Definition(
    N_("What a change of margin comes to"),
    N_("Change of gross margin x revenue of now, over the lines whose cost is known. From prices: what the margin would"
       " have changed by at the unit cost of before; the rest is from costs."),
)  # fmt: skip
VELOCITY = Definition(
    N_("Leeway"), N_("Units a month against gross margin; the lines are the medians of the products.")
)
METRICS = (REVENUE, AVERAGE_PRICE, GROSS_MARGIN, GROSS_PROFIT)
LABELS = {
    "units": N_("Units"), "units_per_month": N_("Units a month"), "unit_cost": N_("Unit cost"),
    "gross_margin_before": N_("Margin before"), "margin_change": N_("Change of margin"),
    "from_price": N_("of it from prices"), "from_cost": N_("of it from costs"), "margin_money": N_("Worth"),
    "lines": N_("Sales"), "lines_before": N_("Sales before"), "says": N_("Verdict"), "room": N_("Leeway"),
}  # fmt: skip
UNITS: dict[str, Unit] = {
    "units": "count", "units_per_month": "count", "unit_cost": "money", "gross_margin_before": "fraction",
    "margin_change": "points", "from_price": "points", "from_cost": "points", "margin_money": "money",
}  # fmt: skip
SHOWN = (
    "product", "revenue", "units", "units_per_month", "average_price", "unit_cost", "gross_margin",
    "gross_margin_before", "margin_change", "margin_money", "says", "room", "from_price", "from_cost", "gross_profit",
    "lines", "lines_before",
)  # fmt: skip


def panels(query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """What moved, where there is leeway, and all products below."""
    control = choice(AGAINST, _("Compare with"), {name: _(label) for name, label in AGAINSTS.items()}, query)
    return [
        panel(
            MOVED,
            _("Where margins moved, in points"),
            (GROSS_MARGIN, CHANGE),
            width="half",
            tall=True,
            controls=[control],
        ),
        panel(LEEWAYS, _("Where there is leeway"), (GROSS_MARGIN, VELOCITY), width="half", tall=True),
        table(TABLE, _("Margin of each product"), METRICS),
    ]


@callback(*outputs(MOVED, LEEWAYS), *table_outputs(TABLE), Input(BELOW, "data"), prevent_initial_call=True)
async def show_products(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    moved, leeway, products = await exhibits(found)
    return [*moved.parts(), *leeway.parts(), *table_parts(products, found.currency)]


async def exhibits(found: Asked) -> list[Exhibit]:
    """All three from the same figures."""
    shown = await asyncio.to_thread(periods_of, found)
    windows = compared(shown.start, shown.end, found.choice(AGAINST, AGAINSTS))
    frame = await margins.product_margins(windows, found.filters, found.scope, found.snapshot)
    days, before = span(*windows.now), span(*windows.before)
    against = _("{days} against {before}", days=days, before=before)
    stated = _("{days} against {before}.", days=days, before=before)
    return [
        Exhibit(MOVED, _("Where margins moved, in points"), _table(frame), METRICS,
                lambda: margin_changes(frame, found.currency),
                said.moved(frame, found.currency) or against,
                notes(frame, also=[stated, *said.most(frame), *said.caveats(frame)]), _labels(), UNITS),
        Exhibit(LEEWAYS, _("Where there is leeway"), _table(frame), METRICS,
                lambda: margin_velocity(frame, found.currency, *said.medians(frame)), said.leeway(frame),
                notes(frame, also=[_("{days}.", days=days), *said.costs(frame)]), _labels(), UNITS),
        Exhibit(TABLE, _("Margin of each product"), _table(frame), METRICS, subtitle=against,
                note=notes(frame, also=[*said.caveats(frame), *said.rest(frame)]), labels=_labels(), units=UNITS),
    ]  # fmt: skip


def _labels() -> dict[str, str]:
    return {name: _(label) for name, label in LABELS.items()}


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns shown, verdicts in words."""
    room = {code: _(text) for code, text in LEEWAY.values()}
    shown = frame.copy(deep=False)
    shown["says"] = [_(VERDICTS[code]) for code in frame["verdict"]]
    shown["room"] = [room.get(code, "") for code in frame["leeway"]]
    return shown[list(SHOWN)]
