"""The win rate over time: line, interval, and months with too few deals."""

from datetime import date
from math import isnan
from typing import Any

import pandas as pd

from charts.win_rate import win_rate_trend


def rates(*rows: tuple[float | None, int, float | None, float | None]) -> pd.DataFrame:
    starts = pd.date_range("2017-01-01", periods=len(rows), freq="MS").as_unit("s")
    columns = ("win_rate", "win_rate_n", "win_rate_low", "win_rate_high")
    frame = pd.DataFrame(rows, columns=columns).astype({"win_rate_n": int})
    frame = frame.astype({c: float for c in columns if c != "win_rate_n"})
    frame.insert(0, "month", starts)
    frame.attrs = {"window": (date(2017, 1, 10), date(2017, 12, 31)), "as_of": date(2018, 1, 31)}
    return frame


def drawn(values: Any) -> list[float | None]:
    return [None if v is None or isnan(v) else float(v) for v in values]


FRAME = rates((0.5, 20, 0.3, 0.7), (0.4, 30, 0.25, 0.6), (None, 0, None, None), (1.0, 2, 0.34, 1.0))


def test_the_line_has_months_with_enough_deals_and_hollow_dots_are_the_others() -> None:
    _band, few, line = win_rate_trend(FRAME, too_few=10).data
    assert drawn(line.y) == [0.5, 0.4, None, None]
    assert drawn(few.y) == [None, None, None, 1.0]
    assert (line.mode, few.mode, line.connectgaps) == ("lines", "markers", False)


def test_the_band_is_closed_around_each_run_of_months_with_an_interval() -> None:
    band = win_rate_trend(FRAME, too_few=10).data[0]
    assert drawn(band.y) == [0.3, 0.25, 0.6, 0.7, None, 0.34, 1.0, None]
    assert [None if d is None else d.month for d in band.x] == [1, 2, 2, 1, None, 4, 4, None]
    assert band.line.width == 0


def test_hovering_tells_rate_interval_and_too_few_and_a_click_filters_by_the_days_in_the_window() -> None:
    marks = win_rate_trend(FRAME, too_few=10).data[1].customdata
    assert marks[0] == [
        "<b>Jan 2017</b><br>won 50.0% of 20 decided<br>95 % interval 30.0% – 70.0%",
        {"from": "2017-01-10", "to": "2017-01-31"},
    ]
    assert marks[2][0] == "<b>Mar 2017</b><br>won — of 0 decided<br>too few deals to tell"
    assert marks[3][0].endswith("too few deals to tell")


def test_the_rate_of_all_months_is_a_line_across_with_its_name() -> None:
    figure = win_rate_trend(FRAME, too_few=10, overall=0.46)
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (0.46, 0.46)
    assert figure.layout.annotations[0].text == "overall<br>46.0%"
    assert len(win_rate_trend(FRAME, too_few=10).layout.shapes) == 0


def test_the_axis_has_round_percentages_around_the_intervals() -> None:
    axis = win_rate_trend(rates((0.32, 900, 0.29, 0.36), (0.35, 900, 0.32, 0.38)), too_few=10).layout.yaxis
    assert list(axis.ticktext) == ["27.5%", "30.0%", "32.5%", "35.0%", "37.5%", "40.0%"]


def test_no_deal_decided_is_said() -> None:
    figure = win_rate_trend(rates((None, 0, None, None)), too_few=10)
    assert "No deal was decided" in figure.layout.annotations[0].text
