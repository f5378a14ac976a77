"""What a new customer costs, and whether that pays."""

import asyncio
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
from dash import Input, Output, callback, dcc, html

from auth.scope import Scope
from charts.acquisition import acquisition_course
from charts.theme import empty_figure, waiting_figure
from data.engine import Snapshot
from i18n import N_, _
from metrics.acquisition import ACQUISITION_SPEND, CAC, CAC_PAYBACK_MONTHS, REVENUE_PER_CUSTOMER_MONTH
from metrics.acquisition_course import acquisition
from metrics.customer_worth import Worth, customer_worth
from metrics.definition import Unit
from metrics.new_customers import NEW_CUSTOMERS
from pages.asked import Asked, asked
from pages.components import aria
from pages.exhibit import Exhibit
from pages.financials_cac_words import caveats, facts, said
from pages.financials_range import periods_of
from pages.panel import GRAPH, frame, graph_id, outputs
from settings import settings

NAME, BELOW, FACTS = "financials-cac", "financials-below", "financials-cac-facts"
TITLE = N_("What a new customer costs")
METRICS = (ACQUISITION_SPEND, NEW_CUSTOMERS, CAC, CAC_PAYBACK_MONTHS, REVENUE_PER_CUSTOMER_MONTH)
UNITS: dict[str, Unit] = dict.fromkeys(("cac_qoq", "cac_yoy", "margin"), "fraction")
LABELS = {"cac_qoq": N_("Against the period before"), "cac_yoy": N_("Against the year before"),
          "margin": N_("Gross margin, twelve months")}  # fmt: skip


def panels(_query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The last period's figures, and the course of cost, spend and new customers below them."""
    chart = dcc.Graph(id=graph_id(NAME), figure=waiting_figure(), config=GRAPH, className="graph")
    described = aria(labelledby=f"{NAME}-title {NAME}-subtitle", describedby=f"{NAME}-note")
    known = html.Div(id=FACTS, className="facts", **aria(live="polite"))
    body = html.Div([known, html.Div(chart, className="plot tall", role="img", **described)], className="with-facts")
    return [frame(NAME, _(TITLE), METRICS, body, width="full", image=True)]


@callback(*outputs(NAME), Output(FACTS, "children"), Input(BELOW, "data"), prevent_initial_call=True)
async def show_cac(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    exhibit, worth = await _shown(found)
    known = [] if exhibit.frame.empty else facts(exhibit.frame, worth, found.currency)
    known = known or [html.Span(hidden=True)]  # nothing is to come: no room is kept for it
    return [*exhibit.parts(), known]


async def exhibits(found: Asked) -> list[Exhibit]:
    """The course of cost, spend and new customers over the page's periods."""
    return [(await _shown(found))[0]]


async def _shown(found: Asked) -> tuple[Exhibit, Worth | None]:
    """The course of the page's periods, and what a customer is worth."""
    span = await asyncio.to_thread(periods_of, found)
    course, worth = await asyncio.gather(
        acquisition(span.grain, span.start, span.end, found.filters, found.scope, found.snapshot),
        asyncio.to_thread(customer_worth, found.snapshot.id, found.scope),
    )
    if course.empty:
        return Exhibit(NAME, _(TITLE), course, (), _no_spend, note=" ".join(course.attrs["notes"])), worth
    grain = course.attrs["grain"]
    exhibit = Exhibit(
        NAME, _(TITLE), course, METRICS, lambda: acquisition_course(course, found.currency, grain),
        said(course, found.currency), caveats(course, span.grain, found.currency),
        {name: _(label) for name, label in LABELS.items()}, UNITS,
    )  # fmt: skip
    return exhibit, worth


def _no_spend() -> go.Figure:
    roles = ", ".join(settings().pricing.sales_roles)
    return empty_figure(
        _("No spend on winning customers is known here"),
        _("It needs income statement lines with one of the roles {roles}: import a statement, or take the origin filter"
          " off.", roles=roles),
    )  # fmt: skip
