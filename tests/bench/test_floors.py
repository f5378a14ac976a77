"""The floors measure what the pages measure."""

from datetime import date

import polars as pl
import pytest

from app import page_modules
from bench.floors import FLOORS, run_floor
from bench.pricing import PAGES
from filters import Filters
from metrics.registry import measure
from metrics.sales import WON_REVENUE
from tests.metrics.frames import opportunities

YEAR = Filters(start=date(2017, 1, 1), end=date(2017, 12, 31), dims={"sector": ["retail"]})
LAST_DAY = date(2017, 12, 31)


@pytest.fixture
def deals() -> pl.DataFrame:
    return opportunities(
        ["won", "won", "lost", "won", "open"],
        sector=["retail", "retail", "retail", "medical", "retail"], category=["A", "B", "A", "A", "B"],
        product=["A1", "B1", "A1", "A1", "B1"], value=[1000.0, 3000.0, 500.0, 7000.0, 800.0],
        opened_on=["2016-12-01", "2017-02-01", "2017-03-01", "2017-01-01", "2017-11-01"],
        decided_on=["2017-03-10", "2017-06-15", "2017-07-01", "2017-04-01", None],
    )  # fmt: skip


def test_every_page_that_measures_has_a_floor() -> None:
    measuring = {page.__name__ for page in page_modules() if hasattr(page, "QUERIES")}
    assert set(FLOORS) == measuring - set(PAGES)  # those of sales and the statement have floors of their own


@pytest.mark.parametrize("page", FLOORS)
def test_a_floor_measures_won_revenue_under_the_filters(page: str, deals: pl.DataFrame) -> None:
    assert run_floor(page, deals, YEAR, LAST_DAY)[0]["revenue"].to_list() == [4000.0]
    assert measure(WON_REVENUE, filters=YEAR, frames={"opportunities": deals}).won_revenue.item() == 4000.0


def test_the_floor_of_sales_has_revenue_by_category_and_of_the_overview_the_open_deals(deals: pl.DataFrame) -> None:
    by_category = run_floor("pages.sales", deals, YEAR, LAST_DAY)[7]
    assert dict(by_category.select("category", "revenue").iter_rows()) == {"A": 1000.0, "B": 3000.0}
    open_now, open_before = run_floor("pages.overview", deals, YEAR, LAST_DAY)[3:5]
    assert open_now.row(0) == (800.0, 1)
    assert open_before.row(0)[1] == 1  # at the end of 2016 the deal of December, won in March, was open
