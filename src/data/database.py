"""The database: SQLite (WAL) by default, PostgreSQL by DATABASE_URL; migrated when first opened.

Readers take an ordinary connection. Writers use `writing()`: one transaction that holds SQLite's write
lock from its first statement, so that what it read is still true when it writes.
"""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from data.locks import lock
from errors import StorageError
from i18n import _
from settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = (
    "busy_timeout=30000",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased is overwritten, not only unlinked
)


@cache
def open_database(url: str) -> Engine:
    """The engine for `url`, its schema at the newest migration.

    Whatever the database cannot do (no disk, no connection, locked for too long) raises StorageError.
    """
    postgresql = url.startswith("postgresql")
    # PostgreSQL plans each query for what it is asked: a prepared one compares every head with every id.
    arguments: dict[str, Any] = {"prepare_threshold": None} if postgresql else {}
    engine = create_engine(url, pool_pre_ping=postgresql, connect_args=arguments)
    event.listen(engine, "handle_error", _as_storage_error)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    with lock("migrate", engine):
        _migrate(engine)
    return engine


def database() -> Engine:
    """The engine of this process."""
    return open_database(settings().sql_url)


@contextmanager
def writing(engine: Engine | None = None) -> Iterator[Connection]:
    """A transaction for writing; committed at the end, rolled back on an error."""
    with (engine or database()).execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        yield connection


def compact() -> None:
    """Empty SQLite's write-ahead log into the database, so that nothing deleted stays readable in it."""
    if database().dialect.name == "sqlite":
        with closing(database().raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: list[tuple[Any, ...]], conflict: str = ""
) -> None:
    """Insert many rows past SQLAlchemy, whose own way costs three times as much and more.

    SQLite takes them through the driver's executemany, PostgreSQL through COPY. `conflict` is an ON CONFLICT
    clause; both databases understand it.
    """
    names = ", ".join(f'"{c}"' for c in columns)
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        marks = ", ".join(["?"] * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks}){conflict}", rows)  # noqa: S608
    elif conflict:  # COPY knows no conflicts: into a table aside, then over
        connection.exec_driver_sql(f"CREATE TEMP TABLE incoming (LIKE {table.name}) ON COMMIT DROP")
        _copy(connection, "incoming", names, rows)
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM incoming{conflict}")  # noqa: S608
        connection.exec_driver_sql("DROP TABLE incoming")
    else:
        _copy(connection, table.name, names, rows)


def _copy(connection: Connection, table: str, names: str, rows: list[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def timestamp(connection: Connection, instant: datetime | None) -> datetime | str | None:
    """An instant as the driver takes it: SQLite keeps text, as SQLAlchemy writes and reads it."""
    if instant is None or connection.dialect.name != "sqlite":
        return instant
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _sqlite_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 (narrows the type)
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _as_storage_error(context: ExceptionContext) -> StorageError | None:
    if type(context.sqlalchemy_exception) not in (OperationalError, DatabaseError):  # a wrong statement, and the like
        return None
    reason = str(context.original_exception).strip()
    return StorageError(_("The database refused: {reason}.").format(reason=reason))


def _migrate(engine: Engine) -> None:
    """Run the migrations this database lacks; Alembic is loaded only if there are any."""
    if inspect(engine).has_table("alembic_version"):
        with engine.connect() as connection:
            if connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == _newest():
                return
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _newest() -> str:
    """The newest migration: its file's number."""
    return max(p.name for p in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
