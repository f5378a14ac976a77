import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select

from data.database import MIGRATIONS, database, writing
from data.ledger import latest_jobs
from data.record_log import append, version
from data.tables import Base, Job, RecordLog
from data.versions import changed_slices
from errors import StorageError
from jobs import run
from tests.state import state

SRC = Path(__file__).parents[2] / "src"


def test_the_migrations_make_exactly_the_tables_that_the_code_expects(fairlead: Path) -> None:
    with database().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_migrations_can_be_taken_back_and_made_again(fairlead: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database().begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(database()).get_table_names() == ["alembic_version"]
    with database().begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_write_that_raises_leaves_nothing_behind(fairlead: Path) -> None:
    row = {"type": "import", "arguments": {}, "status": "done", "progress": 1.0, "message": ""}
    with pytest.raises(ZeroDivisionError), writing() as connection:
        connection.execute(Job.__table__.insert(), {**row, "started_at": datetime(2024, 5, 1, tzinfo=UTC)})
        raise ZeroDivisionError
    assert latest_jobs() == []


@pytest.mark.postgres
def test_instants_are_utc_whatever_the_zone_of_the_postgresql_server(postgresql_url: str, tmp_path: Path) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE \"{name}\" SET timezone TO 'America/New_York'")
    with state(tmp_path / "var", DATABASE_URL=postgresql_url):
        modified = datetime(2024, 5, 1, 22, 30, tzinfo=UTC)
        append("crm", "deals", [version("D1", {"stage": "A"}, modified)])
        append("crm", "deals", [version("D1", {"stage": "B"}, modified)])
        with database().connect() as connection:
            stored = connection.scalars(select(RecordLog.modified_at)).all()
        assert [str(each) for each in stored] == ["2024-05-01 22:30:00+00:00"] * 2
        (seen,) = changed_slices("crm", "deals")
        assert seen["at"].to_list() == [modified, modified]
        run("import", {}, lambda _job, _tell: {})
        assert abs((latest_jobs()[0].started_at - datetime.now(UTC)).total_seconds()) < 600


def test_a_file_that_is_no_database_is_refused_with_its_reason(var: Path) -> None:
    var.mkdir()
    (var / "fairlead.db").write_bytes(b"this is a diary, " * 400)
    with pytest.raises(StorageError, match="file is not a database"):
        database()


def test_a_state_folder_that_cannot_be_made_is_refused_with_its_reason(var: Path) -> None:
    var.write_text("a file is in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        database()


def test_a_server_that_does_not_answer_is_refused_with_its_reason(tmp_path: Path) -> None:
    with (
        state(tmp_path / "var", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nowhere"),
        pytest.raises(StorageError, match="onnection"),
    ):
        database()


def test_a_write_the_disk_has_no_room_for_is_a_storage_error(var: Path) -> None:
    """A database that may not grow any more, as on a full disk: SQLite's own limit, on one connection."""
    with pytest.raises(StorageError, match="full"), writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("CREATE TABLE large AS SELECT randomblob(1000000) AS bytes")
    assert "large" not in inspect(database()).get_table_names()


def test_processes_that_start_together_open_one_schema(var: Path) -> None:
    code = "from data.database import database; print(database().dialect.name)"
    starters = [subprocess.Popen([sys.executable, "-c", code], cwd=SRC, stdout=subprocess.PIPE) for _number in range(2)]
    assert [starter.communicate()[0] for starter in starters] == [b"sqlite\n"] * 2
    with sqlite3.connect(var / "fairlead.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0004",)]
