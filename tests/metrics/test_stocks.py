"""Stocks: what was open at the end of a period, as it was seen then."""

from datetime import date
from math import isnan

from filters import Filters
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.pipeline import (
    DEALS_OPEN,
    PIPELINE,
    PIPELINE_CREATED,
    PIPELINE_DUE,
    SALES_VELOCITY,
    WEIGHTED_PIPELINE,
    WEIGHTED_PIPELINE_CRM,
)
from metrics.run import measure
from metrics.sales import DEALS_WON
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["open", "won", "lost", "open", "untouched", "won"],
    value=[10, 999, 30, 40, 50, 60],
    expected_value=[10, 20, 30, 40, 50, 61],
    opened_on=["2024-01-10", "2024-01-20", "2024-02-10", None, None, "2024-03-05"],
    decided_on=[None, "2024-03-15", "2024-02-20", None, None, "2024-03-05"],
    expected_close_on=["2024-04-01", None, None, "2024-06-15", None, None],
    observed_probability=[0.5, None, None, 0.25, None, None],
    sector=["a", "a", "b", None, "a", "b"],
)
FRAMES = {"opportunities": DEALS}
TODAY = date(2024, 3, 31)


def until(end: date) -> Filters:
    return Filters(start=date(2024, 1, 1), end=end)


def stock(end: date) -> tuple[float, float]:
    result = measure(DEALS_OPEN, PIPELINE, frames=FRAMES, filters=until(end), as_of=TODAY)
    return result.deals_open.item(), result.pipeline.item()


def test_a_stock_is_what_is_open_at_the_end_of_the_period_undated_deals_included() -> None:
    assert stock(date(2024, 1, 15)) == (2, 10 + 40)
    assert stock(date(2024, 2, 15)) == (4, 10 + 20 + 30 + 40)
    assert stock(date(2024, 3, 31)) == (2, 10 + 40)


def test_a_deal_leaves_on_the_day_it_is_decided() -> None:
    assert stock(date(2024, 3, 14)) == (3, 70)
    assert stock(date(2024, 3, 15)) == (2, 50)


def test_a_deal_won_since_counts_with_what_was_expected_of_it_then() -> None:
    assert stock(date(2024, 2, 29)) == (3, 10 + 20 + 40)


def test_an_end_that_lies_ahead_is_today() -> None:
    assert stock(date(2024, 12, 31)) == stock(TODAY)
    result = measure(DEALS_OPEN, frames=FRAMES, as_of=TODAY)
    assert result.deals_open.item() == 2


def test_by_month_it_is_the_state_at_each_months_end_from_before_the_window_on() -> None:
    filters = Filters(start=date(2024, 2, 1), end=date(2024, 12, 31))
    result = measure(DEALS_OPEN, PIPELINE, grain="month", frames=FRAMES, filters=filters, as_of=TODAY)
    assert [m.month for m in result.month] == [2, 3]
    assert list(result.deals_open) == [3, 2]
    assert list(result.pipeline) == [70, 50]


def test_by_week_it_agrees_with_the_state_on_single_days() -> None:
    filters = until(date(2024, 3, 10))
    result = measure(DEALS_OPEN, PIPELINE, grain="week", frames=FRAMES, filters=filters, as_of=TODAY)
    sundays = [date(2024, 1, 7).toordinal() + 7 * i for i in range(len(result))]
    single = [stock(date.fromordinal(day)) for day in sundays]
    assert list(zip(result.deals_open, result.pipeline, strict=True)) == single


def test_every_group_has_its_stock_in_every_month() -> None:
    result = measure(DEALS_OPEN, by="sector", grain="month", frames=FRAMES, filters=until(TODAY), as_of=TODAY)
    shown = [(s, m.month, n) for s, m, n in zip(result.sector, result.month, result.deals_open, strict=True)]
    assert shown == [
        ("a", 1, 2), ("a", 2, 2), ("a", 3, 1),
        ("b", 1, 0), ("b", 2, 0), ("b", 3, 0),
        (None, 1, 1), (None, 2, 1), (None, 3, 1),
    ]  # fmt: skip


def test_stocks_stop_at_today_while_flows_of_another_metric_stand_beside_them() -> None:
    result = measure(DEALS_OPEN, DEALS_WON, grain="quarter", frames=FRAMES, filters=until(date(2024, 12, 31)))
    assert list(result.deals_open) == [2]
    assert list(result.deals_won) == [2]


def test_the_weighted_pipeline_leaves_unknown_odds_out_and_is_null_where_all_are_unknown() -> None:
    result = measure(WEIGHTED_PIPELINE, WEIGHTED_PIPELINE_CRM, frames=FRAMES)
    assert result.weighted_pipeline.item() == 10 * 0.5 + 40 * 0.25
    assert isnan(result.weighted_pipeline_crm.item())


def test_the_weighted_pipeline_of_a_past_day_is_not_known() -> None:
    past = measure(WEIGHTED_PIPELINE, frames=FRAMES, filters=until(date(2024, 2, 1)), as_of=TODAY)
    assert isnan(past.weighted_pipeline.item())
    months = measure(WEIGHTED_PIPELINE, PIPELINE, grain="month", frames=FRAMES, filters=until(TODAY), as_of=TODAY)
    assert [None if isnan(v) else v for v in months.weighted_pipeline] == [None, None, 15]


def test_pipeline_created_is_a_flow_of_what_was_expected_whatever_came_of_it() -> None:
    result = measure(PIPELINE_CREATED, frames=FRAMES, filters=until(date(2024, 1, 31)), as_of=TODAY)
    assert result.pipeline_created.item() == 10 + 20


def test_pipeline_due_may_lie_ahead_and_says_how_many_open_deals_have_no_date() -> None:
    quarter = Filters(start=date(2024, 4, 1), end=date(2024, 6, 30))
    result = measure(PIPELINE_DUE, frames=FRAMES, filters=quarter, as_of=TODAY)
    assert (result.pipeline_due.item(), result.attrs["undated"]) == (50, 0)
    months = measure(PIPELINE_DUE, grain="month", frames=FRAMES, filters=quarter, as_of=date(2024, 4, 10))
    assert list(zip((m.month for m in months.month), months.pipeline_due, strict=True)) == [(4, 10), (6, 40)]


def test_velocity_is_open_deals_times_win_rate_times_average_over_the_cycle() -> None:
    deals = opportunities(["open", "open", "won", "lost"], value=[1, 1, 300, 9], cycle_days=[None, None, 30, 5])
    result = measure(SALES_VELOCITY, SALES_CYCLE_DAYS, frames={"opportunities": deals})
    assert result.sales_velocity.item() == 2 * 0.5 * 300 / 30
