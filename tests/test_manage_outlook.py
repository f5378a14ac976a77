import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import manage
from data.engine import close, current
from derive.known_deals import known_deals
from manage_outlook import found_on
from tests.maven_files import write_company
from tests.state import state

Run = Callable[..., tuple[Any, str, str]]


@pytest.fixture
def run(var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: str) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["manage.py", *arguments])
        with pytest.raises(SystemExit) as end:
            manage.main()
        close()
        return (end.value.code or 0, *capsys.readouterr())

    return run_command


DAY = date(2024, 6, 1)


def lines(random: np.random.Generator, after_the_day: str) -> list[str]:
    """Four hundred deals; of those not decided by DAY, what came later is as told: truth, or noise."""
    rows = []
    fixed = np.random.default_rng(5)
    for n in range(400):
        opened = date(2023, 9, 1) + timedelta(days=int(fixed.integers(0, 270)))
        closed = opened + timedelta(days=int(fixed.integers(1, 120)))
        stage, product = ("Won" if fixed.random() < 0.5 else "Lost"), ("Basic" if fixed.random() < 0.5 else "Plus")
        amount = 100 if stage == "Won" else 0
        if closed > DAY and after_the_day == "noise":
            stage, amount = ("Won", int(random.integers(1, 10**6))) if random.random() < 0.5 else ("Lost", 0)
            closed = DAY + timedelta(days=int(random.integers(1, 200)))
        rows.append(f"D{n},{'Ada' if n % 2 else 'Ben'},{product},Acme,{stage},{opened},{closed},{amount}")
    return rows


def test_only_what_was_known_on_the_day_counts(run: Run, tmp_path: Path) -> None:
    answers = []
    for name in ("truth", "noise"):
        folder = write_company(tmp_path / name, lines(np.random.default_rng(7), name))
        with state(tmp_path / f"var-{name}"):
            assert run("import", str(folder), "--mapping", "maven")[0] == 0
            code, out, err = run("outlook", "--as-of", DAY.isoformat(), "--days", "28", "--json")
            assert (code, err) == (0, "")
            answers.append(json.loads(out))
    assert answers[0] == answers[1]
    assert answers[0]["method"] == "hazard"
    assert (answers[0]["as_of"], answers[0]["until"]) == ("2024-06-01", "2024-06-29")
    first = answers[0]["deals"][0]
    assert first["opportunity_id"] == f"maven:sales_pipeline:{first['external_id']}"
    assert 0 < first["p_won_by"] < first["p_won"] <= first["p_closed"] <= 1
    assert sum(deal["expected_amount"] for deal in answers[0]["deals"]) == pytest.approx(
        answers[0]["totals"]["pipeline"]["mean"], rel=1e-3
    )


def test_a_handful_of_deals_has_an_outlook_that_says_how(run: Run, tmp_path: Path) -> None:
    assert run("import", str(write_company(tmp_path / "files")), "--mapping", "maven")[0] == 0
    code, out, _err = run("outlook", "--days", "28")
    assert code == 0
    assert "base rate" in out
    assert "too few deals are decided" in out
    assert "nobody knows when they were opened: 1" in out


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--as-of", "1.6.2024"), "is not a day"), (("--days", "0"), "out of range")]
)
def test_wrong_words_are_explained(run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert run("import", str(write_company(tmp_path / "files")), "--mapping", "maven")[0] == 0
    code, _out, err = run("outlook", *arguments)
    assert code == 1
    assert said in err


def test_on_real_deals_the_chances_hold_the_bars(run: Run, test_data: Path) -> None:
    assert run("import", str(test_data / "maven_crm"), "--mapping", "maven")[0] == 0
    truth = pd.read_csv(test_data / "maven_crm" / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    brier: dict[int, list[float]] = {28: [], 56: []}
    missed: dict[int, list[tuple[float, float]]] = {28: [], 56: []}
    for month in (7, 9, 11):
        day = date(2017, month, 1)
        known = known_deals(current(), day)
        for days in (28, 56):
            answer = found_on(known, days)
            found = pd.DataFrame(answer["deals"]).merge(truth, left_on="external_id", right_on="opportunity_id")
            won = (found["deal_stage"] == "Won") & (found["close_date"] <= pd.Timestamp(day + timedelta(days=days)))
            brier[days].append(float(((found["p_won_by"] - won) ** 2).mean()))
            missed[days].append((answer["totals"]["pipeline"]["mean"], float(found.loc[won, "close_value"].sum())))
    assert np.mean(brier[28]) <= 0.088
    assert np.mean(brier[56]) <= 0.152
    for pairs in missed.values():
        assert sum(abs(p - a) for p, a in pairs) / sum(a for _p, a in pairs) <= 0.30
