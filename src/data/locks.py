"""Named locks between processes, which the system itself releases when their holder dies.

With SQLite the processes share a disk: a locked file in the database's folder. With PostgreSQL they may
run on several machines: an advisory lock of a session.
"""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy import Engine

from errors import JobRunning, StorageError
from i18n import _


@contextmanager
def lock(name: str, engine: Engine, wait: bool = True) -> Iterator[None]:
    """Hold the lock `name`. With wait=False raises JobRunning if somebody else holds it.

    It cannot be taken twice: a holder that waits for it again waits for ever.
    """
    holding = _file_lock if engine.dialect.name == "sqlite" else _advisory_lock
    with holding(name, engine, wait):
        yield


@contextmanager
def _file_lock(name: str, engine: Engine, wait: bool) -> Iterator[None]:
    folder = Path(engine.url.database or ".").parent
    with _lock_file(folder, name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise _taken(name) from None
        yield


def _lock_file(folder: Path, name: str) -> TextIO:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / f"{name}.lock").open("w")
    except OSError as error:
        raise StorageError(_("{folder} cannot be written: {reason}.").format(folder=folder, reason=error)) from error


def _taken(name: str) -> JobRunning:
    return JobRunning(_("Another {type} is running.").format(type=name))


@contextmanager
def _advisory_lock(name: str, engine: Engine, wait: bool) -> Iterator[None]:
    number = zlib.crc32(f"fairlead {name}".encode())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        function = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
        taken = connection.exec_driver_sql(f"SELECT {function}({number})").scalar()
        if taken is False:
            raise _taken(name)
        try:
            yield
        finally:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({number})")
