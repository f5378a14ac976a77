"""Where the price is prohibitive: how often it was the reason of a loss, and the deals that were lost on it."""

from typing import Any

import pandas as pd

from charts.rate_rows import interval_words, rate_rows
from charts.theme import LOST, empty_figure
from i18n import N_, _, mid_sentence, ngettext, number, percent, points, short_money
from metrics.discounts import MEDIAN_LOST_DISCOUNT
from metrics.price_losses import price_losses, price_reasons, prohibitive, standing_out
from metrics.pricing import MEDIAN_DISCOUNT
from metrics.sales import DEALS_LOST
from pages.asked import Asked
from pages.components import notes, window_text
from pages.exhibit import Exhibit
from pages.pipeline_links import safe_address
from settings import settings

PRICE, TABLE = "pricing-lost-on-price", "pricing-lost-deals"
WIDTHS = {
    "opportunity": 180, "account": 150, "product": 120, "rep": 120, "lost_reason": 110, "list_amount": 100,
    "amount": 100, "discount": 92, "decided_on": 110,
}  # fmt: skip
EXPORTED_TOO = ("category", "sector", "url", "opportunity_id")
OPTIONAL = ("opportunity", "url", "amount", "discount")  # columns that stand only where some deal has one
LABELS = {
    "opportunity": N_("Deal"), "list_amount": N_("List amount"), "amount": N_("Offered at"), "discount": N_("Discount"),
    "decided_on": N_("Lost on"), "url": N_("Link"), "opportunity_id": N_("Deal id"),
}  # fmt: skip


def reasons_asked(found: Asked) -> list[str]:
    """The loss reasons that the filters choose."""
    return [reason for name, values in found.filters.dims if name == "lost_reason" for reason in values]


def on_price(
    found: Asked, by: str, label: str, prices: pd.DataFrame, whole: pd.DataFrame, said: tuple[str, str] | None
) -> Exhibit:
    """The share lost on price by group; `said`: why there is none, and what to do about it."""
    few, losses = settings().rules.too_few, price_losses(price_reasons(found.snapshot))
    title = _("Lost on price, by {dimension}", dimension=mid_sentence(label))
    groups, overall = prohibitive(prices, few), whole["price_loss_share"].item()
    metrics = (*losses, MEDIAN_LOST_DISCOUNT, MEDIAN_DISCOUNT, DEALS_LOST)
    labels = {"offered_less": _("Won at a larger discount by")}
    if said:
        empty = groups.head(0)
        empty.attrs = groups.attrs
        return Exhibit(PRICE, title, empty, metrics, lambda: empty_figure(*said), note=notes(prices))
    return Exhibit(
        PRICE, title, groups, metrics,
        lambda: rate_rows(groups, by, "price_loss_share", few, lambda row: _price_words(row, found.currency),
                          _("No deal with a known reason was lost in this period with these filters"), overall, LOST),
        _standing_out(groups, by, overall, few), notes(prices, also=_also(groups, few)), labels,
        {"offered_less": "fraction"},
    )  # fmt: skip


def no_prices(found: Asked, whole: pd.DataFrame) -> tuple[str, str] | None:
    """Why there is nothing to compare, and what to do about it."""
    if reasons_asked(found):
        return (_("These filters choose reasons of loss: a share of them says nothing."),
                _("Take the filter on the loss reason off."))  # fmt: skip
    known, lost = whole["price_loss_share_n"].item(), whole["deals_lost"].item()
    if lost and not known:
        return nobody_says_why()
    if known and not price_reasons(found.snapshot):
        names = ", ".join(settings().pricing.price_reasons)
        return (_("No deal was lost for a reason that means the price."),
                _("These do: {names}. Name yours in the settings, pricing.price_reasons.", names=names))  # fmt: skip
    return None


def nobody_says_why() -> tuple[str, str]:
    """What is said where no reason of a loss is known."""
    return (_("No lost deal says why it was lost."),
            _("Load a field with the reason of loss, and reasons are shown here."))  # fmt: skip


def _price_words(row: dict[Any, Any], currency: str) -> list[str]:
    lines = [_("{share} of {n} losses with a reason", share=percent(row["price_loss_share"]),
               n=number(row["price_loss_share_n"])), interval_words(row, "price_loss_share"),
             _("{amount} lost on price", amount=short_money(row["price_loss_amount"], currency))]  # fmt: skip
    if pd.notna(row["offered_less"]):
        lines.append(_("median discount: won {won}, lost {lost}", won=percent(row["median_discount"]),
                       lost=percent(row["median_lost_discount"])))  # fmt: skip
    return lines


def _standing_out(groups: pd.DataFrame, by: str, overall: float, few: int) -> str:
    """Which group the price loses most surely, against all of them."""
    if pd.isna(overall):
        return ""
    all_of_them = _("{share} of all losses", share=percent(overall))
    rows = standing_out(groups, overall, few)
    if not rows:
        return _("{all}; no group differs from that by more than chance", all=all_of_them)
    worst = groups.iloc[rows[0]]
    name = str(worst[by]) if pd.notna(worst[by]) else _("not known")
    less = worst["offered_less"]
    more = _(", offered {points} less discount than won ones", points=points(less)) if less > 0 else ""
    return _("{all}; most in {name}: {share}{more}", all=all_of_them, name=name,
             share=percent(worst["price_loss_share"]), more=more)  # fmt: skip


def _also(groups: pd.DataFrame, few: int) -> list[str]:
    if not len(groups):
        return []
    said = []
    if (groups["price_loss_share_n"] < few).any():
        said.append(_("Rings: fewer than {n} deals, too few to tell.", n=number(few)))
    if groups["offered_less"].isna().all():
        said.append(_("What lost deals were offered at is not known, or of too few to compare it with won ones."))
    return said


def listed(found: Asked, deals: pd.DataFrame, said: tuple[str, str] | None, exported: bool) -> Exhibit:
    """The deals lost on price or, where the filters choose reasons, those lost for them."""
    reasons = reasons_asked(found)
    title = _("Lost deals: {reasons}", reasons=", ".join(reasons)) if reasons else _("Deals lost on price")
    shown = deals.assign(url=deals["url"].map(safe_address))
    absent = {name for name in OPTIONAL if shown[name].isna().all()}
    kept = shown[[name for name in ((*WIDTHS, *EXPORTED_TOO) if exported else WIDTHS) if name not in absent]]
    kept.attrs = deals.attrs
    return Exhibit(
        TABLE, title, kept, (), note=notes(deals),
        subtitle=" ".join(said) if said and deals.empty else _how_many(deals),
        labels={name: _(label) for name, label in LABELS.items()},
        units={"list_amount": "money", "amount": "money", "discount": "fraction"},
    )  # fmt: skip


def _how_many(deals: pd.DataFrame) -> str:
    count, span = deals.attrs["count"], window_text(deals)
    if not count:
        return _("No such deal, {days}", days=span)
    if len(deals) < count:
        return _("The {most} largest of {n}, {days}", most=number(len(deals)), n=number(count), days=span)
    return _("{deals}, {days}", deals=ngettext("{n} deal", "{n} deals", count), days=span)
