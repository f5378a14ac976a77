"""The close day of deals whose source tells none: when they entered the stage they are closed in."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from data.closing import with_close_days
from data.importing import import_path
from data.origins import add_origin, get_origin
from data.publish import build_origin
from data.record_log import append, kind_states, version
from tests.data.canonical import table


def at(day: int) -> datetime:
    return datetime(2024, 3, day, 12, tzinfo=UTC)


def deal(number: str = "D1", status: str = "won", stage: str | None = "Won", **given: Any) -> dict[str, Any]:
    return {"opportunity_id": number, "status": status, "stage": stage, **given}


def entry(stage: str, day: int, number: str = "D1", timed: bool = True) -> dict[str, Any]:
    when = {"changed_on": date(2024, 3, day), "changed_at": at(day) if timed else None}
    return {"opportunity_id": number, "stage": stage, **when}


def closed(deals: list[dict[str, Any]], *entries: dict[str, Any]) -> list[tuple[Any, ...]]:
    changes = table("stage_changes", *entries).with_columns(pl.col("stage").cast(pl.Categorical))
    return with_close_days(table("opportunities", *deals), changes).select("closed_on", "closed_at").rows()


def test_a_closed_deal_without_a_close_date_was_closed_on_entering_its_stage() -> None:
    assert closed([deal()], entry("Demo", 1), entry("Won", 5)) == [(date(2024, 3, 5), at(5))]
    assert closed([deal()], entry("Won", 5, timed=False)) == [(date(2024, 3, 5), None)]


def test_the_first_entry_counts_of_those_since_it_was_elsewhere() -> None:
    days = [entry("Won", 2), entry("Won", 3), entry("Demo", 5), entry("Won", 7), entry("Won", 9)]
    assert closed([deal()], *days[:2]) == [(date(2024, 3, 2), at(2))]
    assert closed([deal()], *days) == [(date(2024, 3, 7), at(7))]


def test_a_history_that_ends_elsewhere_still_tells_the_last_of_its_entries_known_first() -> None:
    assert closed([deal()], entry("Won", 2), entry("Demo", 5)) == [(date(2024, 3, 2), at(2))]


def test_a_date_that_is_given_stays_and_open_deals_have_none() -> None:
    given = deal(closed_on=date(2024, 3, 1))
    assert closed([given, deal("D2", "open")], entry("Won", 5), entry("Won", 5, "D2")) == [
        (date(2024, 3, 1), None), (None, None),
    ]  # fmt: skip


def test_a_deal_that_nobody_saw_close_keeps_no_date() -> None:
    rows = [deal(), deal("D2", "lost", "Lost"), deal("D3", stage=None)]
    assert closed(rows, entry("Demo", 5), entry("Won", 5, "D2")) == [(None, None)] * 3


def test_a_deal_is_not_closed_before_it_was_created() -> None:
    assert closed([deal(created_on=date(2024, 3, 9))], entry("Won", 5)) == [(date(2024, 3, 9), None)]


MAPPING = """
title = "A CRM"
{more}
[kinds.deals]
files = ["deals*"]
fields = ["id", "stage", "amount"]
key = ["id"]
[[tables.opportunities]]
from = "deals"
opportunity_id = "id"
stage = "stage"
status = {{ field = "stage", values = {{ Won = "won", Lost = "lost" }}, others = "open" }}
amount = "amount"
"""


def use(var: Path, more: str = "") -> None:
    (var / "mappings").mkdir(parents=True, exist_ok=True)
    (var / "mappings/crm.toml").write_text(MAPPING.format(more=more))


def save(number: str, stage: str, modified: datetime) -> None:
    append("crm", "deals", [version(number, {"id": number, "stage": stage, "amount": "5"}, modified)])


def test_a_close_that_was_seen_is_no_incomplete_deal_and_one_that_was_not_is_kept_and_told(var: Path) -> None:
    use(var)
    add_origin("crm", "crm")
    save("seen", "Demo", at(1))
    save("seen", "Won", at(5))
    save("came closed", "Won", at(5))
    built = build_origin(get_origin("crm"), kind_states(), date(2024, 6, 1))
    deals = built.tables["opportunities"].sort("opportunity_id").select("opportunity_id", "closed_on").rows()
    assert deals == [("crm:deals:came closed", None), ("crm:deals:seen", date(2024, 3, 5))]
    assert built.findings.select("_record", "check", "column").rows() == [
        ("came closed", "incomplete_deal", "closed_on")
    ]


def test_deals_that_go_by_another_date_are_left_alone(var: Path) -> None:
    use(var, 'date_basis = "attributed_on"')
    add_origin("crm", "crm")
    save("D1", "Demo", at(1))
    save("D1", "Won", at(5))
    built = build_origin(get_origin("crm"), kind_states(), date(2024, 6, 1))
    assert built.tables["opportunities"]["closed_on"].to_list() == [None]


def test_the_receipt_accepts_closed_deals_without_a_date(var: Path, tmp_path: Path) -> None:
    use(var)
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "deals.csv").write_text("id,stage,amount\n1,Won,5\n2,Demo,6\n")
    receipt = import_path(str(folder), "crm", tell=lambda _share, _message: None)
    assert (receipt.received, receipt.accepted, receipt.quarantined) == (2, 2, 0)
    (folder / "deals.csv").write_text("id,stage,amount\n1,Won,5\n2,Won,6\n")
    receipt = import_path(str(folder), "crm", tell=lambda _share, _message: None)
    assert (receipt.received, receipt.accepted, receipt.quarantined) == (2, 2, 0)
    found = build_origin(get_origin("crm"), kind_states())
    told = found.findings.filter(check="incomplete_deal")
    assert told["_record"].to_list() == ["1"]
    assert found.tables["opportunities"].height == 2
