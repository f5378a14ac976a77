"""When a live origin is read again: pure decisions by the settings, the company's clock and the last tries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from data.ledger import DONE, UNDER_WAY
from data.tables import Job
from settings import Company, Sync

LONGEST = 60.0  # minutes that a failing origin waits at most, unless it is read less often anyway
PATIENCE = {"source_refused": LONGEST, "source_busy": 15.0}  # minutes to wait at the least after such an error
AHEAD = 15  # days to look ahead for working hours
WINDOW = "from"  # argument of a job that read some days again, which says nothing of what is new


@dataclass(frozen=True)
class Try:
    """One sync. `fault` is the code of the error that ended it, or what became of its job; None: all was read."""

    began: datetime
    ended: datetime
    fault: str | None = None


def tries_of(jobs: Sequence[Job]) -> list[Try]:
    """The ended syncs among an origin's jobs, in their order; back-fills are none."""
    return [
        Try(job.started_at, job.ended_at or job.started_at, None if job.status == DONE else _fault(job))
        for job in jobs
        if job.status not in UNDER_WAY and WINDOW not in job.arguments
    ]


def next_sync(plan: Sync, company: Company, tries: Sequence[Try], now: datetime) -> datetime | None:
    """When an origin is due, given its tries, newest first: an instant that may have passed; None: not by itself.

    A sync that takes longer than the interval is followed by a rest of that interval.
    """
    found = []
    for working, minutes in ((True, plan.every_minutes), (False, plan.outside_minutes)):
        if not minutes:
            continue
        earliest = now
        if tries:
            wait = timedelta(minutes=_wait(minutes, tries))
            began, ended = (min(at, now) for at in (tries[0].began, tries[0].ended))  # clocks may have been put back
            earliest = max(began + wait, ended + min(wait, ended - began))
        if first := _first(plan, company, earliest, working):
            found.append(first)
    return min(found, default=None)


def is_on(plan: Sync) -> bool:
    """Whether anything is read by itself."""
    return bool(plan.every_minutes or plan.outside_minutes)


def working_hours(plan: Sync, company: Company, day: date) -> tuple[datetime, datetime] | None:
    """The instants at which the working hours of a day begin and end; None on other days."""
    if day.weekday() not in company.working_days:
        return None
    begin, end = (_instant(day, hour, ZoneInfo(company.timezone)) for hour in plan.hours)
    return begin, end


def _instant(day: date, hour: str, zone: ZoneInfo) -> datetime:
    if hour == "24:00":
        day, hour = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(hour), zone).astimezone(UTC)


def _wait(minutes: float, tries: Sequence[Try]) -> float:
    """Minutes from one try to the next: twice as long after each failure in a row, up to an hour."""
    failures = sum(1 for _each in takewhile(lambda each: each.fault is not None, tries))
    longer = min(minutes * 2.0 ** min(failures, 16), max(minutes, LONGEST))
    return max(longer, PATIENCE.get(tries[0].fault or "", 0.0))


def _first(plan: Sync, company: Company, at: datetime, working: bool) -> datetime | None:
    """The first instant from `at` on that lies in working hours, or outside of them."""
    moved, zone = at, ZoneInfo(company.timezone)
    for _day in range(AHEAD):
        day = moved.astimezone(zone).date()
        hours = working_hours(plan, company, day)
        inside = bool(hours and hours[0] <= moved < hours[1])
        if inside == working:
            return moved
        ahead = [instant for instant in (*(hours or ()), _instant(day, "24:00", zone)) if instant > moved]
        moved = ahead[0]  # where working hours begin or end next, at the latest the next day
    return None


def _fault(job: Job) -> str:
    found = (job.result or {}).get("error")
    return found["code"] if isinstance(found, dict) else job.status
