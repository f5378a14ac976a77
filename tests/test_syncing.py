"""The server reads its live origins by itself: one at a time, one runner, the same job that the button starts."""

import asyncio
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.engine import newest
from data.ledger import DONE, FAILED, RUNNING, add_job, change_job, forget_idle_syncs, latest_jobs
from data.origins import add_origin, enable, get_origin
from demo.crm.faults import Status
from demo.crm.vtiger import Crm, running
from errors import JobRunning
from settings import settings
from syncing import due_at, scheduler, sync_due
from tests.background import ended
from tests.live_crm import KEY_IN_ENVIRONMENT, connect, connected, crm_with_deals

SRC = Path(__file__).parents[1] / "src"
HOLDER = """
from data.database import database
from data.locks import lock

with lock("sync-scheduler", database()):
    print("holding", flush=True)
    input()
"""
LOOKER = """
from datetime import UTC, datetime
from errors import JobRunning
from syncing import sync_due
import time, sys

time.sleep(max(0, float(sys.argv[1]) - time.time()))
try:
    print(sync_due(datetime.now(UTC)), flush=True)
except JobRunning:
    print("another looks", flush=True)
"""
ALWAYS = {"FAIRLEAD_SYNC__EVERY_MINUTES": "10", "FAIRLEAD_SYNC__OUTSIDE_MINUTES": "10"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def crm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crm]:
    given = {"DATABASE_URL": request.getfixturevalue("postgresql_url")} if request.param == "postgresql" else {}
    made = crm_with_deals(2)
    with connected(made, tmp_path / "var", **ALWAYS, **given):
        yield made


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Crm]:
    made = crm_with_deals(2)
    with connected(made, tmp_path / "var", **ALWAYS):
        yield made


def later(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_what_is_due_is_synced_as_a_job_and_then_waits_its_interval(crm: Crm) -> None:
    assert sync_due(later(0)) == "vtiger"
    (job,) = latest_jobs()
    assert (job.type, job.arguments) == ("sync", {"origin": "vtiger"})
    assert sync_due(later(60)) is None  # it is under way
    done = ended(job.id)
    assert (done.status, (done.result or {})["new"]) == ("done", 4)
    assert newest().frame("opportunities").height == 2
    assert sync_due(later(5)) is None
    assert due_at(get_origin("vtiger"), later(0)) == done.started_at + timedelta(minutes=10)


def test_several_origins_come_one_after_the_other_the_longest_waiting_first(small: Crm, tmp_path: Path) -> None:
    with running(small) as address:
        connect(address, small, "vtiger-fr")
        assert due_at(get_origin("vtiger-fr"), later(0)) is None  # it has no key yet
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(KEY_IN_ENVIRONMENT.replace("VTIGER__", "VTIGER_FR__"), small.key)
            settings.cache_clear()
            at = add_job("sync", {"origin": "vtiger"}, DONE)
            change_job(at, started_at=later(-30), ended_at=later(-30))
            other = add_job("sync", {"origin": "vtiger-fr"}, DONE)
            change_job(other, started_at=later(-40), ended_at=later(-40))
            assert sync_due(later(0)) == "vtiger-fr"
            ended(latest_jobs()[0].id)
            due = {name: due_at(get_origin(name), later(0)) for name in ("vtiger", "vtiger-fr")}
            assert due["vtiger"] <= later(0) < due["vtiger-fr"]
        settings.cache_clear()


def test_an_origin_that_is_off_or_no_live_one_is_not_read(small: Crm) -> None:
    enable("vtiger", False)
    add_origin("files", "maven", options={"path": "/nowhere"})
    assert sync_due(later(0)) is None


def test_after_a_refusal_it_waits_an_hour(small: Crm) -> None:
    small.faults.next(Status(401, "INVALID_AUTH_TOKEN:no"), times=3)
    assert sync_due(later(0)) == "vtiger"
    failed = ended(latest_jobs()[0].id)
    assert (failed.status, (failed.result or {})["error"]["code"]) == (FAILED, "source_refused")
    assert sync_due(later(55)) is None
    assert due_at(get_origin("vtiger"), later(0)) == failed.started_at + timedelta(hours=1)


def test_only_one_worker_looks_at_a_time_and_its_death_frees_the_place(crm: Crm) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=SRC, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    with pytest.raises(JobRunning):
        sync_due(later(0))
    assert latest_jobs() == []
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    for _attempt in range(200):  # PostgreSQL takes a moment to notice
        try:
            assert sync_due(later(0)) == "vtiger"
            break
        except JobRunning:
            time.sleep(0.05)
    ended(latest_jobs()[0].id)


def test_workers_that_look_in_the_same_moment_start_one_sync(crm: Crm) -> None:
    at = str(time.time() + 3)
    workers = [
        subprocess.Popen([sys.executable, "-c", LOOKER, at], cwd=SRC, stdout=subprocess.PIPE, text=True)
        for _worker in range(2)
    ]
    said = sorted(worker.communicate()[0].strip() for worker in workers)
    assert said in (["None", "vtiger"], ["another looks", "vtiger"])
    (job,) = latest_jobs()
    ended(job.id)


def test_a_job_under_way_of_any_origin_is_waited_for(small: Crm) -> None:
    add_job("sync", {"origin": "other"}, "starting")
    assert sync_due(later(0)) is None


def test_the_scheduler_looks_in_the_servers_loop(small: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRLEAD_SYNC__EVERY_MINUTES", "0.05")
    monkeypatch.setenv("FAIRLEAD_SYNC__OUTSIDE_MINUTES", "0.05")
    settings.cache_clear()

    async def serve() -> None:
        made = scheduler(settings())
        made.start()
        deadline = time.monotonic() + 60
        while not latest_jobs() and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
        made.shutdown(wait=False)

    asyncio.run(serve())
    jobs = latest_jobs()
    assert len(jobs) == 1
    assert {job.type for job in jobs} == {"sync"}
    ended(jobs[0].id)
    assert logging.getLogger("apscheduler").level == logging.WARNING


def test_a_plan_that_is_off_has_nothing_to_look_for(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRLEAD_SYNC__EVERY_MINUTES", "0")
    monkeypatch.setenv("FAIRLEAD_SYNC__OUTSIDE_MINUTES", "0")
    settings.cache_clear()
    assert scheduler(settings()).get_jobs() == []


def test_syncs_that_found_nothing_are_forgotten_but_for_the_newest(fairlead: Path) -> None:
    nothing = {"received": 3, "new": 0, "changed": 0, "quarantined": 0, "deleted": 0, "unchanged": 3}
    rows = [("vtiger", DONE, nothing)] * 4 + [
        ("other", DONE, nothing), ("vtiger", DONE, {**nothing, "changed": 1}), ("vtiger", FAILED, None),
        ("vtiger", RUNNING, None),
    ]  # fmt: skip
    ids = [add_job("sync", {"origin": origin}, status) for origin, status, _result in rows]
    for job_id, (_origin, _status, result) in zip(ids, rows, strict=True):
        change_job(job_id, result=result)
    assert forget_idle_syncs("vtiger", keep=1) == 3
    assert sorted(job.id for job in latest_jobs()) == ids[3:]
