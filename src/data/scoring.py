"""What things that reps did score: pure Polars, by the rules in force on the day each was done.

A day is the local day of the rep's team. Of an activity the first version that counts is the one that scores, whatever
a later one says; of a deal that enters a stage several times on a day, the first entry.
"""

from collections.abc import Sequence

import polars as pl

from data.dimensions import look_up
from data.point_rules import DatedRules, in_force
from data.rep_events import STAGE
from data.verdicts import KEY, NO_REP, NO_RULE, OTHER_TEAM, REPEATED, TOO_SHORT, by_version_and_rep, verdicts

NARROW = ("event", "record", "stage", "at", "on", "rep_id", "direction", "call_status", "duration_s", "seq", "nth")
TOLD_LATE = ("duration_s", "url", "recording_url", "title", "account_id", "opportunity_id")
OF_REP = ("_version", "_rep")


def scored(candidates: pl.DataFrame, reps: pl.DataFrame, rules: Sequence[DatedRules], zone: str) -> pl.DataFrame:
    """The candidates with day, rule (key, null: none), points, counted and why (null where counted, else direction,
    status, too_short, repeated, no_rule, team, no_rep), in the order of days and times; one row per activity.

    `candidates` are as data.rep_events makes them; `reps` needs rep_id and team, and has `shared` where there are
    queues. `rules` are in the order of their days, `zone` is that of teams without one. What has no day is left out.
    """
    rows = scores(candidates, reps, rules, zone)
    found = as_known_now(candidates[rows["_row"]], told_late(candidates))
    return found.hstack(rows.select("day", "rule", "points", "counted", "why"))


def scores(candidates: pl.DataFrame, reps: pl.DataFrame, rules: Sequence[DatedRules], zone: str) -> pl.DataFrame:
    """What `scored` adds, without the candidates: `_row` is the row of each in them, `_rep` the rep's in `reps`."""
    number = reps.select("rep_id", pl.int_range(pl.len(), dtype=pl.Int32).alias("_rep"))
    rows = candidates.select(NARROW).with_row_index("_row")
    rows = rows.hstack(look_up(rows, number, "rep_id")).drop("rep_id")
    rows = _judged(_with_days(rows, reps, rules, zone), reps, rules, zone)
    entry = pl.col("event") == STAGE
    superseded, again = _superseded(rows.filter(~entry)), _repeated(rows.filter(entry, pl.col("why").is_null()))
    rows = rows.select("_row", "_rep", "at", "seq", "day", "rule", "points", "why")
    if len(superseded):
        rows = rows.filter(~pl.col("_row").is_in(superseded.implode()))
    repeated = pl.col("_row").is_in(again.implode())
    rows = rows.with_columns(pl.when(repeated).then(pl.lit(REPEATED)).otherwise("why").alias("why"))
    counted = pl.col("why").is_null()
    rows = rows.with_columns(pl.when(counted).then("points").otherwise(0.0), counted.alias("counted"))
    return rows.drop("at", "seq")[_in_order(rows)]


def _in_order(rows: pl.DataFrame) -> pl.Series:
    """The places of the rows by day, time, and order of arrival: sorted one after another, in half the time."""
    keys = rows.select("day", "at", "seq").with_row_index("_place").sort("seq", maintain_order=True)
    return keys.sort("day", "at", nulls_last=False, maintain_order=True)["_place"]


def _with_days(rows: pl.DataFrame, reps: pl.DataFrame, rules: Sequence[DatedRules], zone: str) -> pl.DataFrame:
    """The rows with the local day of the team, and the version of the rules in force on it, by its place.

    The zones are of the rules in force on the company's day, so that a change of them leaves past days as they are.
    """
    rows = rows.with_columns(_local_day(zone).alias("day")).drop_nulls("day")
    rows = rows.with_columns(_version(rows["day"], rules))
    rows = rows.hstack(look_up(rows, by_version_and_rep(reps, rules, zone).drop("_plays"), OF_REP))
    day = pl.col("day")
    for name in rows["_zone"].unique().drop_nulls():
        if name != zone:
            day = pl.when(pl.col("_zone") == name).then(_local_day(name)).otherwise(day)
    rows = rows.with_columns(day.alias("day")).drop("_zone")
    return rows.with_columns(_version(rows["day"], rules))


def _local_day(zone: str) -> pl.Expr:
    return pl.coalesce(pl.col("at").dt.convert_time_zone(zone).dt.date(), "on")


def _version(days: pl.Series, rules: Sequence[DatedRules]) -> pl.Series:
    """Which of the versions is in force on each day."""
    place = {version.valid_from: number for number, version in enumerate(rules)}
    known = {day: place[in_force(rules, day).valid_from] for day in days.unique()}
    return days.replace_strict(known, return_dtype=pl.Int32).alias("_version")


def _judged(rows: pl.DataFrame, reps: pl.DataFrame, rules: Sequence[DatedRules], zone: str) -> pl.DataFrame:
    """The rows with rule, points and why, each by itself."""
    players = by_version_and_rep(reps, rules, zone).drop("_zone")
    rows = rows.hstack(look_up(rows, players, OF_REP)).hstack(look_up(rows, verdicts(rows, rules), KEY))
    short = (pl.col("_least") > 0) & (pl.col("duration_s").fill_null(0) < pl.col("_least"))
    why = (
        pl.when(pl.col("why") == NO_RULE).then(pl.lit(NO_RULE))
        .when(pl.col("_plays").is_null()).then(pl.lit(NO_REP))
        .when(~pl.col("_plays")).then(pl.lit(OTHER_TEAM))
        .when(pl.col("why").is_not_null()).then("why")
        .when(short).then(pl.lit(TOO_SHORT))
    )  # fmt: skip
    return rows.with_columns(why.alias("why")).select(
        "_row", "_rep", "event", "record", "stage", "at", "seq", "nth", "day", "rule", "points", "why"
    )


def _superseded(activities: pl.DataFrame) -> pl.Series:
    """The `_row` of those that do not stand for their activity: its first version that counts does, else its newest."""
    several = activities["record"].is_duplicated()
    place = pl.int_range(pl.len())
    versions = activities.filter(several).sort("seq", "nth")
    versions = versions.with_columns(pl.when(pl.col("why").is_null()).then(place).otherwise(-place).alias("_place"))
    versions = versions.sort(pl.col("why").is_not_null(), "_place")
    return versions.filter(~pl.col("record").is_first_distinct())["_row"]


def _repeated(entries: pl.DataFrame) -> pl.Series:
    """The `_row` of those that are not their deal's first entry into the stage on the day."""
    entries = entries.sort("at", "seq", nulls_last=True)
    return entries.filter(~pl.struct("record", "stage", "day").is_first_distinct())["_row"]


def told_late(candidates: pl.DataFrame) -> pl.DataFrame:
    """By `record` of activities with several versions: the last that these said in each of TOLD_LATE."""
    versions = candidates.select("event", "record", "seq", "nth", *TOLD_LATE).filter(pl.col("event") != STAGE)
    versions = versions.filter(pl.col("record").is_duplicated()).sort("seq", "nth")
    return versions.group_by("record").agg(pl.col(TOLD_LATE).drop_nulls().last())


def as_known_now(found: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The rows with what became known of an activity after it had scored: its length, its recording and the like."""
    if told.is_empty():
        return found
    newest = look_up(found, told, "record")
    return found.with_columns(pl.coalesce(newest[c], found[c]).alias(c) for c in TOLD_LATE if c in found.columns)
