"""Sales: what was won, how it compares, where it came from.  /sales"""

from collections.abc import Mapping
from itertools import chain, islice
from typing import Any

from dash import Input, Output, callback, dcc, html

from auth.scope import current_scope
from data import engine
from derive.revenue import ALL_MONTHS
from errors import NoData
from i18n import N_, _
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.query import Query
from metrics.ranking import BESIDE
from metrics.sales import WIN_RATE, WON_REVENUE
from pages import sales_compare, sales_drill, sales_first, sales_ranking, sales_rings, sales_trends
from pages.asked import Asked, asked
from pages.cards import cards
from pages.choices import choice
from pages.components import aria, page
from pages.exhibit import Exhibit
from pages.forecast_ahead import ABOUT as FORECAST
from pages.forecast_ahead import horizons
from pages.panel import outputs, panel
from pages.sales_first import AHEAD, CARDS
from pages.table import table, table_outputs, table_parts

PATH = "/sales"
TITLE = N_("Sales")
ORDER = 10
DRILL = Query(WON_REVENUE, by="category", top=sales_drill.MOST)  # as it is before anybody drills down
QUERIES = (*sales_first.QUERIES, ALL_MONTHS, DRILL)  # warmed after a publish
BELOW = (sales_ranking, sales_trends, sales_rings, sales_compare)  # parts of the second screen, in its order
CHARTS = ("sales-ranking", "sales-win-rate", "sales-cycle", "sales-spread", "sales-season", "sales-rings",
          "sales-compare")  # fmt: skip
TABLES = ("sales-ranking-table", "sales-compare-table")
TABLE_HEIGHT = 440


def layout(**query: Any) -> html.Div:
    path = html.Nav(id="sales-path", className="path", **aria(label=_("Where you are")))
    ahead = choice(AHEAD, _("Forecast"), horizons(off=True), query)
    first = [
        panel("sales-months", _("Won revenue by month"), [WON_REVENUE, FORECAST], width="wide", controls=[ahead]),
        panel("sales-drill", _("Won revenue by category"), [WON_REVENUE], controls=[path]),
    ]
    return page(
        cards("sales-cards", CARDS),
        html.Div(first, className="panels"),
        dcc.Store("sales-below"),
        html.Div(_panels_below(query), className="panels"),
    )


def _panels_below(query: Mapping[str, Any]) -> list[Any]:
    try:
        snapshot = engine.current()
    except NoData:
        snapshot = None
    scope = current_scope()
    dimensions = sales_ranking.dimensions(snapshot, scope)
    rank = [choice("sales.rank", _("By"), sales_ranking.measures(), query),
            choice("sales.rank_by", _("Of"), dimensions, query)]  # fmt: skip
    rings = choice("sales.sunburst", _("Show"), sales_rings.choices(snapshot, scope), query)
    members = choice("sales.compare_by", _("Compare"), sales_compare.choices(snapshot, scope), query)
    return [
        panel("sales-ranking", _("Ranking"), BESIDE, tall=True, controls=rank),
        table("sales-ranking-table", _("Ranking"), BESIDE, width="wide", height=TABLE_HEIGHT),
        panel("sales-win-rate", _("Win rate by month"), [WIN_RATE], width="third"),
        panel("sales-cycle", _("Sales cycle by month"), [SALES_CYCLE_DAYS], width="third"),
        panel("sales-spread", _("Sales cycle"), [SALES_CYCLE_DAYS], width="third"),
        panel("sales-rings", _("Won revenue in rings"), [WON_REVENUE], tall=True, controls=[rings]),
        panel("sales-season", _("Season: won revenue by month and year"), [WON_REVENUE], width="wide", tall=True),
        panel("sales-compare", _("Side by side: won revenue by month"), [WON_REVENUE], width="full",
              controls=[members]),
        table("sales-compare-table", _("Side by side: figures"), sales_compare.FIGURES),
    ]  # fmt: skip


@callback(
    Output("sales-cards", "children"), *outputs("sales-months", "sales-drill"), Output("sales-path", "children"),
    Output("sales-below", "data"), Input("filters", "data"),
)  # fmt: skip
async def show(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    row, (_figures, *charts) = await _first_screen(found)
    return [row, *(part for exhibit in charts for part in exhibit.parts()), sales_drill.path(found), selected]


@callback(*outputs(*CHARTS), *table_outputs(*TABLES), Input("sales-below", "data"), prevent_initial_call=True)
async def show_below(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    shown = {exhibit.name: exhibit for exhibit in await _below(found)}
    figures = [part for name in CHARTS for part in shown[name].parts()]
    extra = found.snapshot.dimensions
    return [*figures, *(part for name in TABLES for part in table_parts(shown[name], found.currency, extra=extra))]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    _row, shown = await _first_screen(found)
    return [*shown, *await _below(found)]


async def _first_screen(found: Asked) -> tuple[list[Any], list[Exhibit]]:
    """The row of cards, and the exhibits: the cards' figures, months, drill."""
    months = [ALL_MONTHS] if sales_first.is_forecast(found) else []
    frames = await found.measure(*sales_first.QUERIES, sales_drill.query(found), *months)
    now, before, monthly, earlier, parts = frames[:5]
    forecast = await sales_first.forecast_of(found)
    return sales_first.cards_row(found, now, before, monthly), [
        sales_first.cards_exhibit(now),
        sales_first.months_exhibit(found, now, monthly, earlier, forecast),
        sales_drill.exhibit(found, parts),
    ]


async def _below(found: Asked) -> list[Exhibit]:
    """All parts of the second screen, measured together."""
    wanted = [part.queries(found) for part in BELOW]
    frames = iter(await found.measure(*chain.from_iterable(wanted)))
    made = [part.exhibits(found, *islice(frames, len(each))) for part, each in zip(BELOW, wanted, strict=True)]
    return list(chain.from_iterable(made))
