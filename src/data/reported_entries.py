"""The entries into stages that a CRM reports, those read off the deals' own records joined in from all versions.

A deal's own record says only when the deal last entered a stage: each different time that one of its versions showed
is an entry of its own, of whoever owned the deal in the first version that showed it. What is told twice, by two
fields or once to the minute and once to the second, is one entry: same deal and stage, less than a minute apart, or
on one day where one of them tells no time.
"""

import polars as pl

from data.decode import ROW
from data.dimensions import DEAL_ROW
from data.schema import TABLES

CHANGES = TABLES["stage_changes"]
WORDS = ("_kind", "stage", "previous_stage", "evidence", "rep_id")  # few ones: as categories they take little memory
SCHEMA = {
    ROW: pl.String, "_seq": pl.Int64, "_kind": pl.String, **CHANGES.polars_schema,
    **dict.fromkeys(WORDS, pl.Categorical()), DEAL_ROW: pl.Int32,
}  # fmt: skip
RECORD = [ROW, "_kind"]
MINUTE = pl.duration(minutes=1)


def shaped(frame: pl.DataFrame | None) -> pl.DataFrame:
    """The frame with exactly the columns of stage_changes and of its source row, and DEAL_ROW."""
    if frame is None:
        return pl.DataFrame(schema=SCHEMA)
    given = frame.columns
    return frame.select(pl.col(c).cast(t) if c in given else pl.lit(None, t).alias(c) for c, t in SCHEMA.items())


def with_shown(reported: pl.DataFrame, shown: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    """The reported entries with those that versions of the deals have shown, each once. All are `shaped`."""
    if shown.height:
        shown = shown.join(deals.select(pl.col(RECORD).cast(pl.String)), on=RECORD, how="semi")
    every = pl.concat([reported, shaped(shown)])
    again = every.select("opportunity_id", "stage").is_duplicated()  # few, of what may be a million deals
    if not again.any():
        return every
    every = every.with_row_index("_row")
    rows = every.filter(again).sort("opportunity_id", "stage", "changed_on", "changed_at", nulls_last=False)
    alike = pl.all_horizontal(pl.col(c) == pl.col(c).shift(1) for c in ("opportunity_id", "stage"))
    near = pl.col("changed_at") - pl.col("changed_at").shift(1) < MINUTE
    undated = pl.any_horizontal(pl.col("changed_at").is_null(), pl.col("changed_at").shift(1).is_null())
    same = alike & (near | (undated & (pl.col("changed_on") == pl.col("changed_on").shift(1))))
    rows = rows.with_columns((~same.fill_null(False)).cum_sum().alias("_entry"))
    several = pl.col("_entry").is_duplicated()
    once = [every.filter(~again), rows.filter(~several).drop("_entry"), _once(rows.filter(several))]
    return pl.concat(once).sort("_row").drop("_row")


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per `_entry`: as it was first told, at the most exact of the times told."""
    at = pl.col("changed_at")
    exact = pl.when(at.is_null()).then(2).when(at == at.dt.truncate("1m")).then(1).otherwise(0)
    days = pl.col("changed_on", "changed_at").sort_by(exact, "changed_at", maintain_order=True).first()
    told = pl.col("previous_stage", "rep_id", "evidence").drop_nulls().first()
    first = pl.col("_row", ROW, "_seq", "_kind", "opportunity_id", "stage", DEAL_ROW).first()
    return (
        rows.sort("_entry", "_seq", nulls_last=True, maintain_order=True)
        .group_by("_entry", maintain_order=True)
        .agg(first, days, told)
        .select("_row", *SCHEMA)
    )
