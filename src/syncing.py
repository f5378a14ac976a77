"""Live origins are read again and again while the server runs, by the plan of the settings.

Every worker looks every few seconds whether an origin is due, by what the ledger of jobs says of its last
syncs. Who looks holds a lock of the database: of several workers one starts a sync, and if it dies the next one
does. A sync is the same job that the Data page's button starts; there is never more than one.
"""

import asyncio
import logging
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

import jobs
from data.credentials import missing, warn_if_open
from data.database import database
from data.ledger import forget_idle_syncs, jobs_under_way, latest_jobs
from data.locks import lock
from data.origins import all_origins, is_live
from data.sync_plan import is_on, next_sync, tries_of
from data.tables import Origin
from errors import FairleadError, JobRunning
from i18n import negotiate, set_language
from settings import Settings, settings

log = logging.getLogger(__name__)
LOOKS = 5  # in the shortest interval of the plan
SOONEST, LATEST = 1.0, 5.0  # seconds between two looks
REMEMBERED = 20  # tries of an origin that decide when it is due
KEPT = 50  # syncs of an origin that found nothing, in the ledger


def scheduler(chosen: Settings) -> AsyncIOScheduler:
    """What looks for due origins, to be started in the server's loop; without anything to do if the plan is off."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    made = AsyncIOScheduler(timezone=UTC)
    plan = chosen.sync
    if is_on(plan):
        warn_if_open()
        shortest = min(minutes for minutes in (plan.every_minutes, plan.outside_minutes) if minutes) * 60
        seconds = max(SOONEST, min(LATEST, shortest / LOOKS))
        made.add_job(_look, "interval", seconds=seconds, coalesce=True, misfire_grace_time=None)
    return made


async def _look() -> None:
    try:
        await asyncio.to_thread(sync_due, datetime.now(UTC))
    except JobRunning:
        pass  # another worker looks, or somebody has just pressed the button
    except Exception:
        log.exception("Looking for what to sync failed; it is tried again.")


def sync_due(now: datetime) -> str | None:
    """Start the sync of the origin that is due the longest, unless one is under way; gives its name.

    Raises JobRunning while another worker looks.
    """
    with lock("sync-scheduler", database(), wait=False):
        if jobs_under_way("sync"):
            return None
        due = [(when, origin.name) for origin in all_origins() if (when := due_at(origin, now)) and when <= now]
        if not due:
            return None
        _when, name = min(due)
        set_language(negotiate(settings().company.language))  # of what the job's row will say
        forget_idle_syncs(name, KEPT)
        jobs.launch("sync", {"origin": name}, "sync", name)
        return name


def due_at(origin: Origin, now: datetime) -> datetime | None:
    """When the server reads an origin again by itself, perhaps already; None: it does not."""
    if not origin.enabled or not is_live(origin):
        return None
    try:
        if missing(origin):
            return None
    except FairleadError:  # the file of credentials cannot be read: whoever presses the button is told
        return None
    tries = tries_of(latest_jobs(REMEMBERED, ("sync",), origin.name))
    return next_sync(settings().sync, settings().company, tries, now)
