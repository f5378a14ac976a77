"""The forecasts of a view's parts beside that of the whole."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auth.scope import Scope
from derive import parts
from derive.parts import Parts, find_parts
from filters import Filters
from tests.derive.won import company, derive, monthly, publish, publish_later, view

MARCH, CUT = "2024-03-20", "2024-02-29"
YEARS = monthly("2022-03-01", [100.0] * 24)
SHORT = monthly("2023-12-01", [40.0] * 3, "Bob")


def found(snapshot: Any, months: int = 3) -> Parts:
    return find_parts("rep", months, Filters(), Scope.all(), snapshot)


def test_derived_parts_are_read_the_largest_first_and_their_sum_held_against_the_whole(var: Path) -> None:
    snapshot = publish(YEARS, MARCH)
    derive(snapshot, [view("", "", 100), view("rep", "Ann", 30), view("rep", "Bob", 60, wape=0.4)], CUT)
    made = found(snapshot)
    assert list(made.frame["rep"]) == ["Bob", "Ann"]
    assert list(made.frame["forecast"]) == [180, 90]
    assert list(made.frame["wape"]) == [0.4, 0.1]
    assert (made.total, made.whole, made.grouped, made.dated) == (270, 300, 0, None)
    assert made.gap == pytest.approx(-0.1)


def test_a_part_that_has_no_forecast_says_why_and_one_without_any_revenue_is_left_out(var: Path) -> None:
    snapshot = publish(YEARS, MARCH)
    none = [view("rep", "Bob", 0, note="Few."), view("rep", "Cy", 0, note=parts.EMPTY)]
    derive(snapshot, [view("", "", 100), view("rep", "Ann", 100), *none], CUT)
    made = found(snapshot)
    assert list(made.frame["rep"]) == ["Ann", "Bob"]
    assert made.frame["forecast"].isna().tolist() == [False, True]
    assert list(made.frame["note"]) == ["", "Few."]
    assert (made.total, made.gap) == (300, 0)


def test_those_of_the_snapshot_before_stand_in_with_their_day(var: Path) -> None:
    derive(publish(YEARS, MARCH), [view("", "", 100), view("rep", "Ann", 100)], CUT)
    assert found(publish_later(YEARS, "2024-03-21")).dated == date(2024, 3, 20)


def test_other_views_are_fitted_and_kept() -> None:
    snapshot = company([*YEARS, *SHORT], MARCH)
    made = found(snapshot, months=12)
    assert list(made.frame["rep"]) == ["Ann", "Bob"]
    assert made.frame["forecast"].iloc[0] == pytest.approx(1200, rel=0.01)
    assert made.frame["note"].iloc[1] == "Fewer than 6 periods of history: too few for a forecast."


def test_the_smallest_are_grouped_where_there_are_many() -> None:
    small = [win for n in range(parts.MOST + 1) for win in monthly("2023-01-01", [10.0] * 14, f"Rep {n}")]
    made = found(company([*YEARS, *small], MARCH))
    assert (len(made.frame), made.grouped, made.frame["rep"].iloc[0]) == (parts.MOST + 1, 2, "Ann")
    assert made.frame.set_index("rep")["forecast"]["other"] == pytest.approx(60, rel=0.01)
