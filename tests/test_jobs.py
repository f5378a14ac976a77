import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import jobs
from errors import BadInput, JobRunning

SRC = Path(__file__).parents[1] / "src"
RUNNER = """
import jobs

def work(job_id, tell):
    tell(0.4, "Reading")
    print("working", flush=True)
    input()
    return {}

jobs.run("import", {"path": "files"}, work)
"""


def working() -> "subprocess.Popen[str]":
    """Another process in the middle of an import."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER], cwd=SRC, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    return process


def test_a_job_is_a_row_with_its_arguments_and_its_result(fairlead: Path) -> None:
    def work(job_id: int, tell: jobs.Tell) -> dict[str, Any]:
        tell(0.25, "Reading")
        row = jobs.latest()[0]
        assert (row.id, row.status, row.progress, row.message, row.ended_at) == (
            job_id,
            "running",
            0.25,
            "Reading",
            None,
        )
        return {"rows": 3}

    assert jobs.run("import", {"path": "files"}, work) == {"rows": 3}
    (row,) = jobs.latest()
    assert (row.type, row.arguments, row.status, row.progress) == ("import", {"path": "files"}, "done", 1.0)
    assert row.result == {"rows": 3}
    assert row.ended_at is not None
    assert row.ended_at >= row.started_at


def test_a_job_that_fails_says_why_and_raises_it(fairlead: Path) -> None:
    def work(_job: int, _tell: jobs.Tell) -> dict[str, Any]:
        raise BadInput("The file is empty.")

    with pytest.raises(BadInput):
        jobs.run("import", {}, work)
    with pytest.raises(ZeroDivisionError):
        jobs.run("import", {}, lambda _job, _tell: {"share": 1 // 0})
    assert [(row.status, row.message) for row in jobs.latest()] == [
        ("failed", "ZeroDivisionError: integer division or modulo by zero"), ("failed", "The file is empty."),
    ]  # fmt: skip


def test_a_refusal_inside_the_work_keeps_its_own_words(fairlead: Path) -> None:
    def work(_job: int, _tell: jobs.Tell) -> dict[str, Any]:
        raise JobRunning("Another run has read crm meanwhile.")

    with pytest.raises(JobRunning, match="has read crm"):
        jobs.run("sync", {}, work)


def test_jobs_of_another_type_may_run_inside(fairlead: Path) -> None:
    def work(_job: int, _tell: jobs.Tell) -> dict[str, Any]:
        return {"inner": jobs.run("publish", {}, lambda _j, _t: {"snapshot": "s1"})}

    assert jobs.run("import", {}, work) == {"inner": {"snapshot": "s1"}}
    assert [row.type for row in jobs.latest()] == ["publish", "import"]
    assert [row.type for row in jobs.latest(limit=1)] == ["publish"]


def test_a_second_job_of_a_type_is_refused_and_told_of_the_first(fairlead: Path) -> None:
    first = working()
    with pytest.raises(JobRunning, match=r"Another import is running \(job 1, since \d\d:\d\d:\d\d UTC\)"):
        jobs.run("import", {}, lambda _job, _tell: {})
    assert [row.status for row in jobs.latest()] == ["running"]
    first.communicate("\n")
    assert [(row.status, row.progress) for row in jobs.latest()] == [("done", 1.0)]


def test_a_killed_job_is_marked_by_the_next_of_its_type(fairlead: Path) -> None:
    killed = working()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    for _attempt in range(200):  # PostgreSQL takes a moment to notice
        try:
            jobs.run("import", {}, lambda _job, _tell: {})
            break
        except JobRunning:
            continue
    rows = [(row.status, row.message, row.progress) for row in jobs.latest()]
    assert rows == [("done", "", 1.0), ("failed", "It was interrupted.", 0.4)]
