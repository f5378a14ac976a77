"""What conforming a kind gave, kept on disk until one of its records, its mapping or the zone changes."""

import hashlib
import json
import logging
import os
import shutil
import time
from collections import Counter
from pathlib import Path

import polars as pl
from sqlalchemy import func, select

from data.conform import Conformed, Tell, conform_kind
from data.database import database
from data.mapping import Mapping
from data.record_log import heads_frame
from data.tables import RecordHead, RecordLog
from errors import StorageError
from i18n import _
from settings import settings

log = logging.getLogger(__name__)
STALE = 3600  # seconds after which a folder aside belongs to nobody any more
CODE = Path(__file__).parent
READERS = (  # a change of them conforms anew
    "conform.py", "row_checks.py", "decode.py", "values.py", "checks.py", "schema.py", "mapping.py", "value_spec.py",
    "mapping_faults.py", "mapping_options.py", "templates.py",
)  # fmt: skip


def conformed(
    origin: str, kind: str, mapping: Mapping, state: str, tell: Tell = lambda share, message: None
) -> Conformed:
    """The conformed rows of a kind; `state` is its text from record_log.kind_states."""
    kept = _folder(origin, kind, mapping, state)
    if (kept / "done.json").exists():
        try:
            return _load(kept)
        except (pl.exceptions.PolarsError, OSError, ValueError):
            log.warning("What was kept of %s %s is damaged; it is conformed again.", origin, kind)
    result = conform_kind(origin, kind, mapping, heads_frame(origin, kind), settings().company.timezone, tell)
    aside = kept.with_name(f".{kept.name}-{os.getpid()}")
    try:
        _save(result, aside)
        shutil.rmtree(kept, ignore_errors=True)
        aside.rename(kept)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        if not (kept / "done.json").exists():  # else another process has kept the same meanwhile
            message = _("The checked rows could not be kept: {reason}.").format(reason=error.strerror or error)
            raise StorageError(message) from error
    _sweep(kept)
    return result


def repairs(origin: str, kind: str, mapping: Mapping, state: str) -> pl.DataFrame:
    """What the mapping mended in the records of a kind: _record, field, was, became."""
    kept = _folder(origin, kind, mapping, state)
    try:
        return pl.read_ipc(kept / "repaired.arrow")
    except (pl.exceptions.PolarsError, OSError):
        return conformed(origin, kind, mapping, state).repaired


def _sweep(kept: Path) -> None:
    """Delete what is kept of older states, and what a process that was cut short left aside."""
    for folder in kept.parent.iterdir():
        left_aside = folder.name.startswith(".") and time.time() - folder.stat().st_mtime > STALE
        if left_aside or (folder != kept and not folder.name.startswith(".")):
            shutil.rmtree(folder, ignore_errors=True)


def forget_conformed(origin: str, kind: str) -> None:
    """Delete what is kept of a kind: after an erasure nothing of the person may stay."""
    shutil.rmtree(settings().var / "conformed" / origin / kind, ignore_errors=True)


def _folder(origin: str, kind: str, mapping: Mapping, state: str) -> Path:
    """Where the rows of this state are kept: named by all that they depend on.

    The instant of the newest record tells apart logs that look alike: another database with the same
    folder, or one that was deleted and filled again.
    """
    newest = select(func.max(RecordHead.seq)).where(RecordHead.origin == origin, RecordHead.kind == kind)
    with database().connect() as connection:
        received = connection.scalar(select(RecordLog.received_at).where(RecordLog.seq == newest.scalar_subquery()))
    parts = (state, received, mapping.digest, settings().company.timezone, _code_digest())
    name = hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
    return settings().var / "conformed" / origin / kind / name


def _code_digest() -> str:
    return hashlib.sha256(b"".join((CODE / name).read_bytes() for name in READERS)).hexdigest()


def _save(result: Conformed, folder: Path) -> None:
    """Write the frames, then done.json: a folder without it was cut short and is not used."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in result.tables.items():
        frame.write_ipc(folder / f"table-{table}.arrow", compression="lz4")
    result.named.write_ipc(folder / "named.arrow", compression="lz4")
    result.findings.write_ipc(folder / "findings.arrow")
    result.repaired.write_ipc(folder / "repaired.arrow")
    checked = [[*name, n] for name, n in result.checked.items()]
    (folder / "done.json").write_text(json.dumps({"checked": checked, "records": result.records}))


def _load(folder: Path) -> Conformed:
    done = json.loads((folder / "done.json").read_text())
    return Conformed(
        tables={p.stem.removeprefix("table-"): pl.read_ipc(p) for p in sorted(folder.glob("table-*.arrow"))},
        named=pl.read_ipc(folder / "named.arrow"),
        findings=pl.read_ipc(folder / "findings.arrow"),
        repaired=pl.read_ipc(folder / "repaired.arrow"),
        checked=Counter({(table, check): n for table, check, n in done["checked"]}),
        records=done["records"],
    )
