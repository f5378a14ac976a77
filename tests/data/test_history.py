from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.deal_versions import versions_of_deals
from data.dimensions import DEAL_ROW
from data.history import stage_history
from data.mapping import Mapping, parse_mapping
from data.record_log import Version, append, version
from tests.data.canonical import table
from tests.state import state

MAPPING = """
title = "A CRM"
{more}

[kinds.deals]
fields = ["id", "stage", "owner", "kind"]
repairs.stage = {{ "Enagaged" = "Engaged" }}

[kinds.history]
fields = ["deal", "stage"]

[[tables.reps]]
from = "deals"
rep_id = "owner"
rep = "owner"

[[tables.opportunities]]
from = "deals"
where = {{ kind = ["sale"] }}
rep_id = "owner"
stage = {{ field = "stage", values = {{ "0 new" = "New" }} }}
status = {{ const = "open" }}

[[tables.stage_changes]]
from = "history"
opportunity_id = "deal"
stage = "stage"
changed_on = "on"
"""


def mapping(more: str = "") -> Mapping:
    text = MAPPING.format(more=more).replace('fields = ["deal", "stage"]', 'fields = ["deal", "stage", "on"]')
    return parse_mapping("crm", text)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=UTC)


def seen(stage: str | None, when: datetime, deal: str = "D1", owner: str = "ann", kind: str = "sale") -> Version:
    return version(deal, {"stage": stage, "owner": owner, "kind": kind}, when)


def deal(created_on: date | None = None, number: str = "D1", **given: Any) -> dict[str, Any]:
    return {"_record": number, "_kind": "deals", "opportunity_id": f"crm:deals:{number}", "created_on": created_on,
            "rep_id": "crm:deals:now", **given}  # fmt: skip


def change(stage: str, on: date, previous: str | None = None, number: str = "D1", **given: Any) -> dict[str, Any]:
    return {"_record": f"{number} {stage} {on}", "_kind": "history", "opportunity_id": f"crm:deals:{number}",
            "stage": stage, "previous_stage": previous, "changed_on": on, **given}  # fmt: skip


def history(*reported: dict[str, Any], deals: list[dict[str, Any]] | None = None, more: str = "") -> pl.DataFrame:
    frame = table("opportunities", *(deals or [deal()])).drop("origin")
    changes = table("stage_changes", *reported).drop("origin") if reported else None
    return stage_history("crm", mapping(more), frame, changes, versions_of_deals("crm", mapping(more)))


