"""Stocks of past days as they were known then: the same figures as the Pipeline page has of its days."""

from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.deals import list_deals
from metrics.definition import Metric
from metrics.frames import FrameSnapshot
from metrics.past_pipeline import list_pipeline_days
from metrics.pipeline import DEALS_OPEN, PIPELINE, WEIGHTED_PIPELINE
from metrics.run import measure
from metrics.stretches import by_bucket
from periods import DAY, next_start, period_start
from tests.metrics.frames import opportunities
from tests.metrics.stretches import deal_states, stretch

TODAY = date(2024, 5, 15)
DEALS = opportunities(  # as they are today
    ["open", "won", "lost", "open", "untouched"],
    rep=["Bob", "Ann", "Ann", "Bob", "Ann"],
    account=["Acme", "Acme", "Bolt", "Bolt", None],
    lost_reason=[None, None, "price", None, None],
    value=[20, 999, 81, 6, 160],
    expected_value=[21, 41, 81, 6, 160],
    opened_on=["2024-03-01", None, "2024-03-05", "2024-05-02", "2024-03-01"],
    decided_on=[None, "2024-04-10", "2024-03-15", None, None],
)
ACME, BOLT = {"account": "Acme"}, {"account": "Bolt"}
STRETCHES = deal_states(
    stretch(0, "2024-03-01", "2024-04-02", 10, rep="Ann", **ACME),
    stretch(0, "2024-04-02", None, 20, rep="Bob", opened_on="2024-03-01", **ACME),
    stretch(1, None, "2024-04-10", 40, rep="Ann", outcome="won", left_on="2024-04-10", **ACME),
    stretch(2, "2024-03-05", "2024-03-15", 80, rep="Ann", outcome="lost", left_on="2024-03-15", **BOLT),
    stretch(3, "2024-05-02", None, 5, rep="Bob", **BOLT),  # an edit of today: worth 6 since then
    stretch(4, "2024-03-01", None, 160, rep="Ann", status="untouched"),
).with_columns(pl.lit(None, pl.Categorical).alias("category"), pl.lit(None, pl.Categorical).alias("sector"))
DETAIL = pl.DataFrame({"opportunity_id": [f"id-{i}" for i in range(5)], "opportunity": "a deal", "url": None})
TABLES = {"opportunities": DEALS, "deal_states": STRETCHES, "opportunities_detail": DETAIL}
SNAPSHOT = FrameSnapshot(TABLES, TODAY)
EVERYTHING = Scope.all()


def until(end: date, **dims: Any) -> Filters:
    return Filters(start=date(2024, 3, 1), end=end, dims=dims)  # type: ignore[arg-type]


def past(*metrics: Metric, end: date = date(2024, 4, 30), dims: Any = None, **more: Any) -> pd.DataFrame:
    return measure(*metrics, filters=until(end, **(dims or {})), snapshot=SNAPSHOT, **more)


@pytest.mark.parametrize(
    ("end", "deals", "worth"),
    [
        (date(2024, 3, 1), 2, 10 + 40),
        (date(2024, 3, 14), 3, 10 + 40 + 80),
        (date(2024, 3, 15), 2, 10 + 40),
        (date(2024, 4, 2), 2, 20 + 40),
        (date(2024, 4, 10), 1, 20),
        (date(2024, 5, 14), 2, 20 + 5),
        (TODAY, 2, 20 + 6),  # by the deals as they are
        (date(2024, 12, 31), 2, 20 + 6),
    ],
)
def test_a_past_day_is_as_it_was_known_then_and_today_as_the_deals_are(end: date, deals: int, worth: float) -> None:
    found = past(DEALS_OPEN, PIPELINE, end=end)
    assert (found.deals_open.item(), found.pipeline.item()) == (deals, worth)
    assert found.attrs["notes"] == []


def test_a_deal_counts_for_whom_it_belonged_to_then() -> None:
    end = date(2024, 4, 1)
    found = past(PIPELINE, by="rep", end=end)
    assert dict(zip(found.rep, found.pipeline, strict=True)) == {"Ann": 50}
    assert past(PIPELINE, end=end, dims={"rep": ["Bob"]}).pipeline.item() == 0
    assert past(PIPELINE, end=end, scope=Scope.only(rep=["Ann"])).pipeline.item() == 50


def test_by_month_each_end_is_as_it_was_known_then_and_the_last_as_it_is_today() -> None:
    found = past(DEALS_OPEN, PIPELINE, end=TODAY, grain="month")
    assert [month.month for month in found.month] == [3, 4, 5]
    assert list(found.pipeline) == [10 + 40, 20, 20 + 6]
    assert list(found.deals_open) == [2, 1, 2]
    assert list(past(PIPELINE, end=date(2024, 5, 14), grain="month").pipeline) == [50, 20, 25]


