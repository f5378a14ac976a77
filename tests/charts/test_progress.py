"""Running totals: what is drawn, named and said on hovering."""

from datetime import date
from typing import Any

import pandas as pd

from charts.progress import revenue_progress

NAN = float("nan")


def days(won: list[float], target: list[float], before: list[float]) -> pd.DataFrame:
    starts = pd.date_range("2026-06-01", periods=len(won), freq="D").as_unit("s")
    columns = {"won_revenue": won, "target": target, "year_before": before}
    frame = pd.DataFrame({"day": starts, "to": starts, **{k: pd.Series(v, dtype=float) for k, v in columns.items()}})
    frame.attrs = {"window": (date(2026, 6, 1), date(2026, 6, 3)), "as_of": date(2026, 6, 2)}
    return frame


RUNNING = days([100, 250, NAN], [90, 180, 270], [50, 60, 300])


def named(frame: pd.DataFrame) -> list[str]:
    return [a.text for a in revenue_progress(frame, "day", "EUR").layout.annotations]


def traces(frame: pd.DataFrame) -> list[Any]:
    return list(revenue_progress(frame, "day", "EUR").data)


def test_each_line_is_named_with_the_total_it_ends_at() -> None:
    assert named(RUNNING) == ["year before<br>€300", "target<br>€270", "won<br>€250"]


def test_lines_differ_by_more_than_their_colour_and_won_ends_in_a_dot_today() -> None:
    before, target, won, dot, _pointed_at = traces(RUNNING)
    assert [before.line.dash, target.line.dash, won.line.dash] == ["dot", "dash", "solid"]
    assert (list(dot.x), list(dot.y)) == ([date(2026, 6, 2)], [250])


def test_what_is_not_known_is_neither_drawn_nor_named() -> None:
    frame = days([100, 250, NAN], [NAN] * 3, [NAN] * 3)
    assert named(frame) == ["won<br>€250"]
    assert len(traces(frame)) == 3
    assert "target" not in traces(frame)[-1].customdata[0][0]


def test_every_day_can_be_pointed_at_also_those_ahead() -> None:
    pointed_at = traces(RUNNING)[-1]
    assert list(pointed_at.y) == [100, 250, 270]
    assert pointed_at.customdata[1][0] == (
        "<b>to Jun 2, 2026</b><br>won €250<br>target €180<br>year before €60<br>€70 ahead of the target"
    )
    assert pointed_at.customdata[2][0] == "<b>to Jun 3, 2026</b><br>target €270<br>year before €300"


def test_a_click_filters_by_the_days_of_the_point_within_the_period() -> None:
    weeks = pd.DataFrame({"week": pd.to_datetime(["2026-05-25"]), "to": pd.to_datetime(["2026-05-31"]),
                          "won_revenue": [5.0], "target": [NAN], "year_before": [NAN]})  # fmt: skip
    weeks.attrs = {"window": (date(2026, 5, 27), date(2026, 6, 30)), "as_of": date(2026, 6, 30)}
    mark = revenue_progress(weeks, "week", "EUR").data[-1].customdata[0]
    assert mark[1] == {"from": "2026-05-27", "to": "2026-05-31"}


def test_behind_the_target_is_said() -> None:
    hover = traces(days([10], [30], [NAN]))[-1].customdata[0][0]
    assert hover.endswith("€20 behind the target")


def test_nothing_won_without_a_target_is_said_and_not_drawn() -> None:
    figure = revenue_progress(days([0, 0], [NAN, NAN], [0, 0]), "day", "EUR")
    assert len(figure.data) == 0
    assert "No deal was won" in figure.layout.annotations[0].text
