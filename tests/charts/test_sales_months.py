"""Won revenue by month: what is drawn, what is written on it, what a click filters."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts.sales_months import revenue_by_month
from tests.charts.checked import checked

WHOLE_YEARS = date(2030, 12, 31)  # a last day with facts after all months here


def months(
    won: list[float | None],
    before: list[float | None],
    first: date = date(2017, 1, 1),
    window: tuple[date | None, date] | None = None,
    as_of: date = WHOLE_YEARS,
) -> pd.DataFrame:
    starts = pd.date_range(first, periods=len(won), freq="MS").as_unit("s")
    columns = {"won_revenue": pd.Series(won, dtype="float64"), "before": pd.Series(before, dtype="float64")}
    frame = pd.DataFrame({"month": starts, "month_before": starts - pd.DateOffset(years=1), **columns})
    frame.attrs = {"window": window, "as_of": as_of}
    return frame


def texts(figure: go.Figure) -> list[str]:
    return [a.text for a in figure.layout.annotations]


def drawn(months: pd.DataFrame) -> go.Figure:
    return revenue_by_month(months, "EUR", "year before")


def test_both_lines_are_drawn_and_named_at_their_ends() -> None:
    figure = drawn(months([100, 200, 300], [50, 60, 75]))
    before, current, points = figure.data
    assert (list(current.y), list(before.y), list(points.y)) == ([100, 200, 300], [50, 60, 75], [100, 200, 300])
    assert before.line.dash == "dot"
    ends = {a.text: a.y for a in figure.layout.annotations}
    assert ends == {"this period": pytest.approx(300, abs=5), "year before": 75}


def test_a_month_without_a_value_is_a_gap_and_not_zero() -> None:
    current = drawn(months([100, None, 300], [None, None, None])).data[0]
    assert pd.isna(current.y[1])
    assert current.connectgaps is False


def test_what_there_was_not_before_is_not_drawn() -> None:
    figure = drawn(months([1, 2, 3], [0, 0, 0]))
    assert texts(figure) == ["this period"]
    assert len(figure.data) == 2


def test_a_month_still_running_is_a_ring_at_the_end_of_a_dashed_line() -> None:
    figure = drawn(
        months([10, 20, 5], [None] * 3, window=(date(2017, 1, 1), date(2017, 3, 31)), as_of=date(2017, 3, 9))
    )
    solid, dashes, points = figure.data
    assert [None if pd.isna(y) else y for y in solid.y] == [10, 20, None]
    assert list(dashes.y[:2]) == [20, 5]
    assert dashes.line.dash == "4px,3px"
    assert list(points.marker.line.width) == [0, 0, 2]


def test_hovering_says_month_amount_and_what_it_is_compared_with_in_full() -> None:
    marks = drawn(months([1234567, 2, 3], [None, 1, 1])).data[-1].customdata
    assert marks[0][0] == "<b>Jan 2017</b><br>won €1,234,567"
    assert marks[1][0] == "<b>Feb 2017</b><br>won €2<br>Feb 2016: €1"


def test_hovering_a_part_month_says_its_days() -> None:
    frame = months([1, 2, 3], [None] * 3, window=(date(2017, 1, 20), date(2017, 3, 9)))
    marks = drawn(frame).data[-1].customdata
    assert [mark[0].split("<br>")[0] for mark in marks] == [
        "<b>Jan 20 – Jan 31 2017</b>", "<b>Feb 2017</b>", "<b>Mar 1 – Mar 9 2017</b>",
    ]  # fmt: skip


def test_a_click_filters_by_the_month_as_far_as_it_is_in_the_period() -> None:
    frame = months([1, 2, 3], [None] * 3, window=(date(2017, 1, 20), date(2017, 3, 9)))
    filters = [mark[1] for mark in drawn(frame).data[-1].customdata]
    assert filters == [
        {"from": "2017-01-20", "to": "2017-01-31"},
        {"from": "2017-02-01", "to": "2017-02-28"},
        {"from": "2017-03-01", "to": "2017-03-09"},
    ]


def test_a_click_on_the_month_still_running_takes_it_to_its_end() -> None:
    frame = months([1, 2, 3], [None] * 3, window=(date(2016, 3, 10), date(2017, 3, 9)), as_of=date(2017, 3, 9))
    assert drawn(frame).data[-1].customdata[-1][1] == {"from": "2017-03-01", "to": "2017-03-31"}


def test_two_months_are_bars_with_their_amounts_beside_what_they_are_compared_with() -> None:
    before, own = drawn(months([1000, 2000], [500, None])).data
    assert (own.type, list(own.y), list(own.text)) == ("bar", [1000, 2000], ["€1\u00a0k", "€2\u00a0k"])
    assert list(before.text) == ["€500<br>year before", ""]


def test_a_part_of_a_month_alone_says_its_days_below_and_is_paler() -> None:
    frame = months([1000], [None], window=(date(2017, 1, 5), date(2017, 1, 8)))
    figure = drawn(frame)
    assert list(figure.layout.xaxis.ticktext) == ["Jan 2017<br>Jan 5 – Jan 8"]
    assert figure.data[0].marker.color[0] == "rgba(37, 99, 201, 0.55)"


def test_amounts_start_at_zero_and_are_written_short() -> None:
    axis = drawn(months([400_000, 900_000, 500_000], [0, 0, 0])).layout.yaxis
    assert axis.tickvals[0] == 0
    assert axis.ticktext[-1] == "€1\u00a0M"
    assert axis.range[0] <= 0
    assert axis.range[1] >= 900_000


def test_four_years_of_months_are_marked_at_their_januaries() -> None:
    axis = drawn(months([1.0] * 48, [None] * 48)).layout.xaxis
    assert len(axis.tickvals) <= 7
    januaries = [text for text in axis.ticktext if text.startswith("Jan")]
    assert januaries == ["Jan<br>2017", "Jan<br>2018", "Jan<br>2019", "Jan<br>2020"]


def test_three_months_are_marked_as_months_and_not_as_days() -> None:
    axis = drawn(months([1.0] * 3, [None] * 3)).layout.xaxis
    assert [text.split("<br>")[0] for text in axis.ticktext] == ["Jan", "Feb", "Mar"]


def test_plotly_knows_all_that_is_drawn() -> None:
    part = (date(2017, 1, 5), date(2017, 3, 9))
    checked(drawn(months([1, 2, 3], [1, None, 2], window=part)))
    checked(drawn(months([1, 2], [1, None], window=part)))


def test_nothing_won_is_said_and_not_drawn() -> None:
    figure = drawn(months([0, 0], [None, None]))
    assert len(figure.data) == 0
    assert "No deal was won" in texts(figure)[0]
