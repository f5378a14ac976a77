"""Folders of Arrow files that appear whole or not at all, and their tables, memory-mapped."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from errors import StorageError
from i18n import _

MANIFEST = "manifest.json"
Tables = Mapping[str, pl.DataFrame] | Iterable[tuple[str, pl.DataFrame]]  # as `dict` takes them


def write_folder(final: Path, tables: Tables, manifest: dict[str, Any]) -> dict[str, Any]:
    """Write each table as an Arrow file, and the manifest: all aside first, then in place in one step.

    Tables that come one by one are let go before the next is made. Gives the manifest, which says how many `rows` each
    has. For who holds a lock: what lies aside is of a process that was ended while it wrote. Raises StorageError, or
    whatever making a table raises, leaving nothing behind.
    """
    aside = final.with_name(f".{final.name}")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        manifest = {**manifest, "rows": _written(aside, tables)}
        _synced(aside / MANIFEST, json.dumps(manifest, indent=1).encode())
        _sync_folder(aside)
        aside.rename(final)
        _sync_folder(final.parent)
    except BaseException as error:
        for folder in (aside, final):
            shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise StorageError(
            _("The snapshot could not be written: {reason}.").format(reason=error.strerror or error)
        ) from error
    return manifest


def mapped(path: Path) -> pl.DataFrame:
    """The table in an Arrow file, mapped rather than read. Raises FileNotFoundError."""
    with pa.memory_map(str(path)) as file:
        return pl.DataFrame(pa.ipc.open_file(file).read_all())


def _written(folder: Path, tables: Tables) -> dict[str, int]:
    rows = {}
    for name, frame in tables.items() if isinstance(tables, Mapping) else tables:
        _write(folder / f"{name}.arrow", frame)
        rows[name] = frame.height
        del frame  # else it is held while the next is made
    return rows


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
