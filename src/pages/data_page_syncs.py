"""How a live origin's syncs stand, in words: the last one and what it found, the next one, what keeps it from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from dash import html

from data.credentials import missing
from data.ledger import DONE, FOUND, UNDER_WAY, latest_jobs
from data.sync_plan import WINDOW
from data.tables import Job, Origin
from errors import FairleadError
from i18n import _, ago, ahead, ngettext, number
from pages.components import state
from pages.data_page_jobs import progress
from syncing import due_at

LOOKED_AT = 20  # of an origin's newest syncs


def sync_words(origin: Origin, now: datetime) -> tuple[str, str]:
    """How the last sync of a live origin went, and when the next one is: two phrases."""
    jobs = [job for job in latest_jobs(LOOKED_AT, ("sync",), origin.name) if WINDOW not in job.arguments]
    last = next((job for job in jobs if job.status not in UNDER_WAY), None)
    under_way = bool(jobs) and jobs[0].status in UNDER_WAY
    return _last(last, now), _("syncing now") if under_way else _next(origin, now)


def sync_below(origin: Origin, now: datetime, watched: int | None) -> list[Any]:
    """What stands below a live origin: the bar of a sync that is not watched elsewhere, or why the last one failed."""
    last = next(iter(latest_jobs(1, ("sync",), origin.name)), None)
    if last is None or last.status == DONE:
        return []
    if last.status in UNDER_WAY:
        return [] if last.id == watched else [progress(last)]
    complete = (
        _("What it had up to {when} is here in full.", when=ago(origin.synced_at, now))
        if origin.synced_at
        else _("It has not been read to its end so far.")
    )
    return [state(_("The last sync failed"), _(last.message), html.P(complete), kind="failed")]


def brought(job: Job) -> str:
    """What a sync that is done brought: 12 new, 3 changed."""
    counts = {name: (job.result or {}).get(name, 0) for name in FOUND}
    words = {
        "new": _("{n} new"), "changed": _("{n} changed"), "quarantined": _("{n} in quarantine"),
        "deleted": _("{n} deleted"),
    }  # fmt: skip
    return ", ".join(words[name].format(n=number(n)) for name, n in counts.items() if n) or _("nothing new")


def is_idle(job: Job) -> bool:
    """Whether a job is a sync that found nothing."""
    return job.type == "sync" and job.status == DONE and not any((job.result or {}).get(name) for name in FOUND)


@dataclass(frozen=True)
class Line:
    """A line of the list of jobs: one job, or syncs of one origin in a row that found nothing, by the newest."""

    job: Job
    times: int = 1


def lines(jobs: Sequence[Job]) -> Iterator[Line]:
    """The jobs as they are listed, newest first: idle syncs of one origin that follow each other are one line."""
    for idle, group in groupby(jobs, key=lambda job: job.arguments.get("origin") if is_idle(job) else job.id):
        alike = list(group)
        yield Line(alike[0], len(alike) if is_idle(alike[0]) and idle else 1)


def repeated(line: Line) -> str:
    """What a line says of its syncs: nothing new, 12 times."""
    if line.times == 1:
        return brought(line.job)
    return ngettext("nothing new, {n} time", "nothing new, {n} times", line.times)


def _last(last: Job | None, now: datetime) -> str:
    if last is None:
        return _("not synced yet")
    when = ago(last.ended_at or last.started_at, now)
    if last.status != DONE:
        return _("sync failed {when}", when=when)
    return _("synced {when}: {found}", when=when, found=brought(last))


def _next(origin: Origin, now: datetime) -> str:
    try:
        lacks = missing(origin)
    except FairleadError as error:
        return error.message
    if lacks:
        return _("no {secrets} yet: see Connect a CRM below", secrets=", ".join(lacks))
    due = due_at(origin, now)
    if due is None:
        return _("not synced by itself")
    return _("next sync {when}", when=ahead(due, now)) if due > now else _("next sync in a moment")
