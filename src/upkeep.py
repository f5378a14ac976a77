"""Keep the snapshot in force up to date: while the server runs, and before it starts.

A publish is due when the day has changed (as-of days, the demo's dates) or when the snapshot's files are
gone (a new or ephemeral disk); at the start also when a run was cut short and the log has moved on since.
Forecasts and deal models are fitted once a snapshot is in force that has none yet.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime

import jobs
from data.derived import is_derived
from data.ledger import FAILED, INTERRUPTED, jobs_under_way, latest_jobs
from data.origins import DEMO, is_empty
from data.publish import is_current, today
from data.snapshot import current_row, folder_of
from data.tables import Job
from errors import FairleadError, JobRunning
from settings import ROOT, settings

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two looks whether to publish
OFTEN = 5.0  # seconds between two looks whether to derive
REST = 10  # times as long as deriving took last, it waits before the next time
TRIES = 3  # to derive of the same snapshot, where each is interrupted


def publish_is_due() -> bool:
    """True when a publish would give a newer snapshot, or the files of the one in force again."""
    row = current_row()
    if row is None:  # a first import publishes itself, once it is through
        return not is_empty() and not any(jobs_under_way(type_) for type_ in ("import", "sync"))
    return row.manifest["made_on"] != today().isoformat() or not (folder_of(row.id) / "manifest.json").exists()


def load_demo() -> None:
    """Import the demo company, before the server starts."""
    _run_to_its_end("import", str(ROOT / "data"), "--mapping", DEMO)


def bring_up_to_date() -> None:
    """Publish, before the server starts, what a run that was cut short or new rules have left undone.

    Whatever keeps that from working is logged, and what was published before is served.
    """
    try:
        if not is_empty() and not is_current():
            _run_to_its_end("publish")
    except FairleadError as error:
        log.error("%s %s What was published before is served.", error.message, error.hint)


def _run_to_its_end(*command: str) -> None:
    """Run a job in a process of its own, whose memory is free again afterwards. If it fails, serving goes on."""
    if jobs.start(*command).wait():
        said = next((job.message for job in latest_jobs(1)), "")
        log.error("%s failed: %s What was published before is served.", command[0], said)


async def keep_published() -> None:
    """Look now and then, and start a publish as a job of its own when one is due. Runs until cancelled."""
    while True:
        try:
            if await asyncio.to_thread(publish_is_due):
                await asyncio.to_thread(_run_to_its_end, "publish")
        except Exception:
            log.exception("Upkeep failed; it is tried again.")
        await asyncio.sleep(EVERY)


def derive_is_due() -> bool:
    """True when the snapshot in force has no forecasts yet, and it was not just tried without success.

    A try that was interrupted, as by a restart of the server, says nothing, unless all of the last few were.
    """
    row = current_row()
    if row is None or not settings().derive or is_derived(row.id) or jobs_under_way("derive"):
        return False
    tries = latest_jobs(TRIES, ("derive",))
    failed = [job for job in tries if job.status == FAILED and job.started_at > row.published_at]
    in_vain = len(failed) == TRIES or any(job.message != INTERRUPTED for job in failed)
    if in_vain or rests(tries, datetime.now(UTC)):
        return False
    return (folder_of(row.id) / "manifest.json").exists()


def rests(tries: Sequence[Job], now: datetime) -> bool:
    """Whether deriving waits, given the last tries, newest first: ten times as long as the last one took.

    Live origins publish every few minutes, and the forecasts hardly move within a day. On another day it waits
    for nothing.
    """
    last = next((job for job in tries if job.ended_at and job.message != INTERRUPTED), None)
    if last is None or last.ended_at is None or _day(last.ended_at) != _day(now):
        return False
    return now < last.ended_at + REST * (last.ended_at - last.started_at)


def _day(instant: datetime) -> date:
    return instant.astimezone(settings().zone).date()


async def keep_derived() -> None:
    """Look often, and start to derive as a job of its own when that is due. Runs until cancelled."""
    while True:
        try:
            if await asyncio.to_thread(derive_is_due):
                await asyncio.to_thread(jobs.launch, "derive", {}, "derive")
        except JobRunning:
            pass  # another worker was quicker
        except Exception:
            log.exception("Deriving failed; it is tried again.")
        await asyncio.sleep(OFTEN)
