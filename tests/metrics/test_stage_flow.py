"""Stage conversion and time in stage, with the traps: skipped and repeated stages, and deals still in one."""

import asyncio
from datetime import date
from math import isnan
from typing import Any

import pandas as pd
import pytest

from auth.scope import Scope
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.stage_flow import measure_stage_flow, stage_flow
from tests.metrics.stage_entries import tables

YEAR = Window(date(2024, 1, 1), date(2024, 12, 31))
STRAIGHT = ("won", "Lead 01-01, Talk 01-05, Demo 01-15, Offer 01-20, Won 01-30")


def flow(*ways: tuple[str, str], window: Window = YEAR, **columns: Any) -> pd.DataFrame:
    filters, scope = columns.pop("filters", Filters()), columns.pop("scope", Scope.all())
    snapshot = FrameSnapshot(tables(*ways, **columns), date(2024, 12, 31))
    return measure_stage_flow(window, filters, scope, snapshot).set_index("stage")


def test_a_deal_that_is_won_stage_by_stage_converts_in_each() -> None:
    frame = flow(STRAIGHT)
    assert list(frame.index) == ["Lead", "Talk", "Demo", "Offer"]
    assert list(frame.position) == [0, 1, 2, 3]
    assert list(frame.entered) == list(frame.reached_later) == list(frame.won) == [1, 1, 1, 1]
    assert list(frame.skipped) == list(frame.lost) == list(frame.still) == [0, 0, 0, 0]
    assert list(frame.conversion) == [1, 1, 1, 1]
    assert list(frame.median_days) == [4, 10, 5, 10]
    assert list(frame.n_days) == [1, 1, 1, 1]


def test_a_lost_deal_converts_up_to_where_it_was_lost_and_deals_on_their_way_are_left_out() -> None:
    frame = flow(
        ("lost", "Lead 01-01, Talk 01-05, Lost 02-01"),
        ("open", "Lead 01-01, Talk 01-05"),
        ("untouched", "Lead 01-01"),
        STRAIGHT,
    )
    assert list(frame.entered) == [4, 3, 1, 1]
    assert list(frame.reached_later) == [3, 1, 1, 1]
    assert list(frame.lost) == [0, 1, 0, 0]
    assert list(frame.still) == [1, 1, 0, 0]
    assert list(frame.conversion) == [1, 0.5, 1, 1]
    assert (frame.conversion_low["Talk"], frame.conversion_high["Talk"]) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    assert (frame.median_days["Talk"], frame.n_days["Talk"]) == (18.5, 2)


def test_skipped_stages_count_as_passed_through_on_the_day_a_later_one_is_reached() -> None:
    skipper = ("open", "Talk 03-01, Offer 04-10")
    frame = flow(skipper)
    assert list(frame.entered) == [1, 1, 1, 1]
    assert list(frame.skipped) == [1, 0, 1, 0]
    assert list(frame.reached_later) == [1, 1, 1, 0]
    assert list(frame.n_days) == [0, 1, 0, 0]
    april = flow(skipper, window=Window(date(2024, 4, 1), date(2024, 4, 30)))
    assert list(april.entered) == [0, 0, 1, 1]


def test_a_win_passes_through_all_stages_that_were_left() -> None:
    frame = flow(("won", "Lead 01-01, Talk 01-05, Won 02-01"))
    assert list(frame.entered) == list(frame.won) == [1, 1, 1, 1]
    assert list(frame.skipped) == [0, 0, 1, 1]
    assert list(flow(("lost", "Lead 01-01, Talk 01-05, Lost 02-01")).entered) == [1, 1, 0, 0]


