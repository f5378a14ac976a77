"""What is given away on the list price: how discounts spread, and how often deals of a discount are won."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.discounts import MOST, discount_strips
from data.engine import Snapshot
from data.sale_lines import SALE_LINES
from i18n import N_, _, mid_sentence, ngettext, number, percent, short_money
from metrics.checks import dimension_values
from metrics.deal_sizes import SIZE, discounts_by_size
from metrics.definition import Metric
from metrics.dimensions import all_dimensions
from metrics.discounts import BAND_RATES, PREMIUM_SHARE, PRICED_WINS, SPREAD
from metrics.plan import columns_of
from metrics.pricing import DISCOUNT, MEDIAN_DISCOUNT
from metrics.query import OTHER, Query
from metrics.sales import WIN_RATE
from metrics.sold_discounts import SOLD_ABOVE_LIST, SOLD_MEDIAN, SOLD_SPREAD, SOLD_WITH_DISCOUNT
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pricing_band_rates import CAUSE, RATES, band_rates_exhibit
from settings import settings

NAME, BY = "pricing-discounts", "pricing.discount_by"
DIMENSIONS = ("rep", "sector", SIZE, "category", "product", "tier", "team", "manager", "country", "lead_source")


class Basis(NamedTuple):
    """Whose discounts: which metrics they are, and what they are called."""

    counted: Metric
    median: Metric
    spread: tuple[Metric, ...]  # the median first, then in rising order
    premium: Metric
    title: str

    @property
    def strip(self) -> list[str]:
        """The names of the percentiles in rising order."""
        median, p10, p25, p75, p90 = (metric.name for metric in self.spread)
        return [p10, p25, median, p75, p90]

    @property
    def whole(self) -> Query:
        """Of all groups together."""
        return Query(self.counted, *self.spread, self.premium)


OF_DEALS = Basis(PRICED_WINS, MEDIAN_DISCOUNT, SPREAD, PREMIUM_SHARE, N_("Discounts by {dimension}"))
OF_SALES = Basis(SOLD_WITH_DISCOUNT, SOLD_MEDIAN, SOLD_SPREAD, SOLD_ABOVE_LIST, N_("Discounts of sales by {dimension}"))
SIZES = Definition(
    N_("Deal size"), N_("Five bands of list amount (list price x quantity) that hold about as many won deals each.")
)


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """The two charts; what the first is broken down by stands above it."""
    control = choice(BY, _("By"), _groupings(snapshot, scope), query)
    return [
        panel(NAME, _("Discounts"), [DISCOUNT, *SPREAD, PREMIUM_SHARE, SIZES], width="half", tall=True,
              controls=[control]),
        panel(RATES, _("Win rate by discount"), [WIN_RATE, CAUSE], width="half", tall=True),
    ]  # fmt: skip


def _groupings(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """What discounts can be broken down by, by name: the deal's size, and the dimensions that have values."""
    known = {name: _(dimension.label) for name, dimension in all_dimensions({}).items()} | {SIZE: _("Deal size")}
    names = [name for name in DIMENSIONS
             if snapshot is None or name == SIZE or dimension_values(name, scope, snapshot)]  # fmt: skip
    return {name: known[name] for name in names}


@callback(*outputs(NAME, RATES), Input("pricing-below", "data"), prevent_initial_call=True)
async def show_discounts(selected: dict[str, Any] | None) -> list[Any]:
    return [part for exhibit in await exhibits(await asked(selected)) for part in exhibit.parts()]


async def exhibits(found: Asked) -> list[Exhibit]:
    """The spread of discounts, and win rates by band of discount."""
    groupings = _groupings(found.snapshot, found.scope)
    by = found.choice(BY, groupings)
    if by == SIZE:
        (whole, bands), groups = await asyncio.gather(
            found.measure(OF_DEALS.whole, BAND_RATES), discounts_by_size(found.filters, found.scope, found.snapshot)
        )
        return [_spread(found, by, groupings[by], groups, whole, OF_DEALS), band_rates_exhibit(bands)]
    groups, whole, bands = await found.measure(_by(OF_DEALS, by), OF_DEALS.whole, BAND_RATES)
    basis = OF_DEALS
    if not whole[PRICED_WINS.name].item() and SALE_LINES in found.snapshot.names and by in _of_sales(found):
        basis = OF_SALES  # orders without deals have discounts, too
        groups, whole = await found.measure(_by(basis, by), basis.whole)
    return [_spread(found, by, groupings[by], groups, whole, basis), band_rates_exhibit(bands)]


