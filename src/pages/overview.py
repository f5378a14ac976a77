"""Overview: how the business is doing, in ten seconds.  /overview and /"""

from dataclasses import replace
from typing import Any

from dash import Input, Output, callback, dcc, html

from data import engine
from errors import NoData
from i18n import N_, _
from metrics.definition import Metric
from metrics.dimensions import DIMENSIONS
from metrics.goals import PACE, TARGET
from metrics.pipeline import DEALS_OPEN, PIPELINE
from metrics.sales import DEALS_LOST, DEALS_WON, WIN_RATE, WON_REVENUE
from pages.asked import Asked, asked
from pages.cards import cards
from pages.choices import choice
from pages.components import page
from pages.exhibit import Exhibit
from pages.forecast_ahead import ABOUT as FORECAST
from pages.overview_behind import DEALS, MOVERS, ORDERS, SHOWN, deals_exhibit, movers_exhibit
from pages.overview_first import PIPELINES, WITH_TARGETS, WITHOUT, card_metrics, first_screen, queries
from pages.panel import Definition, outputs, panel
from pages.table import table, table_outputs, table_parts

PATH, ALSO = "/overview", ("/",)
TITLE = N_("Overview")
ORDER = 5
QUERIES = tuple(  # warmed after a publish
    dict.fromkeys(query for cards_ in (WITH_TARGETS, WITHOUT) for query in queries(cards_, "month", "week"))
)
TABLE_HEIGHT = 430


def layout(**query: Any) -> html.Div:
    return page(
        cards("overview-cards", _cards_to_come(), sentences=True),
        html.Div(_first_panels(query), className="panels overview-first"),
        dcc.Store("overview-below"),
        html.Div(_panels_below(query), className="panels"),
    )


def _cards_to_come() -> Any:
    try:
        return card_metrics(engine.current())
    except NoData:
        return WITH_TARGETS


def _first_panels(query: dict[str, Any]) -> list[Any]:
    shown = {value: _(label) for value, label in PIPELINES.items()}
    behind: list[Metric | Definition] = [WON_REVENUE, TARGET, PACE, FORECAST]
    return [
        panel("overview-progress", _("Won revenue against target and the year before"), behind, width="wide"),
        panel("overview-win-rate", _("Win rate"), [WIN_RATE]),
        panel("overview-pipeline", _("Pipeline"), [PIPELINE, DEALS_OPEN],
              controls=[choice("overview.pipeline", _("Pipeline"), shown, query)]),
    ]  # fmt: skip


def _panels_below(query: dict[str, Any]) -> list[Any]:
    members = {name: _(DIMENSIONS[name].label) for name in MOVERS}
    which = {value: _(label) for value, label in DEALS.items()}
    orders = {value: _(label) for value, label in ORDERS.items()}
    return [
        panel("overview-movers", _("Top movers"), [WON_REVENUE], tall=True,
              controls=[choice("overview.movers", _("By"), members, query)]),
        table("overview-deals", _("Deals won"), [DEALS_WON, DEALS_LOST], width="wide", height=TABLE_HEIGHT,
              controls=[choice("overview.deals", _("Show"), which, query),
                        choice("overview.order", _("Order"), orders, query)]),
    ]  # fmt: skip


@callback(
    Output("overview-cards", "children"),
    *outputs("overview-progress", "overview-win-rate", "overview-pipeline"),
    Output("overview-below", "data"),
    Input("filters", "data"),
)
async def show(selected: dict[str, Any] | None) -> list[Any]:
    row_of_cards, (_figures, *charts) = await first_screen(await asked(selected))
    return [row_of_cards, *(part for exhibit in charts for part in exhibit.parts()), selected]


@callback(
    *outputs("overview-movers"), *table_outputs("overview-deals"), Input("overview-below", "data"),
    prevent_initial_call=True,
)  # fmt: skip
async def show_below(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    moved, behind = await movers_exhibit(found), await deals_exhibit(found)
    seen = replace(behind, frame=behind.frame[list(SHOWN)])
    return [*moved.parts(), *table_parts(seen, found.currency, by=("account",))]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    _cards, shown = await first_screen(found)
    return [*shown, await movers_exhibit(found), await deals_exhibit(found)]
