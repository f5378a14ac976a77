import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

import jobs
from data.database import database
from data.engine import close, current
from data.erasure import erase_record
from data.importing import import_path
from data.ledger import latest_jobs
from data.record_log import append, version
from data.tables import Erasure, Job, RecordHead, RecordLog
from errors import BadInput
from tests.maven_files import DEALS, write_company


def load(folder: Path, *deals: str) -> None:
    path = str(write_company(folder, deals))
    jobs.run("import", {}, lambda job, tell: import_path(path, "maven", job_id=job, tell=tell).as_dict())
    close()


def test_no_trace_of_an_erased_record_is_left(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files", *DEALS, "Secret-7,Ada,Basic,Hidden-Name,Won,2024-01-10,2024-02-09,90")
    load(tmp_path / "files", *DEALS, "Secret-7,Ada,Basic,Hidden-Name,Won,2024-03-10,2024-02-09,90")
    (job, *_older) = latest_jobs()
    assert job.result is not None
    assert any("Secret-7" in example["record"] for check in job.result["checks"] for example in check["examples"])
    erase_record("maven", "sales_pipeline", "Secret-7")
    close()
    assert current().frame("opportunities_detail")["opportunity_id"].str.contains("Secret").sum() == 0
    with database().connect() as connection:
        for column in (RecordLog.external_id, RecordLog.payload, RecordHead.external_id, Job.result):
            assert not [value for value in connection.scalars(select(column)) if "Secret-7" in str(value)]
    traces = [path for path in fairlead.rglob("*") if path.is_file() and b"Hidden-Name" in path.read_bytes()]
    assert traces == []
    assert len(list((fairlead / "snapshots").iterdir())) == 1


def test_an_erasure_leaves_a_line_that_does_not_name_the_record(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files", *DEALS)
    load(tmp_path / "files", "D1,Ben,Basic,Acme,Won,2024-01-10,2024-02-09,95")
    assert erase_record("maven", "sales_pipeline", "D1") == 2
    with database().connect() as connection:
        (line,) = connection.execute(select(Erasure.__table__)).mappings()
    assert (line["origin"], line["kind"], line["versions"]) == ("maven", "sales_pipeline", 2)
    assert line["id_hash"] == hashlib.sha256(b"maven:sales_pipeline:D1").hexdigest()
    close()
    assert current().frame("opportunities").height == 3


def test_a_record_that_does_not_exist_cannot_be_erased(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files", *DEALS)
    before = current().id
    with pytest.raises(BadInput, match="There is no record maven:accounts:Nobody"):
        erase_record("maven", "accounts", "Nobody")
    assert current().id == before


def test_the_only_record_can_be_erased(fairlead: Path, tmp_path: Path) -> None:
    (tmp_path / "sales_teams.csv").write_text("sales_agent,manager,regional_office\nAda,Mia,West\n")
    import_path(str(tmp_path / "sales_teams.csv"), "maven", tell=lambda _share, _message: None)
    erase_record("maven", "sales_teams", "Ada")
    close()
    assert current().frame("reps").height == 0


def test_a_record_can_be_erased_before_anything_was_published(fairlead: Path) -> None:
    append("maven", "accounts", [version("Acme", {"account": "Acme"})])
    assert erase_record("maven", "accounts", "Acme") == 1


def test_an_erased_record_that_comes_again_is_new(fairlead: Path, tmp_path: Path) -> None:
    load(tmp_path / "files", *DEALS)
    erase_record("maven", "accounts", "Acme")
    assert append("maven", "accounts", [version("Acme", {"account": "Acme"})]) == ["new"]
