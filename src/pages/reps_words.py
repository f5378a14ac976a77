"""What reps did, in words: calls and stages, how long, what it scored, or why it did not."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from i18n import N_, _, moment, ngettext, number

STAGE = "stage"
ACTIVITIES = {"call": N_("Call"), "sms": N_("SMS"), "email": N_("E-mail"), "meeting": N_("Meeting")}
WHY = {
    "direction": N_("calls of this direction do not count"),
    "status": N_("calls that end like this do not count"),
    "too_short": N_("too short to count"),
    "repeated": N_("counted once already that day"),
    "no_rule": N_("no points for this"),
    "team": N_("this team does not play"),
    "no_rep": N_("nobody is known to have done it"),
}
SIXTY = 60


def event_name(event: str) -> str:
    """What kind of thing it is: Call; a kind of activity that we do not know is called as the CRM does."""
    return _(ACTIVITIES[event]) if event in ACTIVITIES else event[:1].upper() + event[1:]


def what(event: Mapping[Any, Any]) -> str:
    """One event of `leaderboard_events`: the stage entered, or the activity and how it went."""
    if event["event"] == STAGE:
        stage, before = known(event["stage"]), known(event["previous_stage"])
        return _("{stage}, from {before}", stage=stage, before=before) if before else stage
    parts = [known(event["direction"]), known(event["call_status"]), duration(event["duration_s"])]
    return ", ".join([event_name(str(event["event"])), *filter(None, parts)])


def duration(seconds: Any) -> str:
    """Minutes and seconds, 4:14 min; nothing where it is not known or there is none."""
    if pd.isna(seconds) or not seconds:
        return ""
    minutes, rest = divmod(round(float(seconds)), SIXTY)
    return _("{minutes}:{seconds}\u00a0min", minutes=number(minutes), seconds=f"{rest:02d}")


def scored(event: Mapping[Any, Any]) -> str:
    """+5 points, or why it counts nothing."""
    if event["counted"]:
        points = event["points"]
        return ngettext("+{points} point", "+{points} points", many(points), points=points_of(points))
    return why(event["why"])


def why(reason: Any) -> str:
    """Why something counts nothing."""
    return _(WHY[reason]) if reason in WHY else _("does not count")


def points_of(points: Any) -> str:
    """Points as a number: 85, 12.5."""
    value = float(points)
    return number(value, 0 if value.is_integer() else 1)


def many(points: float) -> int:
    """How many points, for the choice between "point" and "points": 1.5 are several."""
    return math.ceil(points)


def exact(points: Any) -> str:
    """Points for programs: 85, 12.5, 1234567.5."""
    return f"{points:.12g}"


def clock(local: Any) -> str:
    """The time of day of an event's `local` text, 2026-11-02 15:31; nothing where only its day is known."""
    return known(local)[len("2026-11-02 ") :]


def known(value: Any) -> str:
    """A text that may be missing."""
    return "" if value is None or pd.isna(value) else str(value)


def when(value: Any, zone: str) -> str:
    """An instant by the clock of that zone; nothing where it is not known."""
    if value is None or pd.isna(value):
        return ""
    instant: datetime = pd.Timestamp(value).to_pydatetime()
    return moment(instant, ZoneInfo(zone))
