"""KPIs broken down: by what they can be, which groups come first, who leads."""

from dataclasses import replace

import pandas as pd

from auth.scope import Scope
from filters import Filters
from metrics.breakdown import breakdowns, broken_down, columns_of, leader, measurable, ranked, rest, with_rest
from metrics.frames import FrameSnapshot
from metrics.kpis import Kpi, kpis
from metrics.registry import measure_queries
from metrics.sales import WIN_RATE, WON_REVENUE
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "won", "won", "lost", "lost"],
    value=[100, 50, 20, 30, 10],
    sector=["a", "b", None, "a", "b"],
    rep=["Ann", "Bob", "Ann", "Ann", "Bob"],
    manager=["M"] * 5,
    product=["p"] * 5,
    decided_on=["2024-02-01", "2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"],
    segment=["x", "y", "x", "x", "y"],
)
REPS = pd.DataFrame({"rep": ["Ann", "Bob"], "manager": ["M"] * 2, "active": [True] * 2})
PRODUCTS = pd.DataFrame({"product": ["p"], "category": ["k"], "units": [5.0]})
SNAPSHOT = FrameSnapshot(
    {"opportunities": DEALS, "reps": REPS, "products": PRODUCTS}, dimensions={"segment": "Segment"}
)


def kpi(name: str) -> Kpi:
    return next(kpi for kpi in kpis() if kpi.name == name)


def test_a_kpi_is_broken_down_its_own_way_first_and_by_what_the_data_has() -> None:
    assert breakdowns(kpi("won_total"), Scope.all(), SNAPSHOT) == [
        "sector", "month", "category", "product", "rep", "manager", "segment",
    ]  # fmt: skip
    assert breakdowns(kpi("by_rep"), Scope.all(), SNAPSHOT)[:2] == ["rep", "sector"]
    assert breakdowns(kpi("revenue_by_month"), Scope.all(), SNAPSHOT)[0] == "month"


def test_products_have_neither_reps_nor_months() -> None:
    assert breakdowns(kpi("total_products"), Scope.all(), SNAPSHOT) == ["category", "product"]


def test_a_kpi_keeps_a_way_to_be_broken_down_where_the_data_has_none() -> None:
    bare = FrameSnapshot({"opportunities": opportunities(["won"], value=[1], sector=["a"])})
    assert breakdowns(kpi("total_products"), Scope.all(), bare) == ["category"]
    assert breakdowns(kpi("by_country"), Scope.all(), bare) == ["country", "sector", "month"]


def test_a_figure_per_head_is_left_out_where_there_are_no_heads() -> None:
    by_manager = kpi("by_manager")
    assert [m.name for m in measurable(by_manager, "sector", SNAPSHOT)] == ["won_revenue", "deals_won", "average_deal"]
    assert "revenue_per_rep" in [m.name for m in measurable(by_manager, "rep", SNAPSHOT)]


def measured(name: str, by: str) -> pd.DataFrame:
    (frame,) = measure_queries([broken_down(kpi(name), by, SNAPSHOT)], Filters(), Scope.all(), SNAPSHOT)
    return ranked(frame, kpi(name).metric, too_few=2)


def shown(name: str, by: str, most: int) -> pd.DataFrame:
    groups = measured(name, by)
    query = rest(kpi(name), by, groups, most, SNAPSHOT)
    assert query is not None
    return with_rest(groups, most, measure_queries([query], Filters(), Scope.all(), SNAPSHOT)[0])


def test_all_others_are_measured_and_not_averaged() -> None:
    frame = shown("by_sector", "sector", 1)
    assert frame["sector"].tolist() == ["a", "other"]
    assert frame["won_revenue"].tolist() == [100, 70]
    assert frame["average_deal"].tolist() == [100, 35]
    assert frame.attrs["notes"] == []


def test_the_rate_of_all_others_is_that_of_their_deals_together_those_without_a_name_too() -> None:
    frame = shown("won_ratio_by_rep", "sector", 1)
    assert frame["sector"].tolist() == ["a", "other"]
    assert frame["win_rate"].tolist() == [0.5, 2 / 3]
    assert frame["win_rate_n"].tolist() == [2, 3]


def test_a_single_group_behind_the_others_stands_for_itself() -> None:
    groups = measured("by_sector", "sector")
    assert rest(kpi("by_sector"), "sector", groups, 2, SNAPSHOT) is None


def test_by_month_there_is_a_row_for_each() -> None:
    frame = measured("won_total", "month")
    assert frame["won_revenue"].tolist() == [100, 70]
    assert rest(kpi("won_total"), "month", frame, 0, SNAPSHOT) is None


RATES = pd.DataFrame(
    {
        "rep": pd.Series(["a", "b", "c", "d", None], dtype=object),
        "win_rate": [0.4, 1.0, 0.6, float("nan"), 0.7],
        "win_rate_n": [20, 3, 30, 0, 50],
    }
)


def test_groups_stand_by_their_figure_with_too_few_and_no_figure_behind() -> None:
    assert ranked(RATES, WIN_RATE, too_few=10)["rep"].tolist() == [None, "c", "a", "b", "d"]


def test_amounts_are_ranked_however_few_stand_behind_them() -> None:
    frame = pd.DataFrame({"rep": ["a", "b"], "won_revenue": [1.0, 2.0], "won_revenue_n": [5, 1]})
    assert ranked(frame, WON_REVENUE, too_few=10)["rep"].tolist() == ["b", "a"]


def test_months_stay_in_time_s_order() -> None:
    frame = pd.DataFrame({"month": pd.to_datetime(["2024-01-01", "2024-02-01"]), "won_revenue": [1.0, 2.0]})
    assert ranked(frame, WON_REVENUE, too_few=10)["won_revenue"].tolist() == [1.0, 2.0]


def test_who_leads_is_known_one_group_and_has_enough_deals() -> None:
    best = kpi("best_rep")
    frame = measure_queries([replace(best, top=1).query], Filters(), Scope.all(), SNAPSHOT)[0]
    assert frame["rep"].tolist() == ["Ann", "other"]
    assert leader(columns_of(frame), best.metric, too_few=10)["rep"] == "Ann"
    assert leader(columns_of(RATES), WIN_RATE, too_few=10) == {"rep": "c", "win_rate": 0.6, "win_rate_n": 30}
    assert leader(columns_of(RATES), WIN_RATE, too_few=1000) == {}