def test_every_group_has_its_stock_in_every_month() -> None:
    found = past(PIPELINE, by="rep", grain="month", end=TODAY)
    shown = [(rep, month.month, v) for rep, month, v in zip(found.rep, found.month, found.pipeline, strict=True)]
    assert shown == [("Ann", 3, 50), ("Ann", 4, 0), ("Ann", 5, 0), ("Bob", 3, 0), ("Bob", 4, 20), ("Bob", 5, 26)]


def test_all_time_by_month_begins_with_the_first_deal_known() -> None:
    found = measure(PIPELINE, grain="month", snapshot=SNAPSHOT)
    assert [(month.month, v) for month, v in zip(found.month, found.pipeline, strict=True)] == [
        (3, 50),
        (4, 20),
        (5, 26),
    ]


@pytest.mark.parametrize("by", [None, "rep", "account"])
@pytest.mark.parametrize("dims", [{}, {"rep": ["Ann"]}, {"account": ["Acme"]}])
def test_the_figures_are_those_of_the_pipeline_page(by: str | None, dims: dict[str, list[str]]) -> None:
    day = date(2024, 4, 5)
    page = list_pipeline_days([day], until(day, **dims), EVERYTHING, SNAPSHOT, by)
    found = past(DEALS_OPEN, PIPELINE, end=day, dims=dims, by=by)
    columns = [*([by] if by else []), "deals_open", "pipeline"]
    open_then = page[page["deals_open"] > 0] if by else page
    assert sorted(found[columns].itertuples(index=False)) == sorted(open_then[columns].itertuples(index=False))


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year"])
def test_by_period_they_are_those_of_the_pipeline_page_too(grain: str) -> None:
    end = date(2024, 5, 9)
    found = past(DEALS_OPEN, PIPELINE, end=end, grain=grain)
    days = [min(next_start(start.date(), grain) - DAY, end) for start in found[grain]]
    page = list_pipeline_days(days, Filters(), EVERYTHING, SNAPSHOT)
    assert list(found["pipeline"]) == list(page["pipeline"])
    assert list(found["deals_open"]) == list(page["deals_open"])


def test_what_the_history_does_not_know_goes_by_todays_table_and_says_so() -> None:
    said = "Pipeline: past days go by what is known of the deals today, as their history is not kept by loss reason."
    day = date(2024, 3, 14)
    grouped = past(PIPELINE, by="lost_reason", end=day)
    assert dict(zip(grouped.lost_reason, grouped.pipeline, strict=True)) == {None: 20 + 41, "price": 81}
    assert grouped.attrs["notes"] == [said]
    filtered = past(PIPELINE, end=day, dims={"lost_reason": ["price"]})
    assert (filtered.pipeline.item(), filtered.attrs["notes"]) == (81, [said])
    months = past(PIPELINE, end=TODAY, dims={"lost_reason": ["(none)"]}, grain="month")
    assert (list(months.pipeline), months.attrs["notes"]) == ([20 + 41, 20, 26], [said])
    assert past(PIPELINE, by="lost_reason", end=TODAY).attrs["notes"] == []


def test_what_is_known_for_today_only_stays_so() -> None:
    assert past(WEIGHTED_PIPELINE).weighted_pipeline.isna().all()


def test_the_deals_behind_a_past_figure_are_listed_as_they_stood() -> None:
    found = list_deals(until(date(2024, 4, 1)), EVERYTHING, SNAPSHOT, "open")
    assert list(zip(found.opportunity_id, found.rep, found.value, strict=True)) == [
        ("id-1", "Ann", 40),
        ("id-0", "Ann", 10),
    ]
    assert found.attrs["count"] == 2
    assert found.decided_on.dt.date.iloc[0] == date(2024, 4, 10)


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"])
@pytest.mark.parametrize("fiscal_year_start", [1, 4, 12])
def test_days_fall_into_the_periods_of_the_calendar(grain: str, fiscal_year_start: int) -> None:
    days = [date(1969, 12, 31), date(2023, 12, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 1), None]
    rows = nw.from_native(pl.DataFrame({"on": pl.Series(days, dtype=pl.Date)}).lazy())
    found = by_bucket(rows, [], ("bucket", "on"), {"n": nw.len().alias("n")}, grain, fiscal_year_start).collect()
    expected = [day and period_start(day, grain, fiscal_year_start) for day in days]
    assert dict(found.select("bucket", "n").rows()) == {start: expected.count(start) for start in expected}