def test_a_deal_that_goes_back_and_forth_counts_once_and_with_each_of_its_stays() -> None:
    frame = flow(("lost", "Talk 01-01, Demo 01-11, Talk 01-15, Demo 01-20, Lost 02-01"))
    assert (frame.entered["Talk"], frame.reached_later["Talk"], frame.lost["Talk"]) == (1, 1, 0)
    assert (frame.entered["Demo"], frame.reached_later["Demo"], frame.lost["Demo"]) == (1, 0, 1)
    assert (frame.median_days["Talk"], frame.n_days["Talk"]) == (7.5, 2)
    returned = flow(("lost", "Talk 01-01, Offer 01-11, Demo 01-15, Lost 02-01"))
    assert (returned.entered["Demo"], returned.skipped["Demo"], returned.reached_later["Demo"]) == (1, 1, 1)


def test_a_deal_that_went_back_and_is_open_is_neither_won_nor_lost_to_its_stage() -> None:
    frame = flow(("open", "Talk 01-01, Demo 01-11, Talk 01-15"))
    assert (frame.still["Demo"], frame.still["Talk"]) == (1, 0)
    assert isnan(frame.conversion["Demo"])


def test_entered_is_the_sum_of_what_became_of_the_deals() -> None:
    frame = flow(
        STRAIGHT, ("open", "Talk 03-01, Offer 04-10"), ("lost", "Lead 01-01, Demo 01-05, Talk 01-09, Lost 02-01"),
        ("untouched", "Lead 05-01"), ("won", "Demo 01-01, Won 01-02"), ("open", "Demo 02-01, Lead 02-02"),
    )  # fmt: skip
    assert list(frame.entered) == list(frame.reached_later + frame.lost + frame.still) == [6, 5, 5, 3]


def test_only_entries_in_the_window_count_and_each_in_one_window_only() -> None:
    ways = (STRAIGHT, ("open", "Lead 01-10, Talk 02-05, Lead 02-10, Talk 02-15"))
    january, later = Window(date(2024, 1, 1), date(2024, 1, 31)), Window(date(2024, 2, 1), date(2024, 12, 31))
    assert list(flow(*ways, window=january).entered + flow(*ways, window=later).entered) == [2, 2, 1, 1]
    assert list(flow(*ways, window=Window(None, date(2024, 12, 31))).entered) == [2, 2, 1, 1]


def test_filters_and_scope_are_honoured_also_those_that_only_deals_know() -> None:
    ways, more = (STRAIGHT, STRAIGHT), {"rep": ["Ann", "Bob"], "lead_source": ["web", None]}
    assert list(flow(*ways, **more, filters=Filters(dims={"rep": ["Ann"]})).entered) == [1, 1, 1, 1]  # type: ignore[arg-type]
    assert list(flow(*ways, **more, filters=Filters(dims={"lead_source": ["web"]})).won) == [1, 1, 1, 1]  # type: ignore[arg-type]
    assert list(flow(*ways, **more, scope=Scope.only(rep=["Bob"])).entered) == [1, 1, 1, 1]
    stage = flow(STRAIGHT, stage=["Offer"], filters=Filters(dims={"stage": ["Offer"]}))  # type: ignore[arg-type]
    assert stage.attrs["ignored_filters"] == ["stage"]
    assert list(stage.entered) == [1, 1, 1, 1]


def test_the_same_stage_of_two_origins_is_one() -> None:
    frame = flow(STRAIGHT, ("lost", "Talk 01-01, Lost 01-03"), origin=["crm", "old"])
    assert list(frame.entered) == [2, 2, 1, 1]
    assert (frame.median_days["Talk"], frame.n_days["Talk"]) == (6, 2)


def test_without_any_entry_the_stages_stand_there_empty() -> None:
    frame = flow(STRAIGHT, window=Window(date(2020, 1, 1), date(2020, 12, 31)))
    assert list(frame.entered) == [0, 0, 0, 0]
    assert frame.conversion.isna().all()


def test_pages_wait_for_it_without_holding_others_up() -> None:
    snapshot = FrameSnapshot(tables(STRAIGHT), date(2024, 12, 31))
    assert list(asyncio.run(stage_flow(YEAR, Filters(), Scope.all(), snapshot))["entered"]) == [1, 1, 1, 1]
