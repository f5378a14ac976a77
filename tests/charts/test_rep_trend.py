"""Lines of reps: the leading ones, or those chosen, in colour and named, the others grey."""

from datetime import date

import pandas as pd

from charts.rep_trend import goal_is_far, rep_trend
from charts.theme import SERIES
from tests.charts.checked import checked


def weeks(goal: float | None = None, **points: list[float]) -> pd.DataFrame:
    starts = [pd.Timestamp(date(2026, 1, 5)) + pd.Timedelta(weeks=i) for i in range(len(next(iter(points.values()))))]
    parts = [pd.DataFrame({"rep": rep, "week": starts, "points": values}) for rep, values in points.items()]
    return pd.concat(parts, ignore_index=True).assign(goal=goal if goal is not None else float("nan"))


MANY = weeks(**{f"R{i:02d}": [30.0 - i, 20.0] for i in range(14)})


def named(figure: object) -> list[str]:
    return [a.text.rpartition("> ")[2] for a in figure.layout.annotations]  # type: ignore[attr-defined]


def coloured(figure: object) -> dict[str, str]:
    lines = [line for line in figure.data if line.line.color in SERIES]  # type: ignore[attr-defined]
    return {line.customdata[0][0].split("</b>")[0][3:]: line.line.color for line in lines}


def test_of_many_reps_the_five_leading_are_named_and_all_are_drawn() -> None:
    figure = rep_trend(MANY, "week", "points", "Points", [])
    assert named(figure) == ["R00", "R01", "R02", "R03", "R04"]
    assert len(figure.data) == 14
    assert set(coloured(figure)) == {"R00", "R01", "R02", "R03", "R04"}


def test_the_one_chosen_stands_out_alone_before_the_others() -> None:
    figure = rep_trend(MANY, "week", "points", "Points", ["R11"])
    assert (named(figure), list(coloured(figure))) == (["R11"], ["R11"])
    assert figure.data[-1].customdata[0][1] == {"view": {"reps.trend_rep": "R11"}}


def test_the_goal_is_a_line_of_its_own_where_it_is_near() -> None:
    figure = rep_trend(weeks(goal=40.0, Ann=[30, 35]), "week", "points", "Points", [])
    assert list(figure.data[0].y) == [40, 40]
    assert "goal 40" in named(figure)


def test_a_goal_far_above_is_left_to_words() -> None:
    far = weeks(goal=500.0, Ann=[30, 35])
    assert goal_is_far(far, "points")
    assert named(rep_trend(far, "week", "points", "Points", [])) == ["Ann"]
    assert not goal_is_far(weeks(goal=40.0, Ann=[30, 35]), "points")


def test_names_are_escaped_and_the_hover_says_what_and_when() -> None:
    figure = rep_trend(weeks(**{"<b>Ann</b>": [30.5, 35]}), "week", "points", "Points", [])
    assert figure.data[0].customdata[0][0] == "<b>&lt;b&gt;Ann&lt;/b&gt;</b><br>week from Jan 5, 2026<br>Points: 30.5"


def test_nothing_done_is_said() -> None:
    assert "Nothing was done" in rep_trend(MANY.iloc[:0], "week", "points", "Points", []).layout.annotations[0].text


def test_plotly_knows_all_that_is_drawn() -> None:
    checked(rep_trend(MANY, "week", "points", "Points", []))
    checked(rep_trend(weeks(goal=40.0, Ann=[30]), "week", "points", "Points", []))
