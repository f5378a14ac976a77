"""What the Data page says of live origins: the last sync, the next one, what keeps it, where secrets go."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.ledger import DONE, FAILED, RUNNING, add_job, change_job, latest_jobs
from data.origins import get_origin, mark_synced
from data.receipt import Receipt
from data.tables import Job
from demo.crm.vtiger import Crm
from pages.data_page_connect import show_connectors
from pages.data_page_imports import show_imports
from pages.data_page_jobs import what_of
from pages.data_page_origins import show_origins
from pages.data_page_steps import follow
from pages.data_page_syncs import brought, lines, repeated, sync_below, sync_words
from settings import settings
from tests.live_crm import KEY, KEY_IN_ENVIRONMENT, connected, crm_with_deals
from tests.pages.test_data_page import words

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
NOTHING = Receipt("vtiger", "vtiger", received=3, accepted=3, unchanged=3).as_dict()
REFUSAL = {"error": {"code": "source_refused", "message": "Acme refuses.", "hint": "Check the key."}}


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Crm]:
    made = crm_with_deals(1)
    with connected(made, tmp_path / "var"):
        yield made


def synced(minutes_ago: float, status: str = DONE, result: dict[str, Any] | None = None, **more: Any) -> int:
    at = NOW - timedelta(minutes=minutes_ago)
    job_id = add_job("sync", {"origin": "vtiger", **more}, status)
    change_job(job_id, started_at=at, ended_at=at, result=result, message="" if status == DONE else "Acme refuses.")
    return job_id


def said() -> tuple[str, str]:
    return sync_words(get_origin("vtiger"), NOW)


def test_before_the_first_sync_it_says_so(crm: Crm) -> None:
    assert said() == ("not synced yet", "next sync in a moment")


def test_the_last_sync_and_what_it_found(crm: Crm) -> None:
    synced(3, result={**NOTHING, "new": 12, "changed": 3})
    synced(1, result=NOTHING, **{"from": "2026-01-01", "to": "2026-01-31"})  # a back-fill is another thing
    assert said() == ("synced 3 minutes ago: 12 new, 3 changed", "next sync in 7 minutes")


def test_a_sync_that_failed_says_why_and_how_far_the_data_go(crm: Crm) -> None:
    synced(3, FAILED, REFUSAL)
    assert said() == ("sync failed 3 minutes ago", "next sync in 1 hour")
    assert "The last sync failed Acme refuses. It has not been read to its end" in words(
        sync_below(get_origin("vtiger"), NOW, None)
    )
    mark_synced("vtiger", NOW - timedelta(hours=2))
    assert "What it had up to 2 hours ago is here in full." in words(sync_below(get_origin("vtiger"), NOW, None))
    synced(1, result=NOTHING)
    assert sync_below(get_origin("vtiger"), NOW, None) == []


def test_a_sync_under_way_has_a_bar_unless_it_is_watched_elsewhere(crm: Crm) -> None:
    job_id = add_job("sync", {"origin": "vtiger"}, "starting")
    assert said() == ("not synced yet", "syncing now")
    assert "Sync: Starting" in words(sync_below(get_origin("vtiger"), NOW, None))
    assert sync_below(get_origin("vtiger"), NOW, job_id) == []


def test_without_its_secret_it_says_which_and_it_is_not_synced(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_IN_ENVIRONMENT)
    settings.cache_clear()
    assert said() == ("not synced yet", "no access_key yet: see Connect a CRM below")
    assert "vtiger: no access_key found" in words(asyncio.run(show_connectors(0)))


def test_connecting_says_what_goes_where_and_no_secret(crm: Crm) -> None:
    told = words(asyncio.run(show_connectors(0)))
    for part in (
        "VTiger (cloud) vtiger: credentials found", '[origins.vtiger] source = "vtiger" mapping = "vtiger"',
        "FAIRLEAD_CREDENTIALS__VTIGER__ACCESS_KEY=...", '{"vtiger": {"access_key": "..."}}',
        'source = "airtable"', "FAIRLEAD_CREDENTIALS__AIRTABLE__API_TOKEN=...", 'source = "vtiger_oss"',
    ):  # fmt: skip
        assert part in told
    assert KEY not in told


def test_a_live_origin_has_a_button_even_without_options(crm: Crm) -> None:
    told = words(asyncio.run(show_origins(0)))
    assert told.startswith("vtiger on VTiger (cloud) · 0 records · not synced yet · ")
    assert "Sync now Turn off" in told


def test_syncs_that_found_nothing_are_one_line_in_the_list(crm: Crm) -> None:
    for minutes in (50, 40, 30):
        synced(minutes, result=NOTHING)
    synced(20, result={**NOTHING, "new": 2})
    for minutes in (10, 0):
        synced(minutes, result=NOTHING)
    assert [repeated(line) for line in lines(latest_jobs(20))] == [
        "nothing new, 2 times",
        "2 new",
        "nothing new, 3 times",
    ]
    listed, receipt = asyncio.run(show_imports(0))
    assert words(listed).count("Sync vtiger") == 3
    assert "nothing new, 3 times" in words(listed)
    assert "Sync of vtiger, Mar 4, 2026, 11:40" in words(receipt)  # the newest that brought something


def test_idle_syncs_of_two_origins_are_two_lines() -> None:
    jobs = [Job(id=n, type="sync", status=DONE, arguments={"origin": o}, result=NOTHING) for n, o in enumerate("aab")]
    assert [(line.job.id, line.times) for line in lines(jobs)] == [(0, 2), (2, 1)]


def test_a_back_fill_is_named_with_its_days() -> None:
    job = Job(type="sync", arguments={"origin": "vtiger", "from": "2026-01-01", "to": "2026-01-31"})
    assert what_of(job) == "vtiger, Jan 1, 2026 – Jan 31, 2026"
    assert brought(Job(result={**NOTHING, "quarantined": 1, "deleted": 2})) == "1 in quarantine, 2 deleted"


def test_a_sync_that_was_watched_says_at_its_end_what_it_brought(crm: Crm) -> None:
    done = synced(0, result={**NOTHING, "changed": 1})
    told = asyncio.run(follow(1, done))
    assert words(told[3]) == "vtiger synced: 1 changed."
    assert (told[4], told[5]) == (True, done)
    assert RUNNING not in words(told[3])
