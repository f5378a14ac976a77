from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.database import database
from data.ledger import (
    add_job,
    change_job,
    get_job,
    jobs_under_way,
    latest_jobs,
    lock_name,
    mark_dead,
    mark_unended,
)
from data.locks import lock


def states() -> list[tuple[str, str]]:
    return [(job.type, job.status) for job in latest_jobs()]


def test_jobs_are_listed_newest_first_and_by_type(fairlead: Path) -> None:
    ids = [add_job(type_, {}, "done") for type_ in ("import", "publish", "import")]
    assert [job.id for job in latest_jobs()] == ids[::-1]
    assert [job.id for job in latest_jobs(types=("import",))] == [ids[2], ids[0]]
    assert [job.id for job in latest_jobs(limit=1)] == [ids[2]]
    assert get_job(ids[1]).type == "publish"  # type: ignore[union-attr]
    assert get_job(10_000) is None


def test_a_job_that_calls_itself_running_while_nobody_holds_its_lock_has_died(fairlead: Path) -> None:
    job_id = add_job("import", {}, "running")
    with lock(lock_name("import"), database()):
        assert get_job(job_id).status == "running"  # type: ignore[union-attr]
        assert [job.id for job in jobs_under_way("import")] == [job_id]
    job = get_job(job_id)
    assert job is not None
    assert (job.status, job.message) == ("failed", "It was interrupted.")
    assert job.ended_at is not None
    assert jobs_under_way("import") == []


def test_a_job_that_has_just_been_asked_for_needs_no_lock_yet(fairlead: Path) -> None:
    job_id = add_job("import", {}, "starting")
    assert get_job(job_id).status == "starting"  # type: ignore[union-attr]
    change_job(job_id, started_at=datetime.now(UTC) - timedelta(minutes=3))
    assert get_job(job_id).status == "failed"  # type: ignore[union-attr]


def test_only_running_jobs_of_a_type_are_dead_when_its_lock_is_taken(fairlead: Path) -> None:
    for status in ("running", "starting", "done"):
        add_job("import", {}, status)
    add_job("publish", {}, "done")
    assert mark_dead("import") == 1
    assert states() == [("publish", "done"), ("import", "done"), ("import", "starting"), ("import", "failed")]


def test_a_job_whose_process_has_ended_has_failed_unless_it_said_how_it_ended(fairlead: Path) -> None:
    starting, done = add_job("import", {}, "starting"), add_job("import", {}, "done")
    for job_id in (starting, done):
        mark_unended(job_id, killed=False)
    assert states() == [("import", "done"), ("import", "failed")]
    killed = add_job("import", {}, "running")
    mark_unended(killed, killed=True)
    assert "memory ran out" in latest_jobs()[0].message
