"""Before and while the server runs, the snapshot in force is kept up to date."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.derived import write_derived
from data.importing import import_path
from data.ledger import DONE, FAILED, INTERRUPTED, add_job, change_job
from data.snapshot import current_row, folder_of
from data.tables import Job
from settings import settings
from tests.maven_files import DEALS, write_company
from upkeep import bring_up_to_date, derive_is_due, publish_is_due, rests


@pytest.fixture
def published(var: Path, tmp_path: Path) -> str:
    """The id of a snapshot of a small company."""
    files = write_company(tmp_path / "files", DEALS)
    return import_path(str(files), "maven", tell=lambda _share, _message: None).snapshot or ""


def test_nothing_is_due_right_after_a_publish(published: str) -> None:
    assert not publish_is_due()


def test_files_that_are_gone_are_made_again_under_the_same_id(published: str) -> None:
    shutil.rmtree(folder_of(published))
    assert publish_is_due()
    bring_up_to_date()
    assert (folder_of(published) / "manifest.json").exists()
    assert current_row().id == published  # type: ignore[union-attr]


def test_a_mapping_that_is_broken_by_now_does_not_keep_the_server_from_starting(
    published: str, var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (var / "mappings").mkdir()
    (var / "mappings" / "maven.toml").write_text("title = ")
    bring_up_to_date()
    assert "not valid TOML" in caplog.text
    assert current_row().id == published  # type: ignore[union-attr]


def test_deriving_is_due_until_it_is_done_and_again_after_the_next_publish(published: str) -> None:
    assert derive_is_due()
    write_derived(published, {}, {"as_of": "2017-12-31"})
    assert not derive_is_due()


def test_deriving_that_failed_is_not_tried_again_on_the_same_snapshot(published: str) -> None:
    job = add_job("derive", {}, FAILED)
    assert not derive_is_due()
    change_job(job, started_at=datetime(2017, 1, 1, tzinfo=UTC))  # before the publish
    assert derive_is_due()


def test_deriving_that_a_restart_interrupted_is_tried_again_but_not_for_ever(published: str) -> None:
    for left in (True, True, False):
        change_job(add_job("derive", {}, FAILED), message=INTERRUPTED)
        assert derive_is_due() is left


def derived(began: str, ended: str, message: str = "") -> Job:
    at = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (began, ended)]
    return Job(type="derive", status="done", message=message, started_at=at[0], ended_at=at[1])


def test_deriving_rests_ten_times_as_long_as_it_took_unless_it_was_on_another_day(var: Path) -> None:
    took_two = derived("2026-03-04 10:00", "2026-03-04 10:02")
    cut_short = derived("2026-03-04 10:05", "2026-03-04 10:06", INTERRUPTED)

    def at(text: str) -> bool:
        return rests([cut_short, took_two], datetime.fromisoformat(text).replace(tzinfo=UTC))

    assert [at("2026-03-04 10:07"), at("2026-03-04 10:21:59"), at("2026-03-04 10:22")] == [True, True, False]
    late = derived("2026-03-04 23:50", "2026-03-04 23:59")
    assert rests([late], datetime(2026, 3, 4, 23, 59, 30, tzinfo=UTC))
    assert not rests([late], datetime(2026, 3, 5, 0, 1, tzinfo=UTC))
    assert not rests([], datetime(2026, 3, 5, tzinfo=UTC))


def test_deriving_waits_after_the_last_one_however_new_the_snapshot(published: str) -> None:
    now = datetime.now(UTC)
    change_job(add_job("derive", {}, DONE), started_at=now - timedelta(minutes=2), ended_at=now - timedelta(minutes=1))
    same_day = (now - timedelta(minutes=1)).date() == now.date()
    assert derive_is_due() is not same_day


def test_nothing_is_derived_where_the_settings_say_so(published: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRLEAD_DERIVE", "false")
    settings.cache_clear()
    assert not derive_is_due()


def test_a_derive_is_not_due_before_anything_was_published(var: Path) -> None:
    assert not derive_is_due()
