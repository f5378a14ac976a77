"""Members side by side: a line each, named at its end."""

from datetime import date

import pandas as pd

from charts.compare import revenue_of_each, whole_months
from tests.charts.checked import checked


def months(**amounts: list[float]) -> pd.DataFrame:
    """By product and month from January 2017 to the 9th of the last month."""
    count = len(next(iter(amounts.values())))
    starts = pd.date_range("2017-01-01", periods=count, freq="MS").as_unit("s")
    parts = [
        pd.DataFrame({"product": name, "month": starts, "won_revenue": values}) for name, values in amounts.items()
    ]
    frame = pd.concat(parts, ignore_index=True)
    last = date(2017, count, 9)
    frame.attrs = {"window": (date(2017, 1, 1), last), "as_of": last}
    return frame


def test_each_member_has_a_line_and_its_name_at_the_end() -> None:
    figure = revenue_of_each(months(Pump=[10, 30], Scale=[20, 5]), "product", ["Pump", "Scale"], "EUR")
    assert [list(line.y) for line in figure.data] == [[10, 30], [20, 5]]
    assert [a.text.split("</span> ")[1] for a in figure.layout.annotations] == ["Pump", "Scale"]
    assert figure.data[0].line.color != figure.data[1].line.color


def test_months_that_are_not_whole_are_left_out() -> None:
    whole = whole_months(months(Pump=[10, 30, 1], Scale=[20, 5, 2]))
    assert list(whole["won_revenue"]) == [10, 30, 20, 5]


def test_hovering_names_the_member_and_a_click_filters_by_it() -> None:
    figure = revenue_of_each(months(Pump=[10, 30]), "product", ["Pump"], "EUR")
    assert figure.data[0].customdata[1] == ["<b>Pump</b><br>Feb 2017<br>won €30", {"dims": {"product": ["Pump"]}}]


def test_a_member_that_is_not_known_has_its_line_too() -> None:
    frame = months(Pump=[10, 30])
    frame["product"] = None
    figure = revenue_of_each(frame, "product", [None], "EUR")
    assert list(figure.data[0].y) == [10, 30]
    assert figure.data[0].customdata[0][1] == {"dims": {"product": ["(none)"]}}


def test_plotly_knows_all_that_is_drawn() -> None:
    checked(revenue_of_each(months(Pump=[10, 30], Scale=[20, 5]), "product", ["Pump", "Scale"], "EUR"))


def test_nothing_won_is_said() -> None:
    figure = revenue_of_each(months(Pump=[0, 0]), "product", ["Pump"], "EUR")
    assert "No deal was won" in figure.layout.annotations[0].text
