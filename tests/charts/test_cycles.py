"""The length of won deals: by month, and its spread by group."""

from datetime import date

import pandas as pd

from charts.cycles import cycle_spread, cycle_trend
from tests.charts.checked import checked


def months(medians: list[float | None], counts: list[int]) -> pd.DataFrame:
    starts = pd.date_range("2017-01-01", periods=len(medians), freq="MS").as_unit("s")
    values = pd.Series(medians, dtype="float64")
    frame = pd.DataFrame({"month": starts, "sales_cycle_days": values, "sales_cycle_days_n": counts})
    frame.attrs = {"window": None, "as_of": date(2030, 1, 1)}
    return frame


def known(values: object) -> list[float | None]:
    return [None if pd.isna(value) else value for value in values]  # type: ignore[attr-defined]


def test_months_of_too_few_wins_are_rings_beside_the_line() -> None:
    rings, line = cycle_trend(months([40, 30, 50], [12, 3, 10]), too_few=10).data
    assert known(line.y) == [40, None, 50]
    assert known(rings.y) == [None, 30, None]
    assert "too few deals" in rings.customdata[1][0]
    assert "too few deals" not in line.customdata[0][0]


def test_a_month_without_a_win_is_a_gap_that_says_so() -> None:
    rings, line = cycle_trend(months([40, None, 50], [12, 0, 10]), too_few=10).data
    assert known(line.y) == [40, None, 50]
    assert known(rings.y) == [None, None, None]


def test_days_are_written_from_zero_and_a_click_filters_by_the_month() -> None:
    figure = cycle_trend(months([40, 30, 50], [12, 11, 10]), too_few=10)
    assert figure.layout.yaxis.ticktext[0] == "0 days"
    assert figure.data[1].customdata[1] == [
        "<b>Feb 2017</b><br>half within 30 days<br>11 won deals", {"from": "2017-02-01", "to": "2017-02-28"},
    ]  # fmt: skip


def test_plotly_knows_all_that_is_drawn() -> None:
    checked(cycle_trend(months([40, 30, None], [12, 3, 0]), too_few=10))
    checked(cycle_trend(months([40], [12]), too_few=10))
    checked(cycle_spread(groups(sales_cycle_days_n=[20, 4]), "category", too_few=10))


def test_without_any_length_it_is_said() -> None:
    figure = cycle_trend(months([None], [0]), too_few=10)
    assert "known length" in figure.layout.annotations[0].text.replace("<br>", " ")


def groups(**columns: list[object]) -> pd.DataFrame:
    spread = {"cycle_days_p10": [5.0, 1.0], "cycle_days_p25": [10.0, 2.0], "sales_cycle_days": [30.0, 3.0],
              "cycle_days_p75": [60.0, 4.0], "cycle_days_p90": [90.0, 5.0]}  # fmt: skip
    return pd.DataFrame({"category": ["Flow", "<i>Pumps</i>"], **spread, "sales_cycle_days_n": [20, 20], **columns})


def test_the_shortest_is_on_top_with_its_middle_half_and_eight_of_ten() -> None:
    whole, middle, medians = cycle_spread(groups(), "category", too_few=10).data
    assert list(medians.x) == [3, 30]
    assert list(medians.y) == [2, 1]
    assert (list(whole.base), list(whole.x)) == ([1, 5], [4, 85])
    assert (list(middle.base), list(middle.x)) == ([2, 10], [2, 50])


def test_hovering_says_the_quantiles_and_markup_in_a_name_is_shown() -> None:
    figure = cycle_spread(groups(), "category", too_few=10)
    hover, filter_ = figure.data[0].customdata[0]
    assert hover == (
        "<b>&lt;i&gt;Pumps&lt;/i&gt;</b><br>half within 3 days<br>half between 2 and 4 days"
        "<br>eight of ten between 1 and 5 days<br>20 won deals"
    )
    assert filter_ == {"dims": {"category": ["<i>Pumps</i>"]}}


def test_of_too_few_wins_only_the_median_is_shown() -> None:
    whole, middle, medians = cycle_spread(groups(sales_cycle_days_n=[20, 4]), "category", too_few=10).data
    assert (whole.x[0], middle.x[0], medians.x[0]) == (0, 0, 3)
    assert "too few deals" in medians.customdata[0][0]


def test_all_others_are_no_group() -> None:
    figure = cycle_spread(groups(category=["Flow", "other"]), "category", too_few=10)
    assert list(figure.data[2].x) == [30]
