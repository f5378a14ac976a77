"""The ranking of some days: what each rep's events came to, and the newest thing each has done."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data.engine import natural
from data.point_rules import in_force
from data.rep_events import STAGE
from filters import Filters
from metrics.blocks import INSTANT, in_blocks
from metrics.points import CALL
from metrics.rep_rows import (
    BY_DAY,
    DAY,
    DETAIL,
    EVENTS,
    REP,
    REPS,
    Rep,
    about,
    on_days,
    playing,
    reps_of,
    zone_of,
)
from metrics.score_key import goal_of, score_key
from metrics.slices import Tables

LAST = ("last_at", "last_on", "last_event", "last_rule", "last_stage", "last_title", "last_url")
TYPES = {
    **dict.fromkeys(("points", "goal", "share", "minutes"), "float64"),
    **dict.fromkeys(("rank", "calls", "scored_entries"), "int64"),
    "last_at": INSTANT, "last_on": "datetime64[s]", "hidden": "bool",
}  # fmt: skip
SUMS = nw.col("events", "points", "seconds").sum()
Totals = dict[str, float]
FIRST = ("rep_id", "rep", "team", "points", "goal", "share", "calls", "minutes", "scored_entries")


def ranking(tables: Tables, start: date, end: date, filters: Filters, scope: Scope) -> pd.DataFrame:
    """The frame of `metrics.leaderboard.leaderboard`, with what `about` says as attrs."""
    rules, goal = in_force(tables.point_rules, end).rules, goal_of(tables.point_rules, start, end)
    did, newest = _collected(tables, start, end)
    counted = {rule for each in did.values() for rule in each if rule not in FIRST}
    keys = [key["rule"] for key in score_key(tables.point_rules, start, end)]
    shown = list(dict.fromkeys([*keys, *sorted(counted)]))
    people = {row: rep for row, rep in reps_of(tables, filters, scope).items() if row in did or playing(rep, rules)}
    last = _last(tables, {row: newest[row] for row in people if row in newest})
    rows = []
    for row, rep in people.items():
        mine = {**dict.fromkeys((*FIRST, *shown), 0), **rep, **did.get(row, {}), "goal": goal}
        mine["points"] = round(mine["points"], 6)  # equal ones share a rank, in whatever order they were summed
        mine["share"] = mine["points"] / goal if goal else None
        mine |= last.get(row, dict.fromkeys(LAST))
        mine["timezone"] = zone_of(rep["team"], rules)
        mine["hidden"] = not mine["points"] and _silent(mine["last_on"], end, rules.silent_days)
        rows.append(mine)
    board = _ranked(rows, shown)
    board.attrs = about(tables, filters, REPS, start, end, rule_columns=shown)
    return board


def _collected(tables: Tables, start: date, end: date) -> tuple[dict[int, Totals], dict[int, int]]:
    """By rep what counted on those days, in all and by rule, and the newest row of events up to the end."""
    sums = on_days(tables, BY_DAY, start, end).group_by(REP, "event", "rule").agg(SUMS)
    found = sums.filter(nw.col("events") > 0).rows()
    days = tables.table(BY_DAY).filter(nw.col(DAY) <= end, nw.col("next_on").is_null() | (nw.col("next_on") > end))
    last = days.group_by(REP).agg(nw.col("last_row").max()).collect().to_dict(as_series=False)
    return _added_up(found), dict(zip(last[REP], last["last_row"], strict=True))


def _added_up(rows: Iterable[tuple[Any, ...]]) -> dict[int, Totals]:
    """By rep points, calls, their minutes, stage entries, and how often each rule counted."""
    did: dict[int, Totals] = {}
    for row, event, rule, events, points, seconds in rows:
        mine = did.setdefault(row, dict.fromkeys(("points", "calls", "minutes", "scored_entries"), 0))
        mine["points"] += points
        mine[rule] = mine.get(rule, 0) + events
        if event == CALL:
            mine["calls"] += events
            mine["minutes"] += seconds / 60
        elif event == STAGE:
            mine["scored_entries"] += events
    return did


def _last(tables: Tables, newest: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """The events in these rows by rep."""
    places = list(newest.values())
    events = tables.table(EVENTS).select("day", "event", "rule", "stage").collect()[places]
    detail = tables.table(DETAIL).select("at", "title", "url").collect()[places]
    told = zip(newest, detail["at"].to_list(), *(events[name].to_list() for name in events.columns),
               detail["title"].to_list(), detail["url"].to_list(), strict=True)  # fmt: skip
    return {row: dict(zip(LAST, values, strict=True)) for row, *values in told}


def _silent(last_on: date | None, end: date, days: int) -> bool:
    return last_on is None or (end - last_on).days > days


def _ranked(rows: list[Rep], rules: list[str]) -> pd.DataFrame:
    """The rows by points, then calls, then name, with their rank."""
    rows.sort(key=lambda row: (-row["points"], -row["calls"], natural(row["rep"] or ""), row["rep_id"]))
    first: dict[float, int] = {}
    for place, row in enumerate(rows, 1):
        row["rank"] = first.setdefault(row["points"], place)
    names = ("rank", *FIRST, *rules, *LAST, "timezone", "hidden")
    return in_blocks({name: [row[name] for row in rows] for name in names}, {**dict.fromkeys(rules, "int64"), **TYPES})
