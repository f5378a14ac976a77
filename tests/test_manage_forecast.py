"""The forecast command, as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import manage
from errors import FairleadError

COLUMNS = ["series_id", "period", "forecast", "low80", "high80", "low95", "high95", "method", "note"]
YEAR = [100, 120, 90, 80, 150, 160, 140, 100, 110, 130, 170, 210]
LONG = [f"long,{t},{YEAR[t % 12] + t}" for t in range(40)]


def run(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, manage.__file__, "forecast", "--csv", str(file), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def refusal(file: Path, *arguments: str) -> str:
    """What the command, in this process, says of words or a file that it refuses."""
    with pytest.raises(FairleadError) as refused:
        manage.app(["forecast", "--csv", str(file), *arguments], standalone_mode=False)
    return refused.value.message


def write(folder: Path, *lines: str, header: str = "series_id,t,y") -> Path:
    file = folder / "series.csv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return file


def test_every_series_gets_its_rows_and_one_with_trouble_says_why(tmp_path: Path) -> None:
    file = write(tmp_path, *reversed(LONG), "short,2024-01,5", "short,2024-02-28,6", "mixed,1,5", "mixed,2024-02,6")
    answer = run(file, "--freq", "M", "--horizon", "3", "--json")
    rows = json.loads(answer.stdout)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert list(rows[0]) == COLUMNS
    assert [(row["series_id"], row["period"], row["method"]) for row in rows] == [
        ("long", 40, "theta"), ("long", 41, "theta"), ("long", 42, "theta"),
        ("short", "2024-03-01", "none"), ("short", "2024-04-01", "none"), ("short", "2024-05-01", "none"),
        ("mixed", None, "none"), ("mixed", None, "none"), ("mixed", None, "none"),
    ]  # fmt: skip
    assert rows[0]["low95"] <= rows[0]["low80"] <= rows[0]["forecast"] <= rows[0]["high80"] <= rows[0]["high95"]
    assert rows[3]["forecast"] is None
    assert rows[3]["note"] == "Fewer than 6 periods of history: too few for a forecast."
    assert rows[6]["note"] == "Some periods are dates, others integers."


def test_without_json_there_is_a_table(tmp_path: Path) -> None:
    said = run(write(tmp_path, *LONG), "--horizon", "1").stdout.splitlines()
    assert said[0].split() == COLUMNS
    assert said[1].split()[:2] == ["long", "40"]


@pytest.mark.parametrize(
    ("lines", "header", "arguments", "said"),
    [
        (["a,1,5"], "series_id,t,value", [], "no column y; found: series_id, t, value."),
        (["a,1,5", "a,2,many"], "series_id,t,y", [], "line 3: 'many' is not a number."),
        (["a,1,5", "a,soon,5"], "series_id,t,y", [], "line 3: 'soon' is neither an integer nor a date."),
        (["a,2024-01-01,5", "a,2024-01-31,5"], "series_id,t,y", [], "series a has 2024-01-31 in line 2 already."),
        ([], "series_id,t,y", [], "no rows below the header."),
        (["a,1,5"], "series_id,t,y", ["--freq", "D"], "There is no frequency 'D'."),
        (["a,1,5"], "series_id,t,y", ["--horizon", "0"], "A horizon of 0 periods cannot be forecast."),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(
    tmp_path: Path, lines: list[str], header: str, arguments: list[str], said: str
) -> None:
    assert refusal(write(tmp_path, *lines, header=header), *arguments).endswith(said)


def test_a_refused_file_ends_the_command_with_its_message(tmp_path: Path) -> None:
    answer = run(tmp_path / "none.csv")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: ")
    assert "No such file" in answer.stderr
