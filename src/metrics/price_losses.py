"""Where the price loses deals: how often it was the reason, and what lost deals were offered at beside won ones."""

import threading
from functools import cache
from typing import NamedTuple

import narwhals as nw
import pandas as pd
from cachetools import LRUCache, cached

from i18n import N_
from metrics.definition import Metric, ratio
from metrics.discounts import MEDIAN_LOST_DISCOUNT
from metrics.plan import columns_of
from metrics.pricing import MEDIAN_DISCOUNT
from metrics.query import Query
from metrics.sales import DEALS_LOST, DECIDED_ON, LOST
from metrics.slices import Tables
from settings import settings

REASON = "lost_reason"
KNOWN = LOST & ~nw.col(REASON).is_null()
DIGITS = 6  # of a difference of discounts: what is less is noise


class PriceLosses(NamedTuple):
    """What is measured of losses whose reason is the price; the reasons are part of the definition."""

    share: Metric
    deals: Metric
    amount: Metric


@cached(LRUCache(16), key=lambda tables: (tables.id, settings().pricing.price_reasons), lock=threading.Lock())
def price_reasons(tables: Tables) -> tuple[str, ...]:
    """The loss reasons of the data that mean the price, by the settings; upper and lower case are the same."""
    meant = {reason.strip().casefold() for reason in settings().pricing.price_reasons}
    there = tables.values(REASON) if REASON in columns_of(tables, "opportunities") else []
    return tuple(reason for reason in there if reason.strip().casefold() in meant)


@cache
def price_losses(reasons: tuple[str, ...]) -> PriceLosses:
    """The metrics of losses for one of these reasons: always the same objects for the same reasons."""
    priced = LOST & nw.col(REASON).is_in(list(reasons))
    return PriceLosses(
        Metric(
            "price_loss_share", N_("Lost on price"), kind="proportion", unit="fraction", date=DECIDED_ON, of=KNOWN,
            better="down", value=ratio(priced.sum(), KNOWN.sum()), n=KNOWN.sum(),
            about=N_("Lost deals whose reason is the price / lost deals whose reason is known, by close date. Which"
                     " reasons mean the price is a setting."),
        ),
        Metric(
            "price_losses", N_("Deals lost on price"), kind="count", unit="count", date=DECIDED_ON, of=priced,
            better="down", value=priced.sum(), about=N_("Lost deals whose reason is the price, by close date."),
        ),
        Metric(
            "price_loss_amount", N_("Amount lost on price"), kind="sum", unit="money", date=DECIDED_ON, of=priced,
            better="down", value=nw.when(priced).then(nw.col("value")).sum(),
            about=N_("Expected amount of lost deals whose reason is the price, by close date."),
        ),
    )  # fmt: skip


def prohibitive_query(tables: Tables, by: str | None = None) -> Query:
    """How often the price was the reason in each group, and what lost deals were offered at beside won ones."""
    losses = price_losses(price_reasons(tables))
    return Query(*losses, MEDIAN_LOST_DISCOUNT, MEDIAN_DISCOUNT, DEALS_LOST, by=by)


def prohibitive(groups: pd.DataFrame, too_few: int) -> pd.DataFrame:
    """The groups where the price loses most deals first, by the lower end of the interval; those of too few last.

    Adds offered_less: how much larger the median discount of won deals was than that of lost ones (a fraction:
    0.02 means that lost deals were offered at prices 2 points closer to list); null if one of them has too few.
    """
    sure = (groups["median_discount_n"] >= too_few) & (groups["median_lost_discount_n"] >= too_few)
    less = (groups["median_discount"] - groups["median_lost_discount"]).round(DIGITS).where(sure)
    found = groups.assign(offered_less=less)[groups["price_loss_share_n"] > 0]
    order = pd.DataFrame({"few": found["price_loss_share_n"] < too_few, "low": -found["price_loss_share_low"]})
    found = found.loc[order.sort_values(["few", "low"], kind="stable").index].reset_index(drop=True)
    found.attrs = groups.attrs
    return found


def standing_out(groups: pd.DataFrame, overall: float, too_few: int) -> list[int]:
    """The rows of `prohibitive` in which the price loses more deals than overall, beyond chance."""
    lows, counts = groups["price_loss_share_low"], groups["price_loss_share_n"]
    return [i for i, (low, n) in enumerate(zip(lows, counts, strict=True)) if n >= too_few and low > overall]
