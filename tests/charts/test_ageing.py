"""Ageing: dots against the usual age, the largest of many, and columns by age."""

import pandas as pd

from charts.ageing import MOST_DOTS, ageing_strips, drawn_deals
from charts.theme import LOST, OPEN, tint
from tests.charts.checked import checked

NAN = float("nan")
STAGES = pd.DataFrame({"stage": ["Second", "First"], "position": [2, 1], "p25": [NAN, 20.0], "median": [NAN, 34.0],
                       "p75": [NAN, 60.0], "n": [3, 300]})  # fmt: skip


def deals(**columns: list[object]) -> pd.DataFrame:
    usual: dict[str, list[object]] = {"stage": ["First", "First", "Second"], "opportunity": ["Pump <1>", "Big", None],
                                      "age_days": [10.0, 90.0, 40.0], "value": [100.0, 400.0, NAN],
                                      "late": [False, True, False]}  # fmt: skip
    return pd.DataFrame(usual | columns)


def test_dots_lie_in_their_stage_at_their_age_and_late_ones_differ_in_shape_and_colour() -> None:
    dots = checked(ageing_strips(STAGES, deals(), "EUR")).data[-1]
    assert list(dots.x) == [10, 40, 90]  # late ones last, on top
    assert [round(y) for y in dots.y] == [0, -1, 0]
    assert list(dots.marker.symbol) == ["circle", "circle", "diamond"]
    assert list(dots.marker.color) == [tint(OPEN, 0.85), tint(OPEN, 0.85), tint(LOST, 0.85)]
    assert list(dots.marker.size) == [9, 6, 18]  # areas go with values: half as wide for a quarter


def test_the_usual_age_is_a_box_where_enough_were_won_to_tell() -> None:
    box, strokes, _dots = ageing_strips(STAGES, deals(), "EUR").data
    assert (list(box.base), list(box.x), list(box.y)) == ([20], [40], [0])
    assert list(strokes.x) == [34]
    assert box.customdata[0] == [
        "<b>First</b><br>half of its won deals were won at 20 to 60 days<br>300 won deals",
        {"dims": {"stage": ["First"]}},
    ]
    assert len(ageing_strips(STAGES.iloc[[0]], deals(stage=["Second"] * 3), "EUR").data) == 1


def test_the_axis_ends_at_a_few_times_the_usual_age_so_that_the_usual_ages_can_be_told_apart() -> None:
    dots = ageing_strips(STAGES, deals(age_days=[10.0, 900.0, 1000.0]), "EUR").data[-1]
    assert list(dots.x) == [10, 300, 300]
    assert list(dots.marker.symbol)[1:] == ["triangle-right"] * 2


def test_hovering_names_the_deal_and_a_click_filters_by_its_stage() -> None:
    first, unnamed, late = ageing_strips(STAGES, deals(), "EUR").data[-1].customdata
    assert first == ["<b>Pump &lt;1&gt;</b><br>First<br>€100<br>open for 10 days", {"dims": {"stage": ["First"]}}]
    assert unnamed[0] == "<b>Deal without a name</b><br>Second<br>—<br>open for 40 days"
    assert late[0].endswith("open for 90 days<br>older than most deals when they are won")


def test_one_far_older_than_the_rest_stands_at_the_end_of_the_axis_and_says_its_age() -> None:
    many = pd.DataFrame({"stage": "First", "opportunity": "A", "age_days": [30.0] * 60 + [4000.0], "value": 1e12,
                         "late": [False] * 60 + [True]})  # fmt: skip
    dots = ageing_strips(STAGES, many, "EUR").data[-1]
    assert dots.x[-1] <= 100
    assert dots.marker.symbol[-1] == "triangle-right"
    assert "open for 4,000 days" in dots.customdata[-1][0]


def test_of_many_the_late_and_then_the_largest_are_drawn() -> None:
    many = pd.DataFrame({"value": [float(i) for i in range(1000)], "late": [i == 5 for i in range(1000)]})
    kept = drawn_deals(many)["value"].tolist()
    assert (len(kept), kept[:3]) == (MOST_DOTS, [5, 999, 998])


def test_deals_without_a_stage_have_a_strip_where_there_is_one_and_others_are_left_out() -> None:
    unknown = STAGES.assign(stage=["Second", None])
    figure = checked(ageing_strips(unknown, deals(stage=[None, "Elsewhere", "Second"]), "EUR"))
    assert sorted(figure.data[-1].x) == [10, 40]
    assert list(figure.layout.yaxis.ticktext) == ["not known  ", "Second  "]
    assert {"dims": {"stage": ["(none)"]}} in [mark[1] for mark in figure.data[-1].customdata]


def test_no_deal_of_a_known_age_is_said() -> None:
    figure = ageing_strips(STAGES, deals(age_days=[NAN] * 3), "EUR")
    assert "No deal with a known age" in figure.layout.annotations[0].text.replace("<br>", " ")
