"""Measuring: queries in, one pandas frame each out, all collected together on one snapshot."""

import asyncio
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from cachetools import LRUCache

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from metrics import frames as own_frames
from metrics.carried import carried
from metrics.checks import check_filters, check_query
from metrics.definition import Metric
from metrics.frames import FrameSnapshot
from metrics.notes import DECIDED_ON, notes
from metrics.plan import Plan, first_day
from metrics.query import Query
from metrics.slices import Shape, Tables
from metrics.table import Table
from periods import add_months
from settings import settings

KEPT_BYTES = 32_000_000  # of all results, about: a server of 512 MB also publishes
ResultKey = tuple[str, Query, Filters, Scope]
_lock = threading.Lock()
_results: LRUCache[ResultKey, pd.DataFrame] = LRUCache(KEPT_BYTES, getsizeof=lambda frame: 10_000 + 16 * frame.size)
_undated: LRUCache[tuple[str, str], int] = LRUCache(4096)


async def measure_all(
    *queries: Query, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> list[pd.DataFrame]:
    """One frame per query, as `measure` gives it, all of one snapshot. Works in a thread, so that others are served,
    unless all of it is known.
    """
    if snapshot is not None:
        keys = [(snapshot.id, query, filters, scope) for query in queries]
        known = _known(keys)
        if len(known) == len(set(keys)):
            return [_handed_out(known[key]) for key in keys]
    return await asyncio.to_thread(measure_queries, queries, filters, scope, snapshot)


def measure(
    *metrics: Metric,
    by: str | Iterable[str] | None = None,
    grain: str | None = None,
    top: int | None = None,
    filters: Filters | None = None,
    scope: Scope | None = None,
    frames: Mapping[str, Any] | None = None,
    snapshot: Tables | None = None,
    as_of: date | None = None,
) -> pd.DataFrame:
    """One query, for scripts and tests; of all time and everything unless said. `frames` are measured instead
    of the published snapshot: wide tables by name, whose last day with facts is `as_of`, else found in them.

    Columns: the dimensions (None: not known), the grain (first day of the period), and per metric itself, its _n,
    and of proportions _low and _high (Wilson, 95 %). Null is NaN. `attrs` has window, as_of, undated (rows without
    a date that were left out), ignored_filters and notes (sentences).
    """
    tables = FrameSnapshot(frames, as_of) if frames is not None else snapshot
    query = Query(*metrics, by=by, grain=grain, top=top)
    return measure_queries([query], filters or Filters(), scope or Scope.all(), tables)[0]


def measure_queries(
    queries: Sequence[Query], filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> list[pd.DataFrame]:
    """`measure_all` for callers that are not async."""
    tables = snapshot or engine.current()
    keys = [(tables.id, query, filters, scope) for query in queries]
    known = _known(keys)
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    if missing:
        new = dict(zip(missing, _measure([key[1] for key in missing], filters, scope, tables), strict=True))
        known |= new
        with _lock:
            for key, frame in new.items():
                if _results.getsizeof(frame) <= _results.maxsize:
                    _results[key] = frame
    return [_handed_out(known[key]) for key in keys]


def _known(keys: Sequence[ResultKey]) -> dict[ResultKey, pd.DataFrame]:
    """The results that are kept, of those asked for."""
    with _lock:
        return {key: _results[key] for key in keys if key in _results}


def last_day(snapshot: Tables) -> date:
    """The last day with facts of any origin: where periods end."""
    days = (day for tables in snapshot.as_of.values() for day in tables.values())
    return max(days, default=datetime.now(UTC).date())


def _measure(queries: Sequence[Query], filters: Filters, scope: Scope, snapshot: Tables) -> list[pd.DataFrame]:
    check_filters(filters, scope, snapshot)
    collect = own_frames.collect if isinstance(snapshot, FrameSnapshot) else engine.collect
    plan = Plan(snapshot, filters, scope, last_day(snapshot), collect)
    tables = [_table(query, plan) for query in queries]
    for table in tables:
        check_query(table.query, snapshot, {part.table: plan.columns(part.table) for part in table.parts})
        table.want()
    undated = [_want_undated(table, plan) for table in tables]
    plan.collect()
    for table in tables:
        table.choose_top()
    plan.collect()
    return [_finished(table, metrics) for table, metrics in zip(tables, undated, strict=True)]


def _table(query: Query, plan: Plan) -> Table:
    fiscal = settings().company.fiscal_year_start
    window: Window | None = plan.filters.window(plan.as_of, fiscal) if plan.filters.dated else None
    if query.shift in (None, "all"):
        return Table(query, plan, None if query.shift else window, True, fiscal)
    whole = query.shift == "whole_last_year"
    compare = None if query.shift == "compare" else "last_year" if whole else query.shift
    until = max(plan.as_of, window.end) if whole and window else plan.as_of
    before = plan.filters.compare_window(until, fiscal, compare)
    return Table(query, plan, before, before is not None and _covered(query, before, snapshot=plan.snapshot), fiscal)


def _covered(query: Query, window: Window, snapshot: Tables) -> bool:
    """Whether the facts go back to the start of a window to compare with: growth on part of a year is no growth.

    By month and the like what is missing can be seen, so there it is measured as far as it goes.
    """
    if query.grain or window.start is None:
        return True
    tables = {part.table for metric in query.metrics for part in metric.parts if part.date}
    firsts = [first for table in tables if (first := first_day(snapshot, table))]
    return not firsts or min(firsts) <= add_months(window.start, 1)


def _want_undated(table: Table, plan: Plan) -> list[Metric]:
    """The metrics that miss rows because these have no date; counted under the filters."""
    if not table.measured or (table.window is None and not table.query.grain):
        return []
    dated = [part for part in table.parts if part.date and part.table in plan.snapshot.names]
    unknown = [part for part in dated if (plan.snapshot.id, part.name) not in _undated]
    if unknown:
        everything = Plan(plan.snapshot, Filters(), Scope.all(), plan.as_of, plan.collect_all)
        for part in unknown:
            everything.want_undated(part, Shape())
        everything.collect()
        counted = {p.name: everything.result(p, Shape(), "undated").get((), 0) for p in unknown}
        with _lock:
            _undated.update({(plan.snapshot.id, name): int(n or 0) for name, n in counted.items()})
    missing = [part for part in dated if _undated.get((plan.snapshot.id, part.name))]
    for part in missing:
        plan.want_undated(part, table.shape)
    return missing


def _finished(table: Table, undated: Sequence[Metric]) -> pd.DataFrame:
    frame, plan = table.frame(), table.plan
    ignored = {part: sorted(plan.ignored(part)) for part in table.parts if plan.columns(part.table)}
    lacking = {part: plan.not_in_history(part, table.shape) for part in table.parts if table.measured}
    origins = dict(plan.filters.dims).get("origin", tuple(plan.snapshot.date_notes))
    decided = any(part.date == DECIDED_ON for part in table.parts)
    about = {
        "window": table.window,
        "as_of": plan.as_of,
        "undated": max((int(plan.result(p, table.shape, "undated").get(()) or 0) for p in undated), default=0),
        "ignored_filters": sorted({name for names in ignored.values() for name in names}),
        "ignored_by": {part.label: ", ".join(names) for part, names in ignored.items() if names},
        "todays_by": {part.label: ", ".join(sorted(names)) for part, names in lacking.items() if names},
        "date_notes": [s for o, s in plan.snapshot.date_notes.items() if decided and o in origins],
    }
    frame.attrs = carried(about)
    return frame


def _handed_out(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy for the caller to change, with its notes in the caller's language."""
    copy = frame.copy(deep=False)
    copy.attrs |= carried({"notes": notes({str(name): value for name, value in frame.attrs.items()})})
    return copy
