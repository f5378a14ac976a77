"""Financials: what the company earns, and why.  /financials"""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from auth.scope import current_scope
from data.engine import Snapshot
from filters import Filters
from i18n import N_, _
from metrics.statement import statement, statement_origins
from metrics.statement_margins import margins_of, revenue_mix_of
from pages import (
    financials_bar,
    financials_bridge,
    financials_cac,
    financials_cards,
    financials_flow,
    financials_margins,
    financials_mix,
    financials_products,
    financials_statement,
)
from pages.asked import Asked, asked
from pages.components import page
from pages.exhibit import Exhibit
from pages.financials_empty import no_statement
from pages.financials_lines import Lines, lines_of
from pages.financials_range import FLOW, Range, periods_of
from pages.header import current_snapshot
from pages.panel import outputs, panel
from pages.sections import Section, links, sections_below

PATH = "/financials"
TITLE = N_("Financials")
ORDER = 40
SECTIONS = (  # below the statement: each with its title and the modules of its panels
    ("change", N_("Behind the change"), (financials_bridge,)),
    ("products", N_("Products"), (financials_products,)),
    ("customers", N_("New customers"), (financials_cac,)),
)
BELOW = tuple(module for _name, _title, modules in SECTIONS for module in modules)
ASKED, WIDTH = "financials-asked", "financials.width"  # the latter is the window's: it is in no URL
WIDTHS = ("wide", "narrow")
CHARTS = (financials_flow.NAME, financials_mix.NAME, financials_margins.NAME)


class Measured(NamedTuple):
    """The statement over the range and what is compared with it; the margins and the revenue mix read off it."""

    lines: Lines
    margins: pd.DataFrame
    mix: pd.DataFrame


def layout(**query: Any) -> html.Div:
    snapshot, scope = current_snapshot(), current_scope()
    below = [
        Section(name, _(title), [part for module in modules for part in module.panels(query, snapshot, scope)])
        for name, title, modules in SECTIONS
    ]
    return page(
        financials_bar.bar(query, snapshot),
        links(below),
        *_first(query, snapshot),
        dcc.Store("financials-below"),
        dcc.Store(ASKED),
        dcc.Store(financials_flow.OPTIONS),
        *sections_below(below),
    )


def _first(query: dict[str, Any], snapshot: Snapshot | None) -> list[Any]:
    """Cards, statement and its charts; without a statement what to load, and these out of sight."""
    charts = [
        panel(financials_flow.NAME, _("Where the money goes"), financials_flow.DEFINITIONS, width="full", tall=True,
              controls=[financials_flow.control(query)]),
        panel(financials_mix.NAME, _("Revenue mix"), financials_mix.DEFINITIONS, width="half"),
        panel(financials_margins.NAME, _("Margins"), financials_margins.DEFINITIONS, width="half"),
    ]  # fmt: skip
    panels = html.Div([financials_statement.panel(query), *charts], className="panels")
    there = snapshot is not None and bool(statement_origins(snapshot, current_scope()))
    first = html.Div([financials_cards.waiting(), panels], className="financials-first", hidden=not there)
    return [first] if there else [no_statement(), first]


# What is asked for says how wide the window is: a phone has room for other names beside the flows.
clientside_callback(
    ClientsideFunction("financials", "ask"), Output(ASKED, "data"), Input("filters", "data"), State(ASKED, "data")
)
clientside_callback(
    ClientsideFunction("financials", "slid"), Input(financials_bar.SLIDER, "value"),
    State(financials_bar.PERIODS, "data"), prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("financials", "slides"), Input(financials_bar.SLIDER, "drag_value"),
    Input(financials_bar.PERIODS, "data"), prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("financials", "offer"), Input(financials_flow.OPTIONS, "data"), prevent_initial_call=True
)
clientside_callback(
    ClientsideFunction("financials", "latest"), Input(financials_statement.BODY, "children"),
    prevent_initial_call=True,
)  # fmt: skip


@callback(
    Output(financials_cards.NAME, "children"), *financials_bar.bar_outputs(), Output(financials_flow.OPTIONS, "data"),
    *financials_statement.outputs(), *outputs(*CHARTS), Output("financials-below", "data"), Input(ASKED, "data"),
    prevent_initial_call=True,
)  # fmt: skip
async def show(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    shown = periods_of(found)
    bar = financials_bar.bar_parts(shown)
    if not shown.has_statement:
        rest = 1 + len(financials_statement.outputs()) + len(outputs(*CHARTS))
        return [no_update, *bar, *[no_update] * rest, selected]
    measured, narrow = await _measured(found, shown), found.choice(WIDTH, WIDTHS) == "narrow"
    options = [{"label": text, "value": value} for value, text in financials_flow.options(found, shown).items()]
    return [
        financials_cards.cards(measured.lines, measured.margins, shown), *bar, options,
        *financials_statement.parts(found, shown, measured.lines),
        *(part for chart in _charts(found, shown, measured, narrow) for part in chart.parts()), selected,
    ]  # fmt: skip


async def _measured(found: Asked, shown: Range) -> Measured:
    """One statement for the table, the cards and all charts: it begins with the earliest period that any needs."""
    start = min(shown.start, shown.year_ago, financials_mix.first_period(shown), _flow_period(found, shown))
    lines = await statement(shown.grain, start, shown.end, found.filters, found.scope, found.snapshot, shown.origin)
    mixed = lines[lines["period"] >= financials_mix.first_period(shown)]
    mixed.attrs = lines.attrs
    return Measured(lines_of(lines), margins_of(lines), revenue_mix_of(mixed))


def _flow_period(found: Asked, shown: Range) -> date:
    chosen = found.view.get(FLOW, "")
    return date.fromisoformat(chosen) if chosen in {start.isoformat() for start in shown.offered} else shown.start


def _charts(found: Asked, shown: Range, measured: Measured, narrow: bool = False) -> list[Exhibit]:
    return [
        financials_flow.exhibit(found, shown, measured.lines, narrow),
        financials_mix.exhibit(measured.mix, shown, narrow),
        financials_margins.exhibit(measured.margins, shown, narrow),
    ]


async def warm() -> None:
    """Read the statement, and what the page shows of it first, before anyone asks."""
    found = await asked(None)
    shown = periods_of(found)
    if shown.has_statement:
        await _measured(found, shown)


def own_filters(found: Asked) -> Asked:
    """The page's periods in the place of the filter bar's, for what an export says of itself."""
    shown = periods_of(found)
    return replace(found, filters=Filters(start=shown.start, end=shown.end, compare="none", dims=found.filters.dims))


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    shown = periods_of(found)
    first: list[Exhibit] = []
    if shown.has_statement:
        measured = await _measured(found, shown)
        first = [financials_cards.exhibit(measured.lines, shown), financials_statement.exhibit(shown, measured.lines),
                 *_charts(found, shown, measured)]  # fmt: skip
    more = [await module.exhibits(found) for module in BELOW]
    return [*first, *(exhibit for shown_below in more for exhibit in shown_below)]
