"""The pipeline day by day: two lines, their last values, a hover every few days."""

from datetime import date

import pandas as pd

from charts.pipeline_days import POINTED, pipeline_days
from tests.charts.checked import checked

NAN = float("nan")


def days(pipeline: list[float], weighted: list[float] | None = None) -> pd.DataFrame:
    there = pd.date_range("2026-01-01", periods=len(pipeline)).as_unit("s")
    return pd.DataFrame({"day": there, "deals_open": range(1, len(pipeline) + 1), "pipeline": pipeline,
                         "weighted_pipeline": pd.Series(weighted or [NAN] * len(pipeline), dtype=float)})  # fmt: skip


def test_the_pipeline_is_filled_and_what_is_weighted_is_a_dashed_line_in_it() -> None:
    figure = checked(pipeline_days(days([100, 2_500_000], [40, 1_000_000]), "EUR"))
    whole, part, _points = figure.data
    assert (whole.fill, list(whole.y), list(part.y)) == ("tozeroy", [100, 2_500_000], [40, 1_000_000])
    assert [a.text for a in figure.layout.annotations] == ["open<br>€2.5\u00a0M", "weighted<br>€1\u00a0M"]


def test_without_weights_there_is_one_line() -> None:
    figure = checked(pipeline_days(days([100, NAN, 300]), "EUR"))
    assert len(figure.data) == 2
    assert pd.isna(figure.data[0].y[1])
    assert "weighted" not in figure.data[-1].customdata[0][0]


def test_hovering_says_the_day_and_both_values() -> None:
    points = pipeline_days(days([100, 2_500], [40, 1_000]), "EUR").data[-1]
    assert points.customdata[0] == ["<b>Jan 2, 2026</b><br>open €2,500<br>weighted €1,000<br>2 deals", None]


def test_of_many_days_every_few_can_be_pointed_at_and_the_last_always() -> None:
    points = pipeline_days(days([1e12] * 1000), "EUR").data[-1]
    assert len(points.x) <= POINTED
    assert points.x[0] == date(2026, 1, 1) + pd.Timedelta(days=999)


def test_a_single_day_is_a_dot_and_nothing_open_is_said() -> None:
    assert checked(pipeline_days(days([5.0]), "EUR")).data[0].mode == "markers"
    assert "No deal was open" in pipeline_days(days([0, NAN]), "EUR").layout.annotations[0].text
