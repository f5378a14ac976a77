"""The command `points`."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import manage
from auth.scope import Scope
from data.engine import close, newest
from filters import Filters
from metrics.points_answer import points_object
from tests.points_company import begin, first_days, write_settings
from tests.state import state

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def run_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["manage.py", "points", *arguments])
        with pytest.raises(SystemExit) as end:
            manage.main()
        close()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(write_settings(tmp_path))) as var:
        begin(var)
        first_days()
        yield run_command


def test_json_is_the_very_object_that_the_api_gives(run: Run) -> None:
    code, out, _err = run("--day", "2026-03-02", "--to", "2026-03-03", "--json")
    assert code == 0
    meant = points_object(date(2026, 3, 2), date(2026, 3, 3), Filters(), Scope.all(), newest())
    assert json.loads(out) == meant
    assert [(rep["rep"], rep["points"], len(rep["events"])) for rep in meant["reps"]] == [("Ann", 11, 2), ("Bob", 1, 1)]


def test_as_text_it_is_a_table_with_what_counts(run: Run) -> None:
    code, out, _err = run("--day", "2026-03-02", "--team", "East")
    assert code == 0
    assert "Calls 1, Demo Scheduled 5, Demo Given 10" in out
    assert "Ann" in out
    assert "Bob" not in out
    assert "Nobody" in run("--day", "2026-06-01")[1]  # both have been silent for too long


@pytest.mark.parametrize("arguments", [("--day", "today"), ("--day", "2026-03-02", "--to", "2026-03-01")])
def test_what_is_no_day_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    code, _out, err = run(*arguments)
    assert code == 1
    assert "Error" in err
