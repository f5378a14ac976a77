"""Forecast: where we will land, how sure that is, and how good such forecasts were.  /forecast"""

import asyncio
from collections.abc import Mapping
from typing import Any

from dash import Input, Output, callback, dcc, html

from auth.scope import current_scope
from data import engine
from derive.forecasts import forecast_for
from derive.quarter import quarter_landing
from derive.revenue import ALL_MONTHS
from errors import NoData
from i18n import N_, _
from metrics.run import last_day
from metrics.sales import WON_REVENUE
from pages import forecast_cards, forecast_chances, forecast_league, forecast_months, forecast_outlook, forecast_parts
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import page
from pages.exhibit import Exhibit
from pages.forecast_ahead import ABOUT, horizons
from pages.panel import outputs, panel
from pages.table import table, table_outputs, table_parts

PATH = "/forecast"
TITLE = N_("Forecast")
ORDER = 20
QUERIES = (ALL_MONTHS,)  # warmed after a publish
OWN = (forecast_outlook, forecast_chances)  # parts with callbacks of their own


def layout(**query: Any) -> html.Div:
    ahead = choice(forecast_months.AHEAD, _("Months ahead"), horizons(), query)
    months = panel(forecast_months.NAME, _("Won revenue by month, with forecast"), [WON_REVENUE, ABOUT], width="full",
                   controls=[ahead])  # fmt: skip
    return page(
        forecast_cards.skeletons(),
        html.Div([months], className="panels"),
        dcc.Store("forecast-below"),
        html.Div(_panels_below(query), className="panels"),
    )


def _panels_below(query: Mapping[str, Any]) -> list[Any]:
    try:
        snapshot = engine.current()
    except NoData:
        snapshot = None
    scope = current_scope()
    by = choice(forecast_parts.BY, _("By"), forecast_parts.dimensions(snapshot, scope), query)
    over = choice(forecast_league.AHEAD, _("Over"), forecast_league.horizons(), query)
    about = forecast_league.DEFINITIONS
    return [
        *forecast_outlook.panels(query, snapshot, scope),
        table(forecast_parts.NAME, _("Forecast by category"), forecast_parts.DEFINITIONS, controls=[by]),
        panel(forecast_league.BARS, _("Forecast league"), about, controls=[over]),
        panel(forecast_league.COURSE, _("Past forecasts against what came"), about, width="wide"),
        table(forecast_league.TABLE, _("How good each was"), about),
        *forecast_chances.panels(query, snapshot, scope),
    ]


@callback(
    Output(forecast_cards.NAME, "children"), *outputs(forecast_months.NAME), Output("forecast-below", "data"),
    Input("filters", "data"),
)  # fmt: skip
async def show(selected: dict[str, Any] | None) -> list[Any]:
    row, (_figures, months) = await _first_screen(await asked(selected))
    return [row, *months.parts(), selected]


@callback(
    *table_outputs(forecast_parts.NAME), *outputs(forecast_league.BARS, forecast_league.COURSE),
    *table_outputs(forecast_league.TABLE), Input("forecast-below", "data"), prevent_initial_call=True,
)  # fmt: skip
async def show_below(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    parts, (bars, judged, course) = await asyncio.gather(forecast_parts.exhibit(found), forecast_league.exhibits(found))
    extra = found.snapshot.dimensions
    return [
        *table_parts(parts, found.currency, extra=extra), *bars.parts(), *course.parts(),
        *table_parts(judged, found.currency, by=()),
    ]  # fmt: skip


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    _row, shown = await _first_screen(found)
    parts, league = await asyncio.gather(forecast_parts.exhibit(found), forecast_league.exhibits(found))
    own = await asyncio.gather(*(part.exhibits(found) for part in OWN))
    return [*shown, parts, *league, *(exhibit for exhibits_ in own for exhibit in exhibits_)]


async def _first_screen(found: Asked) -> tuple[list[Any], list[Exhibit]]:
    """The row of cards, and the exhibits: the cards' figures, months."""
    [months] = await found.measure(ALL_MONTHS)  # first: the fit takes it from the cache
    forecast = await forecast_for(found.filters, found.scope, found.snapshot)
    quarter = quarter_landing(forecast.frame, months, last_day(found.snapshot))
    return forecast_cards.cards_row(forecast, quarter, found.currency), [
        forecast_cards.cards_exhibit(forecast, quarter),
        forecast_months.exhibit(found, months, forecast),
    ]
