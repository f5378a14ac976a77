"""The day that the fake CRM plays: the same each time, with all that a day can bring, written as VTiger writes it."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from demo.crm.day import Event, events, happen
from demo.crm.past import PATH, TEAMS, Company, fill
from demo.crm.vtiger_store import TIME, Clock, Store

NOON = datetime(2026, 3, 11, 14, 0, tzinfo=UTC)  # summer time in America, winter time in Europe
ADDRESS = "http://127.0.0.1:8051"


def company(now: datetime = NOON, zone: str = "Europe/Paris") -> Company:
    return fill(Store(Clock(read=lambda: now)), ADDRESS, ZoneInfo(zone))


@pytest.fixture(scope="module")
def filled() -> Company:
    return company()


def rows(of: Company) -> list[dict[str, str]]:
    return [row for module in of.store.modules for row in of.store.rows(module)]


def play(of: Company, *kinds: str) -> list[Event]:
    played = [event for event in events(of) if event.kind in kinds]
    for event in played:
        happen(event, of)
    return played


def test_the_same_moment_brings_the_same_past_and_the_same_day(filled: Company) -> None:
    again = company()
    assert rows(again) == rows(filled)
    assert events(again) == events(filled)


def test_the_company_has_a_dozen_reps_in_groups_deals_and_calls_of_weeks_and_of_today(filled: Company) -> None:
    groups = {row["id"]: row["groupname"] for row in filled.store.rows("Groups")}
    teams = Counter(groups[row["user_primary_group"]] for row in filled.store.rows("Users"))
    assert teams == TEAMS == {"Inside Sales": 5, "Field Sales": 4, "Partner Sales": 3}
    calls = [row["CreatedTime"][:10] for row in filled.store.rows("PhoneCalls")]
    assert (len(set(calls)), min(calls), max(calls)) == (21, "2026-02-11", "2026-03-11")
    entered = [row["current_stage_entry_time"][:10] for row in filled.store.rows("Potentials")]
    assert entered.count("2026-03-11") > 5
    assert {row["sales_stage"] for row in filled.store.rows("Potentials")} == {*PATH, "Closed Lost"}


@pytest.mark.parametrize("now", [NOON, datetime(2026, 3, 14, 23, 1, tzinfo=UTC)])  # and just after midnight on a Sunday
def test_nothing_of_the_past_lies_ahead(now: datetime) -> None:
    made = company(now)
    latest = now.strftime(TIME)
    assert max(row.get("modifiedtime", "") for row in rows(made)) <= latest
    assert max(row["current_stage_entry_time"] for row in made.store.rows("Potentials")) <= latest


def test_the_day_brings_every_kind_of_event_in_order_and_in_time(filled: Company) -> None:
    day = events(filled, minutes=10)
    assert Counter(event.kind for event in day) == {
        "call": 48, "stage": 14, "deal": 4, "owner": 1, "deletion": 1, "edit": 1, "correction": 1,
    }  # fmt: skip
    at = [event.after for event in day]
    assert at == sorted(at)
    assert (at[0] < 30, at[-1] <= 600) == (True, True)


def test_a_stage_is_noted_by_the_clock_of_the_workflow_and_a_call_by_that_of_the_telephones() -> None:
    made = company()
    missed = next(event for event in events(made) if event.kind == "call" and not event.seconds)
    play(made, "stage")
    deal = made.store.get(made.planted["star Qualifying"])
    assert (deal["sales_stage"], deal["prev_sales_stage"]) == ("Demo Scheduled", "Qualifying")
    assert deal["current_stage_entry_time"] == "2026-03-11 14:00:00"
    assert deal["cf_potentials_demoscheduledchangedat"] == "03-11-2026 09:00 AM"
    before = {row["id"] for row in made.store.rows("PhoneCalls")}
    happen(missed, made)
    call = next(row for row in made.store.rows("PhoneCalls") if row["id"] not in before)
    assert (call["starttime"], call["CreatedTime"]) == ("2026-03-11 10:00:00", "2026-03-11 14:00:00")


def test_a_record_is_handed_over_deleted_edited_and_corrected_without_a_word_of_when_it_was() -> None:
    made = company()
    was = {what: made.store.get(record) for what, record in made.planted.items()}
    play(made, "owner", "deletion", "edit", "correction")
    handed, old, call = (made.store.get(made.planted[what]) for what in ("handed over", "old", "miscounted"))
    assert handed["assigned_user_id"] != was["handed over"]["assigned_user_id"]
    assert made.store.tombstones == [(NOON, "Potentials", made.planted["doubled"])]
    assert (old["amount"], old["current_stage_entry_time"]) == (
        "31500.00000000",
        was["old"]["current_stage_entry_time"],
    )
    assert was["old"]["current_stage_entry_time"].startswith("2026-03-10")
    assert (was["miscounted"]["callstatus"], call["callstatus"]) == ("no-answer", "completed")
    assert (call["totalduration"], call["starttime"]) == ("240", was["miscounted"]["starttime"])
    assert {row["modifiedtime"] for row in (handed, old, call)} == {"2026-03-11 14:00:00"}
