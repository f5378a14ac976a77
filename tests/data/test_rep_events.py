"""What may score: every version of an activity, every entry into a stage, of deleted records too."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.engine import close, current
from data.origins import add_origin, get_origin
from data.origins import mapping_of as mapping_of_origin
from data.publish import build_origin, publish
from data.record_log import append, kind_states, mark_deleted, version
from data.rep_events import CANDIDATES, rep_events

CRM = """
title = "A CRM"
{more}
[kinds.Users]
fields = ["id", "name"]
[kinds.Groups]
fields = ["id", "name"]
[kinds.deals]
fields = ["id", "title", "stage", "owner", "entered"]
[kinds.calls]
fields = ["id", "owner", "deal", "at", "state", "seconds", "recording"]
[[tables.reps]]
from = "Users"
rep_id = "id"
rep = "name"
[[tables.reps]]
from = "Groups"
rep_id = "id"
rep = "name"
shared = {{ const = true }}
[[tables.opportunities]]
from = "deals"
opportunity_id = "id"
opportunity = "title"
rep_id = "owner"
stage = "stage"
status = {{ field = "stage", values = {{ Won = "won" }}, others = "open" }}
url = {{ template = "https://crm.example/{{id}}" }}
[[tables.stage_changes]]
from = "deals"
when = ["entered"]
opportunity_id = "id"
rep_id = "owner"
stage = "stage"
changed_at = "entered"
[[tables.activities]]
from = "calls"
activity_id = "id"
activity_type = {{ const = "Call" }}
rep_id = "owner"
opportunity_id = "deal"
started_at = "at"
call_status = "state"
duration_s = "seconds"
recording_url = "recording"
[[stages]]
stage = "New"
status = "open"
"""


@pytest.fixture
def crm(var: Path) -> Path:
    use(var)
    add_origin("crm", "crm")
    for kind, records in {"Users": ["ann", "bob"], "Groups": ["sales"]}.items():
        append("crm", kind, [version(name, {"id": name, "name": name.title()}) for name in records])
    return var


def use(var: Path, more: str = "") -> None:
    (var / "mappings").mkdir(parents=True, exist_ok=True)
    (var / "mappings/crm.toml").write_text(CRM.format(more=more))


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, minute, tzinfo=UTC)


def deal(modified: datetime, stage: str, owner: str = "ann", number: str = "D1", **fields: Any) -> None:
    content = {"id": number, "title": "Big one", "stage": stage, "owner": owner, **fields}
    append("crm", "deals", [version(number, content, modified)])


def call(modified: datetime, number: str = "C1", **fields: Any) -> None:
    content = {"id": number, "owner": "ann", "at": "2024-03-02 09:00:00", **fields}
    append("crm", "calls", [version(number, content, modified)])


def events(today: date = date(2024, 6, 1)) -> pl.DataFrame:
    origin = get_origin("crm")
    found = rep_events(build_origin(origin, kind_states(), today), mapping_of_origin(origin))
    assert dict(found.schema) == CANDIDATES
    return found.sort("seq", "on", "nth").with_columns(pl.col("rep_id").cast(pl.String).str.replace("crm:Users:", ""))


def rows(*columns: str) -> list[tuple[Any, ...]]:
    return events().select(columns).rows()


def test_an_activity_is_an_event_of_its_rep_with_what_may_be_asked_of_it(crm: Path) -> None:
    deal(at(1), "New")
    call(at(2), deal="D1", state="completed", seconds="56", recording="https://rec.example/1")
    (found,) = events().filter(event="call").to_dicts()
    assert found == {
        "event": "call", "record": "crm:calls:C1", "stage": None, "previous_stage": None, "at": at(2, 9),
        "on": date(2024, 3, 2), "rep_id": "ann", "account_id": None, "opportunity_id": "crm:deals:D1",
        "direction": None, "call_status": "completed", "duration_s": 56.0, "url": None,
        "recording_url": "https://rec.example/1", "title": "Big one", "evidence": None, "origin": "crm",
        "seq": 5, "nth": 0, "_deal": None,
    }  # fmt: skip


def test_a_call_of_several_versions_is_listed_with_each_of_them(crm: Path) -> None:
    call(at(2), state="ringing")
    call(at(2), number="C2", state="completed")
    call(at(3), state="completed", seconds="56")
    call(at(4), state="completed", seconds="56", owner="bob")
    assert rows("record", "nth", "call_status", "duration_s", "rep_id") == [
        ("crm:calls:C1", 0, "ringing", None, "ann"),
        ("crm:calls:C2", 0, "completed", None, "ann"),
        ("crm:calls:C1", 1, "completed", 56.0, "ann"),
        ("crm:calls:C1", 2, "completed", 56.0, "bob"),
    ]


def test_a_deleted_call_keeps_its_events(crm: Path) -> None:
    call(at(2), state="completed")
    mark_deleted("crm", "calls", ["C1"])
    assert rows("record", "nth", "call_status", "on") == [("crm:calls:C1", 0, "completed", date(2024, 3, 2))]


def test_an_entry_into_a_stage_is_an_event_of_who_owned_the_deal_then(crm: Path) -> None:
    deal(at(1), "New", entered="2024-03-01 09:00:00")
    deal(at(5), "Demo", entered="2024-03-05 10:00:00")
    deal(at(6), "Demo", "bob", entered="2024-03-05 10:00:00")
    found = events().select("event", "stage", "previous_stage", "at", "rep_id", "title", "url", "evidence", "nth")
    deal_url = "https://crm.example/D1"
    assert found.rows() == [
        ("stage", "New", None, at(1, 9), "ann", "Big one", deal_url, "reported", 0),
        ("stage", "Demo", "New", at(5, 10), "ann", "Big one", deal_url, "reported", 0),
    ]


def test_an_edit_today_leaves_the_entries_of_yesterday(crm: Path) -> None:
    deal(at(1), "New", entered="2024-03-01 09:00:00")
    deal(at(5), "Demo", entered="2024-03-05 10:00:00")
    before = rows("stage", "at", "rep_id", "seq")
    deal(at(6), "Demo", "bob", entered="2024-03-05 10:00:00", title="Renamed")
    deal(at(6), "Won", "bob", entered="2024-03-06 08:00:00", title="Renamed")
    assert rows("stage", "at", "rep_id", "seq") == [*before, ("Won", at(6, 8), "bob", 7)]


def test_a_stage_entered_twice_in_a_day_is_two_events(crm: Path) -> None:
    for hour, stage in ((9, "Demo"), (10, "New"), (11, "Demo")):
        deal(at(1, hour), stage, entered=f"2024-03-01 {hour:02}:00:00")
    assert rows("stage", "at") == [("Demo", at(1, 9)), ("New", at(1, 10)), ("Demo", at(1, 11))]


def test_a_deleted_deal_keeps_its_events_and_its_name(crm: Path) -> None:
    deal(at(1), "New", entered="2024-03-01 09:00:00")
    deal(at(5), "Demo", "bob", entered="2024-03-05 10:00:00")
    deal(at(2), "New", "ann", "D2", entered="2024-03-02 09:00:00")
    deal(at(2), "Pilot", "ann", "D3")
    deal(at(3), "Won", "ann", "D3")
    columns = ("event", "record", "stage", "previous_stage", "at", "rep_id", "title", "evidence")
    before = rows(*columns)
    assert len(before) == 4
    mark_deleted("crm", "deals", ["D1", "D2", "D3"])
    assert rows(*columns) == before


def test_a_deal_that_fails_its_checks_since_an_edit_keeps_its_events(crm: Path) -> None:
    deal(at(1), "New", entered="2024-03-01 09:00:00")
    deal(at(5), "Demo", "bob", entered="2024-03-05 10:00:00")
    before = rows("record", "stage", "previous_stage", "at", "rep_id", "title")
    deal(at(6), "Demo", entered="nonsense")
    assert build_origin(get_origin("crm"), kind_states()).tables["opportunities"].is_empty()
    assert rows("record", "stage", "previous_stage", "at", "rep_id", "title") == before


def test_a_report_that_comes_late_is_dated_when_it_happened(crm: Path) -> None:
    deal(at(1), "New", entered="2024-03-01 09:00:00")
    call(at(9), at="2024-03-02 23:30:00")
    deal(at(9), "Demo", entered="2024-03-02 10:00:00")
    assert rows("event", "on", "seq") == [
        ("stage", date(2024, 3, 1), 4), ("call", date(2024, 3, 2), 5), ("stage", date(2024, 3, 2), 6),
    ]  # fmt: skip


def test_a_group_may_own_what_was_done(crm: Path) -> None:
    deal(at(1), "New", "sales", entered="2024-03-01 09:00:00")
    call(at(2), owner="sales")
    assert rows("event", "rep_id") == [("stage", "sales"), ("call", "sales")]


def test_a_rep_whom_a_live_system_lists_no_more_keeps_name_and_events(var: Path) -> None:
    use(var)
    add_origin("crm", "crm", "vtiger")
    append("crm", "Users", [version(name, {"id": name, "name": name.title()}) for name in ("ann", "bob")])
    deal(at(1), "New", "bob", entered="2024-03-01 09:00:00")
    call(at(2), owner="bob")
    before = rows("event", "rep_id")
    mark_deleted("crm", "Users", ["bob"])
    assert rows("event", "rep_id") == before == [("stage", "bob"), ("call", "bob")]
    reps = build_origin(get_origin("crm"), kind_states()).tables["reps"].sort("rep")
    assert reps.select("rep", "active").rows() == [("Ann", None), ("Bob", False)]


def test_an_activity_that_fails_its_checks_is_no_event(crm: Path) -> None:
    call(at(2), at="yesterday")
    call(at(2), number="C2", at="yesterday")
    call(at(3), number="C2", at="2024-03-02 09:00:00")
    assert rows("record", "nth") == [("crm:calls:C2", 1)]


def test_what_the_demo_did_moves_with_its_years_and_stops_today(crm: Path) -> None:
    use(crm, "shift_years = true")
    deal(at(1), "New", entered="2024-03-01 09:00:00")
    for number, day in (("C1", "2024-03-02"), ("C2", "2024-03-20")):
        call(at(2), number, at=f"{day} 09:00:00")
    found = events(date(2026, 3, 10)).select("event", "at", "on").rows()
    assert found == [
        ("stage", datetime(2026, 3, 1, 9, tzinfo=UTC), date(2026, 3, 1)),
        ("call", datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2)),
    ]


def test_the_snapshot_holds_the_events_of_all_origins(crm: Path) -> None:
    deal(at(1), "New", entered="2024-03-01 09:00:00")
    call(at(2))
    use(crm)
    (crm / "mappings/other.toml").write_text((crm / "mappings/crm.toml").read_text())
    add_origin("other", "other")
    append("other", "calls", [version("C9", {"id": "C9", "owner": "eve", "at": "2024-03-03 09:00:00"})])
    publish()
    close()
    found = pl.read_ipc(crm / "snapshots" / current().id / "rep_events.arrow")
    assert found.sort("day").select(pl.col("origin", "event").cast(pl.String), "day").rows() == [
        ("crm", "stage", date(2024, 3, 1)), ("crm", "call", date(2024, 3, 2)), ("other", "call", date(2024, 3, 3)),
    ]  # fmt: skip
