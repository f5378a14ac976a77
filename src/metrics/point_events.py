"""The events behind a score, one by one, and what they came to by rep and day."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data.point_rules import in_force
from data.rep_events import STAGE
from filters import Filters
from metrics.blocks import INSTANT, in_blocks
from metrics.plan import columns_of
from metrics.points import COUNTED
from metrics.rep_rows import (
    DAY,
    DETAIL,
    EVENTS,
    REP,
    ROW,
    about,
    on_days,
    places_on,
    reps_of,
    zone_of,
)
from metrics.rows import in_dims, in_scope
from metrics.score_key import label_of
from metrics.slices import Tables

OF_EVENT = (DAY, "event", "rule", "stage", "rep", "team", "points", "counted", "why", "direction", "call_status",
            "duration_s", REP)  # fmt: skip
OF_DETAIL = ("at", "record", "rep_id", "title", "account", "url", "recording_url", "previous_stage", "evidence")
COLUMNS = (
    "local", "at", DAY, "event", "rule", "label", "stage", "previous_stage", "rep_id", "rep", "team", "points",
    "counted", "why", "record", "title", "account", "url", "recording_url", "duration_s", "direction", "call_status",
    "evidence",
)  # fmt: skip
TYPES = {
    **dict.fromkeys(("points", "duration_s", "minutes"), "float64"), **dict.fromkeys(("calls", "entries"), "int64"),
    "counted": "bool", DAY: "datetime64[s]", "at": INSTANT,
}  # fmt: skip


def newest_events(
    tables: Tables, start: date, end: date, filters: Filters, scope: Scope, rep_id: str | None, counted_only: bool,
    limit: int | None,
) -> pd.DataFrame:  # fmt: skip
    """The frame of `metrics.leaderboard.leaderboard_events`, with what `about` says as attrs."""
    columns = columns_of(tables, EVENTS)
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    if rep_id is not None:
        of_rep = [row for row, rep in reps_of(tables, filters, scope).items() if rep["rep_id"] == rep_id]
        conditions.append(nw.col(REP).is_in(of_rep))
    if counted_only:
        conditions.append(COUNTED)
    rows = on_days(tables, EVENTS, start, end)
    chosen = (rows.with_row_index(ROW).filter(*conditions) if conditions else rows.with_row_index(ROW))[ROW]
    first = places_on(tables, EVENTS, start, end).start
    places = ((chosen if limit is None else chosen.tail(limit)) + first).to_list()[::-1]
    events = _told(tables, places)
    events.attrs = about(tables, filters, EVENTS, start, end, count=len(chosen))
    return events


def _told(tables: Tables, places: Sequence[int]) -> pd.DataFrame:
    """The events in these rows, in this order."""
    found: dict[str, list[Any]] = {}
    for table, names in ((EVENTS, OF_EVENT), (DETAIL, OF_DETAIL)):
        found |= tables.table(table).select(*names).collect()[list(places)].to_dict(as_series=False)
    found["label"] = [label_of(r or e) if r or e != STAGE else s
                      for r, e, s in zip(found["rule"], found["event"], found["stage"], strict=True)]  # fmt: skip
    found["local"] = _local(tables, found)
    return in_blocks({name: found[name] for name in COLUMNS}, TYPES)


def _local(tables: Tables, found: dict[str, list[Any]]) -> list[str]:
    """When each was on the clock of the rep's team; only the day where the time is not known."""
    rules = {day: in_force(tables.point_rules, day).rules for day in set(found[DAY])}
    zones: dict[tuple[date, str | None], ZoneInfo] = {}
    texts = []
    for day, team, at in zip(found[DAY], found["team"], found["at"], strict=True):
        zone = zones.get((day, team)) or zones.setdefault((day, team), ZoneInfo(zone_of(team, rules[day])))
        texts.append(f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else day.isoformat())
    return texts
