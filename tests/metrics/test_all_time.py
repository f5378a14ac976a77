"""A query of all time, whatever the period."""

from datetime import date

import pandas as pd

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.query import Query
from metrics.run import measure_queries
from metrics.sales import WON_REVENUE
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "won", "won", "won"], value=[1, 20, 300, 4000], sector=["a", "a", "a", "b"],
    decided_on=["2023-11-05", "2024-01-05", None, "2023-11-06"],
)  # fmt: skip
JANUARY = Filters(start=date(2024, 1, 1), end=date(2024, 1, 31), dims={"sector": ["a"]})


def measured(query: Query) -> pd.DataFrame:
    snapshot = FrameSnapshot({"opportunities": DEALS}, date(2024, 1, 31))
    return measure_queries([query], JANUARY, Scope.all(), snapshot)[0]


def test_the_period_is_lifted_and_the_other_filters_hold() -> None:
    months = measured(Query(WON_REVENUE, grain="month", shift="all"))
    assert list(months["won_revenue"]) == [1, 0, 20]
    assert months.attrs["window"] is None
    assert months.attrs["notes"] == ["1 undated deal is not shown."]


def test_beside_it_the_same_query_in_the_period_is_another() -> None:
    assert measured(Query(WON_REVENUE, grain="month"))["won_revenue"].tolist() == [20]
    assert measured(Query(WON_REVENUE, shift="all"))["won_revenue"].item() == 321
