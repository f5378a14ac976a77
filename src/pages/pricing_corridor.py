"""Deals outside the price corridor: how many, whose, and what they gave away beyond it."""

from collections.abc import Mapping
from typing import Any

from dash import Input, callback

from auth.scope import Scope
from data.engine import Snapshot
from i18n import N_, _, ngettext, number, percent, short_money, span
from metrics import corridor
from metrics.outside_corridor import OutsideCorridor, Which, outside_corridor
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes, window_text
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pipeline_columns import fitted
from pages.pipeline_links import safe_address
from pages.pricing_corridor_charts import REPS, USUAL, reps_exhibit, usual_exhibit
from pages.table import table, table_outputs, table_parts
from settings import settings

TABLE, DEALS = "pricing-corridor", "pricing.corridor_deals"
CHOICES: dict[Which, str] = {"won": N_("Won deals"), "open": N_("Open deals")}
DEFINITIONS = (
    Definition(corridor.LABEL, corridor.ABOUT),
    Definition(N_("Outside by"), N_("Discount - the nearer end of the corridor, in points of the list price. Positive:"
                                    " more was given away than usual; negative: less.")),
    Definition(N_("In money"), N_("That x list amount.")),
)  # fmt: skip
WIDTHS = {
    "opportunity": 180, "account": 150, "rep": 116, "product": 114, "list_amount": 84, "amount": 84, "discount": 84,
    "corridor_low": 84, "corridor_high": 84, "outside": 84, "money": 84, "decided_on": 114, "expected_close_on": 114,
    "url": 80,
}  # fmt: skip
EXPORTED_TOO = ("category", "tier", "opportunity_id")
LABELS = {
    "opportunity": N_("Deal"), "list_amount": N_("List amount"), "amount": N_("Amount"), "discount": N_("Discount"),
    "corridor_low": N_("Corridor from"), "corridor_high": N_("Corridor to"), "outside": N_("Outside by"),
    "money": N_("In money"), "decided_on": N_("Won on"), "expected_close_on": N_("Expected close"), "url": N_("CRM"),
    "opportunity_id": N_("Deal id"),
}  # fmt: skip


def panels(query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The table of deals outside, and the chart of reps."""
    control = choice(DEALS, _("Show"), {name: _(label) for name, label in CHOICES.items()}, query)
    return [
        panel(USUAL, _("Usual discounts"), DEFINITIONS[:1], width="wide", tall=True),
        panel(REPS, _("More discount than usual, by rep"), DEFINITIONS, tall=True),
        table(TABLE, _("Deals outside the price corridor"), DEFINITIONS, height=360, controls=[control]),
    ]


@callback(*outputs(USUAL, REPS), *table_outputs(TABLE), Input("pricing-below", "data"), prevent_initial_call=True)
async def show_corridor(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    usual, reps, deals = await _shown(found, exported=False)
    rows, columns, *words = table_parts(deals, found.currency, by=("account",))
    shown = [_linked({**column, "filter": False}) for column in fitted(columns, WIDTHS)]
    return [*usual.parts(), *reps.parts(), rows, shown, *words]


def _linked(column: dict[str, Any]) -> dict[str, Any]:
    """The column with links as links."""
    if column["field"] != "url":
        return column
    return column | {"cellRenderer": "CrmLink", "cellRendererParams": {"text": _("Open ↗")}, "sortable": False,
                     "tooltipField": None}  # fmt: skip


async def exhibits(found: Asked) -> list[Exhibit]:
    """What is usual, who goes beyond it, and the deals outside."""
    return await _shown(found, exported=True)


async def _shown(found: Asked, exported: bool) -> list[Exhibit]:
    which = found.choice(DEALS, CHOICES)
    result = await outside_corridor(which, found.filters, found.scope, found.snapshot)  # type: ignore[arg-type]
    return [usual_exhibit(result), reps_exhibit(found, which, result), _deals(found, which, result, exported)]


def _deals(found: Asked, which: str, result: OutsideCorridor, exported: bool) -> Exhibit:
    shown = result.deals.assign(url=result.deals["url"].map(safe_address))
    absent = {name for name in ("opportunity", "url") if shown[name].isna().all()}
    absent.add("decided_on" if which == "open" else "expected_close_on")
    kept = shown[[name for name in ((*WIDTHS, *EXPORTED_TOO) if exported else WIDTHS) if name not in absent]]
    kept.attrs = result.deals.attrs
    title = _("Open deals outside the price corridor") if which == "open" else _("Deals outside the price corridor")
    return Exhibit(
        TABLE, title, kept, (), subtitle=_in_words(found, which, result), note=notes(kept, also=_also(result)),
        labels={name: _(label) for name, label in LABELS.items()},
        units={**dict.fromkeys(("list_amount", "amount", "money"), "money"),
               **dict.fromkeys(("discount", "corridor_low", "corridor_high"), "fraction"), "outside": "points"},
    )  # fmt: skip


def _in_words(found: Asked, which: str, result: OutsideCorridor) -> str:
    """What part of the deals and of their money lies outside, on either side."""
    whole, n = result.whole, int(result.whole["deals"] or 0)
    if not n:
        return _("No open deal has a price and a list price") if which == "open" else _(
            "No deal with a list price was won, {days}", days=window_text(result.deals))  # fmt: skip
    if not result.corridors.known:
        return _("Too few won deals to know what is usual")
    deals = (ngettext("{n} open deal with a price", "{n} open deals with a price", n) if which == "open"
             else ngettext("{n} won deal", "{n} won deals", n))  # fmt: skip
    return _("{share} of {deals} ({amount} of their amount) with more discount than usual, {money} beyond it; {less}"
             " with less", share=percent(whole["below_share"]), deals=deals,
             amount=percent(whole["amount_below_share"]), money=short_money(whole["money_below"], found.currency),
             less=percent(whole["above_share"]))  # fmt: skip


def _also(result: OutsideCorridor) -> list[str]:
    pricing, usual = settings().pricing, result.corridors
    if not usual.known:
        return [_("A corridor is read from {n} won deals at least, of twelve months.", n=number(corridor.ENOUGH))]
    inside = percent(pricing.corridor_high - pricing.corridor_low, 0)
    said = [_("Usual: the middle {share} of won deals of the same category and tier, {days}, whatever the filters.",
              share=inside, days=span(*usual.window))]  # fmt: skip
    if pricing.max_discount:
        said.append(_("Where a largest discount is set, the corridor ends there."))
    count = result.deals.attrs["count"]
    if len(result.deals) < count:
        said.append(_("The {most} with most money of {n} are listed.", most=number(len(result.deals)),
                      n=number(count)))  # fmt: skip
    return said
