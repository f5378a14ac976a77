"""Sales: what was won, how it compares, where it came from.  /sales and /"""

from typing import Any

import pandas as pd
from dash import Input, Output, callback, html

from charts.sales import revenue_by, revenue_by_month
from i18n import N_, _
from metrics.registry import Query
from metrics.sales import AVERAGE_DEAL, DEALS_WON, WIN_RATE, WON_REVENUE
from pages.asked import Asked, asked
from pages.cards import cards, metric_cards
from pages.components import notes, page, part_months, window_text
from pages.exhibit import Exhibit
from pages.panel import outputs, panel
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
    return page(
        cards("sales-cards", CARDS),
        html.Div(
            [
                panel("sales-months", _("Won revenue by month"), [WON_REVENUE], width="wide"),
                panel("sales-categories", _("Where it came from"), [WON_REVENUE]),
            ],
            className="panels",
        ),
    )


@callback(Output("sales-cards", "children"), *outputs("sales-months", "sales-categories"), Input("filters", "data"))
async def show(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    row_of_cards, shown = await _first_screen(found)
    return [row_of_cards, *(part for exhibit in shown for part in exhibit.parts())]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    _cards, shown = await _first_screen(found)
    return shown


async def _first_screen(found: Asked) -> tuple[list[Any], list[Exhibit]]:
    now, before, months, year_before, categories = await found.measure(*QUERIES)
    compared = against_year_before(months, year_before)
    return metric_cards(CARDS, now, before, found.currency), [
        Exhibit(
            "sales-months", _("Won revenue by month"), compared, (WON_REVENUE,),
            lambda: revenue_by_month(compared, found.currency), _months_subtitle(compared),
            notes(now, months, also=[part_months(months)]), {"year_before": _("Year before")},
        ),
        Exhibit(
            "sales-categories", _("Where it came from"), categories, (WON_REVENUE,),
            lambda: revenue_by(categories, "category", found.currency), _("Won revenue by product category"),
            notes(categories),
        ),
    ]  # fmt: skip


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
