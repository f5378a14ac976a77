"""The pipeline as it stood on a day, or on many."""

import asyncio
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from errors import BadFilter, BadInput, UnknownName
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.past_pipeline import list_pipeline_days, list_pipeline_on, list_worth_on, pipeline_days, pipeline_on
from tests.metrics.stretches import deal_states, of_reps, stretch

TODAY = date(2024, 5, 15)
DEMO, OFFER = {"stage": "Demo", "position": 1}, {"stage": "Offer", "position": 2}
STRETCHES = (
    stretch(0, "2024-03-01", "2024-04-01", 10, rep="Ann", observed_probability=0.5, **DEMO),
    stretch(0, "2024-04-01", None, 20, rep="Bob", observed_probability=0.25, opened_on="2024-03-01", **OFFER),
    stretch(1, None, "2024-04-10", 40, rep="Ann", outcome="won", left_on="2024-04-10", **DEMO),
    stretch(2, "2024-03-20", None, None, rep="Bob", **DEMO),
    stretch(3, "2024-03-05", "2024-03-15", 80, rep="Ann", outcome="lost", left_on="2024-03-15", **DEMO),
    stretch(4, "2024-03-01", None, 160, rep="Ann", status="untouched", **DEMO),
)
EVERYTHING = Scope.all()


def snapshot(*stretches: dict[str, Any]) -> FrameSnapshot:
    found = deal_states(*stretches).with_columns(
        pl.lit("Lamps", pl.Categorical).alias("category"), pl.lit(None, pl.Categorical).alias("forecast_category")
    )
    detail = pl.DataFrame({"opportunity_id": [f"id-{i}" for i in range(5)], "opportunity": "a deal", "url": None})
    deals = of_reps("Ann", "Bob")
    return FrameSnapshot({"deal_states": found, "opportunities": deals, "opportunities_detail": detail}, TODAY)


SNAPSHOT = snapshot(*STRETCHES)


def on(day: date | None, filters: Filters | None = None, scope: Scope = EVERYTHING) -> pd.DataFrame:
    return list_pipeline_on(day, filters or Filters(), scope, SNAPSHOT)


def ids(day: date | None, **more: Any) -> list[str]:
    return list(on(day, **more)["opportunity_id"])


@pytest.mark.parametrize(
    ("day", "open_then"),
    [
        (date(2024, 2, 29), ["id-1"]),
        (date(2024, 3, 1), ["id-0", "id-1"]),
        (date(2024, 3, 14), ["id-0", "id-1", "id-3"]),
        (date(2024, 3, 15), ["id-0", "id-1"]),  # lost on that day: gone at its end
        (date(2024, 4, 9), ["id-0", "id-1", "id-2"]),
        (date(2024, 4, 10), ["id-0", "id-2"]),
        (None, ["id-0", "id-2"]),
    ],
)
def test_a_deal_is_there_from_the_day_it_is_opened_until_the_day_before_it_is_decided(
    day: date | None, open_then: list[str]
) -> None:
    assert ids(day) == open_then


def test_each_deal_is_as_it_was_then() -> None:
    march, april = (on(date(2024, month, 31 if month == 3 else 5)).iloc[0] for month in (3, 4))
    assert (march["value"], march["stage"], march["rep"], march["position"]) == (10, "Demo", "Ann", 1)
    assert (april["value"], april["stage"], april["rep"], april["position"]) == (20, "Offer", "Bob", 2)
    assert (march["age_days"], april["age_days"]) == (30, 35)


def test_what_a_forecast_takes_of_the_deals_is_the_same() -> None:
    day = date(2024, 4, 5)
    found = list_worth_on(day, Filters(), EVERYTHING, SNAPSHOT)
    columns = [
        "opportunity_id",
        "value",
        "expected_close_on",
        "forecast_category",
        "observed_probability",
        "reconstructed",
    ]
    assert list(found) == columns
    pd.testing.assert_frame_equal(found, on(day)[columns], check_dtype=False)


