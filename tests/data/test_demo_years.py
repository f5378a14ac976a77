from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from data.demo_years import shift_to_today
from tests.data.canonical import table

STAGES = table(
    "stages",
    {"stage": "Prospecting", "position": 0, "status": "open", "probability": 0.1},
    {"stage": "Proposal", "position": 1, "status": "open", "probability": 0.6},
    {"stage": "Won", "position": 2, "status": "won", "probability": 1.0},
)
TODAY = date(2030, 6, 15)  # the last year of the tables below is 2025: everything moves by five years


def deal(number: str, created_on: date, closed_on: date | None, **given: Any) -> dict[str, Any]:
    return {"opportunity_id": number, "created_on": created_on, "closed_on": closed_on, "status": "won",
            "stage": "Won", "amount": 90.0, "list_price": 50.0, "quantity": 2.0, "probability": 1.0,
            **given}  # fmt: skip


def shifted(*deals: dict[str, Any], today: date = TODAY, **tables: pl.DataFrame) -> dict[str, pl.DataFrame]:
    changes = table(
        "stage_changes",
        {"opportunity_id": "D1", "stage": "Prospecting", "changed_on": date(2025, 5, 1)},
        {"opportunity_id": "D1", "stage": "Proposal", "changed_on": date(2025, 6, 10)},
        {"opportunity_id": "D1", "stage": "Won", "changed_on": date(2025, 6, 20)},
    )
    given = {"opportunities": table("opportunities", *deals), "stages": STAGES, "stage_changes": changes}
    return shift_to_today({**given, **tables}, today)


def test_today_falls_in_the_last_year() -> None:
    moved = shifted(deal("D1", date(2025, 1, 31), date(2025, 2, 28)))["opportunities"]
    assert moved.select("created_on", "closed_on").rows() == [(date(2030, 1, 31), date(2030, 2, 28))]


def test_in_the_data_s_own_year_nothing_moves() -> None:
    moved = shifted(deal("D1", date(2025, 1, 31), date(2025, 2, 28)), today=date(2025, 12, 31))["opportunities"]
    assert moved.select("created_on", "closed_on", "status").rows() == [(date(2025, 1, 31), date(2025, 2, 28), "won")]


def test_on_new_year_s_day_the_last_year_has_begun() -> None:
    orders = table("orders", {"ordered_on": date(2025, 1, 1)}, {"ordered_on": date(2025, 1, 2)})
    assert shift_to_today({"orders": orders}, date(2030, 1, 1))["orders"]["ordered_on"].to_list() == [date(2030, 1, 1)]


def test_a_leap_day_becomes_the_28th_and_the_end_of_february_stays_its_end() -> None:
    targets = table(
        "targets",
        {"period_start": date(2024, 2, 1), "period_end": date(2024, 2, 29)},
        {"period_start": date(2023, 2, 1), "period_end": date(2023, 2, 28)},
        {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)},
    )
    orders = table("orders", {"ordered_on": date(2024, 2, 29)}, {"ordered_on": date(2025, 1, 1)})
    moved = shift_to_today({"targets": targets, "orders": orders}, date(2026, 6, 15))
    assert moved["orders"]["ordered_on"].to_list() == [date(2025, 2, 28), date(2026, 1, 1)]
    assert moved["targets"].select("period_start", "period_end").rows() == [
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ]


def test_facts_after_today_are_dropped_and_what_has_no_day_stays() -> None:
    started = [date(2025, 6, 15), date(2025, 6, 16)]
    activities = table(
        "activities", *({"started_on": day, "started_at": datetime(2025, 6, 15, 9, tzinfo=UTC)} for day in started)
    )
    tables = shifted(
        deal("D1", date(2025, 1, 1), None, status="open"), deal("D2", date(2025, 6, 16), None, status="open"),
        deal("D3", None, None, status="open"), activities=activities,
    )  # fmt: skip
    assert tables["activities"]["started_on"].to_list() == [date(2030, 6, 15)]
    assert tables["activities"]["started_at"].to_list() == [datetime(2030, 6, 15, 9, tzinfo=UTC)]
    assert tables["opportunities"]["opportunity_id"].to_list() == ["D1", "D3"]
    assert tables["stage_changes"]["changed_on"].to_list() == [date(2030, 5, 1), date(2030, 6, 10)]


