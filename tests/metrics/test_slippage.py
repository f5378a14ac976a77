"""Slippage: what was due in a period at its start, and what became of it."""

import asyncio
from datetime import date
from math import isnan
from typing import Any

import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.slippage import measure_slippage, measure_slippage_months, slippage, slippage_months
from tests.metrics.stretches import deal_states, of_reps, stretch

APRIL = Window(date(2024, 4, 1), date(2024, 4, 30))
TODAY = date(2024, 5, 15)
IN_APRIL, IN_JUNE = {"expected_close_on": "2024-04-20"}, {"expected_close_on": "2024-06-01"}
MADE = {"opened_on": "2024-01-01"}
DEALS = (
    stretch(0, "2024-01-01", "2024-04-12", 100, **IN_APRIL, outcome="won", left_on="2024-04-12", rep="Ann"),
    stretch(1, "2024-01-01", "2024-04-30", 50, **IN_APRIL, outcome="lost", left_on="2024-04-30", rep="Ann"),
    stretch(2, "2024-01-01", "2024-04-18", 200, **IN_APRIL, rep="Ann"),
    stretch(2, "2024-04-18", None, 999, **IN_JUNE, **MADE, rep="Bob"),
    stretch(3, "2024-01-01", None, 30, **IN_APRIL, rep="Ann"),
    stretch(4, "2024-01-01", "2024-04-02", 20, **IN_APRIL, rep="Ann"),
    stretch(4, "2024-04-02", None, 20, expected_close_on="2024-03-30", **MADE, rep="Ann"),
    stretch(5, "2024-04-01", None, 7777, **IN_APRIL),  # opened on its first day: not due at its start
    stretch(6, "2024-01-01", None, 8888, **IN_JUNE),  # never due in it
    stretch(7, "2024-01-01", None, 9999, **IN_APRIL, status="untouched"),
)


def snapshot(*stretches: dict[str, Any], today: date = TODAY) -> FrameSnapshot:
    return FrameSnapshot({"deal_states": deal_states(*stretches), "opportunities": of_reps("Ann", "Bob")}, today)


def test_what_was_due_was_won_lost_moved_or_is_still_due() -> None:
    frame = measure_slippage(APRIL, Filters(), Scope.all(), snapshot(*DEALS))
    assert dict(zip(frame["kind"], zip(frame["deals"], frame["amount"], strict=True), strict=True)) == {
        "due": (5, 400), "won": (1, 100), "lost": (1, 50), "slipped": (1, 200), "still_due": (1, 30),
        "pulled_earlier": (1, 20), "other": (0, 0),
    }  # fmt: skip
    assert frame.attrs["slippage"] == 0.5
    assert frame.set_index("kind").share["won"] == 0.25
    assert (frame.attrs["over"], frame.attrs["until"]) == (True, date(2024, 4, 30))


def test_a_deal_is_followed_out_of_the_filters_under_which_it_was_due() -> None:
    anns = Filters(dims={"rep": ["Ann"]})  # type: ignore[arg-type]
    assert measure_slippage(APRIL, anns, Scope.all(), snapshot(*DEALS)).attrs["slippage"] == 0.5
    bobs = measure_slippage(APRIL, Filters(), Scope.only(rep=["Bob"]), snapshot(*DEALS))
    assert (bobs["deals"].sum(), bobs.attrs["slippage"]) == (0, None)


def test_in_a_running_period_it_is_what_has_moved_so_far() -> None:
    frame = measure_slippage(APRIL, Filters(), Scope.all(), snapshot(*DEALS, today=date(2024, 4, 17)))
    amounts = dict(zip(frame["kind"], frame["amount"], strict=True))
    assert (amounts["won"], amounts["lost"], amounts["slipped"], amounts["still_due"]) == (100, 0, 0, 280)
    assert not frame.attrs["over"]


def test_a_deal_without_a_day_any_more_has_slipped_and_one_that_vanished_is_otherwise_gone() -> None:
    frame = measure_slippage(APRIL, Filters(), Scope.all(), snapshot(
        stretch(0, "2024-01-01", "2024-04-05", 10, **IN_APRIL), stretch(0, "2024-04-05", None, 10, **MADE),
        stretch(1, "2024-01-01", "2024-04-05", 30, **IN_APRIL),
    ))  # fmt: skip
    amounts = dict(zip(frame["kind"], frame["amount"], strict=True))
    assert (amounts["slipped"], amounts["other"], frame.attrs["slippage"]) == (10, 30, 0.25)


def test_a_period_without_a_start_is_an_error_and_nothing_due_is_no_share() -> None:
    with pytest.raises(BadFilter):
        measure_slippage(Window(None, TODAY), Filters(), Scope.all(), snapshot(*DEALS))
    empty = measure_slippage(Window(date(2020, 1, 1), date(2020, 1, 31)), Filters(), Scope.all(), snapshot(*DEALS))
    assert empty.attrs["slippage"] is None
    assert empty["share"].isna().all()


def test_by_month_it_is_the_same_for_each_whole_month() -> None:
    frame = measure_slippage_months(Filters(), Scope.all(), snapshot(*DEALS), months=3).set_index("month")
    assert [month.month for month in frame.index] == [2, 3, 4]
    april = frame.loc["2024-04-01"]
    assert (april["due"], april["deals"], april["slipped"], april["slipped_deals"]) == (400, 5, 200, 1)
    assert (april["won"], april["lost"], april["still_due"], april["pulled_earlier"]) == (100, 50, 30, 20)
    assert april["slippage"] == 0.5
    assert isnan(frame.slippage["2024-02-01"])


def test_a_deal_that_slips_every_month_has_slipped_in_each() -> None:
    pushed = snapshot(
        stretch(0, "2024-01-01", "2024-02-20", 10, expected_close_on="2024-02-25"),
        stretch(0, "2024-02-20", "2024-03-20", 12, expected_close_on="2024-03-25", **MADE),
        stretch(0, "2024-03-20", None, 14, expected_close_on="2024-04-25", **MADE),
    )
    frame = measure_slippage_months(Filters(), Scope.all(), pushed, months=3)
    assert list(frame["due"]) == [10, 12, 14]
    assert list(frame["slippage"]) == [1, 1, 0]


def test_pages_wait_for_it_without_holding_others_up() -> None:
    tables = snapshot(*DEALS)
    assert asyncio.run(slippage(APRIL, Filters(), Scope.all(), tables)).attrs["slippage"] == 0.5
    assert len(asyncio.run(slippage_months(Filters(), Scope.all(), tables))) == 12
