"""What a ranking would have been under other point rules, before they are saved."""

import asyncio
from datetime import date

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data.engine import natural
from data.point_rules import ALWAYS, DatedRules
from data.scoring import scores
from filters import Filters
from metrics.carried import carried
from metrics.leaderboard import list_leaderboard
from metrics.rep_rows import DAY as ON
from metrics.rep_rows import DETAIL, EVENTS, REPS, ROW, on_days, places_on, playing, reps_of, snapshot_of
from metrics.score_key import goal_of, score_key
from metrics.slices import Tables
from periods import DAY
from settings import Points, settings

OF_EVENT = ("event", "stage", "direction", "call_status", "duration_s")
OF_DETAIL = ("record", "at", "rep_id")
WHO = ["rep_id", "rep", "team"]


async def preview(
    rules: Points, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """The ranking of those days as it is, and as it would be had the rules been in force.

    Columns rep_id, rep, team, rank, points, new_rank, new_points, change (places won; negative: lost), by new_rank.
    Who does not play under the one or the other has NaN there. Of an activity the version that scored is looked at,
    with the length it came to. `attrs`: score_key (of the new rules), goal, start, end, as_of, snapshot_id,
    ignored_filters, notes.
    """
    return await asyncio.to_thread(list_preview, rules, start, end, filters, scope, snapshot)


def list_preview(
    rules: Points, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`preview` for callers that are not async."""
    tables = snapshot_of(snapshot, filters, scope)
    now, always = list_leaderboard(start, end, filters, scope, tables), (DatedRules(ALWAYS, rules),)
    points = _points_under(always, tables, start, end)
    people = [rep for rep in reps_of(tables, filters, scope).values() if rep["rep_id"] in points or playing(rep, rules)]
    then = pd.DataFrame({name: pd.Series([rep[name] for rep in people], dtype=object) for name in WHO})
    then["new_points"] = [points.get(rep_id, 0.0) for rep_id in then["rep_id"]]
    then["new_rank"] = then["new_points"].rank(method="min", ascending=False)
    both = now[[*WHO, "rank", "points"]].merge(then, on=WHO, how="outer")
    both["change"] = both["rank"] - both["new_rank"]
    both["_name"] = both["rep"].map(lambda name: tuple(natural(name or "")))
    both = both.sort_values(["new_rank", "rank", "_name"], kind="stable", ignore_index=True)
    found = both[[*WHO, "rank", "points", "new_rank", "new_points", "change"]]
    key = {"score_key": score_key(always, start, end), "goal": goal_of(always, start, end)}
    found.attrs = now.attrs | carried({**key, "rules": [], "silent_days": rules.silent_days})
    return found


def _points_under(rules: tuple[DatedRules, ...], tables: Tables, start: date, end: date) -> dict[str, float]:
    """By rep the points of what they did on those days, for who did anything that counts.

    Another zone may move an event by a day: those of the day before and after are looked at too.
    """
    around = start - DAY, end + DAY
    rows, places = on_days(tables, EVENTS, *around).with_row_index(ROW), places_on(tables, EVENTS, *around)
    detail = tables.table(DETAIL).select(*OF_DETAIL).collect()[places.start : places.stop]
    candidates = rows.select(*OF_EVENT, nw.col(ON).alias("on"), nw.col(ROW).alias("seq"), nw.lit(0).alias("nth"))
    reps = tables.table(REPS).collect().to_native()
    both = nw.concat([candidates, detail], how="horizontal").to_native()
    judged = scores(both, reps, rules, settings().company.timezone)
    judged = judged.with_columns(both["rep_id"][judged["_row"]])
    counted = (
        nw.from_native(judged, eager_only=True)
        .filter(nw.col("counted"), nw.col(ON).is_between(start, end))
        .group_by("rep_id")
    )
    sums = counted.agg(nw.col("points").sum())
    return dict(zip(sums["rep_id"].to_list(), sums["points"].to_list(), strict=True))