def test_a_deal_that_closes_later_is_open_again_in_the_stage_it_has_reached() -> None:
    closing = deal(
        "D1", date(2025, 5, 1), date(2025, 6, 20), lost_reason="Price", closed_at=datetime(2025, 6, 20, tzinfo=UTC),
        last_activity_at=datetime(2025, 6, 19, tzinfo=UTC), expected_close_on=date(2025, 6, 30),
    )  # fmt: skip
    row = shifted(closing)["opportunities"].row(0, named=True)
    assert (row["status"], row["stage"], row["probability"]) == ("open", "Proposal", 0.6)
    assert row["amount"] == 100.0  # 2 x 50, what was expected, not the 90 that it will bring
    assert (row["closed_on"], row["closed_at"], row["lost_reason"], row["last_activity_at"]) == (None,) * 4
    assert row["expected_close_on"] == date(2030, 6, 30)


def test_a_deal_that_closes_later_without_a_stage_so_far_is_in_the_first() -> None:
    row = shifted(deal("D9", date(2025, 6, 1), date(2025, 12, 1), list_price=None))["opportunities"].row(0, named=True)
    assert (row["stage"], row["status"], row["probability"], row["amount"]) == ("Prospecting", "open", 0.1, None)


def test_an_open_deal_is_in_the_stage_that_it_has_reached_by_today() -> None:
    changes = table(
        "stage_changes",
        {"opportunity_id": "D1", "stage": "Prospecting", "changed_on": date(2025, 5, 1)},
        {"opportunity_id": "D1", "stage": "Proposal", "changed_on": date(2025, 6, 20)},
    )
    still_open = deal("D1", date(2025, 5, 1), None, status="open", stage="Proposal", probability=0.6)
    row = shifted(still_open, stage_changes=changes)["opportunities"].row(0, named=True)
    assert (row["status"], row["stage"], row["probability"], row["amount"]) == ("open", "Prospecting", 0.1, 90.0)


def test_an_undecided_deal_is_what_its_last_change_so_far_made_of_it() -> None:
    changes = table(
        "deal_changes",
        {"opportunity_id": "D1", "changed_on": date(2025, 5, 1), "amount": 70.0, "rep_id": "r1"},
        {"opportunity_id": "D1", "changed_on": date(2025, 6, 10), "amount": 80.0, "previous_amount": 70.0,
         "expected_close_on": date(2025, 6, 30)},
        {"opportunity_id": "D1", "changed_on": date(2025, 6, 18), "amount": 90.0, "previous_amount": 80.0,
         "expected_close_on": date(2025, 6, 20), "rep_id": "r2", "previous_rep_id": "r1"},
        {"opportunity_id": "D2", "changed_on": date(2025, 5, 9), "amount": 1.0},
    )  # fmt: skip
    later = deal("D1", date(2025, 5, 1), date(2025, 6, 20), expected_close_on=date(2025, 6, 20), rep_id="r2")
    closed = deal("D2", date(2025, 5, 1), date(2025, 6, 10), rep_id="r2")
    tables = shifted(later, closed, deal_changes=changes)
    assert tables["deal_changes"]["changed_on"].to_list() == [date(2030, 5, 1), date(2030, 6, 10), date(2030, 5, 9)]
    assert tables["opportunities"].select("status", "amount", "expected_close_on", "rep_id").rows() == [
        ("open", 80.0, date(2030, 6, 30), "r1"), ("won", 90.0, None, "r2"),
    ]  # fmt: skip


def test_a_deal_closed_today_stays_closed() -> None:
    closed = deal("D1", date(2025, 5, 1), date(2025, 6, 15), last_activity_at=datetime(2025, 6, 15, 23, tzinfo=UTC))
    row = shifted(closed)["opportunities"].row(0, named=True)
    assert (row["status"], row["stage"], row["amount"], row["closed_on"]) == ("won", "Won", 90.0, TODAY)
    assert row["last_activity_at"] == datetime(2030, 6, 15, 23, tzinfo=UTC)


def test_actual_figures_of_periods_not_over_are_dropped_and_budgets_stay() -> None:
    quarters = [(date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30))]
    lines = table(
        "statement_lines",
        *({"line": "Revenue", "period_start": a, "period_end": b, "scenario": s, "amount": 1.0}
          for a, b in quarters for s in ("actual", "budget")),
    )  # fmt: skip
    orders = table("orders", {"ordered_on": date(2025, 1, 1)})
    kept = shift_to_today({"statement_lines": lines, "orders": orders}, TODAY)["statement_lines"]
    assert kept.select("period_end", "scenario").rows() == [
        (date(2030, 3, 31), "actual"), (date(2030, 3, 31), "budget"), (date(2030, 6, 30), "budget"),
    ]  # fmt: skip
