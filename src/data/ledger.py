"""The ledger of jobs: a row for each run of import, sync, publish or dry run, with its progress and result.

A job holds the lock of its type as long as it runs, whatever becomes of it. So a row that calls itself running
while that lock is free is of a process that died: whoever reads the ledger marks it as failed.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from data.credentials import scrubbed
from data.database import database, writing
from data.locks import lock
from data.tables import Job
from errors import JobRunning
from i18n import N_

STARTING, RUNNING, DONE, FAILED = "starting", "running", "done", "failed"
UNDER_WAY = (STARTING, RUNNING)
TYPES = {  # as sentences name them
    "import": N_("import"), "rehearsal": N_("dry run"), "sync": N_("sync"), "publish": N_("publish"),
    "derive": N_("derive"),
}  # fmt: skip
INTERRUPTED = N_("It was interrupted.")  # kept in English, shown in the reader's language
KILLED = N_("It was ended by the system, most likely since memory ran out: split the files, or give it more memory.")
FOUND = ("new", "changed", "quarantined", "deleted")  # counts of a receipt that are 0 where nothing was found
PATIENCE = timedelta(minutes=2)  # in which a process that was started must have begun


def lock_name(type_: str) -> str:
    """The lock that a job of this type holds while it runs."""
    return f"{type_}-job"


def add_job(type_: str, arguments: dict[str, Any], status: str) -> int:
    """A new row; gives its id."""
    row = {
        "type": type_, "arguments": scrubbed(arguments), "status": status, "progress": 0.0, "message": "",
        "started_at": datetime.now(UTC),
    }  # fmt: skip
    with writing() as connection:
        return connection.execute(insert(Job).returning(Job.id), row).scalar_one()


def change_job(job_id: int, **values: Any) -> None:
    """Write down how far a job is, or how it ended; no secret gets into a row."""
    with writing() as connection:
        connection.execute(update(Job).where(Job.id == job_id).values(**scrubbed(values)))


def get_job(job_id: int) -> Job | None:
    """A job as it is now; None if there is no such row."""
    return next(iter(_read(select(Job.__table__).where(Job.id == job_id))), None)


def latest_jobs(limit: int = 20, types: Sequence[str] = (), origin: str | None = None) -> list[Job]:
    """The newest jobs, newest first; of these types and of this origin only, if any are named."""
    query = select(Job.__table__).order_by(Job.id.desc()).limit(limit)
    if origin is not None:
        query = query.where(Job.arguments["origin"].as_string() == origin)
    return _read(query.where(Job.type.in_(types)) if types else query)


def jobs_under_way(type_: str) -> list[Job]:
    """The jobs of a type that are starting or running."""
    return _read(select(Job.__table__).where(Job.type == type_, Job.status.in_(UNDER_WAY)).order_by(Job.id))


def mark_dead(type_: str) -> int:
    """Mark every running job of a type as failed; gives how many. For who holds its lock: none of them can run."""
    return _interrupt(Job.type == type_, Job.status == RUNNING)


def mark_unended(job_id: int, killed: bool) -> None:
    """Mark a job as failed whose process has ended, or was killed, unless it said itself how it ended."""
    _interrupt(Job.id == job_id, Job.status.in_(UNDER_WAY), message=KILLED if killed else INTERRUPTED)


def forget_idle_syncs(origin: str, keep: int) -> int:
    """Delete the syncs of an origin that found nothing, but for the newest; gives how many.

    No record refers to them, and every few minutes there is one more.
    """
    idle = [Job.result[name].as_integer() == 0 for name in FOUND]
    with writing() as connection:
        query = select(Job.id).where(
            Job.type == "sync", Job.status == DONE, Job.arguments["origin"].as_string() == origin, *idle
        )
        ids = list(connection.scalars(query.order_by(Job.id.desc()).offset(keep)))
        connection.execute(delete(Job).where(Job.id.in_(ids)))
    return len(ids)


def _read(query: Select[Any]) -> list[Job]:
    """Jobs by a query, read again if some of them turn out to be dead."""
    found = _rows(query)
    return _rows(query) if _bury([job for job in found if job.status in UNDER_WAY]) else found


def _rows(query: Select[Any]) -> list[Job]:
    with database().connect() as connection:
        return [Job(**row) for row in connection.execute(query).mappings()]


def _bury(jobs: list[Job]) -> bool:
    """Mark those as failed that never began, or hold no lock; whether there are any. Else nothing is written."""
    late = [job.id for job in jobs if job.status == STARTING and job.started_at < datetime.now(UTC) - PATIENCE]
    dead = _interrupt(Job.id.in_(late), Job.status == STARTING) if late else 0
    for type_ in {job.type for job in jobs if job.status == RUNNING}:
        with suppress(JobRunning), lock(lock_name(type_), database(), wait=False):
            dead += mark_dead(type_)
    return dead > 0


def _interrupt(*those: Any, message: str = INTERRUPTED) -> int:
    values = {"status": FAILED, "message": message, "ended_at": datetime.now(UTC)}
    with writing() as connection:
        return connection.execute(update(Job).where(*those).values(**values)).rowcount
