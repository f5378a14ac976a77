"""What the log knows of records over time: every version of those that have several, and when each came first."""

from datetime import UTC, date, datetime, time, timedelta

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from data.database import database
from data.record_log import SLICE
from data.tables import Instant, RecordHead, RecordLog

AT: ColumnElement[datetime] = func.coalesce(RecordLog.modified_at, RecordLog.received_at, type_=Instant)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "external_id": pl.String, "seq": pl.Int64, "payload": pl.String, "at": pl.Datetime("us", "UTC"),
}  # fmt: skip
DAY = timedelta(days=1)


def changed_records(origin: str, kind: str) -> pl.DataFrame:
    """Every version of the live records that have several: external_id, seq, payload and `at`, by seq.

    `at` is when the source says that it was modified, else when it was received.
    """
    several = (
        select(RecordLog.external_id)
        .where(RecordLog.origin == origin, RecordLog.kind == kind)
        .group_by(RecordLog.external_id)
        .having(func.count() > 1)
    )
    return _read(_versions(origin, kind).where(RecordLog.external_id.in_(several)))


def first_versions(origin: str, kind: str, since: date, until: date) -> pl.DataFrame:
    """The first version of the live records whose first came within these days (a day more at each end, for zones)."""
    before = aliased(RecordLog)
    earlier = select(before.seq).where(
        before.origin == origin,
        before.kind == kind,
        before.external_id == RecordLog.external_id,
        before.seq < RecordLog.seq,
    )
    first, last = (datetime.combine(day, time(), UTC) for day in (since - DAY, until + 2 * DAY))
    return _read(_versions(origin, kind).where(AT.between(first, last), ~earlier.exists()))


def _versions(origin: str, kind: str) -> Select[str, int, str, datetime]:
    return (
        select(RecordLog.external_id, RecordLog.seq, RecordLog.payload, AT)
        .join(
            RecordHead,
            (RecordHead.origin == RecordLog.origin)
            & (RecordHead.kind == RecordLog.kind)
            & (RecordHead.external_id == RecordLog.external_id),
        )
        .where(RecordLog.origin == origin, RecordLog.kind == kind, ~RecordLog.deleted, ~RecordHead.deleted)
        .order_by(RecordLog.seq)
    )


def _read(query: Select[str, int, str, datetime]) -> pl.DataFrame:
    with database().connect().execution_options(yield_per=SLICE) as connection:
        parts = [
            pl.DataFrame(dict(zip(SCHEMA, zip(*part, strict=True), strict=True)), schema=SCHEMA)
            for part in connection.execute(query).partitions()
        ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SCHEMA)
