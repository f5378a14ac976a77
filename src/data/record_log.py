"""The record log: every version of every record received, appended and never changed.

`append` writes one batch, its heads and the origin's cursor in one transaction. A record equal to its
head is not stored again; one that comes back after a change is a new version.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import polars as pl
from sqlalchemy import Connection, Table, delete, func, select, update

from data.database import database, insert_rows, timestamp, writing
from data.tables import Erasure, LogCounter, Origin, RecordHead, RecordLog
from errors import BadInput, JobRunning
from i18n import _

LOG: Table = RecordLog.__table__  # type: ignore[assignment]
HEAD: Table = RecordHead.__table__  # type: ignore[assignment]
LOG_COLUMNS = (
    "seq", "origin", "kind", "external_id", "digest", "payload", "received_at", "modified_at", "job_id", "deleted",
)  # fmt: skip
HEAD_COLUMNS = ("origin", "kind", "external_id", "seq", "digest", "deleted")
UPSERT = (
    " ON CONFLICT (origin, kind, external_id) DO UPDATE SET seq = excluded.seq, digest = excluded.digest,"
    " deleted = excluded.deleted"
)
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
SLICE = 50_000  # rows read at a time
GONE = b""  # digest of a record that its source has deleted


@dataclass(frozen=True)
class Version:
    """A record as it enters the log: identified, stripped of what is never stored, digested."""

    external_id: str
    payload: str
    digest: bytes
    modified_at: datetime | None = None


def version(external_id: str, payload: dict[str, Any], modified_at: datetime | None = None) -> Version:
    """A record as a version; equal payloads, in whatever order their fields are, have equal digests."""
    text = _as_json(payload)
    return Version(external_id, text.decode(), hashlib.blake2b(text, digest_size=16).digest(), modified_at)


def _as_json(payload: dict[str, Any]) -> bytes:
    """The payload with its fields in order. Half a character, as of a text cut within an emoji, becomes a ?."""
    try:
        return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        whole = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        return orjson.dumps(orjson.loads(whole), option=orjson.OPT_SORT_KEYS)


def append(
    origin: str,
    kind: str,
    versions: Sequence[Version],
    *,
    job_id: int | None = None,
    cursor: tuple[dict[str, Any] | None, dict[str, Any] | None] | None = None,
) -> list[str]:
    """Store one batch of one kind; gives "new", "changed" or "unchanged" for each version.

    `cursor` is (where we left it, where it goes): if another run has moved it meanwhile, nothing is
    stored and JobRunning is raised.
    """
    with writing() as connection:
        _one_writer(connection)
        if cursor is not None:
            _move_cursor(connection, origin, *cursor)
        heads = _heads(connection, origin, kind, [v.external_id for v in versions])
        outcomes: list[str] = []
        changed: list[tuple[Version, bool]] = []
        for each in versions:
            head = heads.get(each.external_id)
            outcomes.append(NEW if head is None else UNCHANGED if head == each.digest else CHANGED)
            if head != each.digest:
                heads[each.external_id] = each.digest
                changed.append((each, False))
        _store(connection, origin, kind, changed, job_id)
    return outcomes


def mark_deleted(origin: str, kind: str, external_ids: Sequence[str], *, job_id: int | None = None) -> int:
    """Add a deleted version to each of these records that is not deleted yet; gives their number."""
    with writing() as connection:
        _one_writer(connection)
        heads = _heads(connection, origin, kind, external_ids)
        gone = [(Version(i, "null", GONE), True) for i in external_ids if heads.get(i) not in (None, GONE)]
        _store(connection, origin, kind, gone, job_id)
    return len(gone)


def head_digests(origin: str, kind: str, external_ids: Sequence[str]) -> dict[str, bytes]:
    """The digests of the newest versions of these records, of those there are."""
    with database().connect() as connection:
        return _heads(connection, origin, kind, external_ids)


def live_ids(origin: str, kind: str) -> set[str]:
    """The ids of the records of a kind that are not deleted."""
    query = select(RecordHead.external_id).where(
        RecordHead.origin == origin, RecordHead.kind == kind, ~RecordHead.deleted
    )
    with database().connect() as connection:
        return set(connection.scalars(query))


def kind_states() -> dict[tuple[str, str], str]:
    """A text for each (origin, kind) that changes whenever its live records do."""
    live = func.count().filter(~RecordHead.deleted)
    query = select(RecordHead.origin, RecordHead.kind, func.max(RecordHead.seq), live).group_by(
        RecordHead.origin, RecordHead.kind
    )
    with database().connect() as connection:
        return {(origin, kind): f"{seq}-{n}" for origin, kind, seq, n in connection.execute(query)}


def payloads(origin: str, kind: str, external_ids: Sequence[str]) -> dict[str, str]:
    """The newest content (JSON text) of these records, of those that are not deleted; some thousands at a time."""
    query = (
        select(RecordLog.external_id, RecordLog.payload)
        .join(RecordHead, RecordHead.seq == RecordLog.seq)
        .where(RecordHead.origin == origin, RecordHead.kind == kind, ~RecordHead.deleted)
        .where(RecordHead.external_id.in_(external_ids))
    )
    with database().connect() as connection:
        return {row.external_id: row.payload for row in connection.execute(query)}


def live_records() -> dict[str, int]:
    """How many records that are not deleted each origin has."""
    query = (
        select(RecordHead.origin, func.count().label("records")).where(~RecordHead.deleted).group_by(RecordHead.origin)
    )
    with database().connect() as connection:
        return {row.origin: row.records for row in connection.execute(query)}


def heads_frame(origin: str, kind: str) -> pl.DataFrame:
    """The newest version of every live record of a kind: external_id, seq, payload (JSON text), by seq."""
    query = (
        select(RecordLog.external_id, RecordLog.seq, RecordLog.payload)
        .join(RecordHead, RecordHead.seq == RecordLog.seq)
        .where(RecordHead.origin == origin, RecordHead.kind == kind, ~RecordHead.deleted)
        .order_by(RecordLog.seq)
    )
    schema: dict[str, type[pl.DataType]] = {"external_id": pl.String, "seq": pl.Int64, "payload": pl.String}
    with database().connect().execution_options(yield_per=SLICE) as connection:
        batches = [
            pl.DataFrame(dict(zip(schema, zip(*part, strict=True), strict=True)), schema=schema)
            for part in connection.execute(query).partitions()
        ]
    return pl.concat(batches) if batches else pl.DataFrame(schema=schema)


def erase(origin: str, kind: str, external_id: str) -> int:
    """Remove every version of a record, and of its repetitions (A1#2), for good; gives how many there were.

    Leaves an audit line. Raises BadInput if there is no such record.
    """
    with writing() as connection:
        _one_writer(connection)
        alike = select(RecordHead.external_id).where(
            RecordHead.origin == origin,
            RecordHead.kind == kind,
            RecordHead.external_id.startswith(f"{external_id}#", autoescape=True),
        )
        repeated = re.compile(re.escape(external_id) + r"#\d+")
        names = [external_id, *(name for name in connection.scalars(alike) if repeated.fullmatch(name))]
        for table in (RecordHead, RecordLog):
            gone = delete(table).where(table.origin == origin, table.kind == kind, table.external_id.in_(names))
            versions = connection.execute(gone).rowcount
        if not versions:
            raise BadInput(
                _("There is no record {record}.", record=f"{origin}:{kind}:{external_id}"),
                _("An id reads origin:kind:id, e.g. maven:accounts:Cancity."),
            )
        hashed = hashlib.sha256(f"{origin}:{kind}:{external_id}".encode()).hexdigest()
        line = {"erased_at": datetime.now(UTC), "origin": origin, "kind": kind, "id_hash": hashed, "versions": versions}
        connection.execute(Erasure.__table__.insert(), line)  # type: ignore[attr-defined]
    return versions


def _one_writer(connection: Connection) -> None:
    """Writers of the log take turns: on SQLite by its own lock, on PostgreSQL by that of the counter's row."""
    connection.scalar(select(LogCounter.last_seq).with_for_update())


def _move_cursor(
    connection: Connection, origin: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    if connection.scalar(select(Origin.cursor).where(Origin.name == origin)) != before:
        raise JobRunning(
            _("Another run has read {origin} meanwhile.", origin=origin), _("Run it again: it goes on from there.")
        )
    connection.execute(update(Origin).where(Origin.name == origin).values(cursor=after))


def _heads(connection: Connection, origin: str, kind: str, ids: Sequence[str]) -> dict[str, bytes]:
    """The digests of the heads of these ids; all ids travel as one parameter."""
    if connection.dialect.name == "sqlite":
        among = "IN (SELECT value FROM json_each(?))"
        parameters: tuple[Any, ...] = (origin, kind, orjson.dumps(list(ids)).decode())
        mark = "?"
    else:
        among, parameters, mark = "= ANY(%s)", (origin, kind, list(ids)), "%s"
    rows = connection.exec_driver_sql(
        f"SELECT external_id, digest FROM record_head WHERE origin = {mark} AND kind = {mark}"  # noqa: S608
        f" AND external_id {among}",
        parameters,
    )
    return {external_id: bytes(digest) for external_id, digest in rows}


def _store(
    connection: Connection, origin: str, kind: str, versions: list[tuple[Version, bool]], job_id: int | None
) -> None:
    if not versions:
        return
    last = connection.execute(
        update(LogCounter).values(last_seq=LogCounter.last_seq + len(versions)).returning(LogCounter.last_seq)
    ).scalar_one()
    first = last - len(versions) + 1
    now = timestamp(connection, datetime.now(UTC))
    log_rows, head_rows = [], {}
    for seq, (each, deleted) in enumerate(versions, first):
        modified = timestamp(connection, each.modified_at)
        log_rows.append(
            (seq, origin, kind, each.external_id, each.digest, each.payload, now, modified, job_id, deleted)
        )
        head_rows[each.external_id] = (origin, kind, each.external_id, seq, each.digest, deleted)
    insert_rows(connection, LOG, LOG_COLUMNS, log_rows)
    insert_rows(connection, HEAD, HEAD_COLUMNS, list(head_rows.values()), UPSERT)
