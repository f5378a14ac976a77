"""What moved revenue from one period to another: price, volume, mix; by product, and sale by sale behind a bar."""

from collections.abc import Mapping
from typing import Any

from dash import Input, callback

from auth.scope import Scope
from data.engine import Snapshot
from i18n import N_, _
from metrics.bridge_lines import bridge_lines
from metrics.bridge_measured import BARS, CHANGE
from metrics.bridges import ABOUT, price_bridge
from metrics.bridges import products as products_of
from metrics.run import last_day
from pages import bridge_exhibits as bridge
from pages.asked import Asked, asked
from pages.bridge_words import Compared, Missing, no_sales, not_covered
from pages.choices import choice
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pricing_spans import period_of
from pages.table import table, table_outputs
from settings import settings

NAME, PRODUCTS, LINES, BELOW = "pricing-bridge", "pricing-bridge-products", "pricing-bridge-lines", "pricing-below"
TITLE = N_("What moved revenue")
PART = "pricing.part"  # the choice that a click on a bar makes: whose sales are listed
DEFINITIONS = (
    Definition(N_("Price, volume, mix"), ABOUT["revenue"]),
    Definition(N_("Of one sale or product"), N_(
        "A unit counts in volume with the average price before and in mix with what its product cost more or less than"
        " that: added if it was sold now, taken off if it was sold before. In price counts what a sale brought beyond"
        " the price of its product before. All sales of a bar sum to the bar."
    )),
)  # fmt: skip


def panels(query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The products, and the sales behind the chosen bar; the waterfall stands in the first screen."""
    show = choice(PART, _("Show"), {part: _(label) for part, label in _choices().items()}, query)
    return [
        table(PRODUCTS, _("What moved each product"), DEFINITIONS, height=380),
        table(LINES, _("Sales behind the change"), DEFINITIONS, controls=[show], height=380),
    ]


def _choices() -> dict[str, str]:
    return {part: label for part, label in bridge.CHOICES.items() if part in (CHANGE, *BARS["revenue"])}


@callback(*table_outputs(PRODUCTS, LINES), Input(BELOW, "data"), prevent_initial_call=True)
async def show_bridge(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    products, lines = await _tables(found)
    return [*bridge.products_shown(products, found.currency), *bridge.lines_shown(lines, found.currency)]


async def exhibit(found: Asked) -> Exhibit:
    """The waterfall of the period against the one it is compared with, for the first screen."""
    title, chosen = _(TITLE), found.choice(PART, _choices())
    match compared(found):
        case Missing() as missing:
            return bridge.empty_chart(NAME, title, missing)
        case Compared() as two:
            frame = await price_bridge(two.before, two.after, found.filters, found.scope, found.snapshot)
            return bridge.waterfall(NAME, title, frame, two, found, PART, chosen)


async def exhibits(found: Asked) -> list[Exhibit]:
    """Both tables, for exports."""
    return await _tables(found, exported=True)


async def _tables(found: Asked, exported: bool = False) -> list[Exhibit]:
    chosen, title = found.choice(PART, _choices()), _("What moved each product")
    match compared(found):
        case Missing() as missing:
            return [
                bridge.empty_table(PRODUCTS, title, missing),
                bridge.empty_table(LINES, _("Sales behind the change"), missing),
            ]
        case Compared() as two:
            asking = two.before, two.after, found.filters, found.scope, found.snapshot
            # one after the other: both are made of the same sums, which are kept
            products = await products_of("revenue", *asking)
            lines = await bridge_lines(chosen, "revenue", *asking)
            return [bridge.products(PRODUCTS, title, "revenue", products, two, chosen),
                    bridge.lines(LINES, lines, chosen, two, found, exported)]  # fmt: skip


def compared(found: Asked) -> Compared | Missing:
    """The period of the filter bar and the one it is compared with; the period before, where none is or can be."""
    nothing, after = no_sales(found), period_of(found)
    if nothing or after.start is None or after.start > after.end:
        return nothing or _without_start(after.start is None)
    as_of, fiscal, missing = last_day(found.snapshot), settings().company.fiscal_year_start, _without_start(True)
    for kind in dict.fromkeys((found.filters.compare, "previous")):
        before = found.filters.compare_window(as_of, fiscal, kind)
        if before is not None:
            lacking = not_covered(before, found)
            if lacking is None:
                return Compared(before, after, _why(kind, found.filters.compare))
            missing = lacking
    return missing


def _why(kind: str, wanted: str) -> tuple[str, ...]:
    """What to say of a comparison that is not the one asked for."""
    if kind == wanted:
        return ()
    if wanted == "none":
        return (_("No comparison is chosen: this is against the period before."),)
    return (_("Sales do not go back to the year before: this is against the period before."),)


def _without_start(all_time: bool) -> Missing:
    if all_time:
        return Missing(_("All time has nothing before it"), _("Choose a period."))
    return Missing(_("The period has not begun"), _("Choose one that has."))
