"""What is behind the overview's figures: who moved won revenue up and down, and the deals one by one."""

from typing import Any

import pandas as pd

from charts.movers import mover_bars
from charts.theme import empty_figure
from i18n import N_, _, mid_sentence, number, short_money, signed
from metrics.deals import MOST, deals
from metrics.dimensions import DIMENSIONS
from metrics.movers import movers
from metrics.sales import WON_REVENUE
from pages.asked import Asked
from pages.components import notes, window_text
from pages.exhibit import Exhibit

MOVERS = ("product", "rep", "sector", "account")
DEALS = {"won": N_("Deals won"), "lost": N_("Deals lost")}
ORDERS = {"largest": N_("largest first"), "newest": N_("newest first")}
SHOWN = ("account", "product", "rep", "value", "decided_on")  # on screen; exports have all columns
OTHER_COLUMNS = {
    "opportunity_id": N_("Deal id"), "opportunity": N_("Deal"), "url": N_("Link"), "opened_on": N_("Created"),
    "decided_on": N_("Closed"), "expected_close_on": N_("Expected close"),
}  # fmt: skip


async def movers_exhibit(found: Asked) -> Exhibit:
    """The largest changes of won revenue by the chosen dimension, as far as there is a comparison."""
    by = found.choice("overview.movers", MOVERS)
    frame = await movers(WON_REVENUE, by, found.filters, found.scope, found.snapshot)
    title = _("Top movers by {dimension}", dimension=mid_sentence(_(DIMENSIONS[by].label)))
    why, hint = _why_no_movers(frame)
    return Exhibit(
        "overview-movers", title, frame, (WON_REVENUE,),
        lambda: empty_figure(why, hint) if why else mover_bars(frame, by, found.currency),
        "" if why else _change_in_words(found, frame), notes(frame),
        {"before": _("Before"), "change": _("Change")}, {"before": "money", "change": "money"},
    )  # fmt: skip


def _why_no_movers(frame: pd.DataFrame) -> tuple[str, str]:
    """Why there are none and what to do, both "" if there are some."""
    if not frame.empty and frame["change"].any():
        return "", ""
    if frame.attrs["window"] is None:
        return _("All time has nothing before it to compare with"), _("Choose a period.")
    if frame.attrs["before"] is None:
        return _("No comparison is chosen"), _("Choose what to compare against.")
    compared = window_text(_over(frame.attrs["before"]))
    if not frame.attrs["comparable"]:
        return _("There are no figures for all of {period}", period=compared), _("Choose a later period.")
    return _("Nothing changed against {period}", period=compared), _("Choose a longer period, or take filters off.")


def _change_in_words(found: Asked, frame: pd.DataFrame) -> str:
    change = float(frame["change"].sum())
    amount = signed(short_money(abs(change), found.currency), change)
    return _("Won revenue {change} in all, against {period}", change=amount,
             period=window_text(_over(frame.attrs["before"])))  # fmt: skip


def _over(window: Any) -> pd.DataFrame:
    frame = pd.DataFrame()
    frame.attrs["window"] = window
    return frame


async def deals_exhibit(found: Asked) -> Exhibit:
    """The deals won or lost in the period, largest or newest first."""
    which = found.choice("overview.deals", DEALS)
    order = found.choice("overview.order", ORDERS)
    frame = await deals(found.filters, found.scope, found.snapshot, which, order)  # type: ignore[arg-type]
    amount = _("Amount") if which == "won" else _("Expected amount")
    return Exhibit(
        "overview-deals", _(DEALS[which]), frame, (), subtitle=_count_in_words(frame, order), note=notes(frame),
        labels={"value": amount, **{name: _(label) for name, label in OTHER_COLUMNS.items()}},
        units={"value": "money"},
    )  # fmt: skip


def _count_in_words(frame: pd.DataFrame, order: str) -> str:
    count = frame.attrs["count"]
    if not count:
        return _("No such deal in this period with these filters")
    if count <= MOST:
        return _("{n} in this period, {order}", n=number(count), order=_(ORDERS[order]))
    kind = N_("The {most} largest of {n} in this period") if order == "largest" else N_(
        "The {most} newest of {n} in this period"
    )  # fmt: skip
    return _(kind).format(most=number(MOST), n=number(count))
