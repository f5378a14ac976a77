"""KPIs: all of them at a glance, the chosen one broken down, the current month's deals.  /kpis"""

from typing import Any

from dash import Input, Output, callback, dcc, html

from i18n import N_, _
from metrics.breakdown import MONTH
from metrics.kpis import kpis
from metrics.sales import DEALS_WON, WON_REVENUE
from pages.asked import Asked, asked
from pages.cards import cards, metric_cards
from pages.components import page
from pages.exhibit import Exhibit
from pages.kpis_chosen import chosen, head
from pages.kpis_deals import COUNTED, deals_of_the_month
from pages.kpis_list import kpi_figures, kpi_list, kpi_outputs, kpi_queries
from pages.panel import definitions, outputs, panel
from pages.table import table, table_outputs, table_parts

PATH = "/kpis"
TITLE = N_("KPIs")
ORDER = 20
FIGURES = (WON_REVENUE, DEALS_WON)  # of the KPI that is shown first
QUERIES = (*kpi_queries(), *(kpi.query for kpi in kpis()))  # as listed, and each as exported; warmed after a publish


def layout(**_query: Any) -> html.Div:
    return page(
        html.Section([html.H2(_("All KPIs"), className="only-read"), kpi_list()], className="panel full"),
        html.Section(
            [html.Div(id="kpis-head", className="kpis-head"), cards("kpis-cards", FIGURES)],
            id="kpis-chosen", className="kpis-chosen",
        ),
        html.Div(
            [
                panel("kpis-bars", _("Broken down"), FIGURES, tall=True),
                table("kpis-table", _("Broken down"), FIGURES, width="wide", height=440),
                table("kpis-deals", _("Deals of the month"), COUNTED),
            ],
            className="panels",
        ),
        dcc.Store(id="kpis-below"),
    )  # fmt: skip


@callback(
    Output("kpis-head", "children"),
    Output("kpis-cards", "children"),
    *outputs("kpis-bars"),
    *kpi_outputs(),
    Output("kpis-bars-about", "children"),
    Output("kpis-table-about", "children"),
    Output("kpis-below", "data"),
    Input("filters", "data"),
)
async def show(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    shown = chosen(found)
    now, before, course, groups, *frames = await found.measure(*shown.figures, shown.query, *kpi_queries())
    bars = await shown.bars(shown.groups(groups))
    trend = course if MONTH in course else None
    figures = metric_cards(shown.kpi.metrics, now, before, found.currency, trend)
    about = definitions(shown.kpi.metrics)
    everything = kpi_figures(frames, shown.kpi, found.currency)
    return [head(shown), figures, *bars.parts(), *everything, about, about, selected]


@callback(*table_outputs("kpis-table", "kpis-deals"), Input("kpis-below", "data"), prevent_initial_call=True)
async def show_below(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    shown = chosen(found)
    (groups,) = await found.measure(shown.query)
    table, deals = await shown.table(shown.groups(groups)), await deals_of_the_month(found)
    return [*table_parts(table, found.currency, extra=found.snapshot.dimensions),
            *table_parts(deals, found.currency, by=("account",))]  # fmt: skip


async def exhibits(found: Asked) -> list[Exhibit]:
    """For exports: each KPI as it is defined, the chosen one broken down, the month's deals."""
    shown = chosen(found)
    now, frame, *frames = await found.measure(shown.figures[0], shown.query, *(kpi.query for kpi in kpis()))
    groups = shown.groups(frame)
    each = [Exhibit(kpi.name, kpi.title, one, kpi.metrics) for kpi, one in zip(kpis(), frames, strict=True)]
    figures = Exhibit("kpis-cards", shown.kpi.title, now, shown.kpi.metrics)
    return [*each, figures, await shown.bars(groups), await shown.table(groups), await deals_of_the_month(found)]
