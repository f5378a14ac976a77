"""The stage history of an origin's deals: what the CRM reports, and what the versions of a deal show.

An observed entry is left out when the CRM reports the same deal's entry into the same stage between the two
versions that differ, or when the deal's own record came to report one while the deal was there. The stage a deal
is created in is an entry too. It is known where the first reported change names the stage it left, or where the
deal was first seen on the day it was created; for deals that came in with their past, it is not invented.
An entry that names no rep is of whoever owned the deal then, as far as versions of it tell.
"""

from datetime import date

import polars as pl

from data.deal_versions import OWNER, Changed, DealVersions, own_stage_entries, said_of_deals
from data.decode import ROW
from data.dimensions import DEAL_ROW, look_up, rows_of_deals
from data.mapping import Entry, Mapping
from data.reported_entries import RECORD, shaped, with_shown
from data.versions import first_versions
from settings import settings

DAY_END = pl.time(23, 59, 59, 999_999)  # no midnight: where clocks change at it, there may be none


def stage_history(
    origin: str, mapping: Mapping, deals: pl.DataFrame, reported: pl.DataFrame | None, versions: DealVersions
) -> pl.DataFrame:
    """All stage entries of the deals, in order, each with the stage before it and the row of its deal in `deals`
    (DEAL_ROW). `versions`: those of the deals."""
    reported = shaped(reported)
    if own_stage_entries(mapping):
        reported = with_shown(reported, versions.entries, deals)
    reported = reported.with_columns(pl.col("evidence").fill_null(pl.lit("reported", pl.Categorical())))
    deals = deals.select(*RECORD, "opportunity_id", "created_on", "created_at", "rep_id")
    reported = reported.with_columns(rows_of_deals(reported.drop(DEAL_ROW), deals).alias(DEAL_ROW))
    born, moved = [_created_by_report(deals, reported)], [reported]
    for entry, said in versions.deals:
        if "stage" in entry.columns and entry.columns["stage"].fields:
            own = deals.filter(pl.col("_kind") == entry.kind)
            born.append(_created_in_sight(origin, mapping, entry, own, said, pl.concat([born[0], reported])))
            moved.append(_observed(own, said, reported))
    entries = pl.concat([pl.concat(born).with_columns(_rank=pl.lit(0)), pl.concat(moved).with_columns(_rank=pl.lit(1))])
    entries = _owned(entries, versions.deals)
    entries = entries.with_columns(rows_of_deals(entries, deals).alias(DEAL_ROW))  # by which they are sorted in no time
    entries = entries.sort(DEAL_ROW, "changed_on", "_rank", "changed_at", nulls_last=False, maintain_order=True)
    before = pl.when(pl.col(DEAL_ROW) == pl.col(DEAL_ROW).shift(1)).then(pl.col("stage").shift(1))
    return entries.with_columns(pl.coalesce("previous_stage", before).alias("previous_stage")).drop("_rank")


def _created_by_report(deals: pl.DataFrame, reported: pl.DataFrame) -> pl.DataFrame:
    """The stage a deal was created in, where the first reported change says which it left."""
    dated = reported.select(DEAL_ROW, "changed_on", "changed_at").with_row_index("_row").drop_nulls(DEAL_ROW)
    dated = dated.sort("changed_on", "changed_at", nulls_last=False, maintain_order=True)
    first = reported[dated.unique(DEAL_ROW, keep="first")["_row"]].drop_nulls("previous_stage")
    first = first.hstack(deals.select("created_on", "created_at")[first[DEAL_ROW]]).drop_nulls("created_on")
    late = pl.col("created_on") > pl.col("changed_on")
    return shaped(
        first.with_columns(
            pl.col("previous_stage").alias("stage"),
            pl.lit(None, pl.String).alias("previous_stage"),
            pl.min_horizontal("created_on", "changed_on").alias("changed_on"),
            pl.when(~late).then("created_at").alias("changed_at"),
        )
    )


