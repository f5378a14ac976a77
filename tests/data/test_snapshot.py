import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from sqlalchemy import func, select

from data.database import database
from data.snapshot import current_row, folder_of, held, prune, restore_snapshot, write_snapshot
from data.tables import CheckResult
from errors import NotReady, StorageError

CHECK = {"origin": "crm", "table": "deals", "check": "double_id", "severity": "error", "checked": 2, "failed": 1}


def deals(*amounts: float) -> dict[str, pl.DataFrame]:
    stages = pl.Series(["Won"] * len(amounts), dtype=pl.Categorical)
    return {
        "opportunities": pl.DataFrame({"amount": amounts, "stage": stages}, schema_overrides={"amount": pl.Float64})
    }


def publish(*amounts: float) -> str:
    return write_snapshot(deals(*amounts), {"currency": "EUR"}, f"made of {amounts}", [])


def folders(var: Path) -> set[str]:
    return {path.name for path in (var / "snapshots").iterdir()}


def test_there_is_no_snapshot_before_the_first(fairlead: Path) -> None:
    assert current_row() is None


def test_the_newest_snapshot_is_the_one_in_force(fairlead: Path) -> None:
    first = publish(1.0)
    second = write_snapshot(deals(2.0, 3.0), {"currency": "USD"}, "fingerprint", [CHECK])
    assert first != second
    row = current_row()
    assert row is not None
    assert (row.id, row.fingerprint) == (second, "fingerprint")
    assert row.manifest == {"currency": "USD", "rows": {"opportunities": 2}}
    assert json.loads((folder_of(second) / "manifest.json").read_text()) == row.manifest
    with database().connect() as connection:
        assert [tuple(r) for r in connection.execute(select(CheckResult.check, CheckResult.failed))] == [
            ("double_id", 1)
        ]


def test_a_file_is_one_batch_so_that_it_is_mapped_without_copying(fairlead: Path) -> None:
    parts = pl.concat([deals(1.0)["opportunities"], deals(2.0)["opportunities"]], rechunk=False)
    snapshot_id = write_snapshot({"opportunities": parts}, {}, "f", [])
    with pa.memory_map(str(folder_of(snapshot_id) / "opportunities.arrow")) as file:
        assert pa.ipc.open_file(file).num_record_batches == 1


def test_tables_that_come_one_by_one_are_written_before_the_next_is_made(fairlead: Path) -> None:
    def tables() -> Iterator[tuple[str, pl.DataFrame]]:
        yield "first", deals(1.0, 2.0)["opportunities"]
        (aside,) = folders(fairlead)
        written.extend(path.name for path in (fairlead / "snapshots" / aside).iterdir())
        yield "second", deals(3.0)["opportunities"]

    written: list[str] = []
    snapshot_id = write_snapshot(tables(), {}, "f", [])
    assert written == ["first.arrow"]
    row = current_row()
    assert row is not None
    assert (row.id, row.manifest["rows"]) == (snapshot_id, {"first": 2, "second": 1})


def test_a_table_that_cannot_be_made_leaves_no_half_snapshot(fairlead: Path) -> None:
    def tables() -> Iterator[tuple[str, pl.DataFrame]]:
        yield from deals(1.0).items()
        raise ValueError("no such column")

    with pytest.raises(ValueError, match="no such column"):
        write_snapshot(tables(), {}, "f", [])
    assert folders(fairlead) == set()
    assert current_row() is None


def test_prune_keeps_the_newest_and_sweeps_what_a_crash_left(fairlead: Path) -> None:
    write_snapshot(deals(1.0), {}, "first", [CHECK])
    kept = [publish(2.0), publish(3.0)]
    (fairlead / "snapshots" / ".20240101T000000-abcdef").mkdir()
    (fairlead / "snapshots" / "20240101T000000-abcdef").mkdir()
    prune(keep=2)
    assert folders(fairlead) == set(kept)
    with database().connect() as connection:
        assert connection.scalar(select(func.count()).select_from(CheckResult)) == 0


def test_prune_leaves_the_files_that_somebody_holds_until_a_later_time(var: Path) -> None:
    first = publish(1.0)
    publish(2.0)
    with held(first):
        prune(keep=1)
        assert (folder_of(first) / "manifest.json").exists()
    prune(keep=1)
    assert not folder_of(first).exists()
    with pytest.raises(NotReady), held(first):
        pass


def test_prune_of_nothing_is_nothing(fairlead: Path) -> None:
    prune(keep=1)
    assert current_row() is None


def test_a_disk_that_refuses_leaves_the_last_snapshot_and_no_half_one(fairlead: Path) -> None:
    """A file name that is too long is a refusal that any disk gives."""
    first = publish(1.0)
    with pytest.raises(StorageError, match="could not be written: File name too long"):
        write_snapshot({**deals(2.0), "x" * 300: deals(2.0)["opportunities"]}, {}, "f", [])
    assert folders(fairlead) == {first}
    row = current_row()
    assert row is not None
    assert row.id == first


def test_a_database_that_refuses_leaves_the_last_snapshot_and_no_folder(var: Path) -> None:
    first = publish(1.0)
    with database().begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON snapshots BEGIN SELECT RAISE(FAIL, 'no more snapshots'); END"
        )
    with pytest.raises(Exception, match="no more snapshots"):
        publish(2.0)
    assert folders(var) == {first}


def test_a_snapshot_whose_folder_is_gone_is_restored_under_its_id(fairlead: Path) -> None:
    snapshot_id = publish(1.0)
    for file in folder_of(snapshot_id).iterdir():
        file.unlink()
    row = current_row()
    assert row is not None
    restore_snapshot(row, deals(1.0))
    assert sorted(file.name for file in folder_of(snapshot_id).iterdir()) == ["manifest.json", "opportunities.arrow"]
    assert folders(fairlead) == {snapshot_id}
