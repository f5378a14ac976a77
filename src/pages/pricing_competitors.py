"""Own prices beside those of competitors, like for like: how both are spread, and thing by thing what it costs."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Input, Output, callback, html

from auth.scope import Scope
from charts.clicks import Filter, by_choice, by_value
from charts.price_positions import MOST_GROUPS, is_wide, price_strips, strips
from charts.theme import empty_figure
from data.engine import Snapshot
from i18n import N_, _, ngettext, number
from metrics import price_quartiles
from metrics.checks import dimension_values
from metrics.definition import Unit
from metrics.price_quartiles import OWN, RIVALS
from metrics.quotes import TABLE as TABLE_OF_QUOTES
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pricing_positions import TABLE, positions_exhibit, positions_table, table_of
from pages.pricing_spans import period_of
from pages.table import table_outputs

NAME, TIERS, BELOW, CHOICE = "pricing-spread", "pricing-tiers", "pricing-below", "pricing.category"
PLACE, TIERS_PLACE = "pricing-spread-place", "pricing-tiers-place"
ALL = "all"
FEWEST = 10  # strips that a chart has room for, also where there are fewer
DEFINITIONS = (Definition(price_quartiles.LABEL, price_quartiles.ABOUT),)
LABELS = {
    "seller": N_("Seller"), "n": N_("Sales or quotes"), "p10": N_("A tenth below"), "p25": N_("Lower quartile"),
    "median": N_("Median"), "p75": N_("Upper quartile"), "p90": N_("A tenth above"), "things": N_("Products of both"),
    "things_sold": N_("Products sold"),
}  # fmt: skip
UNITS: dict[str, Unit] = dict.fromkeys(price_quartiles.QUANTILES, "money")


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """The two charts of spreads, which go by one choice, and the table of positions."""
    control = choice(CHOICE, _("Show"), _options(snapshot, scope), query)
    spread = panel(NAME, _("Own prices and competitors'"), DEFINITIONS, width="half", controls=[control])
    tiers = panel(TIERS, _("Prices by tier"), DEFINITIONS, width="half")
    return [*(html.Div(part, id=place, className="by-rows", style={"--rows": FEWEST})
              for part, place in ((spread, PLACE), (tiers, TIERS_PLACE))), positions_table()]  # fmt: skip


def _options(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """By category, or the products of one."""
    names = dimension_values("category", scope, snapshot) if snapshot else ()
    return {ALL: _("All categories"), **{name: name for name in names}}


@callback(
    *outputs(NAME, TIERS), *table_outputs(TABLE), Output(PLACE, "style"), Output(TIERS_PLACE, "style"),
    Input(BELOW, "data"), prevent_initial_call=True,
)  # fmt: skip
async def show_competitors(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    spread, tiers, positions = await exhibits(found)
    heights = [{"--rows": max(FEWEST, exhibit.frame.attrs.get("strips", 0))} for exhibit in (spread, tiers)]
    return [*spread.parts(), *tiers.parts(), *table_of(positions, found.currency), *heights]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Spreads by category or product, spreads by tier, positions."""
    chosen = found.choice(CHOICE, _options(found.snapshot, found.scope))
    if TABLE_OF_QUOTES not in found.snapshot.names:
        return [*_no_quotes(chosen), await positions_exhibit(found)]
    narrowed, by = _narrowed(found, chosen)
    if narrowed is None:
        return [*_other_category(chosen), await positions_exhibit(found)]
    asked = (period_of(found), narrowed.filters, found.scope, found.snapshot)
    spread, tiers, positions = await asyncio.gather(
        price_quartiles.price_quartiles(*asked, by), price_quartiles.price_quartiles(*asked, "tier"),
        positions_exhibit(found),
    )  # fmt: skip
    return [_spread(found, spread, by, chosen), _tiers(found, tiers, chosen), positions]


def _narrowed(found: Asked, chosen: str) -> tuple[Asked | None, str]:
    """What is asked of the chosen category alone, None where the filters leave it out; and what to group by."""
    if chosen == ALL:
        return found, "category"
    dims = dict(found.filters.dims)
    if chosen not in dims.get("category", (chosen,)):
        return None, "product"
    filters = replace(found.filters, dims=tuple((dims | {"category": (chosen,)}).items()))
    return replace(found, filters=filters), "product"


