"""How the fields of deals changed: what the CRM reports and what versions show."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.deal_history import deal_history
from data.deal_versions import versions_of_deals
from tests.data.canonical import table
from tests.data.crm_deals import deal, mapping, received, said


def history(*deals: dict[str, Any], reported: list[dict[str, Any]] | None = None, more: str = "") -> pl.DataFrame:
    frame = table("opportunities", *(deals or [deal()])).drop("origin")
    changes = table("deal_changes", *reported).drop("origin") if reported else None
    return deal_history(frame, changes, versions_of_deals("crm", mapping(more)).deals)


def pairs(frame: pl.DataFrame, field: str) -> list[tuple[Any, ...]]:
    return frame.select("changed_on", f"previous_{field}", field).rows()


def test_what_the_crm_reports_is_kept_in_order(var: Path) -> None:
    later = {"opportunity_id": "crm:deals:D1", "changed_on": date(2024, 4, 1), "amount": 3.0, "previous_amount": 2.0}
    first = later | {"changed_on": date(2024, 3, 1), "amount": 2.0, "previous_amount": None}
    found = history(reported=[later, first])
    assert pairs(found, "amount") == [(date(2024, 3, 1), None, 2.0), (date(2024, 4, 1), 2.0, 3.0)]
    assert found["evidence"].to_list() == ["reported", "reported"]


def test_the_first_version_says_how_it_was_and_later_ones_what_they_changed(fairlead: Path) -> None:
    received(said(3, 1, amount=10, due="2024-06-30"), said(3, 5, amount=10, due="2024-07-31", note="x"),
             said(3, 9, amount=12, due="2024-07-31", owner="bob", team="West"))  # fmt: skip
    found = history()
    assert pairs(found, "amount") == [
        (date(2024, 3, 1), 10.0, 10.0), (date(2024, 3, 5), None, None), (date(2024, 3, 9), 10.0, 12.0),
    ]  # fmt: skip
    june, july = date(2024, 6, 30), date(2024, 7, 31)
    assert pairs(found, "expected_close_on") == [
        (date(2024, 3, 1), june, june), (date(2024, 3, 5), june, july), (date(2024, 3, 9), None, None),
    ]  # fmt: skip
    assert pairs(found, "rep_id")[2] == (date(2024, 3, 9), "crm:deals:ann", "crm:deals:bob")
    assert found.select("rep", "team", "evidence").row(2) == ("bob", "West", "observed")


def test_a_version_without_an_amount_expected_its_list_price(var: Path) -> None:
    received(said(3, 1, price=50), said(3, 9, price=60), said(3, 12, amount=40, price=60))
    assert pairs(history(), "amount") == [
        (date(2024, 3, 1), 50.0, 50.0), (date(2024, 3, 9), 50.0, 60.0), (date(2024, 3, 12), 60.0, 40.0),
    ]  # fmt: skip


def test_what_a_deal_brought_is_no_change_of_what_was_expected(var: Path) -> None:
    received(said(3, 1, amount=10), said(3, 9, amount=7, state="won"), said(3, 12, amount=6, state="won"))
    found = history(deal("won", closed_on=date(2024, 3, 9)))
    assert pairs(found, "amount") == [(date(2024, 3, 1), 10.0, 10.0)]
    assert found.select("currency", "decided_on").rows() == [("EUR", date(2024, 3, 9))]


def test_versions_of_records_that_are_no_deals_and_dates_that_move_say_nothing(var: Path) -> None:
    received(said(3, 1, amount=10), said(3, 9, amount=12))
    assert history(deal(number="D2")).is_empty()
    assert history(more="shift_years = true").is_empty()
