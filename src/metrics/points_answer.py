"""The points of some days as JSON: what the API and `manage.py points --json` give."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from auth.scope import Scope
from data import engine
from errors import BadInput
from filters import Filters
from i18n import _
from metrics.leaderboard import list_events, list_leaderboard
from metrics.slices import Tables

LONGEST = 31  # days: every event is listed
OF_REP = ("rep", "rep_id", "team", "rank", "points", "goal", "calls", "minutes", "timezone", "hidden")
OF_EVENT = ("at", "local", "event", "stage", "rule", "points", "record", "title", "account", "url", "recording_url")


def points_object(
    day: date, to: date | None, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> dict[str, Any]:
    """The reps who play, by rank, as `{"day", "to", "goal", "score_key", "reps", "ignored_filters", "snapshot"}`.

    A rep has OF_REP, `counts` by rule and `events`: those that scored, newest first, each with OF_EVENT. Null is None,
    days and instants are ISO. Raises BadInput for days the wrong way round or too many, BadFilter for a value that does
    not exist.
    """
    end = to or day
    if not 0 <= (end - day).days < LONGEST:
        raise BadInput(
            _("From {day} to {to} cannot be listed.", day=day, to=end), _("Choose 1 to {n} days.", n=LONGEST)
        )
    tables, dims = snapshot or engine.current(), Filters(dims=filters.dims)
    board = list_leaderboard(day, end, dims, scope, tables)
    events = list_events(day, end, dims, scope, tables, counted_only=True, limit=None)
    rules = board.attrs["rule_columns"]
    behind: dict[str, list[dict[str, Any]]] = {}
    for event in events.to_dict("records"):
        behind.setdefault(event["rep_id"], []).append({name: _plain(event[name]) for name in OF_EVENT})
    return {
        "day": day.isoformat(),
        "to": end.isoformat(),
        "goal": board.attrs["goal"],
        "score_key": list(board.attrs["score_key"]),
        "reps": [
            {**{name: _plain(rep[name]) for name in OF_REP}, "counts": {rule: int(rep[rule]) for rule in rules},
             "events": behind.get(rep["rep_id"], [])}
            for rep in board.to_dict("records")
        ],
        "ignored_filters": list(board.attrs["ignored_filters"]),
        "snapshot": {"id": tables.id, "published_at": tables.published_at.isoformat(), "as_of": _days(tables.as_of)},
    }  # fmt: skip


def _days(as_of: Mapping[str, Mapping[str, date]]) -> dict[str, dict[str, str]]:
    return {origin: {table: day.isoformat() for table, day in days.items()} for origin, days in as_of.items()}


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    if isinstance(value, float):
        return round(value, 2)
    return value.isoformat() if isinstance(value, date) else value
