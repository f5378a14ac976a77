"""What moved the gross profit between any two periods: volume, mix, price, unit cost; and each product's parts."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc

from auth.scope import Scope
from charts.period_axis import period_name
from data.engine import Snapshot
from errors import BadFilter
from filters import Window
from i18n import N_, _, number
from metrics.bridge_measured import BARS, CHANGE
from metrics.bridges import ABOUT, margin_bridge
from metrics.bridges import products as products_of
from pages import bridge_exhibits as bridge
from pages.asked import Asked, asked
from pages.bridge_words import Compared, Missing, no_sales, not_covered
from pages.choices import choice
from pages.exhibit import Exhibit
from pages.financials_range import Range, periods_of
from pages.panel import Definition, outputs, panel
from pages.table import table, table_outputs
from periods import DAY, add_months, next_start

NAME, PRODUCTS, BELOW = "financials-bridge", "financials-bridge-products", "financials-below"
OFFERED = "financials-bridge-periods"  # what the menus offer: a dot in their names keeps them from being outputs
TITLE, OF_PRODUCTS = N_("What moved the gross profit"), N_("What moved the gross profit of each product")
FROM, TO, PART = "financials.bridge_from", "financials.bridge_to", "financials.bridge_part"
LAST, YEAR, PREVIOUS = "last", "year_before", "period_before"
DEFINITIONS = (Definition(N_("Margin bridge"), ABOUT["margin"]),)
PARTS = (CHANGE, *BARS["margin"])


def panels(query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The waterfall with the choice of its periods, and the products."""
    periods = [choice(TO, _("Period"), {LAST: _("Latest")}, query),
               choice(FROM, _("Compared with"), _before(), query)]  # fmt: skip
    return [
        panel(NAME, _(TITLE), DEFINITIONS, width="full", controls=periods),
        table(PRODUCTS, _(OF_PRODUCTS), DEFINITIONS, height=380),
        dcc.Store(OFFERED),
    ]


def _before() -> dict[str, str]:
    return {YEAR: _("A year before"), PREVIOUS: _("Period before")}


@callback(
    Output(OFFERED, "data"), *outputs(NAME), *table_outputs(PRODUCTS), Input(BELOW, "data"), prevent_initial_call=True,
)  # fmt: skip
async def show_margin_bridge(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    shown = await asyncio.to_thread(periods_of, found)
    chart, products = await _exhibits(found, shown)
    menus = {name: [{"label": text, "value": value} for value, text in options.items()]
             for name, options in ((TO, to_options(found, shown)), (FROM, from_options(found, shown)))}  # fmt: skip
    return [menus, *chart.parts(), *bridge.products_shown(products, found.currency)]


clientside_callback(ClientsideFunction("bridges", "offer"), Input(OFFERED, "data"), prevent_initial_call=True)


async def exhibits(found: Asked) -> list[Exhibit]:
    """Waterfall and products, for exports."""
    return await _exhibits(found, await asyncio.to_thread(periods_of, found))


async def _exhibits(found: Asked, shown: Range) -> list[Exhibit]:
    chosen = found.choice(PART, PARTS)
    match compared(found, shown):
        case Missing() as missing:
            return [bridge.empty_chart(NAME, _(TITLE), missing), bridge.empty_table(PRODUCTS, _(OF_PRODUCTS), missing)]
        case Compared() as two:
            asking = two.before, two.after, found.filters, found.scope, found.snapshot
            frame = await margin_bridge(*asking)
            if not frame.attrs["priced"] and frame.attrs["lines"]:
                missing = _no_costs()
                return [
                    bridge.empty_chart(NAME, _(TITLE), missing),
                    bridge.empty_table(PRODUCTS, _(OF_PRODUCTS), missing),
                ]
            products = await products_of("margin", *asking)
            also = _without_cost(frame.attrs["lines"] - frame.attrs["priced"], frame.attrs["lines"])
            return [bridge.waterfall(NAME, _(TITLE), frame, two, found, PART, chosen, also),
                    bridge.products(PRODUCTS, _(OF_PRODUCTS), "margin", products, two, chosen)]  # fmt: skip


def compared(found: Asked, shown: Range) -> Compared | Missing:
    """The two chosen periods of the page's grain: unless others are chosen, its last one and the same a year before."""
    nothing = no_sales(found)
    if nothing:
        return nothing
    after = _chosen(found, TO, shown) or shown.last
    before = _chosen(found, FROM, shown)
    if before is not None:
        return not_covered(_days(before, shown), found) or _compared(before, after, shown)
    year_ago, previous = add_months(after, -12), next_start(after, shown.grain, -1)
    first = previous if found.view.get(FROM) == PREVIOUS else year_ago
    missing = not_covered(_days(first, shown), found)
    if missing is None:
        return _compared(first, after, shown)
    if not_covered(_days(previous, shown), found) is None:
        said = _("Sales do not go back to the year before: this is against the period before.")
        return _compared(previous, after, shown, said)
    return missing


def to_options(found: Asked, shown: Range) -> dict[str, str]:
    """The last period of the range, then all there are, newest first."""
    latest = _("{period} (latest)", period=period_name(shown.last, shown.grain))
    return {LAST: latest, **_offered(found, TO, shown)}


def from_options(found: Asked, shown: Range) -> dict[str, str]:
    """What goes by the period chosen, then all there are, newest first."""
    return {**_before(), **_offered(found, FROM, shown)}


def _offered(found: Asked, name: str, shown: Range) -> dict[str, str]:
    """Periods by their first days; what is chosen under its own day, which another grain may have brought."""
    start, text = _chosen(found, name, shown), found.view.get(name, "")
    others = [one for one in reversed(shown.offered) if name == FROM or one != shown.last]
    known = {one.isoformat(): period_name(one, shown.grain) for one in others}
    return known if start is None else {text: period_name(start, shown.grain)} | known


def _chosen(found: Asked, name: str, shown: Range) -> date | None:
    """First day of the period with the chosen day in it, or of the nearest one on offer; None for a default."""
    text = found.view.get(name)
    if not text or text in (LAST, YEAR, PREVIOUS):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        message = _("'{text}' is not a date.").format(text=text)
        raise BadFilter(message, _("Write a day that exists as YYYY-MM-DD, e.g. 2024-02-29.")) from None
    return max((start for start in shown.offered if start <= day), default=shown.offered[0])


def _days(start: date, shown: Range) -> Window:
    return Window(start, next_start(start, shown.grain) - DAY)


def _compared(before: date, after: date, shown: Range, *said: str) -> Compared:
    names = period_name(before, shown.grain), period_name(after, shown.grain)
    return Compared(_days(before, shown), _days(after, shown), said, names)


def _without_cost(lines: int, of: int) -> Sequence[str]:
    """Sales that no bar can hold."""
    return [_("{n} of {all} sales have no known cost: they are in none of the bars.", n=number(lines), all=number(of))
            ] if lines else []  # fmt: skip


def _no_costs() -> Missing:
    return Missing(_("No sale of these periods has a known cost"), _("Give orders or products a unit cost."))
