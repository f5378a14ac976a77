"""Keep the snapshot in force up to date: while the server runs, and before it starts.

A publish is due when the day has changed (as-of days, the demo's dates) or when the snapshot's files are
gone (a new or ephemeral disk); at the start also when a run was cut short and the log has moved on since.
"""

import asyncio
import logging

import jobs
from data.origins import is_empty
from data.publish import publish, today
from data.snapshot import current_row, folder_of

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two looks


def publish_is_due() -> bool:
    """True when a publish would give a newer snapshot, or the files of the one in force again."""
    row = current_row()
    if row is None:
        return not is_empty()
    return row.manifest["made_on"] != today().isoformat() or not (folder_of(row.id) / "manifest.json").exists()


def bring_up_to_date() -> None:
    """Publish here and now, before the server starts; gives at once if nothing has changed."""
    if not is_empty():
        jobs.run("publish", {}, lambda _job, tell: {"snapshot": publish(tell)})


async def keep_published() -> None:
    """Look now and then, and start a publish as a job of its own when one is due. Runs until cancelled."""
    while True:
        try:
            if await asyncio.to_thread(publish_is_due):
                process = await asyncio.to_thread(jobs.start, "publish")
                await asyncio.to_thread(process.wait)
        except Exception:
            log.exception("Upkeep failed; it is tried again.")
        await asyncio.sleep(EVERY)
