"""How the fields of an origin's deals changed: what the CRM reports, and what the versions of a deal show.

Only what was said of a deal while it was not decided counts: what it brought in the end is no change of what was
expected. The first such version is listed too, each value as its own predecessor: so it was when first seen.
"""

import polars as pl

from data.deal_versions import Changed
from data.decode import ROW
from data.dimensions import OF_REPS
from data.schema import TABLES

PAIRS = ("amount", "expected_close_on", "forecast_category", "rep_id", "probability")
SCHEMA = {
    ROW: pl.String, "_seq": pl.Int64, "_kind": pl.String, **TABLES["deal_changes"].polars_schema,
    **dict.fromkeys(OF_REPS, pl.String),
}  # fmt: skip
UNDECIDED = pl.col("status").is_in(["open", "untouched"])


def deal_history(deals: pl.DataFrame, reported: pl.DataFrame | None, changed: Changed) -> pl.DataFrame:
    """All changes of the deals' fields, in order. `changed`: their versions.

    Columns of `deal_changes`, those of the source row, the labels of the owner where a version tells them, and the
    deal's currency and day of decision.
    """
    parts = [_shaped(reported).with_columns(pl.col("evidence").fill_null("reported"))]
    for entry, versions in changed:
        parts.append(_observed(open_versions(deals, entry.kind, versions)))
    found = pl.concat(parts).sort("opportunity_id", "changed_on", "changed_at", nulls_last=False, maintain_order=True)
    decided = pl.when(pl.col("status").is_in(["won", "lost"])).then(pl.coalesce("closed_on", "attributed_on"))
    of_deal = deals.select("opportunity_id", "currency", decided.alias("decided_on"))
    return found.join(of_deal, on="opportunity_id", how="left", maintain_order="left")


def open_versions(deals: pl.DataFrame, kind: str, versions: pl.DataFrame) -> pl.DataFrame:
    """What versions said of these deals while they were not decided, in order; an amount that was empty is what
    the version expected of the deal."""
    if versions.is_empty():
        return versions
    expected = pl.col("list_price") * pl.col("quantity").fill_null(1.0)
    own = versions.join(deals.filter(pl.col("_kind") == kind), on=ROW, how="semi").filter(UNDECIDED)
    return own.sort(ROW, "_seq").with_columns(pl.coalesce("amount", expected).alias("amount"))


def _observed(versions: pl.DataFrame) -> pl.DataFrame:
    """A row for the first version of each deal, and one for each that says something else than the one before."""
    if versions.is_empty():
        return _shaped(None)
    first = pl.col(ROW).is_first_distinct()
    before = [pl.when(first).then(pl.col(f)).otherwise(pl.col(f).shift(1)).alias(f"previous_{f}") for f in PAIRS]
    rows = versions.with_columns(
        *before,
        first.alias("_first"),
        pl.col("at").alias("changed_at"),
        pl.col("on").alias("changed_on"),
        pl.lit("observed").alias("evidence"),
    )
    differs = {f: pl.col(f).ne_missing(pl.col(f"previous_{f}")) for f in PAIRS}
    rows = rows.filter(pl.col("_first") | pl.any_horizontal(differs.values()))
    said = {f: pl.col("_first") | differ for f, differ in differs.items()}
    shown = [pl.when(told).then(pl.col(c)).alias(c) for f, told in said.items() for c in (f, f"previous_{f}")]
    return _shaped(rows.with_columns(shown))


def _shaped(frame: pl.DataFrame | None) -> pl.DataFrame:
    """The frame with exactly the columns of deal_changes, of its source row and of the owner's labels."""
    empty = pl.DataFrame(schema=SCHEMA)
    return empty if frame is None else pl.concat([empty, frame], how="diagonal_relaxed").select(SCHEMA.keys())
