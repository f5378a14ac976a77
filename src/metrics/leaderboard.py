"""Rep points: who stands where, and the events behind a score.

All of it is read from what the last publish scored: a day's points are those of the rules in force on it. Days are the
local days of each rep's team.
"""

import asyncio
from datetime import date

import pandas as pd

from auth.scope import Scope
from data.point_rules import in_force
from filters import Filters
from metrics.board import ranking
from metrics.carried import carried
from metrics.point_events import newest_events
from metrics.remembered import remembered, with_notes
from metrics.rep_rows import snapshot_of
from metrics.score_key import goal_of, in_days, score_key
from metrics.slices import Tables

MOST = 500


async def leaderboard(
    start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """One row per rep who plays, by rank: points, then calls, then name; equal points share a rank.

    Columns rank (int), rep_id, rep, team, points, goal (of the working days of the window; of one day the daily goal),
    share (points / goal; NaN without a goal), calls, minutes (of those calls), scored_entries, one column per rule that
    occurs in the window or is in force in it with how often it counted ("call", "stage:Demo Given"), last_at (UTC;
    NaT: never, or only its day is known), last_on (day), last_event ("call", ..., "stage"), last_rule (None: no rule is
    about it), last_stage, last_title, last_url (the newest thing up to `end`, scored or not), timezone (name of the
    zone of the rep's team), hidden (no points, and silent for longer than `silent_days` before `end`).

    `attrs`: score_key ([{rule, label, weight, valid_from (ISO)}], in the order of the rules; a rule whose weight
    changed within the window has an entry for each), rule_columns (names of the columns that are rules), goal, rules
    (ids of the versions), silent_days, start, end, as_of, snapshot_id, ignored_filters, notes. Raises BadFilter for a
    value that does not exist.
    """
    return await asyncio.to_thread(list_leaderboard, start, end, filters, scope, snapshot)


async def leaderboard_events(
    start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    rep_id: str | None = None, counted_only: bool = False, limit: int | None = MOST,
) -> pd.DataFrame:  # fmt: skip
    """What the reps did on those days, newest first; `limit` None gives all.

    Columns local ("2026-11-02 15:31" in the zone of the rep's team; only the day where no time is known), at (UTC, NaT
    where not known), day, event ("call", ..., "stage"), rule (None: no rule is about it), label (of the rule, else of
    the event), stage, previous_stage, rep_id, rep, team, points, counted, why (None where it counted, else direction,
    status, too_short, repeated, no_rule, team, no_rep), record (id of the activity or deal), title (name of the deal),
    account, url, recording_url, duration_s, direction, call_status, evidence (reported, observed).
    `attrs`: count (how many there are in all), start, end, as_of, snapshot_id, ignored_filters, notes.
    """
    return await asyncio.to_thread(list_events, start, end, filters, scope, snapshot, rep_id, counted_only, limit)


def list_leaderboard(
    start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`leaderboard` for callers that are not async."""
    tables = snapshot_of(snapshot, filters, scope)
    board, rules = _ranking(tables, start, end, filters, scope), tables.point_rules
    board.attrs |= carried({
        "score_key": score_key(rules, start, end), "goal": goal_of(rules, start, end),
        "rules": [version.id for version in in_days(rules, start, end)],
        "silent_days": in_force(rules, end).rules.silent_days,
    })  # fmt: skip
    return board


def list_events(
    start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    rep_id: str | None = None, counted_only: bool = False, limit: int | None = MOST,
) -> pd.DataFrame:  # fmt: skip
    """`leaderboard_events` for callers that are not async."""
    tables = snapshot_of(snapshot, filters, scope)
    return with_notes(newest_events(tables, start, end, filters, scope, rep_id, counted_only, limit))


_ranking = remembered(ranking)
