"""The forecast on won revenue by month and on running totals: what is drawn, joined, named and said."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts.progress import progress_with_forecast, revenue_progress
from charts.sales_months import revenue_by_month
from charts.theme import FORECAST, tint
from tests.charts.checked import checked

NAN = float("nan")


def months(won: list[float], before: list[float] | None = None, as_of: date = date(2026, 3, 31)) -> pd.DataFrame:
    starts = pd.date_range("2026-01-01", periods=len(won), freq="MS").as_unit("s")
    earlier = pd.Series(before or [NAN] * len(won), dtype=float)
    frame = pd.DataFrame({"month": starts, "month_before": starts - pd.DateOffset(years=1), "won_revenue": won,
                          "before": earlier})  # fmt: skip
    frame.attrs = {"window": None, "as_of": as_of}
    return frame


def forecast(first: str, *rows: tuple[float, float, float, float, float]) -> pd.DataFrame:
    """Rows of forecast, low80, high80, low95, high95."""
    frame = pd.DataFrame(rows, columns=["forecast", "low80", "high80", "low95", "high95"], dtype=float)
    periods = pd.date_range(first, periods=len(rows), freq="MS").as_unit("s")
    return frame.assign(period=periods, method="theta", note="")


TWO = forecast("2026-04-01", (120, 100, 140, 90, 150), (130, 105, 155, 80, 180))


def drawn(history: pd.DataFrame, ahead: pd.DataFrame | None) -> go.Figure:
    return revenue_by_month(history, "EUR", "year before", ahead)


def texts(figure: go.Figure) -> list[str]:
    return [a.text for a in figure.layout.annotations]


def test_the_forecast_goes_on_from_the_last_whole_month_in_two_bands() -> None:
    wide, narrow, line = drawn(months([100, 110, 115]), TWO).data[:3]
    assert (line.x[0], list(line.y), line.line.dash) == (date(2026, 3, 1), [115, 120, 130], "6px,4px")
    assert list(narrow.y) == [115, 100, 105, 155, 140, 115]
    assert list(wide.y) == [115, 90, 80, 180, 150, 115]
    assert (narrow.fillcolor, wide.fillcolor) == (tint(FORECAST, 0.22), tint(FORECAST, 0.1))
    assert narrow.line.width == 0


def test_a_month_still_running_keeps_its_ring_and_the_forecast_passes_it_for_the_whole_month() -> None:
    running = months([100, 110, 40], as_of=date(2026, 3, 12))
    figure = drawn(running, forecast("2026-03-01", (120, 100, 140, 90, 150), (130, 105, 155, 80, 180)))
    line = figure.data[2]
    assert (line.x[0], list(line.y)) == (date(2026, 2, 1), [110, 120, 130])
    points = figure.data[-1]
    assert list(points.marker.line.width) == [0, 0, 2, 0]
    assert points.customdata[2][0] == (
        "<b>Mar 1 – Mar 12 2026</b><br>won €40<br>forecast €120"
        "<br>80 % interval €100 – €140<br>95 % interval €90 – €150"
    )
    assert points.x[3] == date(2026, 4, 1)


def test_months_ahead_say_both_intervals_and_filter_nothing() -> None:
    mark = drawn(months([100, 110, 115]), TWO).data[-1].customdata[4]
    assert mark == [
        "<b>May 2026</b><br>forecast €130<br>80 % interval €105 – €155<br>95 % interval €80 – €180", None,
    ]  # fmt: skip


def test_a_forecast_that_begins_later_is_not_joined() -> None:
    figure = drawn(months([100, 110, 115]), forecast("2027-01-01", (120, 100, 140, 90, 150)))
    assert list(figure.data[2].x) == [date(2027, 1, 1)]
    assert figure.data[2].mode == "markers"  # one point is no line


def test_three_names_stand_apart_and_the_forecast_alone_is_named_at_the_end() -> None:
    figure = drawn(months([100, 110, 115], [60, 70, 60]), TWO)
    assert texts(figure) == ["this period", "year before", "forecast"]
    places = {a.text: (a.x, a.y) for a in figure.layout.annotations}
    assert places["forecast"] == (date(2026, 5, 1), pytest.approx(130))
    assert places["this period"][1] >= 100
    assert places["year before"][1] <= 70


def test_the_axes_hold_the_bands() -> None:
    layout = drawn(months([100, 110, 115]), TWO).layout
    assert layout.yaxis.range[1] >= 180
    assert layout.xaxis.range[1].date() >= date(2026, 5, 1)


def test_one_month_with_a_forecast_is_a_line_and_not_a_bar() -> None:
    figure = checked(drawn(months([100], as_of=date(2026, 1, 31)), forecast("2026-02-01", (90, 80, 100, 70, 110))))
    assert {trace.type for trace in figure.data} == {"scatter"}


@pytest.mark.parametrize("nothing", [None, TWO.head(0), TWO.assign(forecast=NAN)])
def test_without_a_forecast_the_figure_is_as_ever(nothing: pd.DataFrame | None) -> None:
    assert drawn(months([1, 2, 3]), nothing) == drawn(months([1, 2, 3]), None)


def test_unknown_ends_are_no_band_and_huge_and_negative_values_are_drawn() -> None:
    unknown = TWO.assign(low95=NAN, high95=NAN)
    assert len(drawn(months([1, 2, 3]), unknown).data) == len(drawn(months([1, 2, 3]), TWO).data) - 1
    assert "95 %" not in drawn(months([1, 2, 3]), unknown).data[-1].customdata[3][0]
    huge = drawn(months([1e12, -4e12, 2e12]), forecast("2026-04-01", (1e13, -2e13, 4e13, -1e14, 2e14)))
    assert checked(huge).layout.yaxis.range[0] <= -1e14


def days() -> pd.DataFrame:
    ends = pd.date_range("2026-06-28", periods=3, freq="D").as_unit("s")
    frame = pd.DataFrame({"day": ends, "to": ends, "won_revenue": [100.0, 150, NAN], "target": [110.0, 140, 170],
                          "year_before": [NAN] * 3})  # fmt: skip
    frame.attrs = {"window": (date(2026, 6, 28), date(2026, 6, 30)), "as_of": date(2026, 6, 29)}
    return frame


def ending(day: str) -> pd.DataFrame:
    ahead = forecast(day, (180, 160, 200, 150, 220)).drop(columns="period")
    return ahead.assign(to=pd.to_datetime([day]))


def test_running_totals_open_into_the_forecast_from_what_is_won() -> None:
    figure = checked(progress_with_forecast(days(), ending("2026-06-30"), "day", "EUR"))
    assert list(figure.data[2].y) == [150, 180]
    assert texts(figure) == ["target<br>€170", "won<br>€150", "forecast<br>€180"]
    assert figure.data[-1].customdata[2][0] == (
        "<b>to Jun 30, 2026</b><br>target €170<br>forecast €180"
        "<br>80 % interval €160 – €200<br>95 % interval €150 – €220"
    )


def test_a_day_beyond_the_frame_can_be_pointed_at() -> None:
    figure = progress_with_forecast(days(), ending("2026-07-05"), "day", "EUR")
    assert figure.data[-1].customdata[3][0].startswith("<b>to Jul 5, 2026</b><br>forecast €180")
    assert {a.x for a in figure.layout.annotations} == {date(2026, 7, 5)}


def test_running_totals_without_a_forecast_are_as_ever() -> None:
    assert progress_with_forecast(days(), None, "day", "EUR") == revenue_progress(days(), "day", "EUR")
