"""Open deals against the age at which deals of their stage are usually won."""

import asyncio
from datetime import date
from math import isnan
from typing import Any

import numpy as np
import polars as pl
import pytest

from auth.scope import Scope
from errors import UnknownName
from filters import Filters
from metrics.ageing import ageing, ageing_deals, list_ageing_deals, measure_ageing
from metrics.frames import FrameSnapshot
from metrics.usual_age import usual_ages
from tests.metrics.stage_entries import tables

TODAY = date(2024, 12, 31)
TALKS = [("won", "Talk 01-01, Won 02-01")] * 11  # won at ages 10, 20 ... 110 days
OPEN = [("open", "Talk 01-01")] * 4
AGES = [85, 86, 101, None]


def snapshot(won: int = 11, stage: str = "Talk", **columns: Any) -> FrameSnapshot:
    made = tables(
        *TALKS[:won], *OPEN,
        cycle_days=[10 * (i + 1) for i in range(won)] + [None] * 4, age_days=[None] * won + AGES,
        stage=["Won"] * won + [stage] * 4, value=[1.0] * won + [100, 200, 400, 800], **columns,
    )  # fmt: skip
    return FrameSnapshot(made, TODAY)


def test_usual_is_the_quartiles_of_the_age_at_the_win() -> None:
    ages = usual_ages(snapshot(), Filters(), Scope.all())
    assert ages[None, "Talk"] == (35, 60, 85, 100, 11)
    values = [10 * (i + 1) for i in range(11)]
    assert ages[None, "Talk"][:4] == tuple(np.quantile(values, [0.25, 0.5, 0.75, 0.9]))
    assert (None, "Demo") not in ages  # skipped by all of them


def test_a_deal_is_late_once_it_is_older_than_three_of_four_were() -> None:
    frame = measure_ageing(Filters(), Scope.all(), snapshot())
    row = frame.iloc[0]
    assert (len(frame), row["stage"], row["deals"], row["amount"]) == (1, "Talk", 4, 1500)
    assert (row["on_time"], row["late"], row["very_late"], row["unknown"]) == (1, 1, 1, 1)
    assert (row["on_time_amount"], row["late_amount"], row["very_late_amount"], row["unknown_amount"]) == (
        100, 200, 400, 800,
    )  # fmt: skip
    assert (row["usual_low"], row["usual"], row["usual_high"], row["usual_n"]) == (35, 60, 85, 11)


def test_deal_by_deal_it_says_how_old_and_what_is_usual_largest_first() -> None:
    frame = list_ageing_deals(Filters(), Scope.all(), snapshot())
    assert list(frame["lateness"]) == ["unknown", "very_late", "late", "on_time"]
    assert list(frame["late"]) == [False, True, True, False]
    assert list(frame["opportunity_row"]) == [14, 13, 12, 11]
    assert frame.iloc[1][["age_days", "usual_low", "usual", "usual_high"]].tolist() == [101, 35, 60, 85]
    late = list_ageing_deals(Filters(), Scope.all(), snapshot(), "late", limit=1)
    assert (list(late["value"]), late.attrs["count"]) == ([200], 1)
    with pytest.raises(UnknownName):
        list_ageing_deals(Filters(), Scope.all(), snapshot(), "never")


def test_with_too_few_wins_or_in_a_stage_nobody_came_through_nothing_is_judged() -> None:
    for tables_of in (snapshot(won=9), snapshot(stage="Offer")):
        row = measure_ageing(Filters(), Scope.all(), tables_of).iloc[0]
        assert (row["unknown"], row["late"], isnan(row["usual"])) == (4, 0, True)


def test_where_a_filter_leaves_too_few_wins_those_of_all_are_the_measure() -> None:
    reps = ["Ann"] * 11 + ["Bob"] * 4
    bobs = Filters(dims={"rep": ["Bob"]})  # type: ignore[arg-type]
    row = measure_ageing(bobs, Scope.all(), snapshot(rep=reps)).iloc[0]
    assert (row["deals"], row["late"], row["usual"], row["usual_n"]) == (4, 1, 60, 11)
    hidden = measure_ageing(Filters(), Scope.only(rep=["Bob"]), snapshot(rep=reps)).iloc[0]
    assert (hidden["deals"], hidden["unknown"]) == (4, 4)
    talking = Filters(dims={"stage": ["Talk"]})  # type: ignore[arg-type]
    assert measure_ageing(talking, Scope.all(), snapshot()).iloc[0]["late"] == 1


def test_stages_stand_in_their_order_and_those_that_are_not_listed_last() -> None:
    made = tables(*[("open", "Talk 01-01")] * 4, stage=["Wait", "Offer", None, "Talk"])
    listed = made["stages"].with_columns(pl.col("position") * 10)
    frame = measure_ageing(Filters(), Scope.all(), FrameSnapshot({**made, "stages": listed}, TODAY))
    assert frame["stage"].fillna("").tolist() == ["Talk", "Offer", "", "Wait"]


def test_without_open_deals_it_is_empty_with_its_columns() -> None:
    frame = measure_ageing(Filters(), Scope.all(), FrameSnapshot(tables(*TALKS), TODAY))
    assert frame.empty
    assert {"stage", "late_amount", "usual_high"} <= set(frame.columns)


def test_pages_wait_for_it_without_holding_others_up() -> None:
    assert asyncio.run(ageing(Filters(), Scope.all(), snapshot()))["deals"].sum() == 4
    assert len(asyncio.run(ageing_deals(Filters(), Scope.all(), snapshot(), limit=2))) == 2
