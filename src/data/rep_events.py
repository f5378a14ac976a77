"""What reps did that may score: activities and entries into stages, of all versions, of deleted records too.

Nothing is decided here: which of them count, for how much and on which day, the point rules say (data.scoring).
Past days must not change because a record was edited or deleted later, so every version is listed.
"""

import polars as pl
import polars.selectors as cs

from data.assemble import OriginTables
from data.decode import ROW
from data.dimensions import DEAL_ROW, look_up, rows_of_deals
from data.mapping import Mapping
from data.said import said
from data.schema import TABLES
from data.versions import changed_slices

STAGE = "stage"  # the event that a deal enters one; others are the kinds of activities
ACTIVITIES = TABLES["activities"]
OF_DEALS = ("account_id", "opportunity", "url")
CANDIDATES: dict[str, "pl.DataType | type[pl.DataType]"] = {
    "event": pl.Categorical(), "record": pl.String, "stage": pl.Categorical(), "previous_stage": pl.Categorical(),
    "at": pl.Datetime("us", "UTC"), "on": pl.Date, "rep_id": pl.Categorical(), "account_id": pl.String,
    "opportunity_id": pl.String, "direction": pl.Categorical(), "call_status": pl.Categorical(),
    "duration_s": pl.Float64, "url": pl.String, "recording_url": pl.String, "title": pl.String,
    "evidence": pl.Categorical(), "origin": pl.Categorical(), "seq": pl.Int64, "nth": pl.Int32,
    DEAL_ROW: pl.Int32,
}  # fmt: skip


def rep_events(built: OriginTables, mapping: Mapping) -> pl.DataFrame:
    """A row with the columns CANDIDATES for every activity and entry into a stage of an origin.

    event (the activity's kind in lower case, or "stage"), record (the activity's or the deal's id), stage and
    previous_stage (of entries), at (UTC, null where only the day is known), on (the company's day), rep_id (who it was
    then), account_id and title (the deal's name), url, seq (the order of arrival) and nth: which version of the
    activity it is, from 0; DEAL_ROW the row of the deal that entered a stage, null where that is to be looked up. The
    tables are as they are published: those of the demo have been moved to today.
    """
    activities, entries = built.tables.get(ACTIVITIES.name), built.tables.get("stage_changes")
    deals = _deals(built)
    parts = [pl.DataFrame(schema=CANDIDATES)]
    if activities is not None:
        parts.append(_of_activities(_all_versions(built.origin, mapping, activities), deals))
    if entries is not None:
        parts.append(_of_entries(entries.drop_nulls("opportunity_id"), deals))
    if built.lost_entries.height:
        parts.append(_of_entries(built.lost_entries.drop(DEAL_ROW, strict=False), deals))
    return pl.concat(parts).with_columns(pl.lit(built.origin, pl.Categorical()).alias("origin"))


def _deals(built: OriginTables) -> pl.DataFrame:
    """opportunity_id, rep_id and OF_DEALS of the deals, after them of the lost ones as last known."""
    columns = ["opportunity_id", "rep_id", *OF_DEALS]
    known = [frame for frame in (built.tables.get("opportunities"), built.lost_deals) if frame is not None]
    none = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.concat([none, *(frame.select(columns) for frame in known if frame.width)])


def _all_versions(origin: str, mapping: Mapping, activities: pl.DataFrame) -> pl.DataFrame:
    """The activities with `nth`; in place of those that have several versions, these versions."""
    columns = [ROW, "_kind", "_seq", *ACTIVITIES.names]
    parts = []
    for kind in dict.fromkeys(entry.kind for entry in mapping.entries_of_table(ACTIVITIES.name)):
        if not mapping.shift_years:
            for versions in changed_slices(origin, kind):
                own = (e for e in mapping.entries_of_table(ACTIVITIES.name) if e.kind == kind)
                parts += [said(origin, mapping, entry, versions, ACTIVITIES.names).select(columns) for entry in own]
    single = activities.select(columns).with_columns(pl.lit(0, pl.Int32).alias("nth"))
    if not parts:
        return single
    several = pl.concat(parts).sort("activity_id", "_seq", maintain_order=True)
    place = pl.int_range(pl.len(), dtype=pl.Int32)
    nth = place - pl.when(pl.col("activity_id").is_first_distinct()).then(place).forward_fill()
    several = several.with_columns(nth.alias("nth"))
    single = single.join(several.select(ROW, "_kind").unique(), on=[ROW, "_kind"], how="anti", maintain_order="left")
    return pl.concat([single, several.drop_nulls(["activity_type", "started_on"])])


def _of_activities(rows: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    of_deal = look_up(rows, deals.select("opportunity_id", "account_id", "opportunity"), "opportunity_id")
    return _shaped(
        rows.select(
            pl.col("activity_type").str.to_lowercase().alias("event"),
            pl.col("activity_id").alias("record"),
            pl.col("started_at").alias("at"),
            pl.col("started_on").alias("on"),
            pl.coalesce(rows["account_id"], of_deal["account_id"]).alias("account_id"),
            of_deal["opportunity"].alias("title"),
            pl.col("_seq").alias("seq"),
            *("rep_id", "opportunity_id", "direction", "call_status", "duration_s", "url", "recording_url", "nth"),
        )
    )


def _of_entries(rows: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    """Who entered them: the rep whom they name, else the deal's owner, who was never another one."""
    place = rows_of_deals(rows, deals)
    of_deal = pl.DataFrame([column.gather(place) for column in deals])
    owner = of_deal["rep_id"].cast(pl.Categorical)
    return _shaped(
        rows.select(
            pl.lit(STAGE).alias("event"),
            pl.col("opportunity_id").alias("record"),
            pl.col("changed_at").alias("at"),
            pl.col("changed_on").alias("on"),
            pl.coalesce(pl.col("rep_id").cast(pl.Categorical), owner).alias("rep_id"),
            of_deal["account_id"],
            of_deal["opportunity"].alias("title"),
            of_deal["url"],
            pl.col("_seq").alias("seq"),
            *("stage", "previous_stage", "opportunity_id", "evidence"),
            pl.lit(0).alias("nth"),
            cs.by_name(DEAL_ROW, require_all=False),
        )
    )


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    given = frame.columns
    return frame.select(pl.col(c).cast(t) if c in given else pl.lit(None, t).alias(c) for c, t in CANDIDATES.items())
