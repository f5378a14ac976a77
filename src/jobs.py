"""Jobs: import, sync, publish, dry run and derive, each a row of the ledger with its progress and result.

The command line runs a job in its own process; buttons and the server start that same command as a
subprocess, whose row is there from the moment it is asked for. One lock per type of job; its holder's death
releases it.
"""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGKILL
from threading import Thread
from typing import Any

from data.credentials import scrubbed
from data.database import database
from data.ledger import (
    DONE,
    FAILED,
    RUNNING,
    STARTING,
    TYPES,
    add_job,
    change_job,
    get_job,
    jobs_under_way,
    lock_name,
    mark_dead,
    mark_unended,
)
from data.locks import lock
from data.tables import Job
from errors import FairleadError, JobRunning, StorageError
from i18n import _, language
from settings import ROOT

log = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two writes of progress
FIRST_TO_GO = "500"  # added to a process's score for being ended when memory runs out

Tell = Callable[[float, str], None]
Work = Callable[[int, Tell], dict[str, Any]]
_waiting: ContextVar[int | None] = ContextVar("waiting", default=None)  # row of the job that this process is for


def run(type_: str, arguments: dict[str, Any], work: Work) -> dict[str, Any]:
    """Run a job here: `work(job_id, tell)` gives its result. Raises JobRunning if one of its type runs."""
    waiting = _waiting.get()
    _waiting.set(None)
    with _alone(type_, waiting):
        job_id = _begin(type_, arguments, waiting)
        try:
            result: dict[str, Any] = scrubbed(work(job_id, _teller(job_id)))
        except BaseException as error:
            _fail(job_id, error)
            raise
        change_job(job_id, status=DONE, progress=1.0, message="", result=result, ended_at=datetime.now(UTC))
        return result


def start(*command: str) -> "subprocess.Popen[bytes]":
    """Start a manage.py command as a process of its own, e.g. start("publish"). What goes wrong is in our log.

    Never a fork of this process: Polars' threads do not survive one.
    """
    line = [sys.executable, str(ROOT / "src" / "manage.py"), *command]
    return subprocess.Popen(  # noqa: S603 (our own command)
        line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )


def launch(
    type_: str, arguments: dict[str, Any], *command: str, ended: Callable[[Job], None] = lambda job: None
) -> int:
    """Start a command as a job, in the reader's language; gives its id at once. `ended` is told its last state.

    A job of the same arguments that is under way is not started twice: its id is given. Raises JobRunning if
    another one of its type is under way.
    """
    with lock(f"{type_}-launch", database()):
        for other in jobs_under_way(type_):
            if other.arguments == arguments:
                return other.id
            raise _running(other)
        job_id = add_job(type_, arguments, STARTING)
        try:
            process = start("--language", language(), "--job", str(job_id), *command)
        except OSError as error:
            _fail(job_id, error)
            raise StorageError(_("The job could not be started: {reason}.", reason=error.strerror or error)) from error
    Thread(target=_see_off, args=(process, job_id, ended), name=f"job {job_id}", daemon=True).start()
    return job_id


def take(job_id: int) -> None:
    """Say, in a process that `launch` started, which row waits for it."""
    _waiting.set(job_id)
    go_first()


def go_first() -> None:
    """Where memory runs out, let the system end this process before the server."""
    with suppress(OSError):  # only Linux has it
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)


def _see_off(process: "subprocess.Popen[bytes]", job_id: int, ended: Callable[[Job], None]) -> None:
    """Wait for a job's process. One that ended without a word, killed or before it began, has failed."""
    process.wait()
    try:
        mark_unended(job_id, killed=process.returncode == -SIGKILL)
        job = get_job(job_id)
        if job is not None:
            ended(job)
    except (FairleadError, OSError):
        log.exception("Job %s ended, and that could not be followed up", job_id)


@contextmanager
def _alone(type_: str, waiting: int | None) -> Iterator[None]:
    """Hold the lock of a type of job. The JobRunning of who holds it names the run, if its row can be seen."""
    with ExitStack() as held:
        try:
            held.enter_context(lock(lock_name(type_), database(), wait=False))
        except JobRunning:
            other = next((job for job in jobs_under_way(type_) if job.status == RUNNING), None)
            refusal = _running(other) if other else JobRunning(_("Another {type} is running.", type=_(TYPES[type_])))
            if waiting is not None:
                _fail(waiting, refusal)
            raise refusal from None
        yield


def _running(job: Job) -> JobRunning:
    since = job.started_at.strftime("%H:%M:%S UTC")
    said = _("Another {type} is running (job {id}, since {since}).", type=_(TYPES[job.type]), id=job.id, since=since)
    return JobRunning(said)


def _begin(type_: str, arguments: dict[str, Any], waiting: int | None) -> int:
    """The job's row of the ledger. We hold the lock, so whatever still calls itself running died."""
    mark_dead(type_)
    if waiting is None:
        return add_job(type_, arguments, RUNNING)
    change_job(waiting, status=RUNNING, message="", ended_at=None)
    return waiting


def _fail(job_id: int, error: BaseException) -> None:
    """Write down why a job failed: as words, and for an error of our own as the API shows it."""
    message, result = f"{type(error).__name__}: {error}", None
    if isinstance(error, FairleadError):
        message, result = f"{error.message} {error.hint}".strip(), error.as_dict()
    try:
        change_job(job_id, status=FAILED, message=message, result=result, ended_at=datetime.now(UTC))
    except StorageError:  # the same full disk, most likely: what stopped the work is what the caller must hear
        log.exception("Job %s failed, and that could not be written down", job_id)


def _teller(job_id: int) -> Tell:
    said = 0.0

    def tell(progress: float, message: str) -> None:
        nonlocal said
        if time.monotonic() - said > EVERY:
            said = time.monotonic()
            change_job(job_id, progress=progress, message=message)

    return tell
