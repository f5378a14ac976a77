"""Entries into stages that a deal's own record reports: all that its versions ever showed, each once."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from data.deal_versions import versions_of_deals
from data.history import stage_history
from data.mapping import Mapping, parse_mapping
from data.record_log import append, version
from tests.data.canonical import table

CRM = """
title = "A CRM"
zones = { workflow = "America/Chicago" }
[kinds.deals]
fields = ["id", "stage", "owner", "entered", "demo", "begun"]
[[tables.reps]]
from = "deals"
rep_id = "owner"
rep = "owner"
[[tables.opportunities]]
from = "deals"
rep_id = "owner"
stage = "stage"
status = { const = "open" }
[[tables.stage_changes]]
from = "deals"
when = ["entered"]
opportunity_id = "id"
stage = "stage"
changed_at = "entered"
[[tables.stage_changes]]
from = "deals"
when = ["demo"]
opportunity_id = "id"
stage = { const = "Demo" }
changed_at = { field = "demo", formats = ["%m-%d-%Y %I:%M %p"], zone = "workflow" }
[[tables.stage_changes]]
from = "deals"
when = ["begun"]
opportunity_id = "id"
stage = { const = "Begun" }
changed_on = "begun"
"""


def crm() -> Mapping:
    return parse_mapping("crm", CRM)


def at(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, minute, second, tzinfo=UTC)


def save(modified: datetime, stage: str = "New", owner: str = "ann", **fields: str) -> None:
    append("crm", "deals", [version("D1", {"id": "D1", "stage": stage, "owner": owner, **fields}, modified)])


def history(*reported: dict[str, Any], owner: str = "ann") -> list[tuple[Any, ...]]:
    """stage, time, rep and evidence of the deal's entries; `reported` as conforming reads them off the newest."""
    made = {"_record": "D1", "_kind": "deals", "opportunity_id": "crm:deals:D1"}
    deals = table("opportunities", {**made, "rep_id": f"crm:deals:{owner}", "stage": "New"}).drop("origin")
    own = table("stage_changes", *[{**made, **row} for row in reported]).drop("origin") if reported else None
    found = stage_history("crm", crm(), deals, own, versions_of_deals("crm", crm()))
    when = pl.coalesce(pl.col("changed_at").dt.strftime("%d %H:%M:%S"), pl.col("changed_on").dt.strftime("%d"))
    rep = pl.col("rep_id").cast(pl.String).str.split(":").list.last()
    return found.select("stage", when, rep, "evidence").rows()


def test_each_different_time_that_a_field_ever_showed_is_an_entry(var: Path) -> None:
    save(at(1), "New", entered="2024-03-01 09:00:05")
    save(at(2), "Demo", entered="2024-03-02 10:00:05")
    save(at(3), "New", entered="2024-03-03 11:00:05")
    assert history({"stage": "New", "changed_at": at(3, 11, 0, 5), "changed_on": date(2024, 3, 3), "_seq": 3}) == [
        ("New", "01 09:00:05", "ann", "reported"),
        ("Demo", "02 10:00:05", "ann", "reported"),
        ("New", "03 11:00:05", "ann", "reported"),
    ]


def test_a_stage_entered_twice_in_a_day_is_entered_twice(var: Path) -> None:
    save(at(1, 10), "Demo", entered="2024-03-01 09:00:00")
    save(at(1, 12), "New", entered="2024-03-01 11:00:00")
    save(at(1, 14), "Demo", entered="2024-03-01 13:00:00")
    assert [(stage, when) for stage, when, *_rest in history()] == [
        ("Demo", "01 09:00:00"), ("New", "01 11:00:00"), ("Demo", "01 13:00:00"),
    ]  # fmt: skip


def test_an_entry_is_of_the_owner_in_the_first_version_that_showed_it(var: Path) -> None:
    save(at(1), "Demo", "ann", entered="2024-03-01 09:00:00")
    save(at(5), "Demo", "bob", entered="2024-03-01 09:00:00")
    save(at(6), "Won", "bob", entered="2024-03-06 09:00:00")
    save(at(8), "Won", "cy", entered="2024-03-06 09:00:00")
    newest = {"stage": "Won", "changed_at": at(6, 9), "changed_on": date(2024, 3, 6), "rep_id": "crm:deals:cy"}
    assert history({**newest, "_seq": 4}, owner="cy") == [
        ("Demo", "01 09:00:00", "ann", "reported"), ("Won", "06 09:00:00", "bob", "reported"),
    ]  # fmt: skip


