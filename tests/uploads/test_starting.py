"""What the Data page starts, in processes of its own, on both databases."""

import asyncio
from pathlib import Path

import pytest

from data.engine import close, current
from data.importing import import_path
from data.ledger import latest_jobs
from data.origins import all_origins
from errors import BadInput, JobRunning, UnknownName
from i18n import set_language
from tests.background import ended
from tests.maven_files import DEALS, write_company
from uploads.folders import folder_of, new_folder
from uploads.starting import propose, start_import, start_rehearsal, start_switch, start_sync

ROWS = "id,status,account,created,closed,amount\n1,Won,Acme,2017-01-02,2017-03-10,1000\n2,Lost,Acme,2017-02-31,,5\n"


def uploaded(text: str = ROWS, name: str = "deals.csv") -> str:
    """The id of an upload of one file."""
    folder = new_folder()
    (folder / name).write_text(text, "utf-8")
    return folder.name


def test_a_dry_run_tells_all_and_stores_nothing_then_the_import_does_as_rehearsed(fairlead: Path) -> None:
    upload = uploaded()
    rehearsal = ended(start_rehearsal(upload, "simple", "shop"))
    assert (rehearsal.type, rehearsal.status, rehearsal.progress) == ("rehearsal", "done", 1.0)
    assert rehearsal.arguments["files"] == ["deals.csv"]
    assert rehearsal.result is not None
    counts = ("received", "accepted", "new", "quarantined")
    assert [rehearsal.result[name] for name in counts] == [2, 1, 1, 1]
    assert rehearsal.result["dry_run"]
    assert all_origins() == []
    imported = ended(start_import(upload, "simple", "shop"))
    assert imported.status == "done"
    assert imported.result is not None
    assert [imported.result[name] for name in counts] == [2, 1, 1, 1]
    close()
    assert current().id == imported.result["snapshot"]
    assert current().frame("opportunities")["amount"].to_list() == [1000.0]
    with pytest.raises(BadInput, match="not here any more"):
        folder_of(upload)


def test_a_second_click_finds_the_import_that_the_first_has_started(fairlead: Path) -> None:
    upload = uploaded()
    first = start_import(upload, "simple", "shop")
    assert start_import(upload, "simple", "shop") == first
    with pytest.raises(JobRunning, match=rf"Another import is running \(job {first}, since"):
        start_import(uploaded(), "simple", "shop")
    assert ended(first).status == "done"
    assert [job.id for job in latest_jobs()] == [first]


def test_an_import_that_fails_says_why_and_keeps_the_files(fairlead: Path) -> None:
    upload = uploaded("name\nx\n", "deals.csv")
    job = ended(start_import(upload, "simple", "shop"))
    assert job.status == "failed"
    assert "these columns are missing: status" in job.message
    assert "Is it the right mapping?" in job.message
    assert folder_of(upload).exists()


def test_what_a_job_says_is_in_the_language_of_who_started_it(var: Path) -> None:
    set_language("fr")
    try:
        job = ended(start_import(uploaded("name\nx\n"), "simple", "shop"))
    finally:
        set_language("en")
    assert "missing" not in job.message
    assert "status" in job.message


@pytest.mark.parametrize(
    ("mapping", "origin", "error"),
    [("simple", "a:b", BadInput), ("simple", "", BadInput), ("nothing", "shop", UnknownName)],
)
def test_what_cannot_be_imported_is_refused_before_anything_starts(
    var: Path, mapping: str, origin: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        start_rehearsal(uploaded(), mapping, origin)
    assert latest_jobs() == []


def test_an_origin_keeps_its_mapping(var: Path, tmp_path: Path) -> None:
    import_path(str(write_company(tmp_path / "files", DEALS)), "maven", tell=lambda _share, _message: None)
    with pytest.raises(BadInput, match="'maven' uses the mapping maven, not simple"):
        start_import(uploaded(), "simple", "maven")


def test_origins_are_turned_off_and_on_and_what_is_published_follows(fairlead: Path, tmp_path: Path) -> None:
    path = str(write_company(tmp_path / "files", DEALS))
    for name in ("maven", "other"):
        import_path(path, "maven", name, tell=lambda _share, _message: None)
    job = ended(start_switch("other", on=False))
    assert (job.type, job.status) == ("publish", "done")
    close()
    assert current().frame("opportunities")["origin"].unique().to_list() == ["maven"]
    ended(start_switch("other", on=True))
    close()
    assert current().frame("opportunities").height == 8
    with pytest.raises(UnknownName):
        start_switch("nobody", on=True)


def test_a_sync_of_an_origin_without_a_path_says_what_is_missing(var: Path, tmp_path: Path) -> None:
    import_path(str(write_company(tmp_path / "files", DEALS)), "maven", tell=lambda _share, _message: None)
    job = ended(start_sync("maven"))
    assert (job.status, "has no path to read from" in job.message) == ("failed", True)


def test_mappings_are_proposed_for_an_upload(var: Path) -> None:
    found = asyncio.run(propose(uploaded()))
    assert found["files"] == ["deals.csv"]
    assert (found["proposals"][0]["mapping"], found["proposals"][0]["fits"]) == ("simple", True)
    with pytest.raises(BadInput, match="not here any more"):
        asyncio.run(propose("0" * 32))