def _by(basis: Basis, by: str) -> Query:
    return Query(basis.counted, *basis.spread, by=by, top=MOST)


def _of_sales(found: Asked) -> frozenset[str]:
    """What sales can be broken down by."""
    return columns_of(found.snapshot, SALE_LINES)


def _spread(found: Asked, by: str, label: str, groups: pd.DataFrame, whole: pd.DataFrame, basis: Basis) -> Exhibit:
    few, counts = settings().rules.too_few, groups[f"{basis.median.name}_n"]
    shown = groups if by == SIZE else _largest_first(groups[counts > 0], by, few, basis.median.name)
    named = shown.assign(**{SIZE: _sizes(shown, found.currency)}) if by == SIZE else shown
    drawn = named[named[by] != OTHER]
    said = []
    if len(drawn) < len(named):
        said.append(_("The {n} with most of them; the CSV has all others together.", n=number(len(drawn))))
    if ((counts > 0) & (counts < few)).any():
        said.append(_("Pale: fewer than {n} deals, only their median is shown.", n=number(few)))
    if basis is OF_SALES:
        said.append(_("No won deal has a list price: these are the discounts of orders."))
    labels = {SIZE: _("Deal size (list amount)"), "size_from": _("List amount from"), "size_to": _("List amount below")}
    named.attrs = groups.attrs
    return Exhibit(
        NAME, _(basis.title, dimension=mid_sentence(label)), named, (basis.counted, *basis.spread),
        lambda: discount_strips(drawn, by, few, basis.strip, filters=by != SIZE), _in_words(whole, basis),
        notes(groups, also=said),
        labels if by == SIZE else {}, {"size_from": "money", "size_to": "money"},
    )  # fmt: skip


def _largest_first(groups: pd.DataFrame, by: str, few: int, median: str) -> pd.DataFrame:
    """By the median discount; behind them groups of too few deals, and all others together."""
    behind = (groups[f"{median}_n"] < few) + 2 * (groups[by] == OTHER)
    order = pd.DataFrame({"behind": behind, "median": -groups[median]})
    return groups.loc[order.sort_values(["behind", "median"], kind="stable").index].reset_index(drop=True)


def _sizes(groups: pd.DataFrame, currency: str) -> list[str]:
    """The bands of size in words."""
    found = []
    for low, high in zip(groups["size_from"], groups["size_to"], strict=True):
        start, end = short_money(low, currency), short_money(high, currency)
        if pd.isna(low):
            found.append(_("any size") if pd.isna(high) else _("below {amount}", amount=end))
        else:
            found.append(_("from {amount}", amount=start) if pd.isna(high) else f"{start} – {end}")
    return found


def _in_words(whole: pd.DataFrame, basis: Basis) -> str:
    """The median, and how much is sold above list."""
    median, premium = whole[basis.median.name].item(), whole[basis.premium.name].item()
    if pd.isna(median):
        return _("Median, middle half, eight of ten")
    n = int(whole[f"{basis.median.name}_n"].item())
    of = (ngettext("{n} won deal", "{n} won deals", n) if basis is OF_DEALS
          else ngettext("{n} sale", "{n} sales", n))  # fmt: skip
    half = (_("half of {deals} with {discount} off or more", deals=of, discount=percent(median)) if median >= 0
            else _("half of {deals} {premium} above list or more", deals=of, premium=percent(-median)))  # fmt: skip
    return _("Median, middle half, eight of ten; {half}, {share} above list", half=half, share=percent(premium))
