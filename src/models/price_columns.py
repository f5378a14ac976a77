"""Decided deals from columns of text, as anybody's file has them: won, price, reference, segment.

Numbers are read with a decimal point or a decimal comma, whichever the columns of money show, with or without a
currency and thousands. Rows that cannot be used are counted by reason, and nothing is guessed.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from i18n import N_
from models.price_deals import PricedDeals, priced_deals
from models.text_numbers import decimal_mark, number_of, text_of

NEEDED = ("won", "price")
OPTIONAL = ("reference", "segment")
WON = ("1", "1.0", "true", "t", "yes", "y", "won", "win", "w", "closed won", "gagné", "gagnée", "oui", "vrai")
LOST = ("0", "0.0", "false", "f", "no", "n", "lost", "loss", "l", "closed lost", "perdu", "perdue", "non", "faux")
FARTHEST = 5.0  # times or parts of the median relative price: what is farther off is in another unit or a slip
LEFT_OUT = {  # reason -> words; a row is counted under the first that applies
    "not_decided": N_("no outcome: not decided yet"),
    "unreadable_outcome": N_("an outcome that is neither won nor lost"),
    "no_price": N_("no price"),
    "unreadable_price": N_("a price that is no number"),
    "price_not_positive": N_("a price of zero or less"),
    "no_reference": N_("no reference price"),
    "unreadable_reference": N_("a reference price that is no number"),
    "reference_not_positive": N_("a reference price of zero or less"),
    "implausible_price": N_("a price more than five times, or less than a fifth of, what is usual for its reference"),
}


@dataclass(frozen=True)
class ReadDeals:
    """`left_out`: rows by reason, of LEFT_OUT. `reference`: the median one; `basis` of it: column, segment_median or
    median, where the file has none. `decimal` is the mark that was read as such."""

    deals: PricedDeals
    reference: float
    basis: str
    decimal: str
    received: int
    left_out: dict[str, int]


def read_deals(columns: pl.DataFrame) -> ReadDeals:
    """Read columns of text named won, price and perhaps reference, segment."""
    money = [name for name in ("price", "reference") if name in columns.columns]
    plain = columns.with_columns(pl.col(name).str.strip_chars() for name in columns.columns)
    decimal = decimal_mark(pl.concat([plain[name] for name in money]))
    typed = plain.select(
        _outcome().alias("won"),
        text_of("won").is_not_null().alias("decided"),
        *(number_of(name, decimal).alias(name) for name in money),
        *(text_of(name).is_not_null().alias(f"{name}_said") for name in money),
        (text_of("segment") if "segment" in plain.columns else pl.lit("")).fill_null("").alias("segment"),
    )
    basis = "column" if "reference" in money and typed["reference_said"].any() else ""
    if not basis:
        typed, basis = _with_medians(typed, "segment" in plain.columns)
    reasons = typed.with_columns((pl.col("price") / pl.col("reference")).alias("relative")).select(
        "*", _reason().alias("reason")
    )
    usual = reasons.filter(pl.col("reason").is_null())["relative"].median()
    far = ~(pl.col("relative") / pl.lit(usual, pl.Float64)).is_between(1 / FARTHEST, FARTHEST)
    reasons = reasons.with_columns(pl.coalesce("reason", pl.when(far).then(pl.lit("implausible_price"))))
    used = reasons.filter(pl.col("reason").is_null())
    counts = dict(reasons.drop_nulls("reason").group_by("reason").len().iter_rows())
    segments = used["segment"].to_list() if used["segment"].n_unique() > 1 else None
    deals = priced_deals(used["relative"].to_numpy(), used["won"].cast(pl.Float64).to_numpy(), segments)
    reference = float(np.median(used["reference"].to_numpy())) if used.height else float("nan")
    left_out = {name: counts[name] for name in LEFT_OUT if name in counts}
    return ReadDeals(deals, reference, basis, decimal, columns.height, left_out)


def _outcome() -> pl.Expr:
    low = pl.col("won").str.to_lowercase().str.replace_all(r"[\s_-]+", " ")
    return pl.when(low.is_in(WON)).then(True).when(low.is_in(LOST)).then(False)


def _with_medians(typed: pl.DataFrame, by_segment: bool) -> tuple[pl.DataFrame, str]:
    """The median of usable prices as reference: of the segment where there is one, else of all."""
    usable = pl.when((pl.col("price") > 0) & pl.col("won").is_not_null()).then("price")
    median = usable.median().over("segment") if by_segment else usable.median()
    typed = typed.with_columns(median.alias("reference"), pl.lit(True).alias("reference_said"))
    return typed, "segment_median" if by_segment else "median"


def _reason() -> pl.Expr:
    """Why a row is left out, null where it is not."""
    cases = [("not_decided", ~pl.col("decided")), ("unreadable_outcome", pl.col("won").is_null())]
    for name in ("price", "reference"):
        cases += [
            (f"no_{name}", ~pl.col(f"{name}_said")),
            (f"unreadable_{name}", pl.col(name).is_null()),
            (f"{name}_not_positive", pl.col(name) <= 0),
        ]
    return pl.coalesce(pl.when(failed).then(pl.lit(reason)) for reason, failed in cases)
