"""Bars of won revenue with a mark where the target is."""

from typing import Any

import pandas as pd

from charts.rep_attainment import MOST, rep_attainment
from charts.theme import LOST, WON
from tests.charts.checked import checked

NAN = float("nan")
ANN = {"rep": "<i>Ann</i>", "won_revenue": 50.0, "target": 40.0, "attainment": 1.25, "pace": 0.9}
BOB = {"rep": "Bob", "won_revenue": 10.0, "target": 40.0, "attainment": 0.25, "pace": 0.5}
CID = {"rep": "Cid", "won_revenue": 20.0, "target": NAN, "attainment": NAN, "pace": NAN}


def figure(*rows: dict[str, Any]) -> Any:
    return rep_attainment(pd.DataFrame(list(rows), columns=list(ANN)), "EUR")


def test_each_rep_has_a_bar_and_who_has_a_target_a_mark() -> None:
    bars, marks, _unseen = figure(ANN, BOB, CID).data
    assert (list(bars.x), list(bars.y)) == ([50, 10, 20], [0, -1, -2])
    assert (list(marks.x), list(marks.y)) == ([40, 40], [0, -1])


def test_who_is_behind_is_told_by_colour_and_in_words_and_who_has_reached_the_target_is_not() -> None:
    made = figure(ANN, BOB, CID)
    assert list(made.data[0].marker.color[:2]) == [WON, LOST]
    assert [a.text for a in made.layout.annotations] == ["<b>125%</b>", "<b>25%</b> · behind", "no target"]


def test_a_click_filters_by_the_rep_whose_name_is_escaped_in_what_is_said() -> None:
    said, filter_ = figure(ANN).data[2].customdata[0]
    assert filter_ == {"dims": {"rep": ["<i>Ann</i>"]}}
    assert said == "<b>&lt;i&gt;Ann&lt;/i&gt;</b><br>won €50<br>target €40<br>attainment 125.0%<br>pace 90%"


def test_a_negative_sum_is_no_bar_to_the_left() -> None:
    assert list(figure({**BOB, "won_revenue": -5.0}).data[0].x) == [0]


def test_more_reps_than_bars_are_cut() -> None:
    assert len(figure(*[BOB] * (MOST + 3)).data[0].x) == MOST


def test_nothing_at_all_is_said() -> None:
    assert "no target is set" in figure().layout.annotations[0].text.replace("<br>", " ")


def test_plotly_knows_all_that_is_drawn() -> None:
    checked(figure(ANN, BOB, CID))
    checked(figure(CID))
