"""The pipeline over time and by stage."""

from datetime import date

import pandas as pd

from charts.pipeline import pipeline_by_stage, pipeline_trend


def months(values: list[float], deals: list[float]) -> pd.DataFrame:
    starts = pd.date_range("2026-05-01", periods=len(values), freq="MS").as_unit("s")
    frame = pd.DataFrame({"month": starts, "pipeline": values, "deals_open": deals})
    frame.attrs = {"window": (date(2026, 5, 10), date(2026, 6, 20)), "as_of": date(2026, 7, 1)}
    return frame


STAGES = pd.DataFrame({
    "stage": pd.Series(["First <b>", "Second", "Empty", None], dtype=object),
    "pipeline": [200.0, 50.0, 0.0, 5.0], "deals_open": [4, 1, 0, 2],
})  # fmt: skip


def test_the_course_is_filled_to_zero_and_ends_in_its_last_value() -> None:
    figure = pipeline_trend(months([100, 2_500_000], [1, 2]), "month", "EUR")
    assert list(figure.data[0].y) == [100, 2_500_000]
    assert (figure.data[0].fill, figure.layout.annotations[0].text) == ("tozeroy", "€2.5\u00a0M")
    assert figure.layout.yaxis.tickvals[0] == 0


def test_hovering_says_value_and_deals_and_a_click_filters_by_the_days_in_the_window() -> None:
    marks = pipeline_trend(months([1, 2_500], [1, 2]), "month", "EUR").data[0].customdata
    assert marks[1] == ["<b>Jun 2026</b><br>open €2,500<br>2 deals", {"from": "2026-06-01", "to": "2026-06-20"}]
    assert marks[0][1] == {"from": "2026-05-10", "to": "2026-05-31"}


def test_nothing_open_is_said() -> None:
    assert "No deal was open" in pipeline_trend(months([0, 0], [0, 0]), "month", "EUR").layout.annotations[0].text
    assert "No deal was open" in pipeline_by_stage(STAGES.iloc[[2]], "EUR").layout.annotations[0].text


def test_stages_stand_in_their_order_from_the_top_without_empty_ones() -> None:
    figure = pipeline_by_stage(STAGES, "EUR")
    assert list(figure.layout.yaxis.ticktext) == ["not known", "Second", "First &lt;b&gt;"]
    assert list(figure.data[0].text) == ["€5 · 2 deals", "€50 · 1 deal", "€200 · 4 deals"]


def test_a_click_on_a_stage_filters_by_it() -> None:
    marks = pipeline_by_stage(STAGES, "EUR").data[0].customdata
    assert marks[2] == ["<b>First &lt;b&gt;</b><br>open €200<br>4 deals", {"dims": {"stage": ["First <b>"]}}]
    assert marks[0][1] == {"dims": {"stage": ["(none)"]}}
