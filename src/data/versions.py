"""What the log knows of records over time: every version of those that have several, and when each came first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select

from data.database import database
from data.tables import Instant, RecordHead, RecordLog

AT: ColumnElement[datetime] = func.coalesce(RecordLog.modified_at, RecordLog.received_at, type_=Instant)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "external_id": pl.String, "seq": pl.Int64, "payload": pl.String, "at": pl.Datetime("us", "UTC"),
}  # fmt: skip
CAME = {name: SCHEMA[name] for name in ("seq", "at")}
DAY = timedelta(days=1)
AT_A_TIME = 10_000  # databases take so many parameters


def changed_slices(origin: str, kind: str) -> Iterator[pl.DataFrame]:
    """Every version of the records that have several: external_id, seq, payload and `at`, by seq.

    `at` is when the source says that it was modified, else when it was received. Some thousand at a time: their
    content need not be held all at once.
    """
    if not _several(origin, kind):
        return
    of_each = func.count().over(partition_by=RecordLog.external_id).label("versions")
    counted = select(RecordLog.seq, of_each).where(*_of(origin, kind)).subquery()
    yield from _slices(_chosen(select(counted.c.seq).where(counted.c.versions > 1)))


def last_of_deleted(origin: str, kind: str) -> pl.DataFrame:
    """What was last known of the records of a kind that are deleted: external_id, seq, payload and `at`, by seq."""
    heads = RecordHead.origin == origin, RecordHead.kind == kind, RecordHead.deleted
    gone = select(RecordHead.external_id).where(*heads)
    last = select(func.max(RecordLog.seq)).where(*_of(origin, kind), ~RecordLog.deleted)
    return _read(last.where(RecordLog.external_id.in_(gone)).group_by(RecordLog.external_id))


def versions_at(seqs: Sequence[int]) -> pl.DataFrame:
    """The versions of these sequence numbers, but for deletions: external_id, seq, payload and `at`, by seq."""
    return pl.concat([pl.DataFrame(schema=SCHEMA), *_slices(sorted(seqs))])


def first_versions(origin: str, kind: str, since: date, until: date) -> pl.DataFrame:
    """The first version of the records whose first came within these days (a day more at each end, for zones)."""
    earliest, latest = (datetime.combine(day, time(), UTC) for day in (since - DAY, until + 2 * DAY))
    within = select(RecordLog.seq).where(*_of(origin, kind), AT.between(earliest, latest))
    if not _any(within):  # as of deals that came in with their past; to number a million versions takes long
        return versions_at([])
    nth = func.row_number().over(partition_by=RecordLog.external_id, order_by=RecordLog.seq).label("nth")
    numbered = select(RecordLog.seq, nth, AT.label("at")).where(*_of(origin, kind)).subquery()
    return _read(select(numbered.c.seq).where(numbered.c.nth == 1, numbered.c.at.between(earliest, latest)))


def came_at(seqs: Sequence[int]) -> pl.DataFrame:
    """When these versions were modified, else received: seq and `at`, by seq.

    What was received together has neighbouring numbers, so that of each batch only the first needs to be read. Numbers
    are asked for one by one only where sources say when: thousands of them take long.
    """
    batches, dated = [pl.DataFrame(schema=CAME)], [pl.DataFrame(schema=CAME)]
    unknown = RecordLog.modified_at.is_(None)
    first = select(func.min(RecordLog.seq), RecordLog.received_at).where(unknown).group_by(RecordLog.received_at)
    modified = select(RecordLog.seq, RecordLog.modified_at).where(~unknown)
    with database().connect() as connection:
        for some in _batched(sorted(seqs)):
            among = RecordLog.seq.between(some[0], some[-1])
            received = connection.execute(first.where(among)).all()
            batches.append(pl.DataFrame(received, schema=CAME, orient="row"))
            if _any(select(RecordLog.seq).where(among, ~unknown)):
                rows = connection.execute(modified.where(RecordLog.seq.in_(some))).all()
                dated.append(pl.DataFrame(rows, schema=CAME, orient="row"))
    asked = pl.DataFrame({"seq": sorted(seqs)}, schema={"seq": pl.Int64})
    came = asked.join_asof(pl.concat(batches).sort("seq"), on="seq")
    own = asked.join(pl.concat(dated), on="seq", how="left", maintain_order="left")
    return came.with_columns(pl.coalesce(own["at"], "at").alias("at"))


def _of(origin: str, kind: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RecordLog.origin == origin, RecordLog.kind == kind


def _several(origin: str, kind: str) -> bool:
    """Whether any record of the kind has more than one version: told by two counts, which are quick."""
    versions = select(func.count()).select_from(RecordLog).where(*_of(origin, kind))
    records = select(func.count()).select_from(RecordHead).where(RecordHead.origin == origin, RecordHead.kind == kind)
    with database().connect() as connection:
        return connection.scalar(versions) != connection.scalar(records)


def _read(chosen: Select[int]) -> pl.DataFrame:
    return versions_at(_chosen(chosen))


def _any(numbers: Select[int]) -> bool:
    with database().connect() as connection:
        return connection.scalar(numbers.limit(1)) is not None


def _chosen(numbers: Select[int]) -> list[int]:
    with database().connect() as connection:
        return sorted(connection.scalars(numbers))


def _slices(seqs: Sequence[int]) -> Iterator[pl.DataFrame]:
    """The versions of these sequence numbers, but for deletions.

    In two steps, since a planner that knows nothing yet of a table just filled joins it in quadratic time.
    """
    versions = select(RecordLog.external_id, RecordLog.seq, RecordLog.payload, AT).where(~RecordLog.deleted)
    with database().connect() as connection:
        for some in _batched(seqs):
            rows = connection.execute(versions.where(RecordLog.seq.in_(some)).order_by(RecordLog.seq)).all()
            if rows:
                yield pl.DataFrame(dict(zip(SCHEMA, zip(*rows, strict=True), strict=True)), schema=SCHEMA)


def _batched(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[i : i + AT_A_TIME] for i in range(0, len(numbers), AT_A_TIME))
