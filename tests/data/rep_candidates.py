"""Things that reps did, for tests, in as few words as a test needs: as data.rep_events makes them."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from data.point_rules import ALWAYS, DatedRules
from data.rep_events import CANDIDATES
from settings import ActivityPoints, Points

RULES = Points(activities={"call": ActivityPoints()}, stages={"Demo Scheduled": 5, "Demo Given": 10})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def call(at: str, rep: str = "ann", record: str = "c1", **given: Any) -> dict[str, Any]:
    """A call at an instant in UTC."""
    return {"event": "call", "record": record, "at": utc(at), "rep_id": rep, **given}


def entry(at: str, stage: str, rep: str = "ann", deal: str = "d1", **given: Any) -> dict[str, Any]:
    """A deal that enters a stage at an instant in UTC."""
    return {"event": "stage", "record": deal, "stage": stage, "at": utc(at), "rep_id": rep, "opportunity_id": deal,
            "evidence": "reported", **given}  # fmt: skip


def candidates(*events: dict[str, Any]) -> pl.DataFrame:
    """The events in the order in which they arrived; the company's day is that in UTC."""
    rows = [
        {"seq": number, "nth": 0, "origin": "crm", "on": event["at"].date() if event.get("at") else None, **event}
        for number, event in enumerate(events)
    ]
    return pl.DataFrame(rows, schema=CANDIDATES)


def reps(**teams: str | None) -> pl.DataFrame:
    """Reps by their id, with their team."""
    return pl.DataFrame({"rep_id": list(teams), "team": pl.Series(list(teams.values()), dtype=pl.String)})


def dated(*versions: tuple[str, Points]) -> tuple[DatedRules, ...]:
    """Versions of the rules by the day they are in force from; "" is always."""
    return tuple(DatedRules(date.fromisoformat(day) if day else ALWAYS, rules) for day, rules in versions)
