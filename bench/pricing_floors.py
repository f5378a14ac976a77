"""The floor of Pricing and of Financials: what they measure, first screen and below, by hand in raw Polars.

Collected together. Without what was worked out after the publish (price responses, survey, customers' worth), without
what is the same under all filters and kept (the price corridor, what customers bring in by quarter) and without the
income statement, of which there are some hundred rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from filters import Filters, Window
from periods import DAY, add_months, next_start

Queries = list[pl.LazyFrame]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
LISTED, LINES, DEMAND_DAYS, QUOTE_DAYS = 200, 500, 13 * 7, 365
WON, LOST = pl.col("is_won"), pl.col("is_lost")
MARGIN = [pl.col("margin").sum(), pl.col("amount").filter(pl.col("margin").is_not_null()).sum(),
          pl.col("margin").count().alias("n")]  # fmt: skip
SOLD = [pl.col("quantity").sum(), pl.col("quantity").abs().sum().alias("gross"), pl.col("amount").sum(),
        pl.col("cost").sum(), pl.len()]  # fmt: skip
PRICED = [pl.col("unit_price").median(), pl.len(), pl.col("quantity").sum(), pl.col("amount").sum()]
ASKED = [pl.col("price").median(), pl.len(), pl.col("competitor").n_unique(), pl.col("observed_on").median()]
DISCOUNT = [pl.col("discount").median().alias("discount"), pl.col("discount").count().alias("n")]
ON_PRICE = pl.col("lost_reason") == "Price"
OFFERED = 1 - pl.col("amount") / pl.col("list_amount")


@dataclass(frozen=True)
class Prices:
    """The tables that both pages read, under the filters other than the period; `everything` without them."""

    orders: pl.LazyFrame
    deals: pl.LazyFrame
    quotes: pl.LazyFrame
    accounts: pl.LazyFrame
    everything: "Prices | None" = None

    def under(self, filters: Filters) -> "Prices":
        chosen = [pl.col(name).is_in(list(values)) for name, values in filters.dims]
        return Prices(self.orders.filter(chosen), self.deals.filter(chosen), self.quotes, self.accounts, self)

    def sold(self, window: Window) -> pl.LazyFrame:
        return self.orders.filter(pl.col("ordered_on").is_between(*window))

    def decided(self, window: Window) -> pl.LazyFrame:
        return self.deals.filter(pl.col("decided_on").is_between(*window))

    def asked(self, window: Window) -> pl.LazyFrame:
        """Quotes in force at the end of the window."""
        first = window.end - timedelta(days=QUOTE_DAYS)
        return self.quotes.filter(pl.col("observed_on").is_between(first, window.end))


def pricing(prices: Prices, now: Window, before: Window) -> Queries:
    """Cards with their course, index and bridge; competitors, discounts, corridor, losses, stock."""
    queries = [
        prices.sold(now).group_by("ordered_on_month").agg(MARGIN),
        prices.decided(now).filter(WON).group_by("decided_on_month").agg(DISCOUNT),
    ]  # fmt: skip
    for window in (now, before):
        sold, asked = prices.sold(window), prices.asked(window)
        queries += [sold.select(MARGIN), prices.decided(window).filter(WON).select(DISCOUNT)]
        queries += [sold.filter(pl.col("unit_price") > 0).group_by("product").agg(PRICED), asked.select(ASKED)]
        queries += [asked.group_by(by).agg(ASKED) for by in ("product", "category")]
        queries += [sold.group_by("product").agg(SOLD), sold.select(pl.col("amount").sum(), pl.len())]
    return [*queries, *_below_pricing(prices, now, before)]


def _below_pricing(prices: Prices, now: Window, before: Window) -> Queries:
    sold, asked, decided = prices.sold(now), prices.asked(now), prices.decided(now)
    assert prices.everything is not None  # noqa: S101
    weeks = Window(now.end - timedelta(days=DEMAND_DAYS), now.end)
    won, lost = decided.filter(WON), decided.filter(LOST)
    spread = [pl.col("discount").quantile(q, "linear").alias(f"p{q}") for q in QUANTILES]
    share = [ON_PRICE.sum().alias("on_price"), pl.len()]
    return [
        pl.concat([sold, prices.sold(before)]).select("ordered_on", "product", "amount").top_k(LINES, by="amount"),
        *(sold.group_by(by).agg(_quantiles("unit_price")) for by in ("category", "tier")),
        *(asked.group_by(by).agg(_quantiles("price")) for by in ("category", "tier")),
        *(asked.group_by(by, "competitor").agg(_quantiles("price")) for by in ("category", "tier", "product")),
        won.group_by("rep").agg(spread), won.select(*spread, (pl.col("discount") < 0).sum().alias("above")),
        decided.group_by("discount_band").agg(WON.sum(), pl.len()),
        won.group_by("rep").agg(pl.col("amount", "list_amount").sum(), pl.len()),
        won.select("account", "product", "rep", "amount", "discount", "list_amount").top_k(LISTED, by="list_amount"),
        lost.group_by("category", "lost_reason").agg(pl.col("value").sum(), pl.len()),
        decided.group_by("category").agg(*share, OFFERED.filter(LOST).median(), *DISCOUNT),
        lost.select(share),
        lost.filter(ON_PRICE).select("account", "product", "rep", "value").top_k(LISTED, by="value"),
        prices.everything.sold(weeks).group_by("product").agg(pl.col("quantity").sum()),
        prices.everything.sold(now).group_by("product").agg(PRICED),
    ]  # fmt: skip


def _quantiles(price: str) -> list[pl.Expr]:
    return [pl.len(), *(pl.col(price).quantile(q, "linear").alias(f"p{q}") for q in QUANTILES)]


def financials(prices: Prices, shown: Window) -> Queries:
    """The margin bridge of the last quarter, product margins, new customers by quarter."""
    quarters = [Window(start, next_start(start, "quarter") - DAY) for start in _quarters(shown)]
    first, last = quarters[0], quarters[-1]
    queries = []
    for window in (last, _year_before(last)):
        sold = prices.sold(window)
        queries += [sold.group_by("product").agg(SOLD), sold.select(pl.col("margin").sum(), pl.len())]
    assert first.start  # noqa: S101
    year = Window(max(first.start, add_months(last.end + DAY, -12)), last.end)
    queries += [prices.sold(window).group_by("product").agg(SOLD) for window in (year, _year_before(year))]
    return [*queries, prices.accounts.group_by("first_bought_on_quarter").len()]


def _quarters(window: Window) -> Iterator[date]:
    """The first day of each."""
    start = window.start
    while start and start <= window.end:
        yield start
        start = next_start(start, "quarter")


def _year_before(window: Window) -> Window:
    assert window.start  # noqa: S101
    return Window(add_months(window.start, -12), add_months(window.end + DAY, -12) - DAY)
