"""Sales: what was won, how it compares, where it came from.  /sales and /"""

import asyncio
from typing import Any

import pandas as pd
from dash import Input, Output, callback, html

from auth.scope import current_scope
from charts.sales import revenue_by, revenue_by_month
from data import engine
from filters import Filters
from i18n import N_, _
from metrics.registry import Query, measure_all
from metrics.sales import AVERAGE_DEAL, DEALS_WON, WIN_RATE, WON_REVENUE
from pages.components import cards, figure, metric_cards, notes, page, part_months, window_text
from periods import DAY, add_months

PATH, ALSO = "/sales", ("/",)
TITLE = N_("Sales")
ORDER = 10
CARDS = (WON_REVENUE, DEALS_WON, WIN_RATE, AVERAGE_DEAL)
MOST_CATEGORIES = 12
QUERIES = (  # warmed after a publish
    Query(*CARDS),
    Query(*CARDS, shift="compare"),
    Query(WON_REVENUE, grain="month"),
    Query(WON_REVENUE, grain="month", shift="last_year"),
    Query(WON_REVENUE, by="category", top=MOST_CATEGORIES),
)


def layout(**_query: Any) -> html.Div:
    about = _(WON_REVENUE.about)
    return page(
        cards("sales-cards", CARDS),
        html.Div(
            className="panels",
            children=[
                figure(
                    "sales-months",
                    _("Won revenue by month"),
                    _("Against the same months a year before"),
                    about,
                    wide=True,
                ),
                figure("sales-categories", _("Where it came from"), _("Won revenue by product category"), about),
            ],
        ),
    )


@callback(
    Output("sales-cards", "children"),
    Output("sales-months", "figure"),
    Output("sales-months-subtitle", "children"),
    Output("sales-months-note", "children"),
    Output("sales-categories", "figure"),
    Output("sales-categories-note", "children"),
    Input("filters", "data"),
)
async def show(selected: dict[str, Any] | None) -> tuple[Any, ...]:
    snapshot = await asyncio.to_thread(engine.current)
    now, before, months, year_before, categories = await measure_all(
        *QUERIES, filters=Filters.from_store(selected), scope=current_scope(), snapshot=snapshot
    )
    compared = against_year_before(months, year_before)
    return (
        metric_cards(CARDS, now, before, snapshot.currency),
        revenue_by_month(compared, snapshot.currency),
        _months_subtitle(compared),
        notes(now, months, also=[part_months(months)]),
        revenue_by(categories, "category", snapshot.currency),
        notes(categories),
    )


def against_year_before(months: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """`months` with a column year_before: the month twelve before, from `earlier`, else (all time) from `months`."""
    source = months if earlier.empty else earlier
    amounts = dict(zip(source["month"].tolist(), source["won_revenue"].tolist(), strict=True))
    before = [amounts.get(pd.Timestamp(add_months(month.date(), -12))) for month in months["month"]]
    if earlier.empty and before and (months.attrs["as_of"] + DAY).day != 1:
        before[-1] = None  # a month still running, beside a whole one
    return months.assign(year_before=pd.Series(before, index=months.index, dtype="float64"))


def _months_subtitle(months: pd.DataFrame) -> str:
    if months["year_before"].fillna(0).any():
        return _("{window}, against the same months a year before", window=window_text(months))
    return _("{window}; there is nothing from a year before", window=window_text(months))
