"""The stage history of an origin's deals: what the CRM reports, and what the versions of a deal show.

An observed entry is left out when the CRM reports the same deal's entry into the same stage between the two
versions that differ, or when the mapping reads such an entry off the deal's own record. The stage a deal is
created in is an entry too. It is known where the first reported change names the stage it left, or where the
deal was first seen on the day it was created; for deals that came in with their past, it is not invented.
"""

from datetime import date

import polars as pl

from data.deal_versions import OWNER, Changed, said_of_deals
from data.decode import ROW
from data.dimensions import look_up
from data.mapping import Entry, Mapping
from data.schema import TABLES
from data.versions import first_versions

CHANGES = TABLES["stage_changes"]
WORDS = ("_kind", "stage", "previous_stage", "evidence", "rep_id")  # few ones: as categories they take little memory
SCHEMA = {
    ROW: pl.String, "_seq": pl.Int64, "_kind": pl.String, **CHANGES.polars_schema,
    **dict.fromkeys(WORDS, pl.Categorical()),
}  # fmt: skip
RECORD = [ROW, "_kind"]


def stage_history(
    origin: str, mapping: Mapping, deals: pl.DataFrame, reported: pl.DataFrame | None, changed: Changed
) -> pl.DataFrame:
    """All stage entries of the deals, in order, each with the stage before it. `changed`: their versions."""
    reported = _shaped(reported).with_columns(pl.col("evidence").fill_null(pl.lit("reported", pl.Categorical())))
    deals = deals.select(*RECORD, "opportunity_id", "created_on", "created_at", "rep_id")
    born, moved = [_created_by_report(deals, reported)], [reported]
    for entry, versions in changed:
        if "stage" in entry.columns and entry.columns["stage"].fields:
            own = deals.filter(pl.col("_kind") == entry.kind)
            born.append(_created_in_sight(origin, mapping, entry, own, pl.concat([born[0], reported])))
            moved.append(_observed(own, versions, reported))
    entries = pl.concat([pl.concat(born).with_columns(_rank=pl.lit(0)), pl.concat(moved).with_columns(_rank=pl.lit(1))])
    number = deals.select("opportunity_id", pl.int_range(pl.len(), dtype=pl.Int32).alias("_deal"))  # sorted in no time
    entries = entries.hstack(look_up(entries, number, "opportunity_id"))
    entries = entries.sort("_deal", "changed_on", "_rank", "changed_at", nulls_last=False, maintain_order=True)
    before = pl.when(pl.col("_deal") == pl.col("_deal").shift(1)).then(pl.col("stage").shift(1))
    return entries.with_columns(pl.coalesce("previous_stage", before).alias("previous_stage")).drop("_rank", "_deal")


def _created_by_report(deals: pl.DataFrame, reported: pl.DataFrame) -> pl.DataFrame:
    """The stage a deal was created in, where the first reported change says which it left."""
    dated = reported.select("opportunity_id", "changed_on", "changed_at").with_row_index("_row")
    dated = dated.drop_nulls("opportunity_id").sort("changed_on", "changed_at", nulls_last=False, maintain_order=True)
    first = reported[dated.unique("opportunity_id", keep="first")["_row"]].drop_nulls("previous_stage")
    born = deals.select("opportunity_id", "created_on", "created_at", pl.col("rep_id").alias("_owner"))
    late = pl.col("created_on") > pl.col("changed_on")
    return _shaped(
        first.join(born.drop_nulls("created_on"), on="opportunity_id", maintain_order="left").with_columns(
            pl.col("previous_stage").alias("stage"),
            pl.lit(None, pl.String).alias("previous_stage"),
            pl.min_horizontal("created_on", "changed_on").alias("changed_on"),
            pl.when(~late).then("created_at").alias("changed_at"),
            pl.coalesce("rep_id", "_owner").alias("rep_id"),
        )
    )


def _created_in_sight(
    origin: str, mapping: Mapping, entry: Entry, deals: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """The stage a deal was created in, where its first version is of that day and no report tells."""
    days: list[date | None] = [deals["created_on"].min(), deals["created_on"].max()]  # type: ignore[list-item]
    versions = first_versions(origin, entry.kind, days[0], days[1]) if days[0] and days[1] else pl.DataFrame()
    if versions.is_empty():
        return _shaped(None)
    told = known.join(deals.select("opportunity_id", "created_on"), on="opportunity_id").filter(
        pl.col("changed_on") <= pl.col("created_on")
    )
    born = deals.drop_nulls("created_on").join(told, on="opportunity_id", how="anti")
    seen = said_of_deals(origin, mapping, entry, versions, OWNER)
    return _shaped(
        seen.join(born.select(ROW, "created_on", "created_at"), on=ROW, maintain_order="left")
        .filter(pl.col("on") == pl.col("created_on"), pl.col("stage").is_not_null())
        .with_columns(
            pl.col("created_on").alias("changed_on"),
            pl.col("created_at").alias("changed_at"),
            pl.lit("observed").alias("evidence"),
        )
    )


def _observed(deals: pl.DataFrame, versions: pl.DataFrame, reported: pl.DataFrame) -> pl.DataFrame:
    """The entries that differing versions of a deal show and no report explains."""
    if versions.is_empty():
        return _shaped(None)
    before = pl.col("stage", "_seq", "on").shift(1).over(ROW).name.prefix("_before_")
    words = pl.col("_kind", "stage").cast(pl.Categorical)
    entered = (
        versions.join(deals, on=ROW, how="semi")
        .with_columns(words)
        .sort(ROW, "_seq")
        .with_columns(before)
        .filter(pl.col("_before__seq").is_not_null(), pl.col("stage").ne_missing(pl.col("_before_stage")))
        .drop_nulls("stage")
    )
    told = reported.select("opportunity_id", "stage", pl.col("changed_on").alias("_told"), *_aliased(RECORD, "_by"))
    between = pl.col("_told").is_between("_before_on", "on")
    by_itself = (pl.col(ROW) == pl.col(f"{ROW}_by")) & (pl.col("_kind") == pl.col("_kind_by"))
    explained = entered.join(told, on=["opportunity_id", "stage"]).filter(between | by_itself)
    return _shaped(
        entered.join(explained, on=[ROW, "_seq"], how="anti", maintain_order="left").with_columns(
            pl.col("at").alias("changed_at"),
            pl.col("on").alias("changed_on"),
            pl.col("_before_stage").alias("previous_stage"),
            pl.lit("observed").alias("evidence"),
        )
    )


def _aliased(columns: list[str], suffix: str) -> list[pl.Expr]:
    return [pl.col(c).alias(f"{c}{suffix}") for c in columns]


def _shaped(frame: pl.DataFrame | None) -> pl.DataFrame:
    """The frame with exactly the columns of stage_changes and of its source row."""
    if frame is None:
        return pl.DataFrame(schema=SCHEMA)
    given = frame.columns
    return frame.select(pl.col(c).cast(t) if c in given else pl.lit(None, t).alias(c) for c, t in SCHEMA.items())
