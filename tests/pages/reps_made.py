"""Frames as metrics.leaderboard gives them, made by hand: Ann has passed the goal, Bob has done a little, Cid nothing.

The day is Friday, 5 April 2024. A call scores 1, "Demo Given" 15, and 20 from that day on.
"""

from datetime import date
from typing import Any

import pandas as pd

from pages.reps_days import Days

FRIDAY = date(2024, 4, 5)
DAY, WEEK = Days("day", FRIDAY, FRIDAY), Days("week", FRIDAY, FRIDAY)
DEMO = "stage:Demo Given"
KEY = [
    {"rule": "call", "label": "Call", "weight": 1.0, "valid_from": "1970-01-01"},
    {"rule": DEMO, "label": "Demo Given", "weight": 15.0, "valid_from": "1970-01-01"},
    {"rule": DEMO, "label": "Demo Given", "weight": 20.0, "valid_from": "2024-04-05"},
]
ATTRS = {"notes": [], "ignored_filters": [], "as_of": FRIDAY, "start": FRIDAY, "end": FRIDAY, "snapshot_id": "s"}
NEVER = {"last_at": pd.NaT, "last_on": pd.NaT, "last_event": None, "last_stage": None, "last_title": None}


def rep(rank: int, rep: str, points: float, **more: Any) -> dict[str, Any]:
    """A row of the board."""
    return {
        "rank": rank, "rep_id": f"crm:{rep}", "rep": rep, "team": "Core", "points": points, "goal": 100.0,
        "share": points / 100, "calls": 0, "minutes": 0.0, "call": 0, DEMO: 0, "timezone": "UTC", "hidden": False,
        **NEVER, **more,
    }  # fmt: skip


ANN = rep(1, "Ann", 120.0, calls=20, minutes=61.4, call=20, **{DEMO: 5})
BOB = rep(2, "Bob", 1.0, calls=1, minutes=2.0, call=1)
CID = rep(3, "Cid", 0.0, last_at=pd.Timestamp("2024-04-03 14:05", tz="UTC"), last_on=pd.Timestamp("2024-04-03"),
          last_event="stage", last_stage="Proposal", last_title="Acme renewal")  # fmt: skip


def board(*rows: dict[str, Any]) -> pd.DataFrame:
    """The board of these reps."""
    made = pd.DataFrame(list(rows), columns=None if rows else list(ANN))
    made.attrs = {**ATTRS, "score_key": KEY, "goal": 100.0, "silent_days": 14}
    return made


def event(local: str, **more: Any) -> dict[str, Any]:
    """A call of Ann's that counted, unless said otherwise."""
    return {
        "local": local, "at": pd.Timestamp(local, tz="UTC"), "day": pd.Timestamp(local[:10]), "event": "call",
        "rule": "call", "label": "Call", "stage": None, "previous_stage": None, "rep_id": "crm:Ann", "rep": "Ann",
        "team": "Core", "points": 1.0, "counted": True, "why": None, "record": "crm:1", "title": None,
        "account": "Acme", "url": "https://crm.example/1", "recording_url": None, "duration_s": 254.0,
        "direction": "outbound", "call_status": "connected", "evidence": None, **more,
    }  # fmt: skip


CALL = event("2024-04-05 15:31", recording_url="https://crm.example/1.mp3")
SHORT = event("2024-04-05 15:30", counted=False, points=0.0, why="too_short", duration_s=3.0, url="javascript:alert(1)")
STAGE = event("2024-04-04 09:00", event="stage", rule=DEMO, stage="Demo Given", previous_stage="Engaging", points=15.0,
              title="Acme renewal", duration_s=float("nan"), direction=None, call_status=None)  # fmt: skip


def events(*rows: dict[str, Any], count: int | None = None) -> pd.DataFrame:
    """These events; `count` is how many there are in all."""
    made = pd.DataFrame(list(rows), columns=None if rows else list(CALL))
    made.attrs = {**ATTRS, "count": len(rows) if count is None else count}
    return made
