"""The 26 KPIs."""

from math import isnan

import pandas as pd

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.kpis import kpis, measure_kpis, together
from settings import settings
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "won", "lost", "open", "untouched"],
    value=[100, 50, 30, 20, 10],
    stage=["Won", "Won", "Lost", *settings().rules.kpi_stages],
    rep=["Ann", "Bob", "Ann", "Bob", "Bob"],
    manager=["M", "M", "M", "M", "M"],
    office=["East", "East", "East", "East", "East"],
    sector=["a", "b", "a", "a", None],
    country=["FR", "DE", "FR", "DE", "DE"],
    product=["p", "q", "p", "p", "q"],
    opened_on=["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", None],
    decided_on=["2024-02-01", "2024-03-01", "2024-03-02", None, None],
)
REPS = pd.DataFrame({"rep": ["Ann", "Bob", "Cy"], "manager": ["M"] * 3, "office": ["East"] * 3, "active": [True] * 3})
PRODUCTS = pd.DataFrame({"product": ["p", "q", "r"], "units": [5.0, None, 7.0]})
SNAPSHOT = FrameSnapshot({"opportunities": DEALS, "reps": REPS, "products": PRODUCTS})


def test_there_are_26_with_names_of_their_own() -> None:
    assert len({kpi.name for kpi in kpis()}) == len(kpis()) == 26


def test_their_figures() -> None:
    found = measure_kpis(Filters(), Scope.all(), SNAPSHOT)
    figures = {kpi.name: found[kpi.name][kpi.metric.name].to_list() for kpi in kpis()}
    assert figures == {
        "total_products": [3],
        "revenue_per_product": [75],
        "products_by_sector": [1, 1, 0],
        "all_total": [210],
        "all_average": [42],
        "won_total": [150],
        "won_average": [75],
        "lost_total": [30],
        "lost_average": [30],
        "stage_1_total": [20],
        "stage_1_average": [20],
        "stage_2_total": [10],
        "stage_2_average": [10],
        "by_sector": [100, 50, 0],
        "by_rep": [100, 50],
        "by_manager": [150],
        "by_office": [150],
        "by_country": [50, 100],
        "best_rep": [100],
        "sales_by_month": [1, 1],
        "revenue_by_month": [100, 50],
        "engagement_rate": [0.8],
        "won_ratio_by_rep": [0.5, 1],
        "lost_ratio_by_rep": [0.5, 0],
        "won_ratio_by_manager": [2 / 3],
        "lost_ratio_by_manager": [1 / 3],
    }


def test_what_stands_beside_them() -> None:
    found = measure_kpis(Filters(), Scope.all(), SNAPSHOT)
    assert found["total_products"].units_in_stock.item() == 12
    assert found["all_total"].opportunities.item() == 5
    assert found["by_manager"].revenue_per_rep.item() == 50
    assert list(found["best_rep"].rep) == ["Ann"]
    assert list(found["by_rep"].average_deal) == [100, 50]


def test_in_a_period_a_deal_without_a_date_is_left_out_and_said() -> None:
    found = measure_kpis(Filters("last_year", compare="none"), Scope.all(), FrameSnapshot({
        "opportunities": DEALS, "reps": REPS, "products": PRODUCTS}, DEALS["decided_on"].max().replace(year=2025),
    ))  # fmt: skip
    assert found["all_total"].opportunities.item() == 4
    assert found["all_total"].attrs["undated"] == 1
    prospecting = found["stage_2_total"]
    assert (prospecting.opportunities.item(), prospecting.attrs["undated"]) == (0, 1)
    assert isnan(found["stage_2_average"].average_expected_deal.item())


def test_kpis_that_are_grouped_alike_share_a_query_that_has_all_their_figures() -> None:
    shared = together(kpis())
    assert [kpi.name for several in shared.values() for kpi in several if kpi.by == "rep"] == [
        "by_rep", "best_rep", "won_ratio_by_rep", "lost_ratio_by_rep",
    ]  # fmt: skip
    assert sorted(kpi.name for several in shared.values() for kpi in several) == sorted(kpi.name for kpi in kpis())
    assert all(set(kpi.metrics) <= set(query.metrics) for query, several in shared.items() for kpi in several)
    assert all((kpi.by, kpi.grain) == (query.by[0] if query.by else None, query.grain)
               for query, several in shared.items() for kpi in several)  # fmt: skip


def test_kpis_of_other_rows_or_stages_are_not_mixed() -> None:
    shared = [{kpi.name for kpi in several} for several in together(kpis()).values()]
    assert {
        "won_ratio_by_manager",
        "lost_ratio_by_manager",
    } in shared  # not with figures per head
    assert {"stage_1_total", "stage_1_average"} in shared
