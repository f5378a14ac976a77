"""Margins: a line each with name and last value, a mark where a subtotal is broken, a gap where nothing is known."""

from datetime import date

import pandas as pd

from charts.margins import margins_over_time
from tests.charts.checked import checked

STARTS = [date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1)]
LABELS = {"gross": "Gross margin", "net": "Net income"}
FRAME = pd.DataFrame({"period": STARTS, "gross": [0.5, None, 0.4], "net": [0.1, -0.05, 0.02]})


def test_a_line_each_with_a_gap_where_nothing_is_known() -> None:
    gross, net = checked(margins_over_time(FRAME, LABELS, "quarter", {})).data
    assert list(gross.y) == [0.5, None, 0.4]
    assert not gross.connectgaps
    assert net.customdata[1][0] == "<b>Net income</b><br>Q2 2024<br>−5.0% of revenue"


def test_names_and_last_values_stand_at_the_ends() -> None:
    texts = [note.text for note in margins_over_time(FRAME, LABELS, "quarter", {}).layout.annotations]
    assert [text.split("</span> ")[1] for text in texts] == [
        "Gross margin<br>    <b>40.0%</b>", "Net income<br>    <b>2.0%</b>",
    ]  # fmt: skip


def test_what_does_not_add_up_is_marked_where_the_line_is() -> None:
    marks = margins_over_time(FRAME, LABELS, "quarter", {"net": [STARTS[1]]}).data[-1]
    assert (list(marks.x), list(marks.y), list(marks.text)) == ([1.0], [-0.05], ["⚠"])


def test_a_single_period_is_a_dot() -> None:
    assert margins_over_time(FRAME.head(1), LABELS, "quarter", {}).data[0].mode == "lines+markers"


def test_no_revenue_is_said() -> None:
    nothing = pd.DataFrame({"period": STARTS, "gross": [None] * 3, "net": [None] * 3})
    assert "No margin" in margins_over_time(nothing, LABELS, "quarter", {}).layout.annotations[0].text
    assert "No margin" in margins_over_time(nothing[["period"]], {}, "quarter", {}).layout.annotations[0].text
