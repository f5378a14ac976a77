"""Acquisition cost as a line above spend and new customers."""

from itertools import pairwise

import pandas as pd

from charts.acquisition import acquisition_course, cost
from tests.charts.checked import checked

NAN = float("nan")


def frame(grain: str = "quarter", **columns: list[float]) -> pd.DataFrame:
    n = len(next(iter(columns.values()), [0] * 3))
    starts = pd.date_range("2025-07-01", periods=n, freq={"quarter": "QS", "month": "MS", "year": "YS"}[grain])
    usual = {"acquisition_spend": [1500.0] * n, "new_customers": [10.0] * n, "cac": [150.0] * n, "cac_qoq": [0.1] * n,
             "cac_yoy": [NAN] * n, "cac_payback_months": [8.4] * n, "firm": [True] * n}  # fmt: skip
    return pd.DataFrame({grain: starts.as_unit("s"), **usual, **columns})


def test_cost_spend_and_customers_lie_above_each_other_on_one_axis_of_periods() -> None:
    spend, customers, line = checked(acquisition_course(frame(), "EUR", "quarter")).data
    assert (spend.yaxis, customers.yaxis, line.yaxis) == ("y2", "y3", None)
    assert list(line.text) == ["€150"] * 3
    assert list(customers.text) == ["10"] * 3
    layout = acquisition_course(frame(), "EUR", "quarter").layout
    domains = [layout.yaxis3.domain, layout.yaxis2.domain, layout.yaxis.domain]
    assert all(below[1] < above[0] for below, above in pairwise(domains))
    assert [note.text for note in layout.annotations] == ["Cost per new customer", "Spend", "New customers"]


def test_periods_are_named_with_the_year_where_it_changes() -> None:
    assert list(acquisition_course(frame(), "EUR", "quarter").layout.xaxis.ticktext) == [
        "Q3<br>2025", "Q4<br> ", "Q1<br>2026",
    ]  # fmt: skip
    assert list(acquisition_course(frame("year"), "EUR", "year").layout.xaxis.ticktext) == ["2026", "2027", "2028"]


def test_what_is_not_firm_is_a_hollow_dot_and_said() -> None:
    line = checked(acquisition_course(frame(firm=[True, False, True]), "EUR", "quarter")).data[2]
    assert len({line.marker.color[0], line.marker.color[1]}) == 2
    assert line.marker.color[0] == line.marker.color[2]
    assert line.customdata[1][0].endswith("not firm: see below")


def test_hovering_says_all_of_the_period() -> None:
    line = acquisition_course(frame(), "EUR", "quarter").data[2]
    assert line.customdata[0] == [
        "<b>Q3 2025</b><br>cost per new customer €150<br>spend €1,500<br>new customers 10"
        "<br>+10.0% on the period before<br>paid back in 8.4 months", None,
    ]  # fmt: skip


def test_a_period_without_a_known_cost_is_a_gap() -> None:
    line = checked(acquisition_course(frame(cac=[150.0, NAN, 120.0]), "EUR", "quarter")).data[2]
    assert (list(line.y), line.connectgaps, line.text[1]) == ([150.0, None, 120.0], False, "")


def test_of_many_periods_the_last_the_highest_and_the_lowest_cost_are_written() -> None:
    costs = [200.0, 300.0, 100.0, 250.0, 240.0, 230.0, 220.0]
    spend, customers, line = checked(acquisition_course(frame(cac=costs), "EUR", "quarter")).data
    assert list(line.text) == ["", "€300", "€100", "", "", "", "€220"]
    assert line.textposition[2] == "bottom center"  # in a trough of the line
    assert set(line.textposition[:2]) == {"top center"}
    assert [bool(text) for text in spend.text] == [True, False] * 3 + [True]
    assert all(customers.text)
    assert not any(checked(acquisition_course(frame("month", cac=[1.0] * 24), "EUR", "month")).data[1].text)


def test_without_any_cost_it_says_what_it_takes() -> None:
    empty = checked(acquisition_course(frame(cac=[NAN] * 3), "EUR", "quarter"))
    assert not empty.data
    assert "No cost per new customer" in empty.layout.annotations[0].text.replace("<br>", " ")


def test_costs_are_written_in_full_as_long_as_that_is_short() -> None:
    assert [cost(value, "EUR") for value in (1240.4, 276358.0, None)] == ["€1,240", "€276\u00a0k", "—"]