def entries(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.select("stage", "previous_stage", "changed_on", "evidence").rows()


def test_reported_entries_are_kept_all_in_order_with_the_stage_before(var: Path) -> None:
    found = history(
        change("Demo", date(2024, 3, 9), changed_at=at(3, 9, 15)),
        change("Engaged", date(2024, 3, 9), changed_at=at(3, 9, 16)),
        change("Demo", date(2024, 3, 9), changed_at=at(3, 9, 17)),
        change("Engaged", date(2024, 3, 2)),
    )
    assert entries(found) == [
        ("Engaged", None, date(2024, 3, 2), "reported"),
        ("Demo", "Engaged", date(2024, 3, 9), "reported"),
        ("Engaged", "Demo", date(2024, 3, 9), "reported"),
        ("Demo", "Engaged", date(2024, 3, 9), "reported"),
    ]


def test_entries_say_in_which_row_their_deal_lies(var: Path) -> None:
    deals = [deal(date(2024, 1, 1), number="D1"), deal(date(2024, 1, 2), number="D2")]
    moves = [change("Demo", date(2024, 2, day), "New", number) for day, number in ((1, "D2"), (2, "D1"))]
    found = history(*moves, deals=deals).select("opportunity_id", "stage", DEAL_ROW)
    assert found.with_columns(pl.col("opportunity_id").str.strip_prefix("crm:deals:")).rows() == [
        ("D1", "New", 0), ("D1", "Demo", 0), ("D2", "New", 1), ("D2", "Demo", 1),
    ]  # fmt: skip


def test_what_a_report_says_of_the_stage_before_is_believed(var: Path) -> None:
    found = history(change("New", date(2024, 3, 1)), change("Demo", date(2024, 3, 9), previous="Engaged"))
    assert found["previous_stage"].to_list() == [None, "Engaged"]


def test_a_deal_was_created_in_the_stage_that_its_first_change_left(var: Path) -> None:
    first = change("Engaged", date(2024, 3, 5), previous="New", rep_id="crm:deals:then")
    found = history(first, deals=[deal(date(2024, 3, 1), created_at=at(3, 1, 9))])
    assert entries(found) == [
        ("New", None, date(2024, 3, 1), "reported"), ("Engaged", "New", date(2024, 3, 5), "reported"),
    ]  # fmt: skip
    assert found["changed_at"].to_list() == [at(3, 1, 9), None]
    assert found["rep_id"].to_list() == ["crm:deals:then", "crm:deals:then"]


def test_entries_that_name_nobody_are_of_the_owner_of_that_moment(var: Path) -> None:
    for owner, day in (("ann", 1), ("bob", 8), ("eve", 20)):
        append("crm", "deals", [seen("Engaged", at(3, day), owner=owner)])
    told = [change("Engaged", date(2024, 3, 8), previous="New"), change("Demo", date(2024, 3, 9))]
    found = history(*told, deals=[deal(date(2024, 3, 1), created_at=at(3, 1, 9))])
    assert found.select("stage", pl.col("rep_id").cast(pl.String)).rows() == [
        ("New", "crm:deals:ann"), ("Engaged", "crm:deals:bob"), ("Demo", "crm:deals:bob"),
    ]  # fmt: skip


def test_a_day_may_end_without_a_midnight(tmp_path: Path) -> None:
    """In Santiago clocks went from 23:59 on 7 September 2024 to 1:00 the next day."""
    with state(tmp_path / "var", FAIRLEAD_COMPANY__TIMEZONE="America/Santiago"):
        for owner, hour in (("ann", 12), ("bob", 22)):
            append("crm", "deals", [seen("Engaged", at(9, 7, hour), owner=owner)])
        append("crm", "deals", [seen("Engaged", at(9, 8, 5), owner="eve")])
        found = history(change("Engaged", date(2024, 9, 7)), deals=[deal(date(2024, 3, 1))])
    assert found["rep_id"].to_list() == ["crm:deals:bob"]


def test_the_stage_of_creation_comes_first_also_on_one_day(var: Path) -> None:
    found = history(change("Engaged", date(2024, 3, 1), previous="New"), deals=[deal(date(2024, 3, 1))])
    assert entries(found) == [
        ("New", None, date(2024, 3, 1), "reported"), ("Engaged", "New", date(2024, 3, 1), "reported"),
    ]  # fmt: skip


def test_a_deal_changed_before_it_was_created_was_created_by_then(var: Path) -> None:
    found = history(change("Engaged", date(2024, 3, 1), previous="New"), deals=[deal(date(2024, 3, 20))])
    assert found.select("stage", "changed_on").rows() == [("New", date(2024, 3, 1)), ("Engaged", date(2024, 3, 1))]


def test_no_stage_of_creation_is_invented_for_deals_that_came_with_their_past(var: Path) -> None:
    append("crm", "deals", [seen("Demo", at(6, 1))])
    assert entries(history(deals=[deal(date(2024, 3, 1))])) == []
    assert entries(history(deals=[deal(None)])) == []


def test_a_deal_first_seen_on_the_day_it_was_created_was_created_in_that_stage(fairlead: Path) -> None:
    append("crm", "deals", [seen("0 new", at(3, 1)), seen("Demo", at(3, 2), deal="D2")])
    append("crm", "deals", [seen("Enagaged", at(3, 8), owner="bob")])
    found = history(deals=[deal(date(2024, 3, 1)), deal(date(2024, 3, 1), "D2")])
    assert entries(found) == [
        ("New", None, date(2024, 3, 1), "observed"), ("Engaged", "New", date(2024, 3, 8), "observed"),
    ]  # fmt: skip
    assert found["rep_id"].to_list() == ["crm:deals:ann", "crm:deals:bob"]


def test_a_day_is_one_of_the_companys_zone(tmp_path: Path) -> None:
    with state(tmp_path / "var", FAIRLEAD_COMPANY__TIMEZONE="Pacific/Auckland"):
        append("crm", "deals", [seen("New", at(3, 1, 20))])  # 2 March, 9:00 in Auckland
        append("crm", "deals", [seen("Demo", at(3, 4, 20))])
        found = history(deals=[deal(date(2024, 3, 2))])
    assert found.select("stage", "changed_on").rows() == [("New", date(2024, 3, 2)), ("Demo", date(2024, 3, 5))]


def test_versions_that_differ_in_stage_show_an_entry_when_the_second_was_modified(fairlead: Path) -> None:
    append("crm", "deals", [seen("New", at(3, 1))])
    append("crm", "deals", [seen("New", at(3, 2), owner="bob")])
    append("crm", "deals", [seen("Demo", at(3, 9, 15), owner="bob")])
    append("crm", "deals", [seen("New", at(3, 12), owner="eve")])
    found = history()
    assert entries(found) == [
        ("Demo", "New", date(2024, 3, 9), "observed"), ("New", "Demo", date(2024, 3, 12), "observed"),
    ]  # fmt: skip
    assert found["changed_at"].to_list() == [at(3, 9, 15), at(3, 12)]
    assert found["rep_id"].to_list() == ["crm:deals:bob", "crm:deals:eve"]


def test_a_source_that_says_no_modified_time_is_seen_when_it_was_received(fairlead: Path) -> None:
    append("crm", "deals", [version("D1", {"stage": "New", "kind": "sale"})])
    append("crm", "deals", [version("D1", {"stage": "Demo", "kind": "sale"})])
    (changed_at,) = history()["changed_at"]
    assert abs((changed_at - datetime.now(UTC)).total_seconds()) < 600


def test_an_empty_stage_is_no_entry_and_leaving_it_is_one(var: Path) -> None:
    for stage, day in ((None, 1), ("New", 2), (None, 3), ("Demo", 4)):
        append("crm", "deals", [seen(stage, at(3, day))])
    assert entries(history()) == [
        ("New", None, date(2024, 3, 2), "observed"), ("Demo", "New", date(2024, 3, 4), "observed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reported_on", "evidence"),
    [(date(2024, 2, 29), ["reported", "observed"]), (date(2024, 3, 1), ["reported"]), (date(2024, 3, 5), ["reported"]),
     (date(2024, 3, 9), ["reported"]), (date(2024, 3, 10), ["observed", "reported"])],
)  # fmt: skip
def test_an_observed_entry_gives_way_to_a_report_between_the_two_versions(
    reported_on: date, evidence: list[str], var: Path
) -> None:
    append("crm", "deals", [seen("New", at(3, 1))])
    append("crm", "deals", [seen("Demo", at(3, 9))])
    found = history(change("Demo", reported_on))
    assert found["evidence"].to_list() == evidence


def test_a_report_of_another_deal_or_stage_explains_nothing(var: Path) -> None:
    append("crm", "deals", [seen("New", at(3, 1))])
    append("crm", "deals", [seen("Demo", at(3, 9))])
    other_deal, other_stage = change("Demo", date(2024, 3, 5), number="D2"), change("Lost", date(2024, 3, 5))
    found = history(other_deal, other_stage, deals=[deal(), deal(number="D2")])
    assert found.filter(evidence="observed").select("opportunity_id", "stage").rows() == [("crm:deals:D1", "Demo")]


def test_entries_read_off_the_deals_own_record_explain_its_changes(var: Path) -> None:
    """A file of deals with past dates: what changed in it is known from it, not from when it came."""
    append("crm", "deals", [seen("New", at(9, 1))])
    append("crm", "deals", [seen("Demo", at(9, 8))])
    own = {**change("Demo", date(2024, 3, 5)), "_record": "D1", "_kind": "deals"}
    assert entries(history(own)) == [("Demo", None, date(2024, 3, 5), "reported")]


def test_deleted_deals_other_records_and_other_kinds_show_nothing(var: Path) -> None:
    for stage, day in (("New", 1), ("Demo", 9)):
        append("crm", "deals", [seen(stage, at(3, day), deal="not a deal of ours")])
        append("crm", "deals", [seen(stage, at(3, day), kind="renewal")])
    assert entries(history()) == []


def test_a_record_that_repeats_an_id_is_not_a_version_of_the_deal(var: Path) -> None:
    """D1#2 is quarantined as a double of D1: its stage says nothing of D1's."""
    append("crm", "deals", [seen("New", at(3, 1)), seen("Won", at(3, 1), deal="D1#2")])
    append("crm", "deals", [seen("Lost", at(3, 2), deal="D1#2")])
    assert entries(history()) == []


def test_entries_of_unknown_deals_stay_each_by_itself(var: Path) -> None:
    lost = {"opportunity_id": None}
    found = history(change("New", date(2024, 3, 1)) | lost, change("Demo", date(2024, 3, 2)) | lost)
    assert found.select("opportunity_id", "stage", "previous_stage").rows() == [
        (None, "New", None),
        (None, "Demo", None),
    ]


def test_dates_that_move_are_never_mixed_with_the_days_files_came(var: Path) -> None:
    append("crm", "deals", [seen("New", at(3, 1))])
    append("crm", "deals", [seen("Demo", at(3, 9))])
    assert entries(history(deals=[deal(date(2024, 3, 1))], more="shift_years = true")) == []
