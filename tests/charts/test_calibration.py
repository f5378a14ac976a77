"""Stage calibration: ring and dot by stage, the interval, n, what hovering and a click say."""

from typing import Any

import pandas as pd

from charts.calibration import calibration_dumbbells
from charts.theme import WON, tint
from tests.charts.checked import checked

NAN = float("nan")


def stages(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["stage", "position", "crm", "observed", "low", "high", "n"])


FIRST, SECOND = ("First", 1, 0.5, 0.38, 0.33, 0.43, 700), ("Second", 2, 0.9, 0.88, 0.6, 0.95, 4)


def test_each_stage_has_a_ring_at_the_crms_word_and_a_dot_at_what_happened() -> None:
    figure = checked(calibration_dumbbells(stages(SECOND, FIRST), 10))
    _line, interval, rings, dots = figure.data
    assert (list(rings.x), list(dots.x)) == ([0.5, 0.9], [0.38, 0.88])
    assert (list(interval.base), [round(x, 2) for x in interval.x]) == ([0.33, 0.6], [0.1, 0.35])
    assert list(dots.marker.color) == [WON, tint(WON, 0.4)]  # of four deals: too few
    assert list(figure.layout.yaxis.ticktext) == ["First  ", "Second  "]


def test_n_is_written_and_the_marks_are_named_once_away_from_each_other() -> None:
    figure = calibration_dumbbells(stages(FIRST, SECOND), 10)
    assert [a.text for a in figure.layout.annotations] == ["n 700", "n 4", "happened", "CRM"]
    happened, crm = figure.layout.annotations[2:]
    assert (happened.xanchor, crm.xanchor) == ("right", "left")


def test_names_at_the_left_edge_stand_behind_each_other() -> None:
    crm, happened = calibration_dumbbells(stages(("A", 1, 0.1, 0.18, 0.1, 0.2, 50)), 10).layout.annotations[1:]
    assert (crm.text, crm.xshift, happened.xshift, happened.x) == ("CRM", 0, 40, 0.1)


def test_hovering_says_all_and_a_click_filters_by_the_stage() -> None:
    first, few = calibration_dumbbells(stages(FIRST, SECOND), 10).data[-1].customdata
    assert first == [
        "<b>First</b><br>CRM 50.0%<br>won 38.0% of 700 decided<br>95 % interval 33.0% – 43.0%",
        {"dims": {"stage": ["First"]}},
    ]
    assert few[0].endswith("too few deals to tell")


def test_a_crm_without_percentages_and_a_stage_without_decided_deals_are_drawn() -> None:
    figure = checked(
        calibration_dumbbells(stages(("A", 1, NAN, 0.4, 0.3, 0.5, 40), ("B", 2, 0.7, NAN, NAN, NAN, 0)), 10)
    )
    assert [a.text for a in figure.layout.annotations] == ["n 40", "n 0", "happened"]


def test_nothing_decided_says_why_and_what_to_do() -> None:
    figure = calibration_dumbbells(stages(("A", 1, 0.5, NAN, NAN, NAN, NAN)), 10)
    assert "No stage has decided deals yet" in figure.layout.annotations[0].text
    assert "import" in figure.layout.annotations[1].text
