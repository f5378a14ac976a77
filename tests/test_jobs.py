import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import jobs
from data.ledger import add_job, get_job, latest_jobs
from data.tables import Job
from errors import BadInput, JobRunning
from tests.background import ended

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
        row = latest_jobs()[0]
        assert (row.id, row.status, row.progress, row.message, row.ended_at) == (
            job_id,
            "running",
            0.25,
            "Reading",
            None,
        )
        return {"rows": 3}

    assert jobs.run("import", {"path": "files"}, work) == {"rows": 3}
    (row,) = latest_jobs()
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
    assert [(row.status, row.message) for row in latest_jobs()] == [
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
    assert [row.type for row in latest_jobs()] == ["publish", "import"]
    assert [row.type for row in latest_jobs(limit=1)] == ["publish"]


def test_a_second_job_of_a_type_is_refused_and_told_of_the_first(fairlead: Path) -> None:
    first = working()
    with pytest.raises(JobRunning, match=r"Another import is running \(job 1, since \d\d:\d\d:\d\d UTC\)"):
        jobs.run("import", {}, lambda _job, _tell: {})
    assert [row.status for row in latest_jobs()] == ["running"]
    first.communicate("\n")
    assert [(row.status, row.progress) for row in latest_jobs()] == [("done", 1.0)]


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
    rows = [(row.status, row.message, row.progress) for row in latest_jobs()]
    assert rows == [("done", "", 1.0), ("failed", "It was interrupted.", 0.4)]


def test_a_job_that_is_launched_has_its_row_at_once_and_is_run_in_it(fairlead: Path) -> None:
    last: list[Job] = []
    job_id = jobs.launch("publish", {"by": "a button"}, "publish", ended=last.append)
    row = get_job(job_id)
    assert row is not None
    assert (row.status, row.arguments) in (("starting", {"by": "a button"}), ("running", {"by": "a button"}))
    failed = ended(job_id)
    assert (failed.status, failed.arguments) == ("failed", {"by": "a button"})
    assert failed.message.startswith("There is nothing to publish: no enabled origin has any records.")
    assert [(job.id, job.status) for job in last] == [(job_id, "failed")]
    assert len(latest_jobs()) == 1


def test_the_same_job_is_not_launched_twice_and_another_one_is_refused(fairlead: Path) -> None:
    first = working()
    (row,) = latest_jobs()
    assert jobs.launch("import", {"path": "files"}, "publish") == row.id
    with pytest.raises(JobRunning, match=rf"Another import is running \(job {row.id}, since"):
        jobs.launch("import", {"path": "others"}, "publish")
    first.communicate("\n")
    assert [job.status for job in latest_jobs()] == ["done"]


def test_a_launched_job_that_is_refused_says_so_in_its_row(fairlead: Path) -> None:
    waiting = add_job("import", {}, "starting")
    first = working()
    jobs.take(waiting)
    with pytest.raises(JobRunning):
        jobs.run("import", {}, lambda _job, _tell: {})
    row = get_job(waiting)
    assert row is not None
    assert (row.status, "Another import is running" in row.message) == ("failed", True)
    first.communicate("\n")


def test_a_job_that_is_killed_is_seen_by_whoever_looks(fairlead: Path) -> None:
    killed = working()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    for _attempt in range(200):  # PostgreSQL takes a moment to notice
        (row,) = latest_jobs()
        if row.status == "failed":
            break
        time.sleep(0.05)
    assert (row.status, row.message, row.progress) == ("failed", "It was interrupted.", 0.4)


def test_a_process_that_ends_before_it_begins_has_failed(var: Path) -> None:
    job_id = jobs.launch("import", {}, "import")  # no path: the command line refuses it
    assert (ended(job_id).status, ended(job_id).message) == ("failed", "It was interrupted.")


def test_a_process_that_the_system_kills_has_most_likely_wanted_too_much_memory(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suicide = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    monkeypatch.setattr(jobs, "start", lambda *_command: subprocess.Popen(suicide))
    assert "memory ran out" in ended(jobs.launch("import", {}, "import")).message


def test_the_next_job_takes_the_row_that_waits_for_it_and_only_that_one(fairlead: Path) -> None:
    waiting = add_job("import", {"files": ["deals.csv"]}, "starting")
    jobs.take(waiting)
    jobs.run("import", {"path": "x"}, lambda job, _tell: jobs.run("publish", {}, lambda _j, _t: {"of": job}))
    rows = [(job.type, job.status, job.arguments) for job in latest_jobs()]
    assert rows == [("publish", "done", {}), ("import", "done", {"files": ["deals.csv"]})]