def test_an_edit_of_another_field_leaves_the_entries_as_they_were(var: Path) -> None:
    save(at(1), "Demo", entered="2024-03-01 09:00:00")
    before = history()
    save(at(2), "Demo", entered="2024-03-01 09:00:00", begun="")
    save(at(9), "Demo", entered="2024-03-01 09:00:00", more="text")
    assert before == [] and history() == [("Demo", "01 09:00:00", "ann", "reported")]


def test_an_entry_that_two_fields_tell_is_one_at_the_more_exact_time(var: Path) -> None:
    save(at(1), "New")
    save(at(2, 22), "Demo", entered="2024-03-02 21:27:04", demo="03-02-2024 03:27 PM")  # 15:27 in Chicago
    assert history() == [("Demo", "02 21:27:04", "ann", "reported")]


def test_a_minute_that_begins_in_between_does_not_make_two_of_one_entry(var: Path) -> None:
    save(at(1), "New")
    save(at(2, 22), "Demo", entered="2024-03-02 21:26:58", demo="03-02-2024 03:27 PM")
    assert history() == [("Demo", "02 21:26:58", "ann", "reported")]


def test_an_entry_told_by_day_and_by_time_is_one_and_has_its_time(var: Path) -> None:
    save(at(1), "New")
    save(at(2, 22), "Begun", entered="2024-03-02 21:27:04", begun="2024-03-02")
    assert history() == [("Begun", "02 21:27:04", "ann", "reported")]


def test_a_report_that_arrives_late_is_dated_when_it_happened_and_is_of_the_owner_then_shown(var: Path) -> None:
    save(at(1), "New")
    save(at(9), "New", "bob", demo="03-02-2024 03:27 PM")
    assert history() == [("Demo", "02 21:27:00", "bob", "reported")]


def test_entries_of_one_day_without_times_stay_in_the_order_they_were_told(var: Path) -> None:
    save(at(1), "New", begun="2024-03-01")
    save(at(3), "New", begun="2024-03-03", demo="03-03-2024 03:27 PM")
    assert [(stage, when) for stage, when, *_rest in history()] == [
        ("Begun", "01"), ("Begun", "03"), ("Demo", "03 21:27:00"),
    ]  # fmt: skip


def test_an_entry_that_the_record_does_not_report_is_still_observed(var: Path) -> None:
    save(at(1), "Demo", demo="03-01-2024 03:00 AM")
    save(at(2), "New", demo="03-01-2024 03:00 AM")
    save(at(3), "Demo", demo="03-01-2024 03:00 AM")
    assert history() == [
        ("Demo", "01 09:00:00", "ann", "reported"),
        ("New", "02 12:00:00", "ann", "observed"),
        ("Demo", "03 12:00:00", "ann", "observed"),
    ]


def test_a_report_that_comes_while_the_deal_is_there_stands_in_for_the_observed_entry(var: Path) -> None:
    """The workflow fills the field with another zone's day, and only after the stage was saved."""
    save(at(1), "New")
    save(at(3), "Demo")
    save(at(4), "Demo", "bob", demo="02-28-2024 03:00 AM")
    assert history() == [("Demo", "28 09:00:00", "bob", "reported")]


def test_an_observed_entry_is_of_the_owner_in_the_version_that_first_shows_the_stage(var: Path) -> None:
    save(at(1), "New", "ann")
    save(at(2), "Pilot", "bob")
    save(at(3), "Pilot", "cy")
    assert history(owner="cy") == [("Pilot", "02 12:00:00", "bob", "observed")]


def test_a_report_that_names_nobody_is_of_the_owner_of_that_moment(var: Path) -> None:
    save(at(1), "New", "ann")
    save(at(5), "New", "bob")
    told = [{"_record": str(n), "_kind": "history", "stage": "Pilot", "changed_at": at(n), "changed_on": at(n).date()}
            for n in (4, 6)]  # fmt: skip
    early = {"_record": "0", "_kind": "history", "stage": "New", "changed_on": date(2024, 2, 20)}
    found = history(*told, early, owner="bob")
    assert [(when, rep) for _stage, when, rep, _evidence in found] == [
        ("20", "ann"), ("04 12:00:00", "ann"), ("06 12:00:00", "bob"),
    ]  # fmt: skip
