"""The pipeline's movement between two days: its parts, and that they sum to the difference."""

import asyncio
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth.scope import Scope
from errors import BadFilter, UnknownName
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.movement import KINDS, measure_movement, movement
from metrics.movement_deals import list_movement_deals, movement_deals
from tests.metrics.stretches import deal_states, of_reps, stretch

START, END, TODAY = date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 15)
APRIL = Window(date(2024, 4, 1), date(2024, 4, 30))
ANN, BOB = {"rep": "Ann"}, {"rep": "Bob"}
WON = {"outcome": "won", "left_on": "2024-04-10"}
LOST = {"outcome": "lost", "left_on": "2024-04-20"}
LATER, SOONER = {"expected_close_on": "2024-06-30"}, {"expected_close_on": "2024-04-15"}


def snapshot(*stretches: dict[str, Any]) -> FrameSnapshot:
    deals = pl.DataFrame({"opportunity_id": [f"id-{i}" for i in range(40)], "opportunity": None, "url": None})
    return FrameSnapshot(
        {"deal_states": deal_states(*stretches), "opportunities": of_reps("Ann", "Bob"), "opportunities_detail": deals},
        TODAY,
    )


def moved(*stretches: dict[str, Any], filters: Filters | None = None, **more: Any) -> dict[str, tuple[int, float]]:
    """Kind -> deals and amount, of the kinds that have any deal."""
    scope = more.pop("scope", Scope.all())
    frame = measure_movement(START, END, filters or Filters(), scope, snapshot(*stretches), **more)
    assert list(frame["kind"]) == list(KINDS)
    rows = zip(frame["kind"], frame["deals"], frame["amount"], strict=True)
    return {kind: (deals, amount) for kind, deals, amount in rows if deals}


def test_a_deal_on_which_nothing_changed_is_in_opening_and_closing() -> None:
    assert moved(stretch(0, "2024-01-01", None, 50)) == {"opening": (1, 50), "closing": (1, 50)}


def test_a_deal_without_a_day_was_always_there() -> None:
    assert moved(stretch(0, None, None, 50)) == {"opening": (1, 50), "closing": (1, 50)}


def test_a_new_deal_counts_with_its_value_at_the_end() -> None:
    stretches = stretch(0, "2024-04-02", "2024-04-09", 30), stretch(0, "2024-04-09", None, 45, opened_on="2024-04-02")
    assert moved(*stretches) == {"new": (1, 45), "closing": (1, 45)}


def test_a_deal_opened_on_the_first_day_itself_is_already_there() -> None:
    assert moved(stretch(0, "2024-03-31", None, 5)) == {"opening": (1, 5), "closing": (1, 5)}
    assert moved(stretch(0, "2024-04-01", None, 5)) == {"new": (1, 5), "closing": (1, 5)}


def test_won_and_lost_deals_leave_with_what_they_were_worth_at_the_start() -> None:
    assert moved(
        stretch(0, "2024-01-01", "2024-04-05", 100, **WON),
        stretch(0, "2024-04-05", "2024-04-10", 120, opened_on="2024-01-01", **WON),
        stretch(1, "2024-01-01", "2024-04-20", 70, **LOST),
    ) == {"opening": (2, 170), "won": (1, -100), "lost": (1, -70)}  # fmt: skip


def test_a_deal_decided_after_the_end_is_still_open_then() -> None:
    decided = stretch(0, "2024-01-01", "2024-05-02", 9, outcome="won", left_on="2024-05-02")
    assert moved(decided) == {"opening": (1, 9), "closing": (1, 9)}


def test_one_that_came_and_was_decided_in_between_is_in_no_part_and_counted_apart() -> None:
    passed = stretch(0, "2024-04-02", "2024-04-10", 30, **WON)
    assert moved(passed) == {}
    before = stretch(1, "2024-01-01", "2024-03-31", 30, outcome="won", left_on="2024-03-31")
    attrs = measure_movement(START, END, Filters(), Scope.all(), snapshot(passed, before)).attrs
    assert (attrs["between"], attrs["between_won"]) == (1, 1)
    listed = list_movement_deals("between", START, END, Filters(), Scope.all(), snapshot(passed, before))
    assert list(listed["opportunity_id"]) == ["id-0"]


