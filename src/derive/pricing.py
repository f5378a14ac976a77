"""Price responses of a snapshot, overall and by category: fitted once after a publish, never when a page asks.

The segment is the sector of the account; overall it is the category and the sector, for both have prices and chances
of their own. Deals count that were decided in the last MONTHS months and whose price is known.
"""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from data.engine import Snapshot
from derive.price_tables import ALL, CATEGORY, ESTIMATES, OF_LEVEL, RESPONSE, TABLES, TEXT
from derive.pricing_deals import MONTHS, NAMES, SEGMENT, PricingDeals, pricing_deals
from derive.pricing_mix import what_if_tables
from metrics.intervals import wilson
from models.price_deals import priced_deals
from models.price_estimate import Estimate
from models.price_refusals import Refusal
from models.price_response import PriceResponse, price_response

MOST_CATEGORIES = 200  # the largest
LEAST_PRICED = 0.5  # share of lost deals that must have a price: else those that have are not like the others
FEWEST_LOST = 10  # lost deals, from which that is asked
LEAST_COSTED = 0.9  # share of the reference value whose cost must be known for a margin
BINS = 8  # groups of deals beside the curve, of about as many each
Level = tuple[str, str | None]


def derive_pricing(snapshot: Snapshot) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The tables of TABLES, and what to say of the deals: since, until (days), months, segment."""
    deals = pricing_deals(snapshot)
    made: dict[str, list[pl.DataFrame]] = {name: [pl.DataFrame(schema=schema)] for name, schema in TABLES.items()}
    for level, cells, counts in _levels(deals):
        for name, frame in _of_level(level, cells, counts).items():
            columns = [pl.lit(part, TEXT).alias(key) for key, part in zip(OF_LEVEL, level, strict=True)]
            made[name].append(frame.with_columns(columns).select(pl.col(c).cast(k) for c, k in TABLES[name].items()))
    days = {name: day and day.isoformat() for name, day in (("since", deals.since), ("until", deals.until))}
    return {name: pl.concat(frames) for name, frames in made.items()}, {**days, "months": MONTHS, "segment": SEGMENT}


def _levels(deals: PricingDeals) -> Iterator[tuple[Level, pl.DataFrame, dict[str, Any]]]:
    """All deals with category and sector as their segment, then each category with the sector."""
    both = pl.concat_str([pl.col(name).fill_null("") for name in NAMES], separator=" · ")
    totals = deals.counts.drop("category", "unit_reference").sum().row(0, named=True)
    reference = deals.counts.select((pl.col("unit_reference") * pl.col("priced")).sum() / pl.col("priced").sum()).item()
    yield (ALL, None), deals.cells.with_columns(both.alias("segment")), {**totals, "unit_reference": reference}
    largest = deals.counts.drop_nulls("category").sort("decided", "category", descending=[True, False])
    for counts in largest.head(MOST_CATEGORIES).iter_rows(named=True):
        cells = deals.cells.filter(pl.col("category") == counts["category"])
        yield (CATEGORY, counts["category"]), cells.with_columns(pl.col(SEGMENT).alias("segment")), counts


def _of_level(level: Level, cells: pl.DataFrame, counts: dict[str, Any]) -> dict[str, pl.DataFrame]:
    cells = cells.sort("segment", "relative")
    costed, reference, cost = (float(cells[name].sum()) for name in ("costed", "reference", "cost"))
    unit_cost = cost / costed if costed > 0 and costed >= LEAST_COSTED * reference else None
    lost, priced = counts["lost"] or 0, counts["priced_lost"] or 0
    if lost >= FEWEST_LOST and priced < LEAST_PRICED * lost:
        refused = Refusal("no_lost_prices", {"priced": priced, "lost": lost})
        found = PriceResponse(int(cells["n"].sum()), int(cells["won"].sum()), [], refused)
        return {"price_response": _row(found, counts, unit_cost)}
    deals = priced_deals(cells["relative"].to_numpy(), cells["won"].to_numpy(), cells["segment"].to_list(),
                         cells["n"].to_numpy())  # fmt: skip
    found = price_response(deals, unit_cost)
    tables = {"price_response": _row(found, counts, unit_cost)}
    if found.fit is not None:
        tables |= {"price_curve": pl.DataFrame(found.curve.to_dict("list")), "price_bins": _bins(cells),
                   **what_if_tables(found.fit, deals, cells, unit_cost is not None)}  # fmt: skip
    return tables


def _row(found: PriceResponse, counts: dict[str, Any], unit_cost: float | None) -> pl.DataFrame:
    fit = found.fit
    low, high = fit.slope_interval if fit else (None, None)
    row: dict[str, Any] = {
        "decided": counts["decided"] or 0, "n": found.n, "won": found.won, "by_rivals": counts["by_rivals"] or 0,
        "segments": len(found.segments), "reference_price": counts["unit_reference"], "unit_cost": unit_cost,
        "low": found.low, "high": found.high, "slope": fit and fit.slope, "slope_low": low, "slope_high": high,
        "intercept": fit and fit.intercept, "checks": json.dumps(found.checks),
        "refusal": found.refusal and found.refusal.reason,
        "refusal_values": found.refusal and json.dumps(found.refusal.values),
    }  # fmt: skip
    for name, estimate in zip(
        ESTIMATES, (found.willingness_to_pay, found.best_margin, found.best_revenue), strict=True
    ):
        row |= _estimate(name, estimate)
    return pl.DataFrame([row], schema={name: kind for name, kind in RESPONSE.items() if name in row})


def _estimate(name: str, found: Estimate | None) -> dict[str, Any]:
    parts = (None,) * 4 if found is None else (found.value, found.low, found.high, found.beyond or None)
    return dict(zip((name, f"{name}_low", f"{name}_high", f"{name}_beyond"), parts, strict=True))


def _bins(cells: pl.DataFrame) -> pl.DataFrame:
    """What share was won at which price, by groups of deals from the cheapest on, with Wilson's interval."""
    prices = cells.group_by("relative").agg(pl.col("n", "won").sum()).sort("relative")
    group = ((pl.col("n").cum_sum() - pl.col("n") / 2) / pl.col("n").sum() * BINS).floor().alias("group")
    mean = ((pl.col("relative") * pl.col("n")).sum() / pl.col("n").sum()).alias("relative_price")
    bins = prices.with_columns(group).group_by("group").agg(mean, pl.col("n", "won").sum()).sort("group")
    bins = bins.with_columns((pl.col("won") / pl.col("n")).alias("rate"))
    low, high = wilson(bins["rate"].to_numpy(), bins["n"].to_numpy())
    return bins.with_columns(pl.Series("low", low), pl.Series("high", high))
