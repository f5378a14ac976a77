"""Reasons of losses by group, as cells."""

from typing import Any

import pandas as pd

from charts.lost_deals import reasons_table
from charts.theme import LOST, STRONGEST, tint
from tests.charts.checked import checked

COLUMNS = ["category", "lost_reason", "deals_lost", "lost_revenue", "share", "group_deals", "group_revenue"]


def cells(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame([list(row) for row in rows], columns=COLUMNS)


TABLE = cells(
    ("Meters", "Price", 3, 300.0, 0.75, 4, 400.0), ("Meters", None, 1, 100.0, 0.25, 4, 400.0),
    ("Probes", "Timing", 5, 50.0, 1.0, 5, 50.0),
)  # fmt: skip


def test_groups_are_rows_from_the_top_and_reasons_columns_from_the_left() -> None:
    figure = checked(reasons_table(TABLE, "category", "EUR"))
    bars = figure.data[0]
    assert list(figure.layout.xaxis.ticktext) == ["Timing", "Price", "not known"]
    assert [round(base + x / 2) for base, x in zip(bars.base, bars.x, strict=True)] == [1, 2, 0]
    assert list(bars.y) == [0, 0, -1]
    assert list(bars.text) == ["75%", "25%", "100%"]


def test_the_larger_the_share_the_stronger_the_cell() -> None:
    colours = reasons_table(TABLE, "category", "EUR").data[0].marker.color
    assert colours[2] == tint(LOST, STRONGEST)
    assert colours[0] != colours[1]


def test_a_click_filters_by_group_and_reason_and_all_of_it_is_in_the_hover_text() -> None:
    marks = reasons_table(TABLE, "category", "EUR").data[0].customdata
    assert marks[1] == [
        "<b>Meters</b><br>not known<br>25.0% of 4 lost deals<br>1 deal, €100 expected",
        {"dims": {"category": ["Meters"], "lost_reason": ["(none)"]}},
    ]


def test_the_rest_beyond_the_largest_stands_last_and_is_no_filter() -> None:
    figure = reasons_table(
        cells(("Meters", "other", 9, 9.0, 0.9, 10, 10.0), ("Meters", "Price", 1, 1.0, 0.1, 10, 10.0)), "category", "EUR"
    )
    assert list(figure.layout.xaxis.ticktext) == ["Price", "all others"]
    assert figure.data[0].customdata[0][1] is None


def test_the_totals_of_each_group_stand_at_its_right() -> None:
    totals = reasons_table(TABLE, "category", "EUR").data[1]
    assert dict(zip(totals.y, totals.text, strict=True)) == {0: "  n 4", -1: "  n 5"}


def test_no_losses_are_said() -> None:
    assert "No deal was lost" in reasons_table(cells(), "category", "EUR").layout.annotations[0].text
