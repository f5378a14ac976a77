"""Bars of a breakdown: every label at its own bar, what stands pale, what a click filters."""

from datetime import date

import pandas as pd

from charts.breakdown import MOST_BARS, Measure, breakdown_bars, breakdown_columns
from charts.theme import COMPARISON, WON
from i18n import money, percent, short_money

REVENUE = Measure("won_revenue", "Won revenue", lambda v: short_money(v, "EUR"), lambda v: money(v, "EUR"))
RATE = Measure("win_rate", "Win rate", percent, percent, too_few=10)


def revenue(names: list[str | None], amounts: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame({"sector": pd.Series(names, dtype=object), "won_revenue": pd.Series(amounts, dtype=float)})


def test_each_label_is_that_of_its_bar_and_the_first_group_is_on_top() -> None:
    figure = breakdown_bars(revenue(["c", "a", "b"], [300, 200, 100]), "sector", REVENUE)
    bar, axis = figure.data[0], figure.layout.yaxis
    labels = dict(zip(axis.tickvals, [text.strip() for text in axis.ticktext], strict=True))
    assert {labels[y]: x for y, x in zip(bar.y, bar.x, strict=True)} == {"a": 200, "b": 100, "c": 300}
    assert labels[max(bar.y)] == "c"
    assert list(bar.text) == ["€100", "€200", "€300"]
    assert [data[0].split("<br>")[0] for data in bar.customdata] == ["<b>b</b>", "<b>a</b>", "<b>c</b>"]


def test_two_long_names_that_are_cut_alike_stay_two_bars() -> None:
    long = "An office with a very long name indeed"
    bar = breakdown_bars(revenue([f"{long}, north", f"{long}, south"], [2, 1]), "sector", REVENUE).data[0]
    assert len(set(bar.y)) == 2
    assert f"<b>{long}, south</b>" in bar.customdata[0][0]


def test_a_click_filters_by_the_group_but_not_by_all_others() -> None:
    bar = breakdown_bars(revenue([None, "a", "other"], [3, 2, 1]), "sector", REVENUE).data[0]
    assert [data[1] for data in bar.customdata] == [
        None, {"dims": {"sector": ["a"]}}, {"dims": {"sector": ["(none)"]}},
    ]  # fmt: skip


def test_all_others_stand_pale() -> None:
    bar = breakdown_bars(revenue(["a", "other"], [2, 1]), "sector", REVENUE).data[0]
    assert list(bar.marker.color) == [COMPARISON, WON]


def test_a_rate_of_too_few_deals_says_so_and_stands_pale() -> None:
    frame = pd.DataFrame({
        "rep": ["Ann", "Bob"], "win_rate": [0.5, 1.0], "win_rate_n": [20, 2],
        "win_rate_low": [0.299, 0.342], "win_rate_high": [0.701, 1.0],
    })  # fmt: skip
    bar = breakdown_bars(frame, "rep", RATE).data[0]
    assert list(bar.text) == ["100.0% · too few", "50.0%"]
    assert list(bar.marker.color) == [COMPARISON, WON]
    assert bar.customdata[1][0] == "<b>Ann</b><br>Win rate: 50.0%<br>95 % interval 29.9% – 70.1%<br>n 20"
    assert bar.customdata[0][0].endswith("n 2<br>too few deals to tell")


def test_markup_in_a_name_is_shown_and_not_obeyed() -> None:
    figure = breakdown_bars(revenue(['<a href="x">b</a>'], [1]), "sector", REVENUE)
    assert "<a" not in figure.layout.yaxis.ticktext[0]
    assert "<a" not in figure.data[0].customdata[0][0]


def test_an_amount_below_zero_has_room_for_its_label() -> None:
    axis = breakdown_bars(revenue(["a", "b"], [100, -50]), "sector", REVENUE).layout.xaxis
    assert axis.range[0] < -50
    assert axis.range[1] > 100


def test_groups_without_a_figure_have_no_bar_and_no_group_at_all_is_said() -> None:
    assert len(breakdown_bars(revenue(["a", "b"], [1, None]), "sector", REVENUE).data[0].x) == 1
    empty = breakdown_bars(revenue(["a"], [None]), "sector", REVENUE)
    assert len(empty.data) == 0
    assert "nothing in this period" in empty.layout.annotations[0].text


def test_no_more_bars_than_there_is_room_for() -> None:
    many = revenue([str(i) for i in range(40)], [float(i) for i in range(40)])
    assert len(breakdown_bars(many, "sector", REVENUE).data[0].x) == MOST_BARS


def months(amounts: list[float]) -> pd.DataFrame:
    starts = pd.date_range("2024-01-01", periods=len(amounts), freq="MS").as_unit("s")
    frame = pd.DataFrame({"month": starts, "won_revenue": amounts})
    frame.attrs = {"window": (date(2024, 1, 10), date(2024, 3, 20)), "as_of": date(2024, 3, 20)}
    return frame


def test_months_are_columns_in_time_s_order_that_filter_by_their_days_in_the_period() -> None:
    figure = breakdown_columns(months([10, 30, 20]), REVENUE)
    columns = figure.data[0]
    assert list(columns.y) == [10, 30, 20]
    assert list(columns.x) == sorted(columns.x)
    assert [data[1] for data in columns.customdata] == [
        {"from": "2024-01-10", "to": "2024-01-31"}, {"from": "2024-02-01", "to": "2024-02-29"},
        {"from": "2024-03-01", "to": "2024-03-20"},
    ]  # fmt: skip
    assert columns.customdata[1][0] == "<b>Feb 2024</b><br>Won revenue: €30"
    assert list(columns.text) == ["€10", "€30", "€20"]


def test_many_columns_carry_no_values_and_start_at_zero() -> None:
    figure = breakdown_columns(months([float(i + 5) for i in range(12)]), REVENUE)
    assert figure.data[0].text is None
    assert figure.layout.yaxis.tickvals[0] == 0


def test_months_without_anything_are_said() -> None:
    assert "nothing in this period" in breakdown_columns(months([0, 0]), REVENUE).layout.annotations[0].text