def _other_category(chosen: str) -> list[Exhibit]:
    """The filter bar and the choice name different categories."""
    return _empty(chosen, _("The filters leave out {category}", category=chosen),
                  _("Choose All categories here, or take the filter off."))  # fmt: skip


def _no_quotes(chosen: str) -> list[Exhibit]:
    return _empty(
        chosen,
        _("No competitor's price is loaded"),
        _("Import competitor prices whose product names, or category and tier, are those of your products."),
    )


def _empty(chosen: str, why: str, hint: str) -> list[Exhibit]:
    return [Exhibit(name, title, pd.DataFrame(), (), lambda: empty_figure(why, hint))
            for name, title in ((NAME, _title(chosen)), (TIERS, _("Prices by tier")))]  # fmt: skip


def _title(chosen: str) -> str:
    if chosen == ALL:
        return _("Own prices and competitors' by category")
    return _("Own prices and competitors': {category}", category=chosen)


def _spread(found: Asked, frame: pd.DataFrame, by: str, chosen: str) -> Exhibit:
    """We and all competitors together, in each category or by product; a click on a category shows its products."""
    drawn = frame[frame["seller"].isin((OWN, RIVALS))]
    clicks: dict[str | None, Filter] = {
        group: by_value(product=group) if by == "product" else by_choice(CHOICE, group) if group else None
        for group in drawn[by].tolist()
    }
    return _exhibit(NAME, _title(chosen), frame, drawn, by, found.currency, clicks, chosen)


def _tiers(found: Asked, frame: pd.DataFrame, chosen: str) -> Exhibit:
    """We and the larger competitors one by one."""
    several = (frame["seller"] == "competitor").any()
    drawn = frame[frame["seller"] != (RIVALS if several else "")]
    title = _("Prices by tier") if chosen == ALL else _("Prices by tier: {category}", category=chosen)
    clicks = {group: by_value(tier=group) for group in drawn["tier"].tolist()}
    return _exhibit(TIERS, title, frame, drawn, "tier", found.currency, clicks, chosen)


def _exhibit(
    name: str, title: str, frame: pd.DataFrame, drawn: pd.DataFrame, by: str, currency: str,
    clicks: Mapping[str | None, Filter], chosen: str,
) -> Exhibit:  # fmt: skip
    """Of one category as shares of competitors' median, so that its products stand on one axis."""
    relative = chosen != ALL
    sellers = [_("we") if who == OWN else rival or _("competitors")
               for who, rival in zip(frame["seller"], frame["competitor"], strict=True)]  # fmt: skip
    table = frame.drop(columns="competitor").assign(seller=sellers)
    table.attrs = {**frame.attrs, "strips": strips(drawn, by)}
    return Exhibit(
        name, title, table, (), lambda: price_strips(drawn, by, currency, clicks, relative),
        _in_words(frame, by, relative), notes(frame, also=_also(drawn, by, relative)),
        {name: _(label) for name, label in LABELS.items()}, UNITS,
    )  # fmt: skip


def _in_words(frame: pd.DataFrame, by: str, relative: bool) -> str:
    """What is compared: how much of what we sell, and how to read a strip."""
    groups = frame.drop_duplicates(by)
    both, sold = int(groups["things"].sum()), int(groups["things_sold"].sum())
    if not both:
        return ""
    box = _("100: competitors' median, box: half of all prices") if relative else (
        _("box: half of all prices, line: eight of ten"))  # fmt: skip
    many = (_("{n} of {all} products are sold by both in their tier") if by == "tier"
            else _("{n} of {all} products are sold by both"))  # fmt: skip
    return _("; ").join([many.format(n=number(both), all=number(sold)), box])


def _also(drawn: pd.DataFrame, by: str, relative: bool) -> list[str]:
    mixed = _("Prices of a category are of all its products: choose one to compare like with like.")
    said = [mixed] if by == "category" and len(drawn) else []
    said += [_("The axis is logarithmic.")] if len(drawn) and not relative and is_wide(drawn) else []
    groups = drawn[by].nunique(dropna=False)
    if groups > MOST_GROUPS:
        said.append(ngettext("Drawn is the {n} with the most revenue.", "Drawn are the {n} with the most revenue.",
                             MOST_GROUPS))  # fmt: skip
    return said
