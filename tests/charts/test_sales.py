"""Sales figures: what is drawn, what is written on it."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

import charts.theme
from charts.sales import revenue_by, revenue_by_month


def months(won: list[float | None], before: list[float | None], first: date = date(2017, 1, 1)) -> pd.DataFrame:
    starts = pd.date_range(first, periods=len(won), freq="MS").as_unit("s")
    columns = {"won_revenue": pd.Series(won, dtype="float64"), "year_before": pd.Series(before, dtype="float64")}
    return pd.DataFrame({"month": starts, **columns})


def texts(figure: go.Figure) -> list[str]:
    return [a.text for a in figure.layout.annotations]


def test_both_years_are_drawn_and_named_at_their_ends() -> None:
    figure = revenue_by_month(months([100, 300], [50, 75]), "EUR")
    before, current = figure.data
    assert (list(current.y), list(before.y)) == ([100, 300], [50, 75])
    assert before.line.dash == "dot"
    assert texts(figure) == ["this period", "year before"]
    assert [a.y for a in figure.layout.annotations] == [300, 75]


def test_end_labels_are_moved_apart_where_the_lines_end_together() -> None:
    apart = [a.yshift for a in revenue_by_month(months([100, 200], [50, 201]), "EUR").layout.annotations]
    assert apart == [-9, 9]
    assert [a.yshift for a in revenue_by_month(months([100, 200], [50, 20]), "EUR").layout.annotations] == [0, 0]


def test_a_month_without_a_value_is_a_gap_and_not_zero() -> None:
    current = revenue_by_month(months([100, None, 300], [None, None, None]), "EUR").data[-1]
    assert pd.isna(current.y[1])
    assert current.connectgaps is False


def test_hovering_says_month_amount_and_the_year_before_in_full() -> None:
    current = revenue_by_month(months([1234567, 2], [None, 1]), "EUR").data[1]
    assert current.customdata[0] == "<b>Jan 2017</b><br>won €1,234,567<br>year before —"


def test_a_year_before_without_any_revenue_is_not_drawn() -> None:
    figure = revenue_by_month(months([1, 2], [0, 0]), "EUR")
    assert len(figure.data) == 1
    assert texts(figure) == ["this period"]


def test_amounts_start_at_zero_and_are_written_short() -> None:
    axis = revenue_by_month(months([400_000, 900_000], [0, 0]), "EUR").layout.yaxis
    assert axis.tickvals[0] == 0
    assert axis.ticktext[-1] == "€1\u00a0M"
    assert axis.range[0] <= 0
    assert axis.range[1] >= 900_000


def test_four_years_of_months_get_at_most_seven_ticks_and_each_new_year_is_named() -> None:
    axis = revenue_by_month(months([1.0] * 48, [None] * 48), "EUR").layout.xaxis
    assert len(axis.tickvals) == 7
    assert [t.split("<br>")[1] for t in axis.ticktext] == ["2017", " ", "2018", " ", "2019", " ", "2020"]


def test_nothing_won_is_said_and_not_drawn() -> None:
    figure = revenue_by_month(months([0, 0], [None, None]), "EUR")
    assert len(figure.data) == 0
    assert "No deal was won" in texts(figure)[0]


def test_bars_are_sorted_with_the_largest_on_top_and_carry_their_value() -> None:
    frame = pd.DataFrame({"category": ["a", "b", "c"], "won_revenue": [10.0, 2_500_000.0, 0.0]})
    bar = revenue_by(frame, "category", "EUR").data[0]
    assert (list(bar.y), list(bar.x)) == (["a", "b"], [10.0, 2_500_000.0])
    assert list(bar.text) == ["€10", "€2.5\u00a0M"]
    assert list(bar.customdata[1]) == ["<b>b</b><br>€2,500,000", {"dims": {"category": ["b"]}}]


def test_a_group_that_is_not_known_is_called_so() -> None:
    frame = pd.DataFrame({"category": [None, "a", "other"], "won_revenue": [3.0, 2.0, 1.0]})
    assert list(revenue_by(frame, "category", "EUR").data[0].y) == ["all others", "a", "not known"]


@pytest.mark.parametrize("colour", ["WON", "LOST", "OPEN", "FORECAST"])
def test_every_colour_of_the_palette_is_repainted_for_the_dark_theme(colour: str) -> None:
    from settings import ROOT

    css = (ROOT / "assets" / "charts.css").read_text("utf-8")
    assert f'"fill: {getattr(charts.theme, colour)}"' in css
    assert f'"stroke: {getattr(charts.theme, colour)}"' in css
