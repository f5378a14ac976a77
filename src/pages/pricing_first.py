"""The first screen of Pricing: cards, price index, what moved revenue. All of it is measured at once."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from i18n import N_, _, days, number, percent, short_money, signed
from metrics import price_index as index
from metrics.definition import Metric, ratio
from metrics.price_by_competitor import measure_competitor_index
from metrics.price_index import brief_index, measure_price_index
from metrics.price_positions import several_positions
from metrics.pricing import MEDIAN_DISCOUNT
from metrics.query import Query
from metrics.sold import GROSS_MARGIN
from pages import pricing_bridge, pricing_index
from pages.asked import Asked
from pages.cards import metric_cards
from pages.components import notes
from pages.exhibit import Exhibit
from pages.pricing_spans import compared, period_of
from pages.spans import grain_of

CARDS_NAME = "pricing-cards"
PRICE_INDEX = Metric("price_index", index.LABEL, kind="ratio", unit="index", about=index.ABOUT)  # these of pages only
LEFT = Metric(
    "opportunity_cost", N_("Left on the table"), kind="sum", unit="money",
    about=N_(
        "What we sold below competitors' median price, at their price instead: units x (competitors' price - ours) over"
        " the products that are cheaper with us. Beside it what we took above their price, which is at risk."
    ),
)  # fmt: skip
PRICE_EFFECT = Metric(
    "price_effect", N_("Price effect on revenue"), kind="sum", unit="money", better="up",
    about=N_(
        "What changed prices brought: (price now - price before) x units now, over products sold in both periods. One"
        " of the parts that the change of revenue consists of."
    ),
)  # fmt: skip
CARDS = (PRICE_INDEX, LEFT, MEDIAN_DISCOUNT, PRICE_EFFECT, GROSS_MARGIN)
MEASURED = (MEDIAN_DISCOUNT, GROSS_MARGIN)
QUERIES = (Query(*MEASURED), Query(*MEASURED, shift="compare"), Query(*MEASURED, grain="month"))


async def first_screen(found: Asked) -> tuple[list[Any], list[Exhibit]]:
    """The row of cards, and the exhibits: the cards' figures, the index, the bridge."""
    (now, was, trend), indices, bridge = await asyncio.gather(
        found.measure(*QUERIES[:2], Query(*MEASURED, grain=grain_of(found))),
        asyncio.to_thread(_indices, found),
        pricing_bridge.exhibit(found),
    )
    effect = _price_effect(bridge)
    figures = now.assign(**_of_index(indices.now.iloc[0].to_dict()), price_effect=effect[0])
    past = was.assign(**_of_index(indices.before.get(None, {})), price_effect=np.nan)
    row = metric_cards(CARDS, figures, past, found.currency, trend, _sentences(found, indices.now, now, effect))
    shown = Exhibit(CARDS_NAME, _("At a glance"), figures, CARDS, note=notes(now, indices.now))
    return row, [
        shown,
        pricing_index.exhibit(found, indices.groups, indices.groups_before, indices.competitors),
        bridge,
    ]


Brief = dict[str | None, dict[str, float | None]]


class Indices(NamedTuple):
    """The index of all and by category, now and before (empty: nothing to compare with), and by competitor."""

    now: pd.DataFrame
    before: Brief
    groups: pd.DataFrame
    groups_before: Brief
    competitors: pd.DataFrame


def _indices(found: Asked) -> Indices:
    window, before, by = period_of(found), compared(found), pricing_index.BY
    asked = (found.filters, found.scope, found.snapshot)
    spans = [(days, of) for days in (window, before) if days for of in ("", by)]
    past = several_positions(spans, *asked)[2:]  # all at once; what follows finds them kept
    earlier, groups_before = (brief_index(positions, of) for positions, of in zip(past, ("", by), strict=True)) if (
        past) else ({}, {})  # fmt: skip
    return Indices(
        measure_price_index(window, *asked), earlier, measure_price_index(window, *asked, by), groups_before,
        measure_competitor_index(window, *asked, by),
    )  # fmt: skip


def _of_index(figures: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: [figures.get(name, np.nan)] for name in ("price_index", "opportunity_cost")}


def _price_effect(bridge: Exhibit) -> tuple[float, float]:
    """What changed prices brought, and revenue before; null where there is no bridge."""
    parts = dict(zip(bridge.frame.get("part", []), bridge.frame.get("amount", []), strict=True))
    return parts.get("price", np.nan), parts.get("before", np.nan)


def _sentences(
    found: Asked, overall: pd.DataFrame, now: pd.DataFrame, effect: tuple[float, float]
) -> dict[str, str]:  # fmt: skip
    """What stands behind each figure."""
    row, measured = overall.iloc[0], now.iloc[0]
    price, before = effect
    share = float(ratio(price, before))
    return {
        "price_index": _matched(row),
        "opportunity_cost": "" if pd.isna(row["at_risk"]) else
        _("Above competitors' prices: {amount}.", amount=short_money(row["at_risk"], found.currency)),
        "median_discount": _("Of {n} won deals.", n=number(measured["median_discount_n"]))
        if measured["median_discount_n"] else _("No won deal has a list price."),
        "price_effect": "" if pd.isna(share) else
        _("{share} of revenue before.", share=signed(percent(abs(share)), share)),
        "gross_margin": _("Of {n} sales whose cost is known.", n=number(measured["gross_margin_n"]))
        if measured["gross_margin_n"] else _("No sale's cost is known."),
    }  # fmt: skip


def _matched(row: pd.Series) -> str:
    """How much of what we sell the index speaks of."""
    if not row["things_sold"]:
        return _("Nothing was sold.")
    if not row["things"]:
        return _("Competitors quote none of the {n} products sold.", n=number(row["things_sold"]))
    return _("{n} of {all} products; {quotes} quotes, the median {age} old.", n=number(row["things"]),
             all=number(row["things_sold"]), quotes=number(row["quotes"]), age=days(row["age_days"]))  # fmt: skip
