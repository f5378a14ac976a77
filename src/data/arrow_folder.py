"""Folders of Arrow files that appear whole or not at all, and their tables, memory-mapped."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from errors import StorageError
from i18n import _

MANIFEST = "manifest.json"


def write_folder(final: Path, tables: Mapping[str, pl.DataFrame], manifest: dict[str, Any]) -> None:
    """Write each table as an Arrow file, and the manifest: all aside first, then in place in one step.

    For who holds a lock: what lies aside is of a process that was ended while it wrote. Raises StorageError, leaving
    nothing behind.
    """
    aside = final.with_name(f".{final.name}")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        for name, frame in tables.items():
            _write(aside / f"{name}.arrow", frame)
        _synced(aside / MANIFEST, json.dumps(manifest, indent=1).encode())
        _sync_folder(aside)
        aside.rename(final)
        _sync_folder(final.parent)
    except OSError as error:
        for folder in (aside, final):
            shutil.rmtree(folder, ignore_errors=True)
        raise StorageError(
            _("The snapshot could not be written: {reason}.").format(reason=error.strerror or error)
        ) from error


def mapped(path: Path) -> pl.DataFrame:
    """The table in an Arrow file, mapped rather than read. Raises FileNotFoundError."""
    with pa.memory_map(str(path)) as file:
        return pl.DataFrame(pa.ipc.open_file(file).read_all())


def _write(path: Path, frame: pl.DataFrame) -> None:
    """One Arrow file of a single batch, so that columns are mapped without copying."""
    table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    with path.open("wb") as file:
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table, max_chunksize=max(table.num_rows, 1))
        file.flush()
        os.fsync(file.fileno())


def _synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
