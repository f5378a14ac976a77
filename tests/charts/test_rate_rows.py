"""Rates with their intervals, one below the other."""

from typing import Any

import pandas as pd
import pytest

from charts.rate_rows import MOST, rate_rows
from charts.theme import CLEAR, WON
from tests.charts.checked import checked


def rates(*rows: tuple[Any, float, int, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["band", "win_rate", "win_rate_n", "win_rate_low", "win_rate_high"])


TWO = rates(("< 0 %", 0.4, 50, 0.3, 0.5), ("0–5 %", 0.6, 5, 0.2, 0.9))


def drawn(frame: pd.DataFrame, overall: float | None = None) -> Any:
    return checked(
        rate_rows(frame, "band", "win_rate", 10, lambda row: [f"of {row['win_rate_n']}"], "Nothing", overall)
    )


def test_each_rate_is_a_dot_with_its_interval_and_its_n() -> None:
    dots, beside = drawn(TWO).data
    assert list(dots.x) == [0.4, 0.6]
    assert list(dots.error_x.array) == pytest.approx([0.1, 0.3])
    assert list(dots.error_x.arrayminus) == pytest.approx([0.1, 0.4])
    assert list(beside.text) == ["  <b>40%</b>  n 50", "  <b>60%</b>  n 5"]


def test_too_few_are_a_ring_and_said() -> None:
    dots = drawn(TWO).data[0]
    assert list(dots.marker.color) == [WON, CLEAR]
    assert dots.customdata[1] == ["<b>0–5 %</b><br>of 5<br>too few deals to tell", {"dims": {"band": ["0–5 %"]}}]


def test_all_of_them_are_a_line_across_that_the_axis_holds() -> None:
    figure = drawn(TWO, overall=0.99)
    assert figure.layout.shapes[0].x0 == 0.99
    assert figure.layout.xaxis.range[1] >= 0.99


def test_one_rate_without_any_spread_still_has_an_axis() -> None:
    low, high = drawn(rates(("one", 1.0, 9, 1.0, 1.0))).layout.xaxis.range
    assert low < 1.0 <= high


def test_a_thousand_groups_are_cut_and_none_is_said() -> None:
    assert len(drawn(rates(*[(f"g{i}", 0.5, 20, 0.4, 0.6) for i in range(1000)])).data[0].x) == MOST
    assert drawn(rates()).layout.annotations[0].text == "Nothing"
    assert drawn(rates(("none", float("nan"), 0, float("nan"), float("nan")))).layout.annotations[0].text == "Nothing"
