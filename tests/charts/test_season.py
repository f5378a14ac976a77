"""The season: months in columns, years in rows."""

from datetime import date

import pandas as pd

from charts.season import season
from tests.charts.checked import checked


def months(first: str, amounts: list[float], as_of: date) -> pd.DataFrame:
    starts = pd.date_range(first, periods=len(amounts), freq="MS").as_unit("s")
    frame = pd.DataFrame({"month": starts, "won_revenue": amounts})
    frame.attrs = {"window": None, "as_of": as_of}
    return frame


YEARS = months("2016-11-01", [100, 200, 0, 50], date(2017, 2, 9))


def test_each_month_is_a_cell_in_its_column_and_in_the_row_of_its_year() -> None:
    cells = season(YEARS, "EUR").data[0]
    assert list(cells.x) == [11, 12, 1, 2]
    assert [round(base + 0.45) for base in cells.base] == [0, 0, 1, 1]
    assert list(cells.text) == ["€100", "€200", "€0", "€50"]
    assert [text.strip() for text in season(YEARS, "EUR").layout.yaxis.ticktext] == ["2016", "2017"]


def test_the_best_month_is_strongest_and_one_without_revenue_hardly_to_be_seen() -> None:
    colours = list(season(YEARS, "EUR").data[0].marker.color)
    assert colours[1] == "rgba(37, 99, 201, 0.55)"
    assert colours[2] == "rgba(37, 99, 201, 0.03)"
    middling, weak = (float(colours[i].split(", ")[-1].rstrip(")")) for i in (0, 3))
    assert 0.03 < weak < middling < 0.55


def test_a_month_with_more_returned_than_won_is_in_the_colour_of_losses() -> None:
    cells = season(months("2017-01-01", [100, -40], date(2017, 2, 28)), "EUR").data[0]
    assert cells.marker.color[1].startswith("rgba(200, 85, 61")


def test_the_month_still_running_is_outlined_and_says_its_days() -> None:
    cells = season(YEARS, "EUR").data[0]
    assert list(cells.marker.line.width) == [0, 0, 0, 1]
    assert cells.customdata[3][0] == "<b>Feb 2017</b><br>won €50<br>Feb 1 – Feb 9 only"


def test_plotly_knows_all_that_is_drawn() -> None:
    checked(season(YEARS, "EUR"))


def test_a_click_filters_by_the_month() -> None:
    assert season(YEARS, "EUR").data[0].customdata[1][1] == {"from": "2016-12-01", "to": "2016-12-31"}


def test_nothing_won_in_any_year_is_said() -> None:
    figure = season(months("2017-01-01", [0, 0], date(2017, 2, 28)), "EUR")
    assert "No deal was won" in figure.layout.annotations[0].text
