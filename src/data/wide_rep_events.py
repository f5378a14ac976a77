"""The wide, join-free tables of what reps did and scored: event by event, and by rep and day.

`rep_events` is in the order of days and times: the last of its rows up to a day is the newest thing done.
"""

from collections.abc import Iterator

import polars as pl

from data.dimensions import DEAL_ROW, OF_REPS, categorical, look_up, rows_of_deals, table_of, with_periods
from data.point_rules import DatedRules
from data.rep_events import STAGE
from data.scoring import as_known_now, scores, told_late
from data.wide_deals import Context

LABELS = ("origin", *OF_REPS, "event", "stage", "rule", "direction", "call_status", "why")
NUMBERS = ("rep_row", "points", "counted", "duration_s", "opportunity_row")
DETAIL = ("record", "at", "rep_id", "title", "account", "url", "recording_url", "previous_stage", "evidence")
OF_WIDE = ("origin", "event", "stage", "direction", "call_status", "duration_s", "opportunity_id", "record", DEAL_ROW)
OF_DETAIL = (*(name for name in DETAIL if name != "account"), "account_id")


def wide_rep_events(
    candidates: pl.DataFrame, tables: dict[str, pl.DataFrame], context: Context, rules: tuple[DatedRules, ...]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """`rep_events`, row by row beside it `rep_events_detail`, and `rep_days`, of the candidates of data.rep_events.

    One after another: of a million deals all at once take too much memory.
    """
    reps = table_of(tables, "reps")
    rows, told = scores(candidates, reps, rules, context.company.timezone), told_late(candidates)
    detail = candidates.select(OF_DETAIL)
    places = rows["_row"]
    wide = as_known_now(candidates.select(OF_WIDE)[places], told).drop("record")
    del candidates
    wide = _with_rows(wide.hstack(rows.drop("_row")), reps, table_of(tables, "opportunities"))
    del rows
    wide = categorical(wide.select(*LABELS, *NUMBERS, "day"), LABELS)
    yield "rep_days", _by_day(wide.select("day", "event", "rule", *NUMBERS))
    yield "rep_events", with_periods(wide, ("day",), context.company.fiscal_year_start)
    del wide
    yield "rep_events_detail", _detail(as_known_now(detail[places], told), table_of(tables, "accounts"))


def _with_rows(events: pl.DataFrame, reps: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    """The events with `rep_row` and `opportunity_row`, their rows in those tables, with the rep's dimensions. A rep's
    row is null where the list of reps lacks them, a deal's where it was deleted."""
    of_rep = [reps[name].cast(pl.Categorical).gather(events["_rep"]) for name in OF_REPS]
    of_deal = rows_of_deals(events, deals).alias("opportunity_row")
    return events.hstack([*of_rep, of_deal]).rename({"_rep": "rep_row"})


def _detail(events: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """What the events are about, with the account's name."""
    named = accounts.select("account_id", pl.col("account").cast(pl.String))
    found = events.hstack(look_up(events, named, "account_id")).select(DETAIL)
    found = found.with_columns(pl.col("rep_id").cast(pl.String))  # as in the table of reps
    return categorical(found, ("previous_stage", "evidence"))


def _by_day(events: pl.DataFrame) -> pl.DataFrame:
    """By day, rep, event and rule: events (how many counted), points, seconds (of those), `last_row` (the newest of all
    in `rep_events`) and `next_on`, the rep's next day with any. In the order of days."""
    counted = pl.col("counted")
    sums = (
        events.with_row_index("_row")
        .drop_nulls("rep_row")
        .group_by("day", "rep_row", "event", "rule")
        .agg(
            counted.sum().cast(pl.Int32).alias("events"),
            pl.col("points").sum(),
            pl.when(counted, pl.col("event") != STAGE).then("duration_s").sum().alias("seconds"),
            pl.col("_row").max().cast(pl.Int32).alias("last_row"),
        )
    )
    days = sums.select("rep_row", "day").unique().sort("rep_row", "day")
    days = days.with_columns(pl.col("day").shift(-1).over("rep_row").alias("next_on"))
    return sums.join(days, on=["rep_row", "day"]).sort("day", "rep_row")
