"""The price corridor in charts: which discounts are usual, and which reps go beyond them."""

from typing import Any

import pandas as pd

from charts.corridor import MOST, corridor_bars
from charts.rate_rows import interval_words, rate_rows
from charts.theme import LOST, empty_figure
from i18n import N_, _, number, short_money, span
from metrics import corridor
from metrics.outside_corridor import OutsideCorridor
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit
from settings import settings

USUAL, REPS = "pricing-corridor-usual", "pricing-corridor-reps"
OF_REPS = {
    "deals": N_("Deals"), "amount": N_("Amount"), "below": N_("With more discount"), "above": N_("With less discount"),
    "amount_below": N_("Amount with more discount"), "amount_above": N_("Amount with less discount"),
    "money_below": N_("Given away beyond it"), "money_above": N_("Earned above it"),
    "below_share": N_("Share with more discount"), "below_share_low": N_("At least (95 %)"),
    "below_share_high": N_("At most (95 %)"),
}  # fmt: skip


def usual_exhibit(result: OutsideCorridor) -> Exhibit:
    """Where the corridors lie."""
    frame = result.corridors.frame()
    frame = frame[frame["high"].notna()]
    drawn = frame.head(MOST)
    basis = {"category_and_tier": _("Category and tier"), "category": _("Category"), "all": _("All won deals")}
    shown = frame.assign(basis=[basis[name] for name in frame["basis"]]).drop(columns="limited")
    shown.attrs = result.reps.attrs
    said = [
        _("Pale: fewer than {n} won deals, so those of the category or of all stand in.", n=number(corridor.ENOUGH))
        if (drawn["basis"] != "category_and_tier").any() else "",
        _("A stroke: a largest discount from the settings.") if drawn["limited"].any() else "",
        _("The first {n} are drawn; the CSV has all.", n=number(len(drawn))) if len(drawn) < len(frame) else "",
    ]  # fmt: skip
    return Exhibit(
        USUAL, _("Usual discounts by category and tier"), shown, (), lambda: corridor_bars(frame),
        _("The middle of the won deals, {days}, whatever the filters", days=span(*result.corridors.window)),
        " ".join(text for text in said if text),
        {"low": _("Corridor from"), "high": _("Corridor to"), "n": _("Won deals"), "basis": _("Read from")},
        {"low": "fraction", "high": "fraction"},
    )  # fmt: skip


def reps_exhibit(found: Asked, which: str, result: OutsideCorridor) -> Exhibit:
    """How many deals of each rep have more discount than usual."""
    few, overall = settings().rules.too_few, result.whole["below_share"]
    reps = _ranked(result.reps, few)
    title = _("Open deals with more discount than usual, by rep") if which == "open" else _(
        "More discount than usual, by rep")  # fmt: skip
    why = (_("Too few won deals to know what is usual"), _("Take filters off, or load more won deals."))
    empty = _("No deal has a price and a list price in this period with these filters")
    rings = _("Rings: fewer than {n} deals, too few to tell.", n=number(few))
    columns = ["rep", *OF_REPS]
    shown = reps[columns]
    shown.attrs = reps.attrs
    return Exhibit(
        REPS, title, shown, (),
        lambda: rate_rows(reps, "rep", "below_share", few, lambda row: _rep_words(row, found.currency), empty, overall,
                          LOST) if result.corridors.known or not len(reps) else empty_figure(*why),
        _("Share of the rep's deals, with 95 % intervals; dotted: all deals"),
        notes(reps, also=[rings] if (reps["deals"] < few).any() else []),
        {name: _(label) for name, label in OF_REPS.items()},
        {name: "money" if name.startswith(("amount", "money")) else "fraction"
         for name in OF_REPS if name.startswith(("amount", "money", "below_share"))},
    )  # fmt: skip


def _ranked(reps: pd.DataFrame, few: int) -> pd.DataFrame:
    """Those with most deals outside first, by the lower end of the interval; those of too few last."""
    order = pd.DataFrame({"few": reps["deals"] < few, "low": -reps["below_share_low"], "deals": -reps["deals"]})
    ranked = reps.loc[order.sort_values(["few", "low", "deals"], kind="stable").index].reset_index(drop=True)
    ranked.attrs = reps.attrs
    return ranked


def _rep_words(row: dict[Any, Any], currency: str) -> list[str]:
    return [
        _("{n} of {all} deals with more discount", n=number(row["below"]), all=number(row["deals"])),
        interval_words(row, "below_share"),
        _("{amount} beyond the corridor", amount=short_money(row["money_below"], currency)),
        _("{n} with less discount", n=number(row["above"])),
    ]
