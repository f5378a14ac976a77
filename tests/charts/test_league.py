"""The forecast league: what methods said beside what came, and how far off they were."""

import pandas as pd

from charts.league import league_bars, league_course
from charts.theme import COMPARISON, FORECAST, tint
from tests.charts.checked import checked

NAN = float("nan")
NAMES = {"model": "Model", "seasonal_naive": "Year before"}


def forecasts() -> pd.DataFrame:
    periods = pd.to_datetime(["2026-01-01", "2026-02-01"]).as_unit("s")
    return pd.DataFrame({"method": ["seasonal_naive", "model", "seasonal_naive", "other"],
                         "period": [periods[0], periods[0], periods[1], periods[1]],
                         "forecast": [80.0, 105.0, 90.0, 1.0], "actual": [100.0, 100.0, 120.0, 120.0]})  # fmt: skip


def test_what_came_is_a_line_among_those_of_the_methods_each_named_at_its_end() -> None:
    figure = checked(league_course(forecasts(), NAMES, "EUR"))
    model, naive, _other, came, _points = figure.data
    assert list(came.y) == [100, 120]
    assert ([y for y in model.y if not pd.isna(y)], list(naive.y)) == ([105], [80, 90])
    assert [a.text.split("</span> ")[-1] for a in figure.layout.annotations] == [
        "Model", "Year before", "other", "what came",
    ]  # fmt: skip


def test_hovering_says_what_came_and_by_how_much_each_was_off() -> None:
    first, second = league_course(forecasts(), NAMES, "EUR").data[-1].customdata
    assert first == ["<b>Jan 2026</b><br>came €100<br>Model: €105 (+5%)<br>Year before: €80 (−20%)", None]
    assert "Model" not in second[0]


def test_where_nothing_came_there_is_no_percentage() -> None:
    frame = forecasts().assign(actual=0.0)
    assert "(" not in checked(league_course(frame, NAMES, "EUR")).data[-1].customdata[0][0]


def test_a_league_too_young_says_so() -> None:
    figure = league_course(forecasts().assign(actual=NAN), NAMES, "EUR")
    assert "No forecast has come of age" in figure.layout.annotations[0].text
    assert len(league_bars(judged().assign(wape=NAN), NAMES, "model").data) == 0


def judged() -> pd.DataFrame:
    return pd.DataFrame({"method": ["seasonal_naive", "model", "other"], "wape": [0.112, 0.058, NAN],
                         "bias": [-0.08, NAN, NAN], "coverage80": [NAN, 0.83, NAN], "n": [13, 13, 0]})  # fmt: skip


def test_the_least_error_is_on_top_and_the_method_in_use_stands_out() -> None:
    figure = checked(league_bars(judged(), NAMES, "seasonal_naive"))
    bars = figure.data[0]
    assert (list(bars.x), list(bars.y)) == ([0.058, 0.112], [0, -1])
    assert list(bars.marker.color) == [tint(COMPARISON, 0.6), FORECAST]
    assert list(bars.text) == [" 5.8%", " <b>11.2%</b>  in use"]
    assert list(figure.layout.yaxis.ticktext) == ["Model  ", "Year before  "]


def test_hovering_a_method_says_bias_and_coverage_where_they_are_known() -> None:
    model, naive = league_bars(judged(), NAMES, "model").data[0].customdata
    assert model[0] == "<b>Model</b><br>off by 5.8%<br>83% came within its 80 % band<br>n 13"
    assert naive[0] == "<b>Year before</b><br>off by 11.2%<br>on the whole 8.0% too low<br>n 13"
