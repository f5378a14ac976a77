"""Slippage: shares of what was due by month, the share that slipped written, names behind the last column."""

from datetime import date

import pandas as pd

from charts.slippage import slippage_months
from tests.charts.checked import checked

NAN = float("nan")


def months(count: int = 2, **columns: list[float]) -> pd.DataFrame:
    starts = pd.date_range("2026-05-01", periods=count, freq="MS").as_unit("s")
    usual = {"due": [1000.0] * count, "won": [500.0] * count, "lost": [200.0] * count, "slipped": [250.0] * count,
             "still_due": [50.0] * count}  # fmt: skip
    frame = pd.DataFrame({"month": starts, **usual, **columns})
    frame.attrs = {"window": None, "as_of": date(2026, 6, 20)}
    return frame


def test_columns_are_shares_of_what_was_due_with_the_slipped_at_the_foot() -> None:
    slipped, still, lost, won = checked(slippage_months(months(), "EUR")).data
    assert [trace.y[0] for trace in (slipped, still, lost, won)] == [0.25, 0.05, 0.2, 0.5]
    assert list(slipped.text) == ["25%", "25%"]


def test_parts_are_named_behind_the_last_column_without_those_that_are_nowhere() -> None:
    figure = slippage_months(months(still_due=[0.0, 0.0], won=[550.0, 550.0]), "EUR")
    assert [a.text for a in figure.layout.annotations] == ["slipped", "lost", "won"]
    heights = [a.y for a in figure.layout.annotations]
    assert heights == sorted(heights)


def test_hovering_says_amounts_and_a_click_filters_by_the_month() -> None:
    whole, running = slippage_months(months(), "EUR").data[0].customdata
    assert whole == [
        "<b>May 2026</b><br>due at its start €1,000<br>won €500<br>lost €200<br>still due €50<br>slipped €250"
        "<br>25.0% slipped",
        {"from": "2026-05-01", "to": "2026-05-31"},
    ]
    assert running[0].endswith("the month is not over")


def test_a_month_with_nothing_due_is_a_gap() -> None:
    figure = checked(slippage_months(months(due=[1000.0, NAN]), "EUR"))
    assert figure.data[0].y[1] == 0
    assert figure.data[0].text[1] == ""
    assert "won" not in figure.data[0].customdata[1][0]


def test_many_months_carry_their_shares_upright_and_very_many_none() -> None:
    assert slippage_months(months(12), "EUR").data[0].textangle == -90
    figure = checked(slippage_months(months(48), "EUR"))
    assert figure.data[0].text is None
    assert len(figure.layout.xaxis.tickvals) <= 7


def test_huge_amounts_and_a_single_month_are_drawn() -> None:
    one = months(1, due=[4e12], won=[1e12], lost=[1e12], slipped=[2e12], still_due=[0.0])
    assert list(checked(slippage_months(one, "EUR")).data[0].text) == ["50%"]


def test_nothing_due_is_said() -> None:
    assert "No open deal was due" in slippage_months(months(due=[0.0, NAN]), "EUR").layout.annotations[0].text
