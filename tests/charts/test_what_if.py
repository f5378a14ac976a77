"""What another price would do, as rows and over changes of the price."""

import pandas as pd
import pytest

from charts.what_if import what_if_course, what_if_rows
from tests.charts.checked import checked

NAMES = {"deals_won": "Deals won", "revenue": "Revenue", "margin": "Margin"}
ROWS = pd.DataFrame({
    "measure": ["deals_won", "revenue", "margin"], "today": [100.0, 1000.0, float("nan")],
    "expected": [120.0, 1100.0, float("nan")], "low95": [105.0, 900.0, float("nan")],
    "low80": [110.0, 1000.0, float("nan")], "high80": [130.0, 1200.0, float("nan")],
    "high95": [135.0, 1300.0, float("nan")],
})  # fmt: skip
AMOUNTS = {"deals_won": ("100", "120"), "revenue": ("€1 k", "€1.1 k"), "margin": ("—", "—")}


def test_each_measure_is_a_dot_with_two_bands_in_percent_of_today() -> None:
    figure = checked(what_if_rows(ROWS, NAMES, AMOUNTS))
    zero, wide, narrow, dots = figure.data
    assert set(zero.x) == {0}
    assert list(dots.x) == pytest.approx([0.2, 0.1])
    assert list(wide.x)[:2] == pytest.approx([0.05, 0.35])
    assert list(narrow.x)[:2] == pytest.approx([0.1, 0.3])
    assert [note.text for note in figure.layout.annotations] == ["<b>+20.0%</b>", "<b>+10.0%</b>"]


def test_what_is_not_known_has_no_row_and_rows_say_both_amounts() -> None:
    texts = checked(what_if_rows(ROWS, NAMES, AMOUNTS)).layout.yaxis.ticktext
    assert list(texts) == ["<b>Deals won</b><br>100 → 120", "<b>Revenue</b><br>€1 k → €1.1 k"]


def test_hovering_says_today_expected_and_both_intervals() -> None:
    text = checked(what_if_rows(ROWS, NAMES, AMOUNTS)).data[-1].customdata[1][0]
    assert text == (
        "<b>Revenue</b><br>today €1 k<br>expected €1.1 k (+10.0%)<br>80 % interval 0.0% – +20.0%"
        "<br>95 % interval −10.0% – +30.0%"
    )


def test_the_course_has_a_line_and_a_band_for_each_measure_and_marks_the_change() -> None:
    asked = pd.concat([ROWS.assign(change=change) for change in (-0.2, 0.0, 0.2)])
    figure = checked(what_if_course(asked, NAMES, -0.05))
    here, *traces = figure.data
    assert set(here.x) == {-0.05}
    assert len(traces) == 4  # margin is not known
    assert list(traces[1].x) == [-0.2, 0, 0.2]
    assert list(traces[1].y) == pytest.approx([0.2] * 3)
    texts = [note.text for note in figure.layout.annotations]
    assert texts == ["Deals won", "Revenue", "price −5%"]
