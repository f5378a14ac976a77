"""`sync` on the command line: which days, one origin or all, what failed."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import manage
from data.engine import close, current
from data.ledger import latest_jobs
from data.origins import add_origin, get_origin
from demo.crm.faults import Status
from demo.crm.vtiger import Crm
from errors import BadInput
from manage_sync import window_of
from tests.live_crm import KEY, connected, crm_with_deals
from tests.maven_files import write_company

Run = Callable[..., tuple[int | str | None, str, str]]


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Crm]:
    made = crm_with_deals(2)
    with connected(made, tmp_path / "var"):
        yield made


@pytest.fixture
def run(crm: Crm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["manage.py", *arguments])
        with pytest.raises(SystemExit) as end:
            manage.main()
        close()
        return (end.value.code or 0, *capsys.readouterr())

    return run_command


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((None, None, None), None),
        (("2024-01-05", "2024-02-03", None), (date(2024, 1, 5), date(2024, 2, 3))),
        ((None, None, "2024-02"), (date(2024, 2, 1), date(2024, 2, 29))),
        ((None, None, "2023-12"), (date(2023, 12, 1), date(2023, 12, 31))),
    ],
)
def test_a_window_is_two_days_or_a_month(
    given: tuple[str | None, str | None, str | None], expected: tuple[date, date] | None
) -> None:
    assert window_of(*given) == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("2024-01-05", None, None), "two ends"),
        (("2024-02-01", "2024-01-01", None), "is after"),
        (("2024-01-05", None, "2024-01"), "of its own"),
        ((None, None, "2024-13"), "'2024-13' is not a month"),
        (("05/01/2024", "2024-02-01", None), "is not a day"),
    ],
)
def test_a_window_that_is_none_is_refused(given: tuple[str | None, str | None, str | None], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        window_of(*given)


def test_a_sync_prints_its_receipt_and_a_month_is_read_again(run: Run) -> None:
    code, out, _err = run("sync", "vtiger")
    assert code == 0
    assert "4 rows received = 4 accepted + 0 quarantined" in out
    code, out, _err = run("sync", "vtiger", "--month", "2024-01", "--json")
    assert (code, json.loads(out)["new"]) == (0, 0)
    assert latest_jobs()[0].arguments == {"origin": "vtiger", "from": "2024-01-01", "to": "2024-01-31"}


def test_all_goes_on_after_a_failure_and_says_what_failed(run: Run, crm: Crm, tmp_path: Path) -> None:
    add_origin("files", "maven", options={"path": str(write_company(tmp_path / "files"))})
    add_origin("zz-gone", "maven", options={"path": str(tmp_path / "gone")})
    crm.faults.when("FROM Potentials", Status(401, f"INVALID_AUTH_TOKEN:{KEY}"))
    code, out, err = run("sync", "all")
    assert code == 1
    assert "Imported into files" in out
    assert "2 of 3 origins failed" in err
    assert "vtiger: " in err
    assert "zz-gone: " in err
    assert KEY not in out + err
    assert [(job.arguments["origin"], job.status) for job in reversed(latest_jobs())] == [
        ("files", "done"), ("vtiger", "failed"), ("zz-gone", "failed"),
    ]  # fmt: skip
    assert {"files", "vtiger"} <= set(current().manifest["origins"])


def test_all_as_json_has_receipts_and_errors(run: Run, crm: Crm, tmp_path: Path) -> None:
    add_origin("zz-gone", "maven", options={"path": str(tmp_path / "gone")})
    code, out, _err = run("sync", "all", "--json")
    found = json.loads(out)
    assert (code, [each["origin"] for each in found]) == (1, ["vtiger", "zz-gone"])
    assert (found[0]["new"], found[1]["error"]["code"]) == (4, "unreadable_file")


def test_an_origin_is_added_with_options_but_no_secrets(run: Run) -> None:
    option = ("--option", "host=https://crm.acme.com", "--option", "compare_hours=12", "--option", "zone=UTC")
    assert run("origins", "add", "crm-fr", "--source", "vtiger_oss", "--mapping", "vtiger_oss", *option)[0] == 0
    assert get_origin("crm-fr").options == {"host": "https://crm.acme.com", "compare_hours": 12, "zone": "UTC"}
    for wrong, said in (
        (("crm-fr", "--source", "vtiger_oss"), "already"),
        (("crm-de", "--source", "vtiger_oss", "--option", "access_key=s3cret"), "which is a secret"),
        (("crm-de", "--source", "vtiger_oss", "--option", "host"), "is not key=value"),
        (("crm-de", "--source", "vtigre"), "Did you mean"),
        (("crm-de", "--source", "airtable"), "reads vtiger_oss, not airtable"),
        (("crm-de", "--source", "vtiger_oss", "--currency", "EURO"), "There is no currency 'EURO'"),
    ):
        code, _out, err = run("origins", "add", wrong[0], "--mapping", "vtiger_oss", *wrong[1:])
        assert code == 1
        assert said in err
        assert "s3cret" not in err


def test_an_error_tells_no_secret(run: Run, crm: Crm) -> None:
    crm.faults.next(Status(401, f"INVALID_AUTH_TOKEN:{KEY}"), times=3)
    code, out, err = run("sync", "vtiger")
    assert (code, KEY in out + err) == (1, False)
    assert err.startswith("Error: ")
