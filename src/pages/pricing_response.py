"""How price moves the chance to win, by category; where the deals cannot say, why."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.price_response import Mark, price_curve
from charts.theme import empty_figure
from data.engine import Snapshot
from derive.price_views import PriceView, PriceViews, find_price_views, price_views
from i18n import N_, _, number
from metrics.definition import Unit
from pages.asked import Asked, asked
from pages.choices import choice
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pipeline_columns import fitted
from pages.pricing_response_words import (
    CHOICE,
    best,
    category_of,
    fitted_on,
    of_category,
    offered,
    remarks,
    why_none,
    willing,
)
from pages.table import table, table_outputs, table_parts

NAME, TABLE = "pricing-response", "pricing-response-table"
DEFINITIONS = (
    Definition(N_("Chance to win"), N_("By what was asked as a share of the reference price: the list price, else the"
                                       " median of competitors. Logistic, with a level for each sector; the dots are"
                                       " groups of deals.")),
    Definition(N_("Half would be won"), N_("Willingness to pay: the price at which the curve crosses 50 %. Its 95 %"
                                           " interval is Fieller's.")),
    Definition(N_("Best for margin"), N_("The price, among those that were asked, at which (price - unit cost) x"
                                         " chance is highest.")),
    Definition(N_("No curve"), N_("None is drawn where there are too few deals, where the price hardly varies, where"
                                  " it goes with the segment, or where the slope is not negative beyond doubt.")),
)  # fmt: skip
COLUMNS = ("n", "won", "slope", "slope_low", "slope_high", "wtp", "wtp_low", "wtp_high", "best_margin",
           "best_margin_low", "best_margin_high", "best_revenue")  # fmt: skip
LABELS = {
    "category": N_("Category"), "n": N_("Deals"), "won": N_("Won"), "slope": N_("Slope"),
    "slope_low": N_("Slope from"), "slope_high": N_("Slope to"), "wtp": N_("Half would be won at"),
    "wtp_low": N_("Half won from"), "wtp_high": N_("Half won to"), "best_margin": N_("Best for margin"),
    "best_margin_low": N_("Margin from"), "best_margin_high": N_("Margin to"),
    "best_revenue": N_("Best for revenue"), "said": N_("What it says"),
}  # fmt: skip
UNITS: dict[str, Unit] = {"n": "count", "won": "count", **dict.fromkeys(COLUMNS[5:], "fraction")}
WIDTHS = {"category": 152, "n": 86, "slope": 72, "said": 200}  # on the page; exports have the other figures too
OF_CURVE = {"relative_price": N_("Price, of the reference"), "probability": N_("Chance to win"),
            "low": N_("At least (95 %)"), "high": N_("At most (95 %)")}  # fmt: skip


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """The curve with its choice of a category, and the table of all of them."""
    views = find_price_views(scope, snapshot) if snapshot else None
    control = choice(CHOICE, _("Category"), offered(views), query)
    return [
        panel(NAME, _("Price response"), DEFINITIONS, width="half", tall=True, controls=[control]),
        table(TABLE, _("Price response by category"), DEFINITIONS, width="half", height=480),
    ]


@callback(*outputs(NAME), *table_outputs(TABLE), Input("pricing-below", "data"), prevent_initial_call=True)
async def show_response(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    curve, all_of_them = await exhibits(found)
    rows, columns, *words = table_parts(all_of_them, found.currency, by=())
    return [*curve.parts(), rows, [_readable(column) for column in fitted(columns, WIDTHS)], *words]


async def exhibits(found: Asked) -> list[Exhibit]:
    """The curve of the category that is chosen, and what is known of each."""
    views = await price_views(found.scope, found.snapshot)
    if views is None:
        return _none_yet()
    view = views.of(category_of(found.choice(CHOICE, offered(views))))
    return [_curve(views, view), _table(views)]


def _curve(views: PriceViews, view: PriceView) -> Exhibit:
    title = _("Chance to win by price: {category}", category=of_category(view))
    refusal, labels = view.refusal, {name: _(label) for name, label in OF_CURVE.items()}
    if refusal is not None:
        return Exhibit(NAME, title, view.curve, (), lambda: empty_figure(refusal.message, refusal.hint),
                       _("No curve"), " ".join(remarks(views, view)), labels)  # fmt: skip
    marks = [
        Mark(name, row[key], row[f"{key}_low"], row[f"{key}_high"], key == "best_margin")
        for row in [view.row]
        for key, name in (("wtp", _("half won")), ("best_margin", _("best for margin")))
        if row[key] is not None and not row[f"{key}_beyond"]
    ]
    units: dict[str, Unit] = dict.fromkeys(OF_CURVE, "fraction")
    return Exhibit(NAME, title, view.curve, (), lambda: price_curve(view.curve, view.bins, marks),
                   _in_words(views, view), " ".join(remarks(views, view)), labels, units)  # fmt: skip


def _in_words(views: PriceViews, view: PriceView) -> str:
    """The figures that matter, with their intervals."""
    return _("; ").join([fitted_on(views, view), willing(view), best(view)])


def _table(views: PriceViews) -> Exhibit:
    rows = [
        {"category": view.category or _("All categories"), **{name: view.row[name] for name in COLUMNS},
         "said": _verdict(view)}
        for view in views.views
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["category", *COLUMNS, "said"])
    frame[list(COLUMNS)] = frame[list(COLUMNS)].astype(float)
    return Exhibit(
        TABLE, _("Price response by category"), frame, (),
        subtitle=_("Slope: change of the log-odds to win per unit of relative price; intervals of 95 %"),
        note=_("The segment is the sector; for all categories it is category and sector."),
        labels={name: _(label) for name, label in LABELS.items()}, units=UNITS,
    )  # fmt: skip


def _verdict(view: PriceView) -> str:
    """What the curve says in words, or why there is none."""
    if view.refusal is not None:
        return view.refusal.message
    low, high = (number(view.row[f"slope_{end}"], 1) for end in ("low", "high"))
    slope = _("Slope between {low} and {high}", low=low, high=high)
    return _("; ").join([slope, willing(view), best(view)])


def _readable(column: dict[str, Any]) -> dict[str, Any]:
    """Sentences need room: they wrap."""
    if column["field"] != "said":
        return column
    return column | {"wrapText": True, "autoHeight": True, "flex": 3, "cellClass": "sentence"}


def _none_yet() -> list[Exhibit]:
    title, hint = why_none()
    return [
        Exhibit(NAME, _("Price response"), pd.DataFrame(columns=list(OF_CURVE)), (), lambda: empty_figure(title, hint)),
        Exhibit(TABLE, _("Price response by category"), pd.DataFrame(columns=["category"]), (), subtitle=title),
    ]
