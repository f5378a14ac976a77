"""What the log knows of records over time: every version of those that have several, and when each came first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select

from data.database import database
from data.tables import Instant, RecordLog

AT: ColumnElement[datetime] = func.coalesce(RecordLog.modified_at, RecordLog.received_at, type_=Instant)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "external_id": pl.String, "seq": pl.Int64, "payload": pl.String, "at": pl.Datetime("us", "UTC"),
}  # fmt: skip
CAME = {name: SCHEMA[name] for name in ("seq", "at")}
DAY = timedelta(days=1)
AT_A_TIME = 10_000  # databases take so many parameters


def changed_records(origin: str, kind: str) -> pl.DataFrame:
    """Every version of the records that have several: external_id, seq, payload and `at`, by seq.

    `at` is when the source says that it was modified, else when it was received.
    """
    of_each = func.count().over(partition_by=RecordLog.external_id).label("versions")
    counted = select(RecordLog.seq, of_each).where(*_of(origin, kind)).subquery()
    return _read(select(counted.c.seq).where(counted.c.versions > 1))


def first_versions(origin: str, kind: str, since: date, until: date) -> pl.DataFrame:
    """The first version of the records whose first came within these days (a day more at each end, for zones)."""
    earliest, latest = (datetime.combine(day, time(), UTC) for day in (since - DAY, until + 2 * DAY))
    nth = func.row_number().over(partition_by=RecordLog.external_id, order_by=RecordLog.seq).label("nth")
    numbered = select(RecordLog.seq, nth, AT.label("at")).where(*_of(origin, kind)).subquery()
    return _read(select(numbered.c.seq).where(numbered.c.nth == 1, numbered.c.at.between(earliest, latest)))


def came_at(seqs: Sequence[int]) -> pl.DataFrame:
    """When these versions were modified, else received: seq and `at`, by seq.

    What was received together has neighbouring numbers, so that of each batch only the first needs to be read.
    """
    batches, dated = [pl.DataFrame(schema=CAME)], [pl.DataFrame(schema=CAME)]
    unknown = RecordLog.modified_at.is_(None)
    first = select(func.min(RecordLog.seq), RecordLog.received_at).where(unknown).group_by(RecordLog.received_at)
    modified = select(RecordLog.seq, RecordLog.modified_at).where(~unknown)
    with database().connect() as connection:
        for some in _batched(sorted(seqs)):
            for parts, query in ((batches, first), (dated, modified)):
                rows = connection.execute(query.where(RecordLog.seq.in_(some))).all()
                parts.append(pl.DataFrame(rows, schema=CAME, orient="row"))
    asked = pl.DataFrame({"seq": sorted(seqs)}, schema={"seq": pl.Int64})
    received = asked.join_asof(pl.concat(batches).sort("seq"), on="seq")
    own = asked.join(pl.concat(dated), on="seq", how="left", maintain_order="left")
    return received.with_columns(pl.coalesce(own["at"], "at").alias("at"))


def _of(origin: str, kind: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RecordLog.origin == origin, RecordLog.kind == kind


def _read(chosen: Select[int]) -> pl.DataFrame:
    """The versions of the chosen sequence numbers, but for deletions.

    In two steps, since a planner that knows nothing yet of a table just filled joins it in quadratic time.
    """
    versions = select(RecordLog.external_id, RecordLog.seq, RecordLog.payload, AT).where(~RecordLog.deleted)
    parts = [pl.DataFrame(schema=SCHEMA)]
    with database().connect() as connection:
        for some in _batched(sorted(connection.scalars(chosen))):
            rows = connection.execute(versions.where(RecordLog.seq.in_(some)).order_by(RecordLog.seq)).all()
            if rows:
                parts.append(pl.DataFrame(dict(zip(SCHEMA, zip(*rows, strict=True), strict=True)), schema=SCHEMA))
    return pl.concat(parts)


def _batched(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[i : i + AT_A_TIME] for i in range(0, len(numbers), AT_A_TIME))
