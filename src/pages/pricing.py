"""Pricing: where we stand in the market, and what price does.  /pricing"""

import asyncio
from typing import Any

from dash import Input, Output, callback, dcc, html

from auth.scope import current_scope
from i18n import N_, _
from pages import (
    pricing_bridge,
    pricing_competitors,
    pricing_corridor,
    pricing_discounts,
    pricing_first,
    pricing_index,
    pricing_lost,
    pricing_response,
    pricing_stock,
    pricing_survey,
    pricing_what_if,
)
from pages.asked import Asked, asked
from pages.cards import cards
from pages.components import page
from pages.exhibit import Exhibit
from pages.header import current_snapshot
from pages.panel import outputs, panel
from pages.sections import Section, links, sections_below

PATH = "/pricing"
TITLE = N_("Pricing")
ORDER = 45
QUERIES = pricing_first.QUERIES  # warmed after a publish
SECTIONS = (  # below the first screen: each with its title and the modules of its panels
    ("change", N_("Behind the change"), (pricing_bridge,)),
    ("market", N_("Market"), (pricing_competitors,)),
    ("response", N_("What price does"), (pricing_response, pricing_what_if, pricing_survey)),
    ("discounts", N_("Discounts"), (pricing_discounts, pricing_corridor)),
    ("lost", N_("Lost deals"), (pricing_lost,)),
    ("stock", N_("Stock"), (pricing_stock,)),
)
BELOW = tuple(module for _name, _title, modules in SECTIONS for module in modules)


def layout(**query: Any) -> html.Div:
    snapshot, scope = current_snapshot(), current_scope()
    first = [
        panel(pricing_index.NAME, _(pricing_index.TITLE), pricing_index.DEFINITIONS, width="half"),
        panel(pricing_bridge.NAME, _(pricing_bridge.TITLE), pricing_bridge.DEFINITIONS, width="half"),
    ]
    below = [
        Section(name, _(title), [part for module in modules for part in module.panels(query, snapshot, scope)])
        for name, title, modules in SECTIONS
    ]
    return page(
        links(below),
        cards(pricing_first.CARDS_NAME, pricing_first.CARDS, sentences=True),
        html.Div(first, className="panels pricing-first"),
        dcc.Store("pricing-below"),
        *sections_below(below),
    )


@callback(
    Output(pricing_first.CARDS_NAME, "children"),
    *outputs(pricing_index.NAME, pricing_bridge.NAME),
    Output("pricing-below", "data"), Input("filters", "data"),
)  # fmt: skip
async def show(selected: dict[str, Any] | None) -> list[Any]:
    row, (_figures, *charts) = await pricing_first.first_screen(await asked(selected))
    return [row, *(part for exhibit in charts for part in exhibit.parts()), selected]


async def warm() -> None:
    """Work out what the page shows first, before anyone asks."""
    await pricing_first.first_screen(await asked(None))


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    (_row, shown), *below = await asyncio.gather(
        pricing_first.first_screen(found), *(module.exhibits(found) for module in BELOW)
    )
    return [*shown, *(exhibit for exhibits in below for exhibit in exhibits)]
