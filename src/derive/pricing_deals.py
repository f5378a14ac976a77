"""The decided deals that price responses are fitted to, by category, segment and relative price."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.engine import Snapshot
from models.price_columns import FARTHEST
from periods import DAY, add_months

MONTHS = 24  # of decided deals: older ones tell of another market
TABLE, QUOTES = "opportunities", "competitor_prices"
STEP = 3  # decimals of a relative price: deals closer than that are of one price
SEGMENT = "sector"
NAMES = ("category", SEGMENT)


@dataclass(frozen=True)
class PricingDeals:
    """`cells`: category, sector (null: not known), relative, and SUMS of its deals as metrics.what_if has them.

    `counts`, by category: decided, won, lost, priced_lost, priced, by_rivals (their reference is what rivals ask),
    unit_reference (median). `since` to `until` they were decided; null without any.
    """

    cells: pl.DataFrame
    counts: pl.DataFrame
    since: date | None
    until: date | None


def pricing_deals(snapshot: Snapshot) -> PricingDeals:
    """The deals decided in the MONTHS up to the last decision."""
    deals = snapshot.frame(TABLE).lazy().filter(pl.col("is_decided") & pl.col("decided_on").is_not_null())
    until = deals.select(pl.col("decided_on").max()).collect().item()
    since = add_months(until + DAY, -MONTHS) if until else None
    rows = deals.filter(pl.col("decided_on") >= since) if since else deals
    priced = _priced(rows, snapshot)
    counts = priced.group_by("category").agg(
        pl.len().alias("decided"), pl.col("is_won").sum().alias("won"), (~pl.col("is_won")).sum().alias("lost"),
        (~pl.col("is_won") & pl.col("price").is_not_null()).sum().alias("priced_lost"),
        pl.col("relative").count().alias("priced"),
        (pl.col("relative").is_not_null() & pl.col("list").is_null()).sum().alias("by_rivals"),
        pl.col("unit_reference").filter(pl.col("relative").is_not_null()).median().alias("unit_reference"),
    )  # fmt: skip
    found, cells = pl.collect_all([counts, _cells(priced)])
    return PricingDeals(cells, found, since, until)


def _priced(rows: pl.LazyFrame, snapshot: Snapshot) -> pl.LazyFrame:
    """What was asked for a unit over its list price, else over the median of what rivals ask for the like."""
    price = pl.when(pl.col("unit_price") > 0).then("unit_price")
    listed = pl.col("list_amount") / pl.col("quantity")
    rows = rows.select(
        *(pl.col(name).cast(pl.String) for name in (*NAMES, "product", "tier")),
        pl.col("is_won"), pl.col("quantity"), pl.col("cost"), price.alias("price"),
        pl.when(listed > 0).then(listed).alias("list"),
    )  # fmt: skip
    rows = _with_rivals(rows, snapshot).with_columns(pl.coalesce("list", "rivals").alias("unit_reference"))
    relative = (pl.col("price") / pl.col("unit_reference")).round(STEP)
    rows = rows.with_columns(pl.when(relative > 0).then(relative).alias("relative"))
    usual = pl.col("relative").median()  # of all: a slip of a factor is one in every category
    return rows.with_columns(
        pl.when(pl.col("relative").is_between(usual / FARTHEST, usual * FARTHEST)).then("relative").alias("relative")
    )


def _with_rivals(rows: pl.LazyFrame, snapshot: Snapshot) -> pl.LazyFrame:
    """With the median quote for the product by its name, else for its category and tier."""
    if QUOTES not in snapshot.names or not snapshot.frame(QUOTES).height:
        return rows.with_columns(pl.lit(None, pl.Float64).alias("rivals"))
    quotes = snapshot.frame(QUOTES).lazy().select(
        *(pl.col(name).cast(pl.String) for name in ("product", "category", "tier")), "price"
    ).filter(pl.col("price") > 0)  # fmt: skip
    name = pl.col("product").str.to_lowercase()
    same = quotes.filter(pl.col("product").is_not_null()).group_by(name.alias("named")).agg(
        pl.col("price").median().alias("of_product")
    )  # fmt: skip
    alike = quotes.drop_nulls(["category", "tier"]).group_by("category", "tier").agg(
        pl.col("price").median().alias("of_alike")
    )  # fmt: skip
    found = rows.with_columns(name.alias("named")).join(same, on="named", how="left")
    found = found.join(alike, on=["category", "tier"], how="left")
    return found.with_columns(pl.coalesce("of_product", "of_alike").alias("rivals")).drop(
        "named", "of_product", "of_alike"
    )


def _cells(priced: pl.LazyFrame) -> pl.LazyFrame:
    """Deals of one price summed up: a million of them are as many rows as there are prices in each segment."""
    units = pl.col("quantity").fill_null(1.0)
    reference, won = pl.col("unit_reference") * units, pl.col("is_won")
    costed = pl.col("cost").is_not_null()
    amount = pl.col("price") * units
    return priced.filter(pl.col("relative").is_not_null()).group_by(*NAMES, "relative").agg(
        pl.len().cast(pl.Float64).alias("n"), units.sum().alias("units"), reference.sum().alias("reference"),
        reference.filter(costed).sum().alias("costed"), pl.col("cost").sum().alias("cost"),
        won.sum().cast(pl.Float64).alias("won"), units.filter(won).sum().alias("won_units"),
        amount.filter(won).sum().alias("won_amount"),
        (amount - pl.col("cost")).filter(won & costed).sum().alias("won_margin"),
    )  # fmt: skip
