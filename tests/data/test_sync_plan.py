"""When a live origin is read again, at literal times: working hours, weekends, clocks that change, failures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.ledger import DONE, FAILED, RUNNING
from data.sync_plan import Try, is_on, next_sync, tries_of, working_hours
from data.tables import Job
from settings import Company, Sync

PARIS = Company(timezone="Europe/Paris")
PLAN = Sync()  # every 10 minutes from 08:00 to 18:00, hourly outside


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def tried(text: str, fault: str | None = None, seconds: int = 1) -> Try:
    began = utc(text)
    return Try(began, began + timedelta(seconds=seconds), fault)


def due(*tries: Try, plan: Sync = PLAN, company: Company = PARIS, now: str | None = None) -> str:
    """`now` is when the last try ended, unless it is given."""
    ended = tries[0].ended if tries else utc("2026-03-04 12:00")
    found = next_sync(plan, company, tries, utc(now) if now else ended)
    return f"{found:%a %Y-%m-%d %H:%M:%S}" if found else "never"


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2026-03-04 10:00", "Wed 2026-03-04 10:10:00"),  # Wednesday, 11:00 in Paris
        ("2026-03-04 16:55", "Wed 2026-03-04 17:55:00"),  # 17:55 there: ten minutes later nobody works any more
        ("2026-03-04 20:00", "Wed 2026-03-04 21:00:00"),  # in the evening
        ("2026-03-05 06:30", "Thu 2026-03-05 07:00:00"),  # 07:30 there: at eight it begins again
        ("2026-03-05 06:58", "Thu 2026-03-05 07:08:00"),  # but not within ten minutes
        ("2026-03-06 16:59", "Fri 2026-03-06 17:59:00"),  # Friday evening
        ("2026-03-07 10:00", "Sat 2026-03-07 11:00:00"),  # Saturday
    ],
)
def test_every_ten_minutes_in_working_hours_and_hourly_outside(last: str, expected: str) -> None:
    assert due(tried(last)) == expected


def test_an_origin_never_read_is_due_at_once_where_that_is_a_time_to_read() -> None:
    assert due(now="2026-03-04 12:00") == "Wed 2026-03-04 12:00:00"
    by_day = Sync(outside_minutes=0)
    assert due(plan=by_day, now="2026-03-06 20:00") == "Mon 2026-03-09 07:00:00"  # Friday evening: Monday at eight
    by_night = Sync(every_minutes=0)
    assert due(plan=by_night, now="2026-03-04 12:00") == "Wed 2026-03-04 17:00:00"


def test_a_try_from_the_future_by_a_clock_that_was_put_back_does_not_hold_up_the_next() -> None:
    assert due(tried("2027-03-04 10:00"), now="2026-03-04 12:00") == "Wed 2026-03-04 12:10:00"


def test_zero_turns_it_off() -> None:
    assert not is_on(Sync(every_minutes=0, outside_minutes=0))
    assert due(tried("2026-03-04 10:00"), plan=Sync(every_minutes=0, outside_minutes=0)) == "never"
    assert due(plan=Sync(outside_minutes=0), company=Company(working_days=())) == "never"
    assert due(tried("2026-03-04 16:50:01"), plan=Sync(outside_minutes=0)) == "Thu 2026-03-05 07:00:00"


def test_working_hours_follow_the_clock_when_it_changes() -> None:
    sundays = Company(timezone="Europe/Paris", working_days=(6,))
    # on 2026-03-29 Paris goes from UTC+1 to UTC+2, on 2026-10-25 back
    assert working_hours(PLAN, sundays, date(2026, 3, 22)) == (utc("2026-03-22 07:00"), utc("2026-03-22 17:00"))
    assert working_hours(PLAN, sundays, date(2026, 3, 29)) == (utc("2026-03-29 06:00"), utc("2026-03-29 16:00"))
    assert working_hours(PLAN, sundays, date(2026, 10, 25)) == (utc("2026-10-25 07:00"), utc("2026-10-25 17:00"))
    assert working_hours(PLAN, sundays, date(2026, 3, 30)) is None
    whole = Sync(hours=("00:00", "24:00"))
    begin, end = working_hours(whole, sundays, date(2026, 3, 29)) or (None, None)
    assert (begin, end) == (utc("2026-03-28 23:00"), utc("2026-03-29 22:00"))  # a day of 23 hours
    assert due(tried("2026-03-29 00:55"), plan=whole, company=sundays) == "Sun 2026-03-29 01:05:00"


def test_around_the_clock_midnight_is_a_time_like_any_other() -> None:
    always = Sync(hours=("00:00", "24:00"), outside_minutes=0)
    company = Company(working_days=(0, 1, 2, 3, 4, 5, 6))
    assert due(tried("2026-03-04 23:55"), plan=always, company=company) == "Thu 2026-03-05 00:05:00"


def test_less_than_a_minute_is_possible() -> None:
    assert due(tried("2026-03-04 10:00"), plan=Sync(every_minutes=0.25)) == "Wed 2026-03-04 10:00:15"


def test_a_sync_that_takes_long_is_followed_by_a_rest() -> None:
    assert due(tried("2026-03-04 10:00", seconds=180)) == "Wed 2026-03-04 10:10:00"
    assert due(tried("2026-03-04 10:00", seconds=540)) == "Wed 2026-03-04 10:18:00"
    assert due(tried("2026-03-04 10:00", seconds=7200)) == "Wed 2026-03-04 12:10:00"


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (["source_unreachable"], "10:20"),
        (["source_unreachable", "failed", None], "10:40"),
        (["source_unreachable"] * 12, "11:00"),  # an hour at most
        (["source_busy"], "10:20"),
        (["source_refused"], "11:00"),
        ([None, "source_refused"], "10:10"),  # it went well again
    ],
)
def test_after_failures_in_a_row_it_waits_longer(faults: list[str | None], expected: str) -> None:
    assert due(*(tried("2026-03-04 10:00", fault) for fault in faults)).endswith(f"{expected}:00")


def test_a_failure_where_it_is_read_every_second_is_no_storm() -> None:
    quick = Sync(every_minutes=0.25)
    assert due(tried("2026-03-04 10:00", "source_unreachable"), plan=quick).endswith("10:00:30")
    assert due(tried("2026-03-04 10:00", "source_busy"), plan=quick).endswith("10:15:00")
    assert due(*[tried("2026-03-04 10:00", "failed")] * 30, plan=quick).endswith("11:00:00")


def test_an_origin_read_daily_does_not_wait_longer_for_having_failed() -> None:
    daily = Sync(every_minutes=1440, outside_minutes=1440)
    assert due(tried("2026-03-04 10:00", "source_refused"), plan=daily) == "Thu 2026-03-05 10:00:00"


def job(status: str, result: dict[str, object] | None = None, **arguments: str) -> Job:
    at = utc("2026-03-04 10:00")
    return Job(type="sync", arguments=arguments, status=status, result=result, started_at=at, ended_at=at)


def test_tries_are_the_syncs_that_have_ended_with_what_ended_them() -> None:
    error = {"error": {"code": "source_busy", "message": "", "hint": ""}}
    found = tries_of([
        job(RUNNING), job(DONE, {"new": 1}), job(FAILED, error), job(FAILED), job(DONE, {}, **{"from": "2026-01-01"}),
    ])  # fmt: skip
    assert [each.fault for each in found] == [None, "source_busy", "failed"]
