"""The tables of price responses in the derived folder: by what was fitted they are written, by pages they are read."""

from typing import Any

import polars as pl

from metrics.what_if import PriceMix
from models.price_estimate import CURVE

ALL, CATEGORY = "all", "category"  # levels
SUMS = ("n", "units", "reference", "costed", "cost", "won", "won_units", "won_amount", "won_margin")  # as PriceMix
ESTIMATES = ("wtp", "best_margin", "best_revenue")
TEXT, NUMBER = pl.String, pl.Float64
OF_LEVEL: dict[str, Any] = {"level": TEXT, "value": TEXT}  # null: all of them
RESPONSE: dict[str, Any] = {
    **OF_LEVEL, "decided": pl.Int64, "n": pl.Int64, "won": pl.Int64, "by_rivals": pl.Int64, "segments": pl.Int64,
    "reference_price": NUMBER, "unit_cost": NUMBER, "low": NUMBER, "high": NUMBER,
    "slope": NUMBER, "slope_low": NUMBER, "slope_high": NUMBER, "intercept": NUMBER,
    **{name: kind for what in ESTIMATES for name, kind in (
        (what, NUMBER), (f"{what}_low", NUMBER), (f"{what}_high", NUMBER), (f"{what}_beyond", TEXT))},
    "refusal": TEXT, "refusal_values": TEXT, "checks": TEXT,
}  # fmt: skip
TABLES: dict[str, dict[str, Any]] = {
    "price_response": RESPONSE,
    "price_curve": {**OF_LEVEL, **dict.fromkeys(CURVE, NUMBER)},
    "price_bins": {**OF_LEVEL, "relative_price": NUMBER, "n": NUMBER, "rate": NUMBER, "low": NUMBER, "high": NUMBER},
    "price_draws": {**OF_LEVEL, "draw": pl.Int64, "segment": pl.Int64, "intercept": NUMBER, "slope": NUMBER},
    "price_mix": {**OF_LEVEL, "segment": pl.Int64, "relative": NUMBER, **dict.fromkeys(SUMS, NUMBER)},
    "price_what_if": {**OF_LEVEL, "change": NUMBER, "measure": TEXT, **dict.fromkeys(
        ("today", "expected", "low95", "low80", "high80", "high95"), NUMBER)},
}  # fmt: skip


def as_mix(rows: pl.DataFrame) -> PriceMix:
    """Rows of price_mix of one level, as metrics.what_if takes them."""
    sums = {name: rows[name].to_numpy() for name in SUMS}
    return PriceMix(rows["relative"].to_numpy(), rows["segment"].to_numpy(), **sums)
