"""Measuring: totals, groups, time, and the traps that make dashboards lie."""

import asyncio
from datetime import date
from math import isnan

import pandas as pd
import pytest

from auth.scope import Scope
from errors import BadInput
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.pipeline import PIPELINE
from metrics.products import PRODUCTS, PRODUCTS_SOLD, REVENUE_PER_PRODUCT
from metrics.query import Query
from metrics.run import measure, measure_all, measure_queries
from metrics.sales import AVERAGE_DEAL, DEALS_WON, OPPORTUNITIES, VALUE_WIN_RATE, WIN_RATE, WON_REVENUE
from tests.metrics.frames import opportunities

YEAR = Filters(start=date(2024, 1, 1), end=date(2024, 12, 31))


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The rows as tuples, days as ISO texts and NaN as None."""
    shown = [
        [str(v.date()) if isinstance(v, pd.Timestamp) else None if pd.isna(v) else v for v in frame[c]] for c in columns
    ]
    return list(zip(*shown, strict=True))


def test_an_open_deal_does_not_change_the_win_rate() -> None:
    result = measure(WIN_RATE, frames={"opportunities": opportunities(["won", "lost", "open", "untouched"])})
    assert (result.win_rate.item(), result.win_rate_n.item()) == (0.5, 2)


def test_a_proportion_of_nothing_is_null_and_not_zero() -> None:
    result = measure(WIN_RATE, VALUE_WIN_RATE, frames={"opportunities": opportunities(["open"])})
    assert result.win_rate_n.item() == 0
    assert all(isnan(result[c].item()) for c in ("win_rate", "win_rate_low", "win_rate_high", "value_win_rate"))


def test_a_table_without_rows_sums_to_zero_and_has_no_average() -> None:
    result = measure(WON_REVENUE, DEALS_WON, AVERAGE_DEAL, frames={"opportunities": opportunities([])})
    assert (result.won_revenue.item(), result.deals_won.item()) == (0, 0)
    assert isnan(result.average_deal.item())


def test_won_revenue_counts_by_close_and_deals_by_creation() -> None:
    deals = opportunities(
        ["won", "won"],
        value=[100, 20],
        opened_on=["2023-12-30", "2024-12-01"],
        decided_on=["2024-01-02", "2025-01-02"],
    )
    result = measure(WON_REVENUE, OPPORTUNITIES, frames={"opportunities": deals}, filters=YEAR)
    assert (result.won_revenue.item(), result.opportunities.item()) == (100, 1)


def test_the_value_win_rate_weighs_lost_deals_by_what_was_expected() -> None:
    deals = opportunities(["won", "lost", "lost", "open"], value=[300, 60, 40, 999])
    assert measure(VALUE_WIN_RATE, frames={"opportunities": deals}).value_win_rate.item() == 0.75


def test_counts_are_whole_numbers() -> None:
    result = measure(DEALS_WON, by="rep", frames={"opportunities": opportunities(["won"], rep=["a"])})
    assert result.deals_won.dtype == "int64"


def test_unknown_keys_form_a_row_of_their_own_and_names_sort_as_people_count() -> None:
    deals = opportunities(["won"] * 5, rep=["rep 10", None, "rep 2", "Rep 1", None])
    result = measure(DEALS_WON, by="rep", frames={"opportunities": deals})
    assert rows(result, "rep", "deals_won") == [("Rep 1", 1), ("rep 2", 1), ("rep 10", 1), (None, 2)]


def test_stages_come_in_the_order_of_the_pipeline_and_statuses_in_that_of_a_deals_life() -> None:
    deals = opportunities(["won", "open", "untouched"], stage=["Won", "Demo", "Lead"])
    stages = pd.DataFrame({"stage": ["Won", "Lead", "Demo"], "position": [3, 1, 2]})
    frames = {"opportunities": deals, "stages": stages}
    assert list(measure(OPPORTUNITIES, by="stage", frames=frames).stage) == ["Lead", "Demo", "Won"]
    assert list(measure(OPPORTUNITIES, by="status", frames=frames).status) == ["untouched", "open", "won"]


def test_the_groups_of_one_metric_are_zero_or_null_for_another_that_lacks_them() -> None:
    deals = opportunities(
        ["won", "open"], sector=["a", "b"], opened_on=["2024-02-01", "2024-03-01"], decided_on=["2024-04-01", None]
    )
    result = measure(OPPORTUNITIES, DEALS_WON, WIN_RATE, by="sector", frames={"opportunities": deals}, filters=YEAR)
    assert rows(result, "sector", "opportunities", "deals_won", "win_rate", "win_rate_n") == [
        ("a", 1, 1, 1.0, 1),
        ("b", 1, 0, None, 0),
    ]


def test_missing_months_up_to_the_last_day_with_facts_are_zero_for_sums_and_null_for_rates() -> None:
    deals = opportunities(["won", "lost"], value=[5, 7], decided_on=["2024-02-10", "2024-04-30"])
    result = measure(WON_REVENUE, WIN_RATE, grain="month", frames={"opportunities": deals}, filters=YEAR)
    assert rows(result, "month", "won_revenue", "win_rate") == [
        ("2024-01-01", 0, None),
        ("2024-02-01", 5, 1.0),
        ("2024-03-01", 0, None),
        ("2024-04-01", 0, 0.0),
    ]


def test_without_a_period_time_starts_with_the_first_fact() -> None:
    deals = opportunities(["won", "won", "open"], value=[5, 6, 9], decided_on=["2023-12-31", "2024-02-01", None])
    result = measure(WON_REVENUE, grain="month", frames={"opportunities": deals})
    assert rows(result, "month", "won_revenue") == [("2023-12-01", 5), ("2024-01-01", 0), ("2024-02-01", 6)]


def test_every_group_has_every_month() -> None:
    deals = opportunities(["won", "won"], value=[1, 2], tier=["x", None], decided_on=["2024-01-05", "2024-02-05"])
    result = measure(WON_REVENUE, by="tier", grain="month", frames={"opportunities": deals})
    assert rows(result, "tier", "month", "won_revenue") == [
        ("x", "2024-01-01", 1),
        ("x", "2024-02-01", 0),
        (None, "2024-01-01", 0),
        (None, "2024-02-01", 2),
    ]


def test_weeks_start_on_monday() -> None:
    deals = opportunities(["won", "won"], decided_on=["2024-12-29", "2025-01-01"])
    result = measure(DEALS_WON, grain="week", frames={"opportunities": deals})
    assert rows(result, "week", "deals_won") == [("2024-12-23", 1), ("2024-12-30", 1)]


def test_rows_without_a_date_count_in_all_time_only_and_are_said_otherwise() -> None:
    deals = opportunities(
        ["untouched", "untouched", "open"], opened_on=[None, None, "2024-05-01"], sector=["a", "b", "b"]
    )
    frames = {"opportunities": deals}
    assert measure(OPPORTUNITIES, frames=frames).opportunities.item() == 3
    dated = measure(OPPORTUNITIES, frames=frames, filters=YEAR)
    assert (dated.opportunities.item(), dated.attrs["undated"]) == (1, 2)
    assert dated.attrs["notes"] == ["2 undated deals are not shown."]
    in_b = Filters(start=YEAR.start, end=YEAR.end, dims={"sector": ["b"]})
    assert measure(OPPORTUNITIES, frames=frames, filters=in_b).attrs["undated"] == 1
    assert measure(OPPORTUNITIES, grain="month", frames=frames).attrs["undated"] == 2


def test_open_deals_are_not_undated_wins() -> None:
    deals = opportunities(["open", "won", "won"], decided_on=[None, "2024-05-01", None])
    assert measure(WON_REVENUE, frames={"opportunities": deals}, filters=YEAR).attrs["undated"] == 1


def test_a_derived_figure_is_made_of_the_whole_and_not_of_its_groups() -> None:
    deals = opportunities(["won"] * 3, product=["p", "q", "p"], sector=["a", "a", "b"], value=[10, 20, 30])
    result = measure(REVENUE_PER_PRODUCT, frames={"opportunities": deals})
    assert result.revenue_per_product.item() == 30
    by_sector = measure(PRODUCTS_SOLD, REVENUE_PER_PRODUCT, by="sector", frames={"opportunities": deals})
    assert rows(by_sector, "sector", "products_sold", "revenue_per_product") == [("a", 2, 15), ("b", 1, 30)]


def test_unknown_is_no_product() -> None:
    deals = opportunities(["won", "won", "lost"], product=["p", None, "q"])
    assert measure(PRODUCTS_SOLD, frames={"opportunities": deals}).products_sold.item() == 1


def test_a_filter_takes_any_of_its_values_and_none_means_not_known() -> None:
    deals = opportunities(["won"] * 4, sector=["a", "b", None, "c"])

    def won(*sectors: str) -> int:
        filters = Filters(dims={"sector": sectors})
        return int(measure(DEALS_WON, frames={"opportunities": deals}, filters=filters).deals_won.item())

    assert (won("a", "b"), won("(none)"), won("a", "(none)")) == (2, 1, 2)


def test_a_filter_that_a_table_lacks_is_said() -> None:
    products = pd.DataFrame({"product": ["p", "q"], "origin": ["x", "x"]})
    frames = {"opportunities": opportunities(["won"], sector=["a"]), "products": products}
    result = measure(PRODUCTS, frames=frames, filters=Filters(dims={"sector": ["a"]}))
    assert result.products.item() == 2
    assert result.attrs["ignored_filters"] == ["sector"]
    assert result.attrs["notes"] == ["Products is not filtered by sector."]


def test_a_shifted_query_measures_the_window_compared_with() -> None:
    deals = opportunities(["won"] * 3, value=[1, 10, 100], decided_on=["2023-06-30", "2024-05-31", "2024-06-30"])
    snapshot = FrameSnapshot({"opportunities": deals})
    now, before, year_before = measure_queries(
        [Query(WON_REVENUE), Query(WON_REVENUE, shift="compare"), Query(WON_REVENUE, shift="last_year")],
        Filters("this_month"),
        Scope.all(),
        snapshot,
    )
    assert [f.won_revenue.item() for f in (now, before, year_before)] == [100, 10, 1]
    assert before.attrs["window"] == (date(2024, 5, 1), date(2024, 5, 31))


def test_a_window_that_begins_before_the_facts_is_not_compared_with() -> None:
    deals = opportunities(["won"] * 3, value=[1, 10, 100], decided_on=["2024-06-01", "2024-12-31", "2025-06-30"])
    year = Filters(start=date(2025, 1, 1), end=date(2025, 12, 31))
    half = Filters(start=date(2025, 1, 1), end=date(2025, 6, 30))
    snapshot = FrameSnapshot({"opportunities": deals})
    queries = [Query(WON_REVENUE, shift="previous"), Query(WON_REVENUE, grain="month", shift="previous")]
    total, months = measure_queries(queries, year, Scope.all(), snapshot)
    assert isnan(total.won_revenue.item())
    assert months.won_revenue.sum() == 1  # June 2024: by month it can be seen what is missing
    [covered] = measure_queries(queries[:1], half, Scope.all(), snapshot)
    assert covered.won_revenue.item() == 10


def test_with_nothing_to_compare_with_a_shifted_query_knows_nothing() -> None:
    snapshot = FrameSnapshot({"opportunities": opportunities(["won"], value=[1], decided_on=["2024-01-01"])})
    queries = [Query(WON_REVENUE, shift="compare"), Query(WON_REVENUE, grain="month", shift="compare")]
    total, months = measure_queries(queries, Filters("all"), Scope.all(), snapshot)
    assert isnan(total.won_revenue.item())
    assert months.empty
    assert list(months.columns) == ["month", "won_revenue", "won_revenue_n"]


def test_measure_all_gives_one_frame_per_query_in_their_order() -> None:
    snapshot = FrameSnapshot({"opportunities": opportunities(["won", "lost"], value=[3, 4])})
    queries = (Query(WIN_RATE), Query(WON_REVENUE), Query(WIN_RATE))
    frames = asyncio.run(measure_all(*queries, filters=Filters(), scope=Scope.all(), snapshot=snapshot))
    assert [next(iter(frame.columns)) for frame in frames] == ["win_rate", "won_revenue", "win_rate"]


def test_a_restriction_of_the_query_comes_on_top_of_the_filters() -> None:
    deals = opportunities(["open"] * 3, stage=["A", "A", "B"], sector=["x", "y", "x"])
    query = Query(OPPORTUNITIES, where={"stage": ["A"]})
    filters = Filters(dims={"sector": ["x"]})
    [frame] = measure_queries([query], filters, Scope.all(), FrameSnapshot({"opportunities": deals}))
    assert frame.opportunities.item() == 1


def test_a_dimension_called_like_the_metric_keeps_its_column() -> None:
    deals = opportunities(["open"], pipeline=["New business"], value=[5])
    result = measure(PIPELINE, by="pipeline", frames={"opportunities": deals})
    assert rows(result, "pipeline_", "pipeline") == [("New business", 5)]


def test_a_result_too_long_to_be_read_is_refused() -> None:
    deals = opportunities(["won"] * 2, decided_on=["1900-01-01", "2024-01-01"], account=["a", "b"])
    long = Filters(start=date(1900, 1, 1), end=date(2199, 12, 31))
    frames = {"opportunities": deals}
    with pytest.raises(BadInput, match="219146 rows") as refused:
        measure(WON_REVENUE, by="account", grain="day", frames=frames, filters=long, as_of=date(2199, 12, 31))
    assert "coarser grain" in refused.value.hint


def test_pandas_frames_are_measured_too() -> None:
    deals = opportunities(["won", "lost"], sector=["a", None]).to_pandas()
    result = measure(DEALS_WON, by="sector", frames={"opportunities": deals})
    assert rows(result, "sector", "deals_won") == [("a", 1), (None, 0)]