def test_a_row_has_everything_that_was_known_and_nothing_that_came_later() -> None:
    entered = stretch(0, "2024-03-10", None, 10, entered_on="2024-03-10", opened_on="2024-03-01", reconstructed=True,
                      expected_close_on="2024-06-30", probability=0.4, team="East", **DEMO)  # fmt: skip
    frame = list_pipeline_on(date(2024, 3, 20), Filters(), EVERYTHING, snapshot(entered))
    row = frame.iloc[0].to_dict()
    assert (row["opportunity_row"], row["opportunity"], row["category"], row["team"]) == (0, "a deal", "Lamps", "East")
    assert (row["age_days"], row["days_in_stage"], row["probability"], row["reconstructed"]) == (19, 10, 0.4, True)
    assert row["expected_close_on"] == pd.Timestamp("2024-06-30")
    assert row["forecast_category"] is None
    assert not {"outcome", "left_on", "to_on"} & set(frame.columns)


def test_an_undated_deal_has_no_age() -> None:
    row = on(date(2024, 3, 1)).set_index("opportunity_id").loc["id-1"]
    assert np.isnan(row["age_days"])
    assert pd.isna(row["opened_on"])


def test_filters_and_scope_go_by_what_was_true_then_and_the_period_says_nothing() -> None:
    bob = Filters(period="this_month", dims={"rep": ["Bob"]})  # type: ignore[arg-type]
    assert ids(date(2024, 3, 31), filters=bob) == ["id-2"]
    assert ids(date(2024, 4, 5), filters=bob) == ["id-0", "id-2"]
    assert ids(date(2024, 3, 31), scope=Scope.only(rep=["Ann"])) == ["id-0", "id-1"]


def test_an_unknown_value_is_refused_and_a_filter_that_was_not_known_yet_is_named() -> None:
    with pytest.raises(BadFilter, match="no rep 'Zoe'"):
        on(None, Filters(dims={"rep": ["Zoe"]}))  # type: ignore[arg-type]
    assert on(None).attrs["ignored_filters"] == []


def test_nothing_open_is_an_empty_frame_with_its_columns() -> None:
    frame = list_pipeline_on(None, Filters(), EVERYTHING, snapshot())
    assert frame.empty
    assert list(frame.columns)[:4] == ["opportunity_row", "opportunity_id", "opportunity", "url"]


def days(*asked: date, **more: Any) -> list[tuple[Any, ...]]:
    frame = list_pipeline_days(asked, more.pop("filters", Filters()), EVERYTHING, SNAPSHOT, **more)
    return [tuple(None if pd.isna(v) else v for v in row) for row in frame.drop(columns="day").itertuples(index=False)]


def test_days_are_the_sums_of_their_deals_in_order() -> None:
    asked = [date(2024, 4, 10), date(2024, 2, 29), date(2024, 3, 14)]
    frame = list_pipeline_days(asked, Filters(), EVERYTHING, SNAPSHOT)
    assert list(frame.columns) == ["day", "deals_open", "pipeline", "weighted_pipeline"]
    assert [day.date() for day in frame["day"]] == sorted(asked)
    assert days(*asked) == [(1, 40, None), (3, 130, 5), (2, 20, 5)]
    for day, open_deals in zip(sorted(asked), (1, 3, 2), strict=True):
        assert (len(on(day)), on(day)["value"].sum()) == (open_deals, days(day)[0][1])


def test_days_by_a_dimension_have_every_group_on_every_day() -> None:
    assert days(date(2024, 3, 31), date(2024, 4, 1), by="rep") == [
        ("Ann", 2, 50, 5), ("Bob", 1, 0, None), ("Ann", 1, 40, None), ("Bob", 2, 20, 5),
    ]  # fmt: skip
    assert days(date(2024, 3, 31), by="account") == [(None, 3, 50, 5)]


def test_no_days_or_no_deals_give_no_sums() -> None:
    assert days() == []
    none = Filters(dims={"rep": ["Bob"]})  # type: ignore[arg-type]
    assert days(date(2024, 1, 1), filters=none) == [(0, 0, 0)]
    assert days(date(2024, 1, 1), filters=none, by="stage") == []


def test_a_group_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownName, match="dimension"):
        days(TODAY, by="moon")
    with pytest.raises(BadInput, match="past days is not known by loss reason") as told:
        days(TODAY, by="lost_reason")
    assert "rep" in told.value.hint


def test_the_async_faces_answer_the_same() -> None:
    day = date(2024, 4, 5)
    pd.testing.assert_frame_equal(asyncio.run(pipeline_on(day, Filters(), EVERYTHING, SNAPSHOT)), on(day))
    frame = asyncio.run(pipeline_days([day], Filters(), EVERYTHING, SNAPSHOT))
    assert frame["pipeline"].to_list() == [60]
