import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import manage
from data.engine import close, current
from data.ledger import latest_jobs
from i18n import set_language
from tests.maven_files import DEALS, many_deals, write_company

MANAGE = Path(manage.__file__)


class Answer(NamedTuple):
    code: int | str | None
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: its exit code, and what it printed."""

    def run_command(*arguments: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["manage.py", *arguments])
        with pytest.raises(SystemExit) as end:
            manage.main()
        close()
        return Answer(end.value.code or 0, *capsys.readouterr())

    return run_command


@pytest.fixture
def files(tmp_path: Path) -> str:
    return str(write_company(tmp_path / "files", [*DEALS, "D5,Ada,Basic,Acme,Won,31/02/2024,2024-02-09,90"]))


def test_an_import_prints_a_receipt_that_adds_up(run: Run, files: str) -> None:
    answer = run("import", files, "--mapping", "maven")
    assert (answer.code, answer.err) == (0, "")
    assert "11 rows received = 10 accepted + 1 quarantined" in answer.out
    assert "10 accepted = 10 new + 0 changed + 0 unchanged; 0 deleted" in answer.out
    assert "31/02/2024" in answer.out


def test_importing_the_same_files_twice_changes_nothing(run: Run, files: str) -> None:
    first = json.loads(run("import", files, "--mapping", "maven", "--json").out)
    second = json.loads(run("import", files, "--mapping", "maven", "--json").out)
    assert (first["new"], second["new"], second["changed"], second["unchanged"]) == (10, 0, 0, 10)
    assert second["snapshot"] == first["snapshot"]


def test_a_dry_run_is_a_job_that_stores_nothing(run: Run, files: str) -> None:
    receipt = json.loads(run("import", files, "--mapping", "maven", "--dry-run", "--json").out)
    assert (receipt["received"], receipt["new"], receipt["quarantined"]) == (11, 10, 1)
    assert [(job.type, job.status, job.result) for job in latest_jobs()] == [("rehearsal", "done", receipt)]
    answer = run("publish")
    assert answer.code == 1
    assert "nothing to publish" in answer.err


def test_publish_prints_the_snapshot_in_force(run: Run, files: str) -> None:
    snapshot = json.loads(run("import", files, "--mapping", "maven", "--json").out)["snapshot"]
    assert run("publish").out.strip() == snapshot == current().id


def test_mappings_are_proposed_best_first(run: Run, files: str) -> None:
    assert run("propose", files).out.startswith("maven          fits: 20 of 21 columns found")
    found = json.loads(run("propose", files, "--json").out)
    assert (found["proposals"][0]["mapping"], found["proposals"][0]["fits"], found["problems"]) == ("maven", True, [])


def test_a_command_speaks_the_language_asked_for(run: Run, files: str) -> None:
    try:
        assert "11 rows received" not in run("--language", "fr", "import", files, "--mapping", "maven").out
        assert "11 rows received" in run("--language", "xx", "import", files, "--mapping", "maven").out
    finally:
        set_language("en")


def test_sql_reads_the_published_tables(run: Run, files: str) -> None:
    run("import", files, "--mapping", "maven")
    query = "select opportunity_id, account, amount from opportunities where is_won"
    assert json.loads(run("sql", query, "--json").out) == [
        {"opportunity_id": "maven:sales_pipeline:D1", "account": "Acme", "amount": 90.0}
    ]
    assert "maven:sales_pipeline:D1" in run("sql", query).out
    refused = run("sql", "drop table opportunities")
    assert (refused.code, "SELECT" in refused.err) == (1, True)


def test_origins_are_listed_disabled_and_enabled(run: Run, files: str) -> None:
    run("import", files, "--mapping", "maven")
    run("import", files, "--mapping", "maven", "--origin", "maven-fr")
    assert run("origins", "disable", "maven").code == 0
    listed = json.loads(run("origins", "list", "--json").out)
    assert [(o["name"], o["enabled"]) for o in listed] == [("maven", False), ("maven-fr", True)]
    assert current().frame("opportunities")["origin"].unique().to_list() == ["maven-fr"]
    assert run("origins", "enable", "maven").code == 0
    assert current().frame("opportunities").height == 8


def test_an_erased_record_is_gone(run: Run, files: str) -> None:
    run("import", files, "--mapping", "maven")
    assert "1" in run("erase", "maven:sales_pipeline:D1").out
    assert json.loads(run("sql", "select count(*) as n from opportunities", "--json").out) == [{"n": 3}]
    for wrong in ("maven:sales_pipeline:D1", "D1"):
        assert run("erase", wrong).code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "{folder}/nowhere", "--mapping", "maven"), "nowhere"),
        (("import", "{files}", "--mapping", "mavne"), "Did you mean 'maven'?"),
        (("import", "{files}", "--mapping", "superstore"), "superstore"),
        (("import", "{files}", "--mapping", "maven", "--origin", "a:b"), "'a:b' cannot name an origin"),
        (("sync", "nobody"), "There is no origin 'nobody'"),
        (("origins", "enable", "nobody"), "There is no origin 'nobody'"),
        (("sql", "select 1"), "There is no data yet"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: tuple[str, ...], words: str, run: Run, files: str, tmp_path: Path
) -> None:
    answer = run(*(word.format(files=files, folder=tmp_path) for word in arguments))
    assert answer.code == 1
    assert words in answer.err
    assert "Traceback" not in answer.err


def test_a_disk_that_refuses_is_said_in_a_sentence(run: Run, files: str, var: Path) -> None:
    var.mkdir()
    (var / "snapshots").write_text("a file is in the way")
    answer = run("import", files, "--mapping", "maven")
    assert answer.code == 1
    assert "The snapshot could not be written" in answer.err
    (var / "snapshots").unlink()
    assert run("publish").code == 0
    assert current().frame("opportunities").height == 4


def test_of_two_imports_at_once_one_is_refused_and_nothing_is_lost(var: Path, tmp_path: Path) -> None:
    path = str(write_company(tmp_path / "files", many_deals(3000)))
    command = [sys.executable, str(MANAGE), "import", path, "--mapping", "maven"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _n in range(2)]
    said = [(*process.communicate(), process.returncode) for process in both]
    codes = sorted(code for _out, _err, code in said)
    assert codes in ([0, 1], [0, 0])  # both may have run one after the other
    for _out, err, code in said:
        assert code == 0 or "Another import is running" in err
    assert current().frame("opportunities").height == 3000