def test_changes_of_value_are_up_and_down_one_that_was_unknown_counts_from_zero() -> None:
    assert moved(
        stretch(0, "2024-01-01", "2024-04-05", 100), stretch(0, "2024-04-05", None, 130, opened_on="2024-01-01"),
        stretch(1, "2024-01-01", "2024-04-05", 100), stretch(1, "2024-04-05", None, 60, opened_on="2024-01-01"),
        stretch(2, "2024-01-01", "2024-04-05", None), stretch(2, "2024-04-05", None, 5, opened_on="2024-01-01"),
    ) == {"opening": (3, 200), "up": (2, 35), "down": (1, -40), "closing": (3, 195)}  # fmt: skip


def test_a_deal_handed_to_another_rep_leaves_one_and_comes_to_the_other_and_stays_in_the_whole() -> None:
    handed = (
        stretch(0, "2024-01-01", "2024-04-05", 10, **ANN),
        stretch(0, "2024-04-05", None, 12, opened_on="2024-01-01", **BOB),
    )
    anns = Filters(dims={"rep": ["Ann"]})  # type: ignore[arg-type]
    assert moved(*handed, filters=anns) == {"opening": (1, 10), "other_out": (1, -10)}
    assert moved(*handed, scope=Scope.only(rep=["Bob"])) == {"other_in": (1, 12), "closing": (1, 12)}
    assert moved(*handed) == {"opening": (1, 10), "up": (1, 2), "closing": (1, 12)}


def test_a_deal_opened_by_another_rep_on_the_first_day_is_handed_over_not_new() -> None:
    handed = (
        stretch(0, "2024-03-31", "2024-04-05", **ANN),
        stretch(0, "2024-04-05", None, opened_on="2024-03-31", **BOB),
    )
    assert moved(*handed, scope=Scope.only(rep=["Bob"])) == {"other_in": (1, 10), "closing": (1, 10)}


def test_a_deal_that_another_rep_won_in_the_end_is_not_this_ones_win() -> None:
    handed = (
        stretch(0, "2024-01-01", "2024-04-05", 10, **ANN, **WON),
        stretch(0, "2024-04-05", "2024-04-10", 12, opened_on="2024-01-01", **BOB, **WON),
    )
    anns = Filters(dims={"rep": ["Ann"]})  # type: ignore[arg-type]
    assert moved(*handed, filters=anns) == {"opening": (1, 10), "other_out": (1, -10)}
    assert moved(*handed) == {"opening": (1, 10), "won": (1, -10)}


def test_a_deal_taken_up_again_comes_in_otherwise() -> None:
    again = (
        stretch(0, "2024-01-01", "2024-02-01", 10, outcome="lost", left_on="2024-02-01"),
        stretch(0, "2024-04-05", None, 12, opened_on="2024-01-01"),
    )
    assert moved(*again) == {"other_in": (1, 12), "closing": (1, 12)}


def test_an_untouched_deal_is_new_once_somebody_touches_it() -> None:
    touched = (
        stretch(0, "2024-01-01", "2024-04-05", 10, status="untouched"),
        stretch(0, "2024-04-05", None, 10, opened_on="2024-01-01"),
    )
    assert moved(*touched) == {"new": (1, 10), "closing": (1, 10)}


def test_without_a_window_dates_that_moved_are_counted_beside() -> None:
    pushed = (
        stretch(0, "2024-01-01", "2024-04-05", 10, **SOONER),
        stretch(0, "2024-04-05", None, 10, opened_on="2024-01-01", **LATER),
        stretch(1, "2024-01-01", "2024-04-05", 10, **LATER),
        stretch(1, "2024-04-05", None, 11, opened_on="2024-01-01", **SOONER),
    )
    assert moved(*pushed) == {
        "opening": (2, 20), "up": (1, 1), "pulled_in": (1, 0), "pushed_out": (1, 0), "closing": (2, 21),
    }  # fmt: skip


def test_of_what_is_due_in_a_window_deals_are_pushed_out_of_it_and_pulled_into_it() -> None:
    assert moved(
        stretch(0, "2024-01-01", "2024-04-05", 10, **SOONER),
        stretch(0, "2024-04-05", None, 15, opened_on="2024-01-01", **LATER),
        stretch(1, "2024-01-01", "2024-04-05", 20, **LATER),
        stretch(1, "2024-04-05", None, 25, opened_on="2024-01-01", **SOONER),
        stretch(2, "2024-01-01", None, 40, **LATER),
        stretch(3, "2024-01-01", "2024-04-10", 7, **SOONER, **WON),
        stretch(4, "2024-04-03", None, 3, **SOONER),
        due_by=APRIL,
    ) == {
        "opening": (2, 17), "new": (1, 3), "won": (1, -7), "pulled_in": (1, 25), "pushed_out": (1, -10),
        "closing": (2, 28),
    }  # fmt: skip


