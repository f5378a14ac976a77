"""Snapshots: immutable folders of Arrow files, written aside, renamed into place, then named current.

A crash at any point leaves the snapshot in force as it was. A folder that no row names is swept away.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select

from data.arrow_folder import MANIFEST, Tables, write_folder
from data.database import database, writing
from data.tables import CheckResult, SnapshotRow
from errors import NotReady
from i18n import _
from settings import settings


def folder_of(snapshot_id: str) -> Path:
    """Where the files of a snapshot lie, on disks that have it."""
    return settings().var / "snapshots" / snapshot_id


def current_row() -> SnapshotRow | None:
    """The newest snapshot's row: the one in force. None before anything was published."""
    with database().connect() as connection:
        row = connection.execute(select(SnapshotRow.__table__).order_by(SnapshotRow.seq.desc()).limit(1)).first()
    return None if row is None else SnapshotRow(**row._mapping)


def write_snapshot(tables: Tables, manifest: dict[str, Any], fingerprint: str, checks: list[dict[str, Any]]) -> str:
    """Write the tables as a new snapshot and name it current; gives its id. Raises StorageError, changing nothing."""
    snapshot_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
    manifest = write_folder(folder_of(snapshot_id), tables, manifest)
    row = {"id": snapshot_id, "published_at": datetime.now(UTC), "fingerprint": fingerprint, "manifest": manifest}
    try:
        with writing() as connection:
            seq = connection.execute(insert(SnapshotRow).returning(SnapshotRow.seq), row).scalar_one()
            if checks:
                connection.execute(insert(CheckResult), [{"snapshot_seq": seq, **check} for check in checks])
    except Exception:
        shutil.rmtree(folder_of(snapshot_id), ignore_errors=True)
        raise
    return snapshot_id


def restore_snapshot(row: SnapshotRow, tables: Tables) -> None:
    """Write the folder of a snapshot again that this disk lacks, from tables made anew of the same records."""
    shutil.rmtree(folder_of(row.id), ignore_errors=True)
    write_folder(folder_of(row.id), tables, row.manifest)


def prune(keep: int) -> None:
    """Delete all but the newest `keep` snapshots, and folders that a crash left behind.

    A worker that still reads a deleted one keeps its mapping until it lets go. Files that somebody holds stay
    until a later time.
    """
    with writing() as connection:
        ids = list(connection.scalars(select(SnapshotRow.id).order_by(SnapshotRow.seq.desc())))
        connection.execute(delete(SnapshotRow).where(SnapshotRow.id.in_(ids[keep:])))
    kept = set(ids[:keep])
    for path in (settings().var / "snapshots").glob("*"):
        if path.name not in kept and not _is_held(path):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def held(snapshot_id: str) -> Iterator[None]:
    """Keep the files of a snapshot from being deleted until the block, or this process, ends. Raises NotReady."""
    try:
        file = (folder_of(snapshot_id) / MANIFEST).open()
    except FileNotFoundError as error:
        raise NotReady(_("This snapshot has been replaced meanwhile.")) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _is_held(folder: Path) -> bool:
    try:
        with (folder / MANIFEST).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # it has no manifest: a crash left it behind
        return False
    return False