def _created_in_sight(
    origin: str, mapping: Mapping, entry: Entry, deals: pl.DataFrame, said: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """The stage a deal was created in, where its first version is of that day and no report tells."""
    seen = _first_said(origin, mapping, entry, deals, said)
    if seen.is_empty():
        return shaped(None)
    told = known.join(deals.select("opportunity_id", "created_on"), on="opportunity_id").filter(
        pl.col("changed_on") <= pl.col("created_on")
    )
    born = deals.drop_nulls("created_on").join(told, on="opportunity_id", how="anti")
    return shaped(
        seen.join(born.select(ROW, "created_on", "created_at"), on=ROW, maintain_order="left")
        .filter(pl.col("on") == pl.col("created_on"), pl.col("stage").is_not_null())
        .with_columns(
            pl.col("created_on").alias("changed_on"),
            pl.col("created_at").alias("changed_at"),
            pl.lit("observed").alias("evidence"),
        )
    )


def _first_said(origin: str, mapping: Mapping, entry: Entry, deals: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """What the first versions said of the deals, of those that came about when one of them was created."""
    several = said.select(ROW, "_seq", "_kind", "at", "on", *OWNER).join(deals, on=ROW, how="semi")
    several = several.sort("_seq").unique(ROW, keep="first", maintain_order=True)
    days: list[date | None] = [deals["created_on"].min(), deals["created_on"].max()]  # type: ignore[list-item]
    if several.height == deals.height or days[0] is None or days[1] is None:
        return several
    versions = first_versions(origin, entry.kind, days[0], days[1])
    return said_of_deals(origin, mapping, entry, versions, OWNER)


def _owned(entries: pl.DataFrame, changed: Changed) -> pl.DataFrame:
    """Entries that name no rep with the owner of that moment, where versions of the deal tell: by the last until then,
    else by the first. An entry without a time is of the end of its day."""
    nobody = entries.select(pl.col("rep_id").is_null() & pl.col("opportunity_id").is_not_null()).to_series()
    parts = [said.select("opportunity_id", "at", "rep_id").drop_nulls() for _entry, said in changed]
    if not nobody.any() or not any(part.height for part in parts):
        return entries
    owners = pl.concat(parts).with_columns(pl.col("rep_id").cast(pl.Categorical)).sort("at")
    zone = settings().company.timezone
    day_end = pl.col("changed_on").dt.combine(DAY_END).dt.replace_time_zone(zone, ambiguous="latest")
    moment = pl.coalesce("changed_at", day_end.dt.convert_time_zone("UTC")).alias("at")
    asked = entries.with_row_index("_row").filter(nobody).select("_row", "opportunity_id", moment).sort("at")
    then = asked.join_asof(owners, on="at", by="opportunity_id", check_sortedness=False)
    first = look_up(then, owners.unique("opportunity_id", keep="first", maintain_order=True), "opportunity_id")
    found = then.select("_row", pl.coalesce(then["rep_id"], first["rep_id"]).alias("_then"))
    rows = entries.with_row_index("_row")
    then_owner = look_up(rows, found, "_row")["_then"]
    return entries.with_columns(pl.coalesce("rep_id", then_owner).alias("rep_id"))


def _observed(deals: pl.DataFrame, versions: pl.DataFrame, reported: pl.DataFrame) -> pl.DataFrame:
    """The entries that differing versions of a deal show and no report explains."""
    if versions.is_empty():
        return shaped(None)
    by = [*RECORD, "_seq"]
    before = pl.col("stage", "_seq", "on").shift(1).over(ROW).name.prefix("_before_")
    there = pl.col("_seq").shift(1).over(ROW, "stage").alias("_there")  # the last version of an earlier stay
    words = pl.col("_kind", "stage").cast(pl.Categorical)
    entered = (
        versions.join(deals, on=ROW, how="semi")
        .with_columns(words)
        .sort(ROW, "_seq")
        .with_columns(before, there)
        .filter(pl.col("_before__seq").is_not_null(), pl.col("stage").ne_missing(pl.col("_before_stage")))
        .with_columns(pl.col("_seq").shift(-1).over(ROW).alias("_left"))
        .drop_nulls("stage")
    )
    told = reported.select("opportunity_id", "stage", pl.col("changed_on").alias("_told"), *_aliased(by, "_by"))
    between = pl.col("_told").is_between("_before_on", "on")
    in_time = ((pl.col("_seq_by") > pl.col("_there")) & (pl.col("_seq_by") < pl.col("_left"))).fill_null(True)
    by_itself = (pl.col(ROW) == pl.col(f"{ROW}_by")) & (pl.col("_kind") == pl.col("_kind_by")) & in_time
    explained = entered.join(told, on=["opportunity_id", "stage"]).filter(between | by_itself)
    return shaped(
        entered.join(explained, on=[ROW, "_seq"], how="anti", maintain_order="left").with_columns(
            pl.col("at").alias("changed_at"),
            pl.col("on").alias("changed_on"),
            pl.col("_before_stage").alias("previous_stage"),
            pl.lit("observed").alias("evidence"),
        )
    )


def _aliased(columns: list[str], suffix: str) -> list[pl.Expr]:
    return [pl.col(c).alias(f"{c}{suffix}") for c in columns]
