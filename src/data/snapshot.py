"""Snapshots: immutable folders of Arrow files, written aside, renamed into place, then named current.

A crash at any point leaves the snapshot in force as it was. A folder that no row names is swept away.
"""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
from sqlalchemy import delete, insert, select

from data.arrow_folder import write_folder
from data.database import database, writing
from data.tables import CheckResult, SnapshotRow
from settings import settings


def folder_of(snapshot_id: str) -> Path:
    """Where the files of a snapshot lie, on disks that have it."""
    return settings().var / "snapshots" / snapshot_id


def current_row() -> SnapshotRow | None:
    """The newest snapshot's row: the one in force. None before anything was published."""
    with database().connect() as connection:
        row = connection.execute(select(SnapshotRow.__table__).order_by(SnapshotRow.seq.desc()).limit(1)).first()
    return None if row is None else SnapshotRow(**row._mapping)


def write_snapshot(
    tables: Mapping[str, pl.DataFrame], manifest: dict[str, Any], fingerprint: str, checks: list[dict[str, Any]]
) -> str:
    """Write the tables as a new snapshot and name it current; gives its id. Raises StorageError, changing nothing."""
    now = datetime.now(UTC)
    snapshot_id = f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
    manifest = {**manifest, "rows": {name: frame.height for name, frame in tables.items()}}
    row = {"id": snapshot_id, "published_at": now, "fingerprint": fingerprint, "manifest": manifest}
    write_folder(folder_of(snapshot_id), tables, manifest)
    try:
        with writing() as connection:
            seq = connection.execute(insert(SnapshotRow).returning(SnapshotRow.seq), row).scalar_one()
            if checks:
                connection.execute(insert(CheckResult), [{"snapshot_seq": seq, **check} for check in checks])
    except Exception:
        shutil.rmtree(folder_of(snapshot_id), ignore_errors=True)
        raise
    return snapshot_id


def restore_snapshot(row: SnapshotRow, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write the folder of a snapshot again that this disk lacks, from tables made anew of the same records."""
    shutil.rmtree(folder_of(row.id), ignore_errors=True)
    write_folder(folder_of(row.id), tables, row.manifest)


def prune(keep: int) -> None:
    """Delete all but the newest `keep` snapshots, and folders that a crash left behind.

    A worker that still reads a deleted one keeps its mapping until it lets go.
    """
    with writing() as connection:
        ids = list(connection.scalars(select(SnapshotRow.id).order_by(SnapshotRow.seq.desc())))
        connection.execute(delete(SnapshotRow).where(SnapshotRow.id.in_(ids[keep:])))
    kept = set(ids[:keep])
    for path in (settings().var / "snapshots").glob("*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
