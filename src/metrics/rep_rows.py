"""What lies beneath every ranking: the reps a reader may see, and what the last publish scored of what they did."""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Hashable
from datetime import date
from typing import Any

import narwhals as nw
from cachetools import LRUCache, cached

from auth.scope import Scope
from data import engine
from data.verdicts import plays
from errors import NotReady
from filters import Filters
from i18n import N_, _
from metrics.carried import carried
from metrics.checks import check_filters
from metrics.plan import columns_of
from metrics.rows import in_dims, in_scope
from metrics.run import last_day
from metrics.slices import Tables
from settings import Points, settings

REPS, EVENTS, DETAIL, BY_DAY = "reps", "rep_events", "rep_events_detail", "rep_days"
DAY, REP, ROW = "day", "rep_row", "_row"
LABEL = N_("Points")
Rep = dict[str, Any]


def snapshot_of(given: Tables | None, filters: Filters, scope: Scope) -> Tables:
    """The snapshot, or the one in force. Raises BadFilter, and NotReady where nothing has been scored yet."""
    tables = given or engine.current()
    if BY_DAY not in tables.names:
        raise NotReady(_("Points are counted with the next publish."))
    check_filters(filters, scope, tables)
    return tables


@cached(LRUCache(64), key=lambda tables, filters, scope: (tables.id, filters.dims, scope), lock=threading.Lock())
def reps_of(tables: Tables, filters: Filters, scope: Scope) -> dict[int, Rep]:
    """The people that filters and scope let through, by their row in the table of reps: rep_id, rep, team, active."""
    columns = columns_of(tables, REPS)
    reps = tables.table(REPS).collect().with_row_index(REP)
    conditions = [*in_scope(scope, columns), *in_dims(filters.dims, columns)]
    chosen = reps.filter(*conditions) if conditions else reps
    told = [name for name in (REP, "rep_id", "rep", "team", "active", "shared") if name in (*columns, REP)]
    people = chosen.select(told).rows(named=True)
    return {rep[REP]: {"active": None, "team": None, **rep} for rep in people if not rep.get("shared")}


def playing(rep: Rep, rules: Points) -> bool:
    """Whether somebody plays: active, as far as anybody says, and of a team that plays."""
    return rep["active"] is not False and plays(rep["team"], rules)


def zone_of(team: str | None, rules: Points) -> str:
    """The zone whose days are those of the team."""
    return rules.zones.get(team or "", settings().company.timezone)


def places_on(tables: Tables, table: str, start: date, end: date) -> range:
    """Where the rows of those days lie, in tables that are in the order of days."""
    days, firsts = _first_rows(tables, table)
    return range(firsts[bisect_left(days, start)], firsts[bisect_right(days, end)])


def on_days(tables: Tables, table: str, start: date, end: date) -> nw.DataFrame[Any]:
    """The rows of those days, of all reps."""
    places = places_on(tables, table, start, end)
    return tables.table(table).collect()[places.start : places.stop]


@cached(LRUCache(64), key=lambda tables, table: (tables.id, table), lock=threading.Lock())
def _first_rows(tables: Tables, table: str) -> tuple[list[date], list[int]]:
    """The days that have rows, and where those of each begin; at last where all end."""
    counts = tables.table(table).group_by(DAY).agg(nw.len().alias("n")).sort(DAY).collect()
    return counts[DAY].to_list(), [0, *counts["n"].cum_sum().to_list()]


def about(tables: Tables, filters: Filters, table: str, start: date, end: date, **more: Any) -> dict[Hashable, Any]:
    """What a result says of itself, but for its notes; the filters that `table` lacks do not apply."""
    ignored = sorted({name for name, _values in filters.dims} - columns_of(tables, table))
    said = {"undated": 0, "date_notes": [], "ignored_by": {LABEL: ", ".join(ignored)} if ignored else {}}
    days = {"start": start, "end": end, "as_of": last_day(tables), "snapshot_id": tables.id}
    return carried({**said, **days, "ignored_filters": ignored, **more})
