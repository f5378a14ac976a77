"""Keep the snapshot in force up to date: while the server runs, and before it starts.

A publish is due when the day has changed (as-of days, the demo's dates) or when the snapshot's files are
gone (a new or ephemeral disk); at the start also when a run was cut short and the log has moved on since.
"""

import asyncio
import logging

import jobs
from data.ledger import jobs_under_way, latest_jobs
from data.origins import DEMO, is_empty
from data.publish import is_current, today
from data.snapshot import current_row, folder_of
from errors import FairleadError
from settings import ROOT

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two looks


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
