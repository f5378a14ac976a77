"""When deals were closed that are closed and whose source says no day: on entering the stage they are in."""

import polars as pl

from data.decode import ROW
from data.dimensions import look_up

DECIDED = pl.col("status").is_in(["won", "lost"])


def with_close_days(deals: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """The deals, each closed one without a close date closed when it entered its stage, as far as that is known.

    Of several entries the one counts since which it is there: the first after the last into another stage. A deal is
    never closed before it was created. `entries` are in order within a deal.
    """
    undated = deals.filter(DECIDED, pl.col("closed_on").is_null(), pl.col("stage").is_not_null())
    if undated.is_empty():
        return deals
    now = undated.select("opportunity_id", pl.col("stage").cast(entries.schema["stage"]).alias("_now"))
    past = entries.join(now, on="opportunity_id", maintain_order="left")
    there, place = pl.col("stage") == pl.col("_now"), pl.int_range(pl.len())
    since = there & (place > place.filter(~there).max().fill_null(-1))
    days = pl.struct("changed_on", "changed_at")
    entered = past.group_by("opportunity_id").agg(
        pl.coalesce(days.filter(since).first(), days.filter(there).first()).alias("_entered")
    )
    entered = entered.drop_nulls("_entered").unnest("_entered").rename({"changed_on": "_on", "changed_at": "_at"})
    found = deals.hstack(look_up(deals, entered, "opportunity_id"))
    known = DECIDED & pl.col("closed_on").is_null() & pl.col("_on").is_not_null()
    in_order = (pl.col("_on") >= pl.col("created_on")).fill_null(True)
    return found.with_columns(
        pl.when(known).then(pl.max_horizontal("_on", "created_on")).otherwise("closed_on").alias("closed_on"),
        pl.when(known & in_order).then("_at").otherwise("closed_at").alias("closed_at"),
    ).select(deals.columns)


def still_undated(findings: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    """The findings without those of closed deals that have a close date after all."""
    told = (pl.col("check") == "incomplete_deal") & (pl.col("column") == "closed_on")
    undated = findings.filter(told)
    if undated.is_empty():
        return findings
    dated = deals.select(pl.col(ROW, "_kind").filter(DECIDED, pl.col("closed_on").is_not_null()).cast(pl.String))
    settled = undated.join(dated, on=[ROW, "_kind"], how="semi")
    if settled.is_empty():
        return findings
    kept = undated.join(settled, on=[ROW, "_kind"], how="anti", maintain_order="left")
    return pl.concat([findings.filter(~told), kept])
