import os
import time
from pathlib import Path

import pytest

from errors import BadInput, StorageError
from uploads.folders import files_of, folder_of, forget, forget_old, new_folder, safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("deals.csv", "deals.csv"),
        ("../../etc/deals.csv", "deals.csv"),
        ("C:\\Users\\me\\deals.csv", "deals.csv"),
        ("/abs/deals.CSV.GZ", "deals.CSV.GZ"),
        ("a\x00b\nc.csv", "a_b_c.csv"),
        ("..csv", "csv"),
        ("Ventes d'été – 2026.xlsx", "Ventes d'été – 2026.xlsx"),
        ("x" * 300 + ".csv.gz", "x" * 120 + ".csv.gz"),
    ],
)
def test_a_name_is_kept_but_for_folders_and_what_no_disk_takes(given: str, kept: str) -> None:
    if kept == "csv":
        with pytest.raises(BadInput, match="cannot be read"):
            safe_name(given, ())
    else:
        assert safe_name(given, ()) == kept


def test_files_of_the_same_name_are_kept_apart() -> None:
    assert safe_name("b/deals.csv", {"deals.csv"}) == "deals 2.csv"
    assert safe_name("DEALS.csv.gz", {"deals.csv.gz", "Deals 2.csv.gz"}) == "DEALS 3.csv.gz"


@pytest.mark.parametrize("name", ["deals.pdf", "deals", "", "deals.csv.exe", "/"])
def test_what_no_reader_reads_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="cannot be read") as refused:
        safe_name(name, ())
    assert ".parquet" in refused.value.hint


def test_an_upload_is_found_by_its_id_until_it_is_forgotten(var: Path) -> None:
    folder = new_folder()
    (folder / "b.csv").touch()
    (folder / "a.csv").touch()
    assert folder.parent == var / "uploads"
    assert files_of(folder.name) == ["a.csv", "b.csv"]
    forget(folder.name)
    with pytest.raises(BadInput, match="not here any more"):
        files_of(folder.name)


@pytest.mark.parametrize("name", ["", "..", "../uploads", "0" * 32, "x" * 32])
def test_no_other_folder_can_be_named_as_an_upload(var: Path, name: str) -> None:
    new_folder()
    with pytest.raises(BadInput):
        folder_of(name)
    forget(name)
    assert len(list((var / "uploads").iterdir())) == 1


def test_uploads_of_yesterday_are_deleted(var: Path) -> None:
    old, young = new_folder(), new_folder()
    day_ago = time.time() - 24 * 3600 - 1
    os.utime(old, (day_ago, day_ago))
    forget_old()
    assert not old.exists()
    assert young.exists()


def test_a_disk_that_takes_no_folder_is_said_to_be_full_or_closed(var: Path) -> None:
    var.mkdir()
    (var / "uploads").write_text("in the way")
    with pytest.raises(StorageError, match="could not be stored"):
        new_folder()
