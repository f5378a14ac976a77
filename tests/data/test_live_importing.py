"""Syncs of a live origin: what came before a fault is kept and shown, nothing secret is told, freshness is noted."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.engine import current, newest
from data.importing import import_path, sync_origin
from data.ledger import latest_jobs
from data.origins import add_origin, get_origin, last_synced, mark_synced, synced_on
from data.publish import is_current, publish, today
from data.receipt import Receipt
from data.record_log import append, live_ids, version
from demo.crm.faults import Status
from demo.crm.vtiger import Crm
from errors import BadInput, SettingsError, SourceRefused
from jobs import run
from settings import settings
from tests.live_crm import KEY, KEY_IN_ENVIRONMENT, connected, crm_with_deals
from tests.maven_files import write_company

REFUSED = Status(401, f"INVALID_AUTH_TOKEN:{KEY} is no key")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def crm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crm]:
    """A server with five deals and the origin that reads it, once with SQLite and once with PostgreSQL."""
    given = {"DATABASE_URL": request.getfixturevalue("postgresql_url")} if request.param == "postgresql" else {}
    made = crm_with_deals(5)
    with connected(made, tmp_path / "var", **given):
        yield made


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Crm]:
    """The same with SQLite only."""
    made = crm_with_deals(5)
    with connected(made, tmp_path / "var"):
        yield made


def sync(window: tuple[date, date] | None = None) -> Receipt:
    return sync_origin("vtiger", window, tell=lambda _share, _message: None)


def deals() -> int:
    return current().frame("opportunities").height


def test_a_sync_publishes_what_is_new_and_notes_when_it_began(crm: Crm) -> None:
    before = datetime.now(UTC)
    first = sync()
    assert (deals(), first.deleted) == (5, 0)
    read = get_origin("vtiger").synced_at
    assert read is not None
    assert before <= read <= datetime.now(UTC)
    assert last_synced() == {"vtiger": read}
    again = sync()
    assert (again.new, again.changed, again.snapshot) == (0, 0, first.snapshot)
    assert get_origin("vtiger").synced_at > read  # type: ignore[operator]


def test_what_came_before_a_fault_is_published_and_then_the_job_fails_with_its_words(crm: Crm) -> None:
    crm.faults.when("FROM Potentials", REFUSED)
    with pytest.raises(SourceRefused) as fault:
        run("sync", {"origin": "vtiger"}, lambda job, tell: sync_origin("vtiger", job_id=job, tell=tell).as_dict())
    assert live_ids("vtiger", "Users")
    assert "reps" in current().manifest["rows"]
    assert current().frame("reps").height == 1
    assert fault.value.message.endswith("2 new or changed records came before that and are published.")
    (job,) = latest_jobs()
    assert (job.status, job.message) == ("failed", f"{fault.value.message} {fault.value.hint}")
    assert (job.result or {})["error"]["code"] == "source_refused"
    assert get_origin("vtiger").synced_at is None
    sync()
    assert deals() == 5


def test_a_fault_before_anything_came_is_raised_as_it_is(small: Crm) -> None:
    small.faults.next(REFUSED, times=5)
    with pytest.raises(SourceRefused) as fault:
        sync()
    assert "came before" not in fault.value.message
    assert live_ids("vtiger", "Users") == set()


def test_what_a_run_that_was_killed_has_left_is_published_by_the_next_even_if_that_fails(small: Crm) -> None:
    sync()
    append("vtiger", "Potentials", [version("5x77", {"id": "5x77", "sales_stage": "Prospecting"})])
    small.faults.next(REFUSED, times=5)
    with pytest.raises(SourceRefused):
        sync()
    assert deals() == 6


def test_no_secret_is_in_the_log_the_receipt_or_an_error(small: Crm, tmp_path: Path) -> None:
    small.store.put("Accounts", accountname=f"A firm that calls itself {KEY}")
    small.faults.when("FROM Potentials", REFUSED)
    with pytest.raises(SourceRefused) as fault:
        sync()
    assert KEY not in fault.value.message + fault.value.hint + str(fault.value)
    receipt = run("sync", {}, lambda job, tell: sync_origin("vtiger", job_id=job, tell=tell).as_dict())
    assert KEY not in json.dumps(receipt)
    assert KEY not in json.dumps([[job.arguments, job.message, job.result] for job in latest_jobs()])


def test_a_secret_that_is_missing_is_told_before_anything_is_asked(small: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_IN_ENVIRONMENT)
    settings.cache_clear()
    with pytest.raises(SettingsError, match="vtiger has no access_key"):
        sync()
    assert small.asked == []


def test_a_window_is_read_again_and_leaves_the_cursor_where_it_is(small: Crm) -> None:
    sync()
    before = get_origin("vtiger")
    receipt = sync((date(2024, 1, 1), date(2024, 1, 31)))
    assert receipt.received >= 5
    assert (receipt.new, receipt.changed) == (0, 0)
    after = get_origin("vtiger")
    assert (after.cursor, after.synced_at) == (before.cursor, before.synced_at)


def test_files_have_no_window(small: Crm, tmp_path: Path) -> None:
    add_origin("files", "maven", options={"path": str(tmp_path)})
    with pytest.raises(BadInput, match="read whole each time"):
        sync_origin("files", (date(2024, 1, 1), date(2024, 1, 31)), tell=lambda _share, _message: None)


def test_a_live_origin_is_known_up_to_the_day_of_its_last_sync(small: Crm) -> None:
    sync()
    on = today().isoformat()
    assert current().manifest["as_of"]["vtiger"] == {"opportunities": on, "stage_changes": on}  # facts of January 2024
    week_ago = datetime.now(UTC) - timedelta(days=7)
    mark_synced("vtiger", week_ago)
    assert not is_current()  # another day is another snapshot
    publish()
    assert newest().manifest["as_of"]["vtiger"]["opportunities"] == week_ago.date().isoformat()


def test_within_a_day_a_sync_without_changes_publishes_nothing(small: Crm) -> None:
    first = sync().snapshot
    mark_synced("vtiger", datetime.now(UTC))
    assert is_current()
    assert sync().snapshot == first


def test_days_of_the_sync_are_the_companys(small: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRLEAD_COMPANY__TIMEZONE", "Pacific/Auckland")
    settings.cache_clear()
    mark_synced("vtiger", datetime(2026, 3, 4, 20, tzinfo=UTC))  # nine in the morning of the 5th there
    assert synced_on(get_origin("vtiger"), date(2026, 3, 9)) == date(2026, 3, 5)
    assert synced_on(get_origin("vtiger"), date(2026, 3, 4)) == date(2026, 3, 4)  # at most today


def test_files_are_known_up_to_their_last_fact_as_before(small: Crm, tmp_path: Path) -> None:
    import_path(str(write_company(tmp_path / "files")), "maven", tell=lambda _share, _message: None)
    assert last_synced() == {}
    assert synced_on(get_origin("maven"), today()) is None
    assert max(current().manifest["as_of"]["maven"].values()) < "2025"
