"""The SQL tables: what must outlive any snapshot. Changed only together with a migration."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BigKey = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


class Instant(TypeDecorator[datetime]):
    """A UTC instant: SQLite forgets zones, PostgreSQL answers in the zone of its session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON, datetime: Instant, date: Date}  # noqa: RUF012 (SQLAlchemy's own name)


class Origin(Base):
    """A configured instance of a source, with the cursor up to which it has been read."""

    __tablename__ = "origins"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str | None] = mapped_column(String(3))
    enabled: Mapped[bool]
    options: Mapped[dict[str, Any]]
    cursor: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    synced_at: Mapped[datetime | None]  # when the last sync that read to its end began


class RecordLog(Base):
    """Every version of every record received. Append-only; only `erase` takes anything out."""

    __tablename__ = "record_log"
    __table_args__ = (Index("record_log_kind", "origin", "kind", "external_id"),)

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    origin: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    payload: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]
    job_id: Mapped[int | None]
    deleted: Mapped[bool]


class RecordHead(Base):
    """The newest version of each record."""

    __tablename__ = "record_head"
    __table_args__ = (Index("record_head_seq", "origin", "kind", "seq"),)

    origin: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    external_id: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(BigKey)
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    deleted: Mapped[bool]


class LogCounter(Base):
    """The last sequence number given. Its one row also serialises the writers of the log."""

    __tablename__ = "log_counter"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_seq: Mapped[int] = mapped_column(BigKey)


class Job(Base):
    """One run of import, sync, publish or derive."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(32), index=True)
    arguments: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))  # running, done, failed
    progress: Mapped[float]
    message: Mapped[str] = mapped_column(Text)
    result: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SnapshotRow(Base):
    """A published snapshot; the newest row names the one in force."""

    __tablename__ = "snapshots"

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    published_at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(String(64))  # of everything it was made from
    manifest: Mapped[dict[str, Any]]


class CheckResult(Base):
    """What one check found in one table of one origin when a snapshot was made."""

    __tablename__ = "check_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_seq: Mapped[int] = mapped_column(ForeignKey("snapshots.seq", ondelete="CASCADE"), index=True)
    origin: Mapped[str] = mapped_column(String(64))
    table: Mapped[str] = mapped_column(String(64))
    check: Mapped[str] = mapped_column(String(64))
    severity: Mapped[str] = mapped_column(String(16))
    checked: Mapped[int]
    failed: Mapped[int]


class Erasure(Base):
    """Audit line of a record erased for good; the id itself is kept only as a hash."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
    origin: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    id_hash: Mapped[str] = mapped_column(String(64))
    versions: Mapped[int]


class PastForecast(Base):
    """What was forecast of a period, as of a cut-off, by one method; kept for good, to be held against what came."""

    __tablename__ = "forecasts"
    __table_args__ = (UniqueConstraint("measure", "dimension", "value", "method", "cut_off", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(64))  # name of the metric
    dimension: Mapped[str] = mapped_column(String(64))  # "" for the whole company
    value: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(32))
    cut_off: Mapped[date]  # last day known to it
    period: Mapped[date]  # first day of the month forecast
    forecast: Mapped[float]
    low80: Mapped[float | None]
    high80: Mapped[float | None]
    low95: Mapped[float | None]
    high95: Mapped[float | None]
    currency: Mapped[str] = mapped_column(String(3))
    made_at: Mapped[datetime]


class DealJudgement(Base):
    """What somebody makes of a deal, whatever the CRM says. The newest of a deal counts; none is ever changed."""

    __tablename__ = "deal_judgements"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[str] = mapped_column(Text, index=True)
    category: Mapped[str | None] = mapped_column(String(16))  # commit, best_case, pipeline, omitted; None: the CRM's
    amount: Mapped[float | None]  # in the reporting currency; None: the CRM's
    note: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(128))
    made_at: Mapped[datetime]


class PointRules(Base):
    """Point rules as somebody saved them. Of the versions of one day the newest counts; none is ever changed."""

    __tablename__ = "point_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    rules: Mapped[dict[str, Any]]  # settings.Points
    author: Mapped[str] = mapped_column(String(128))
    made_at: Mapped[datetime]
