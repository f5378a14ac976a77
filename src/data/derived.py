"""What is derived from a snapshot after it is published: model fits and ledgers, as Arrow files of their own.

They lie in var/derived, keyed by the snapshot's id and the code that made them, and appear whole or not at all. Until
those of the snapshot in force are made, the ones before are shown, with their date.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import select

from data.arrow_folder import MANIFEST, mapped, write_folder
from data.database import database
from data.tables import SnapshotRow
from errors import NotReady
from i18n import _
from settings import ROOT, settings

MADE_BY = ("derive", "models", "metrics", "data")  # what decides what is derived


@dataclass(frozen=True)
class Derived:
    """The derived tables of one snapshot."""

    snapshot_id: str
    folder: Path
    about: dict[str, Any]
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @property
    def as_of(self) -> date:
        """The last day of facts that they were made from."""
        return date.fromisoformat(self.about["as_of"])

    def frame(self, name: str) -> pl.DataFrame:
        """One of the tables. Raises NotReady if the files have been swept away meanwhile."""
        if name not in self._tables:
            try:
                self._tables[name] = mapped(self.folder / f"{name}.arrow")
            except FileNotFoundError as error:
                raise NotReady(_("The forecasts have been replaced meanwhile.")) from error
        return self._tables[name]


_open: dict[str, Derived] = {}


def derived_folder(snapshot_id: str) -> Path:
    """Where the derived tables of a snapshot lie, as this code makes them."""
    return settings().var / "derived" / f"{snapshot_id}-{_code()}"


@cache
def _code() -> str:
    files = sorted(path for folder in MADE_BY for path in (ROOT / "src" / folder).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def write_derived(snapshot_id: str, tables: Mapping[str, pl.DataFrame], about: dict[str, Any]) -> None:
    """Write the derived tables of a snapshot; `about` says as_of and whatever else is no table.

    Those of snapshots that are gone are swept away. Raises StorageError, changing nothing.
    """
    folder = derived_folder(snapshot_id)
    shutil.rmtree(folder, ignore_errors=True)
    write_folder(folder, tables, about)
    kept = {derived_folder(known).name for known in (snapshot_id, *_snapshot_ids())}
    for path in folder.parent.glob("*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def is_derived(snapshot_id: str) -> bool:
    """Whether this disk has the derived tables of a snapshot."""
    return (derived_folder(snapshot_id) / MANIFEST).exists()


def derived(snapshot_id: str) -> Derived | None:
    """The derived tables of this snapshot, else of the newest one before it that has any; None without any.

    That one may be gone by now: where publishes follow each other closely, deriving cannot keep up.
    """
    if is_derived(snapshot_id):
        return _opened(snapshot_id)
    known = _snapshot_ids()
    before = known[known.index(snapshot_id) + 1 :] if snapshot_id in known else known
    before += sorted(set(_ids_here()) - set(known), reverse=True)
    return next((_opened(other) for other in before if is_derived(other)), None)


def _ids_here() -> list[str]:
    """The snapshots whose derived tables this code has made on this disk; their ids sort by time."""
    end = f"-{_code()}"
    return [path.name.removesuffix(end) for path in (settings().var / "derived").glob(f"*{end}")]


def _opened(snapshot_id: str) -> Derived:
    """Opened once a process: only the newest is kept."""
    if snapshot_id not in _open:
        folder = derived_folder(snapshot_id)
        about = json.loads((folder / MANIFEST).read_text("utf-8"))
        _open.clear()
        _open[snapshot_id] = Derived(snapshot_id, folder, about)
    return _open[snapshot_id]


def _snapshot_ids() -> list[str]:
    """All snapshots that are kept, newest first."""
    with database().connect() as connection:
        return list(connection.scalars(select(SnapshotRow.id).order_by(SnapshotRow.seq.desc())))