def test_days_ahead_are_the_last_day_with_facts_and_days_in_the_wrong_order_an_error() -> None:
    frame = measure_movement(START, date(2030, 1, 1), Filters(), Scope.all(), snapshot(stretch(0, None, None)))
    assert (frame.attrs["end"], frame.attrs["as_of"]) == (TODAY, TODAY)
    with pytest.raises(BadFilter):
        measure_movement(END, START, Filters(), Scope.all(), snapshot(stretch(0, None, None)))


def test_it_says_what_was_reconstructed_and_which_filters_history_does_not_know() -> None:
    tables = snapshot(stretch(0, None, None, reconstructed=True), stretch(1, None, None))
    deals = tables.frames["opportunities"].with_columns(lost_reason=pl.lit("price", dtype=pl.Categorical))
    tables = FrameSnapshot({**tables.frames, "opportunities": deals}, TODAY)
    by_reason = Filters(dims={"lost_reason": ["price"]})  # type: ignore[arg-type]
    frame = measure_movement(START, END, by_reason, Scope.all(), tables)
    assert (frame.attrs["reconstructed"], frame.attrs["ignored_filters"]) == (1, ["lost_reason"])
    assert len(frame.attrs["notes"]) == 1


def test_the_deals_of_a_bar_come_with_what_they_were_and_are_largest_first() -> None:
    tables = snapshot(
        stretch(0, "2024-01-01", "2024-04-05", 10, stage="Talk", **ANN, **SOONER),
        stretch(0, "2024-04-05", None, 12, opened_on="2024-01-01", stage="Offer", **BOB, **LATER),
        stretch(1, "2024-01-01", "2024-04-05", 10, **ANN),
        stretch(1, "2024-04-05", None, 17, opened_on="2024-01-01", **ANN),
        stretch(2, "2024-01-01", "2024-04-10", 90, stage="Offer", **ANN, **WON),
    )
    frame = list_movement_deals("up", START, END, Filters(), Scope.all(), tables)
    assert list(frame["opportunity_id"]) == ["id-1", "id-0"]
    row = frame.iloc[1]
    assert (row["rep"], row["stage_before"], row["stage"]) == ("Bob", "Talk", "Offer")
    assert (row["value_before"], row["value_after"], row["change"]) == (10, 12, 2)
    assert (row["expected_close_before"].date(), row["expected_close_after"].date()) == (
        date(2024, 4, 15), date(2024, 6, 30),
    )  # fmt: skip
    won = list_movement_deals("won", START, END, Filters(), Scope.all(), tables)
    assert (list(won["stage"]), list(won["change"]), list(won["value_after"].isna())) == (["Offer"], [-90], [True])
    first = list_movement_deals("opening", START, END, Filters(), Scope.all(), tables, limit=1)
    assert (list(first["opportunity_id"]), first.attrs["count"]) == (["id-2"], 3)
    assert list(list_movement_deals("pushed_out", START, END, Filters(), Scope.all(), tables)[
        "opportunity_id"]) == ["id-0"]  # fmt: skip
    assert list_movement_deals("lost", START, END, Filters(), Scope.all(), tables).empty
    with pytest.raises(UnknownName):
        list_movement_deals("sideways", START, END, Filters(), Scope.all(), tables)


def test_the_deals_of_all_bars_are_listed_by_what_became_of_them() -> None:
    tables = snapshot(
        stretch(0, "2024-01-01", "2024-04-05", 10, **ANN),
        stretch(0, "2024-04-05", None, 12, opened_on="2024-01-01", **ANN),
        stretch(1, "2024-01-01", None, 500, **ANN),
        stretch(2, "2024-01-01", "2024-04-10", 90, **ANN, **WON),
        stretch(3, "2024-04-02", "2024-04-10", 80, **ANN, **WON),
    )
    moved = list_movement_deals("moved", START, END, Filters(), Scope.all(), tables)
    assert list(zip(moved["opportunity_id"], moved["kind"], strict=True)) == [("id-2", "won"), ("id-0", "up")]


