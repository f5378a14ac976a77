"""A snapshot of what reps did, scored by rules as a publish does it."""

from datetime import date
from typing import Any

import polars as pl

from data.point_rules import DatedRules
from data.wide_facts import wide_parties
from data.wide_rep_events import wide_rep_events
from metrics.frames import FrameSnapshot
from tests.data.canonical import table
from tests.data.rep_candidates import RULES, candidates, dated
from tests.data.wide_context import context

TODAY = date(2026, 3, 6)  # a Friday
PEOPLE = (
    {"rep_id": "ann", "rep": "Ann", "team": "East"},
    {"rep_id": "bob", "rep": "Bob", "team": "West"},
    {"rep_id": "cy", "rep": "Cy", "team": "West"},
)


def snapshot(
    *events: dict[str, Any], people: tuple[dict[str, Any], ...] = PEOPLE, rules: tuple[DatedRules, ...] | None = None
) -> FrameSnapshot:
    """The events in the order in which they arrived, and the people who did them."""
    rules = rules or dated(("", RULES))
    tables: dict[str, pl.DataFrame] = {
        "reps": table("reps", *people),
        "accounts": table("accounts", {"account_id": "a1", "account": "Acme"}),
        "opportunities": table("opportunities", {"opportunity_id": "d1"}),
    }
    frames = dict(wide_rep_events(candidates(*events), tables, context(), rules)) | wide_parties(tables, context())
    return FrameSnapshot(frames, TODAY, point_rules=rules)
