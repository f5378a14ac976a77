"""Jobs: import, sync, publish and derive, each a row of the ledger with its progress and result.

The command line runs a job in its own process; buttons and the server start that same command as a
subprocess. One lock per type of job; its holder's death releases it, and the next run marks what it
left behind as failed.
"""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from data.database import database, writing
from data.locks import lock
from data.tables import Job
from errors import FairleadError, JobRunning, StorageError
from i18n import _
from settings import ROOT

log = logging.getLogger(__name__)
RUNNING, DONE, FAILED = "running", "done", "failed"
EVERY = 0.5  # seconds between two writes of progress

Tell = Callable[[float, str], None]
Work = Callable[[int, Tell], dict[str, Any]]


def run(type_: str, arguments: dict[str, Any], work: Work) -> dict[str, Any]:
    """Run a job here: `work(job_id, tell)` gives its result. Raises JobRunning if one of its type runs."""
    with _alone(type_):
        job_id = _begin(type_, arguments)
        try:
            result = work(job_id, _teller(job_id))
        except BaseException as error:
            _fail(job_id, error)
            raise
        _update(job_id, status=DONE, progress=1.0, message="", result=result, ended_at=datetime.now(UTC))
        return result


def start(*command: str) -> "subprocess.Popen[bytes]":
    """Start a manage.py command as a process of its own, e.g. start("publish").

    Never a fork of this process: Polars' threads do not survive one.
    """
    line = [sys.executable, str(ROOT / "src" / "manage.py"), *command]
    return subprocess.Popen(  # noqa: S603 (our own command)
        line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def latest(limit: int = 20) -> list[Job]:
    """The newest jobs, newest first."""
    with database().connect() as connection:
        rows = connection.execute(select(Job.__table__).order_by(Job.id.desc()).limit(limit)).mappings()
        return [Job(**row) for row in rows]


@contextmanager
def _alone(type_: str) -> Iterator[None]:
    """Hold the lock of a type of job. The JobRunning of who holds it names the run, if its row can be seen."""
    with ExitStack() as held:
        try:
            held.enter_context(lock(f"{type_}-job", database(), wait=False))
        except JobRunning as error:
            raise _said_by(type_) or error from None
        yield


def _begin(type_: str, arguments: dict[str, Any]) -> int:
    """A new row of the ledger. We hold the lock, so whatever still calls itself running died."""
    now = datetime.now(UTC)
    row = {
        "type": type_, "arguments": arguments, "status": RUNNING, "progress": 0.0, "message": "", "started_at": now,
    }  # fmt: skip
    with writing() as connection:
        connection.execute(
            update(Job)
            .where(Job.type == type_, Job.status == RUNNING)
            .values(status=FAILED, message=_("It was interrupted."), ended_at=now)
        )
        return connection.execute(insert(Job).returning(Job.id), row).scalar_one()


def _fail(job_id: int, error: BaseException) -> None:
    message = str(error) if isinstance(error, FairleadError) else f"{type(error).__name__}: {error}"
    try:
        _update(job_id, status=FAILED, message=message, ended_at=datetime.now(UTC))
    except StorageError:  # the same full disk, most likely: what stopped the work is what the caller must hear
        log.exception("Job %s failed, and that could not be written down", job_id)


def _teller(job_id: int) -> Tell:
    said = 0.0

    def tell(progress: float, message: str) -> None:
        nonlocal said
        if time.monotonic() - said > EVERY:
            said = time.monotonic()
            _update(job_id, progress=progress, message=message)

    return tell


def _said_by(type_: str) -> JobRunning | None:
    query = select(Job.id, Job.started_at).where(Job.type == type_, Job.status == RUNNING).order_by(Job.id.desc())
    with database().connect() as connection:
        running = connection.execute(query).first()
    if running is None:
        return None
    since = running.started_at.strftime("%H:%M:%S UTC")
    return JobRunning(_("Another {type} is running (job {id}, since {since}).", type=type_, id=running.id, since=since))


def _update(job_id: int, **values: Any) -> None:
    with writing() as connection:
        connection.execute(update(Job).where(Job.id == job_id).values(**values))