FIRST = date(2024, 1, 1)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Deals of all fates, each a row of stretches: of another value, date, rep or status; decided, taken up again."""
    rows = []
    for deal in range(draw(st.integers(1, 8))):
        cuts = sorted(draw(st.sets(st.integers(0, 60), min_size=1, max_size=5)))
        days: list[date | None] = [FIRST + timedelta(days=cut) for cut in cuts]
        opened = days[0]
        if draw(st.booleans()):
            opened = days[0] = None
        ends: list[date | None] = [*days[1:], draw(st.sampled_from([None, FIRST + timedelta(days=61)]))]
        left, outcome = ends[-1], draw(st.sampled_from(["won", "lost"]))
        skipped = draw(st.sets(st.integers(0, 4), max_size=1)) if len(days) > 2 else set()
        for number, (start, end) in enumerate(zip(days, ends, strict=True)):
            if number in skipped:
                continue
            ended = end if number + 1 in skipped else left
            rows.append(stretch(
                deal, start, end,  # type: ignore[arg-type]
                draw(st.sampled_from([None, 0, 10, 12.5, 1e6, 0.1])), opened_on=opened,
                rep=draw(st.sampled_from(["Ann", "Bob"])), status=draw(st.sampled_from(["open", "open", "untouched"])),
                expected_close_on=draw(st.sampled_from([None, "2024-01-10", "2024-02-10", "2024-03-10"])),
                left_on=ended, outcome=outcome if ended else None,
            ))  # fmt: skip
    return rows


def held(rows: list[dict[str, Any]], day: date, rep: str | None, due_by: Window | None) -> dict[int, float]:
    """The deals in the pipeline at the end of a day with their value, found one by one."""
    return {
        row["opportunity_row"]: row["value"] or 0
        for row in rows
        if (row["from_on"] is None or row["from_on"] <= day) and (row["to_on"] is None or row["to_on"] > day)
        and row["status"] == "open" and rep in (None, row["rep"])
        and (due_by is None or (row["expected_close_on"] and
                                due_by.start <= date.fromisoformat(row["expected_close_on"]) <= due_by.end))
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    histories(), st.integers(0, 70), st.integers(0, 70), st.sampled_from([None, "Ann"]),
    st.sampled_from([None, Window(date(2024, 2, 1), date(2024, 2, 29))]),
)  # fmt: skip
def test_the_parts_sum_to_the_difference_and_each_deal_is_in_one_of_them(
    rows: list[dict[str, Any]], one: int, other: int, rep: str | None, due_by: Window | None
) -> None:
    start, end = (FIRST + timedelta(days=days) for days in sorted((one, other)))
    tables, filters = snapshot(*rows), Filters(dims={"rep": [rep]} if rep else {})  # type: ignore[arg-type]
    frame = measure_movement(start, end, filters, Scope.all(), tables, due_by).set_index("kind")
    before, after = held(rows, start, rep, due_by), held(rows, end, rep, due_by)
    assert (frame.deals["opening"], frame.deals["closing"]) == (len(before), len(after))
    assert frame.amount["opening"] == pytest.approx(sum(before.values()), rel=1e-9)
    assert frame.amount["closing"] == pytest.approx(sum(after.values()), rel=1e-9)
    parts = frame.drop(["opening", "closing"])
    whole = frame.amount["opening"] + parts.amount.sum()
    assert whole == pytest.approx(frame.amount["closing"], rel=1e-9, abs=1e-6)
    kinds = [kind for kind in parts.index if parts.deals[kind] and (due_by or "pu" not in kind)]
    found = [deal for kind in kinds for deal in listed(kind, start, end, filters, tables, due_by)]
    assert len(found) == len(set(found)) == parts.deals[kinds].sum()
    unchanged = {deal for deal in before.keys() & after.keys() if before[deal] == after[deal]}
    assert set(found) == (before.keys() | after.keys()) - unchanged


def listed(kind: str, start: date, end: date, filters: Filters, tables: FrameSnapshot, due: Window | None) -> list[int]:
    return list(list_movement_deals(kind, start, end, filters, Scope.all(), tables, due)["opportunity_row"])


def test_pages_wait_for_it_without_holding_others_up() -> None:
    tables = snapshot(stretch(0, None, None, 50))
    bars = asyncio.run(movement(START, END, Filters(), Scope.all(), tables)).set_index("kind")
    deals = asyncio.run(movement_deals("opening", START, END, Filters(), Scope.all(), tables))
    assert bars.amount["opening"] == deals["value_before"].item() == 50
