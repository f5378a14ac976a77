"""/points: what reps scored on a day or on several, and the events behind it."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import SnapshotStamp
from api.asked import DIMENSIONS, AskedFilters, CurrentScope, CurrentSnapshot
from metrics.points_answer import LONGEST, points_object
from metrics.run import last_day

router = APIRouter(tags=["reps"])
Day = Annotated[date | None, Query(description="YYYY-MM-DD; default the last day with facts.")]
To = Annotated[date | None, Query(description=f"Last day of several, at most {LONGEST}; default only the day.")]


class ScoreKey(BaseModel):
    """What a rule gives, from a day on."""

    rule: str = Field(examples=["call", "stage:Demo Given"])
    label: str
    weight: float
    valid_from: date


class ScoredEvent(BaseModel):
    """Something that scored; null: not known."""

    at: datetime | None = Field(description="UTC; null where only the day is known.")
    local: str = Field(description="On the clock of the rep's team.", examples=["2026-11-02 15:31"])
    event: str = Field(description="Kind of activity, or stage: a deal entered one.")
    stage: str | None
    rule: str
    points: float
    record: str = Field(description="Id of the activity or the deal.")
    title: str | None = Field(description="Name of the deal.")
    account: str | None
    url: str | None = Field(description="The record in the CRM.")
    recording_url: str | None


class RepPoints(BaseModel):
    rep: str | None
    rep_id: str
    team: str | None
    rank: int = Field(description="By points; equal points share a rank.")
    points: float
    goal: float
    calls: int
    minutes: float = Field(description="Of those calls.")
    timezone: str
    hidden: bool = Field(description="No points, and silent for longer than the rules allow: not shown on the page.")
    counts: dict[str, int] = Field(description="How often each rule counted.")
    events: list[ScoredEvent] = Field(description="Newest first.")


class PointsAnswer(BaseModel):
    day: date
    to: date
    goal: float = Field(description="Of one day the daily goal, of several that of their working days.")
    score_key: list[ScoreKey]
    reps: list[RepPoints]
    ignored_filters: list[str] = Field(description="Filters by what is no property of a rep.")
    snapshot: SnapshotStamp


@router.get("/points", response_model=PointsAnswer, openapi_extra=DIMENSIONS)
def show_points(
    filters: AskedFilters, scope: CurrentScope, snapshot: CurrentSnapshot, day: Day = None, to: To = None
) -> dict[str, Any]:
    """Every rep who plays, by rank, with the events behind the points. A day is the local day of the rep's team, and
    keeps the rules that were in force on it.
    """
    return points_object(day or last_day(snapshot), to, filters, scope, snapshot)
