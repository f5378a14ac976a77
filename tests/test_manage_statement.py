"""The command `statement`."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import manage
from auth.scope import Scope
from data.engine import close, newest
from filters import Filters
from metrics.statement_answer import statement_object
from tests.state import state
from tests.statement_company import publish_books

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def run_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["manage.py", "statement", *arguments])
        with pytest.raises(SystemExit) as end:
            manage.main()
        close()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    with state(tmp_path / "var"):
        publish_books()
        yield run_command


def test_json_is_the_very_object_that_the_api_gives(run: Run) -> None:
    code, out, _err = run("--grain", "year", "--json")
    assert code == 0
    assert json.loads(out) == statement_object("year", Filters("all"), Scope.all(), snapshot=newest())


def test_as_text_it_is_a_statement(run: Run) -> None:
    code, out, _err = run("--from", "2024-07-01", "--to", "2024-12-31")
    assert code == 0
    title, _blank, head, *rows = out.splitlines()
    assert title == "Income statement of books; changes, shares and budget of Q4 2024"
    assert head.split() == ["CHF", "Q3", "2024", "Q4", "2024", "QoQ", "YoY", "TTM", "%", "of", "revenue", "Budget",
                            "Variance"]  # fmt: skip
    assert rows[0].startswith("  Goods")
    assert rows[2].split() == ["Sales", "100", "130", "+30.0%", "+30.0%", "430", "100.0%", "120", "10"]
    assert rows[5].startswith("    Marketing")
    assert rows[8].split() == ["Net", "10", "15!", "+50.0%", "+50.0%", "45", "11.5%", "—", "—"]


def test_of_years_one_change_is_enough(run: Run) -> None:
    head = run("--grain", "year")[1].splitlines()[2]
    assert "QoQ" not in head
    assert "YoY" in head


def test_a_grain_that_there_is_not_is_refused(run: Run) -> None:
    code, _out, err = run("--grain", "month")
    assert code == 1
    assert "Valid: quarter, year." in err
