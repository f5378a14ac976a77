"""Sales lines: orders where an origin has them, else won deals."""

from datetime import date

import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.new_customers import NEW_CUSTOMERS
from metrics.plan import columns_of, first_day
from metrics.query import Query
from metrics.run import measure, measure_queries
from metrics.sold import (
    AVERAGE_PRICE,
    COST_OF_SALES,
    CUSTOMERS,
    GROSS_MARGIN,
    GROSS_PROFIT,
    MEDIAN_PRICE,
    PRICE_P25,
    PRICE_P75,
    REVENUE,
    SALE_LINES,
    UNITS_SOLD,
)
from tests.metrics.frames import opportunities, with_periods

ALL = (
    REVENUE, UNITS_SOLD, SALE_LINES, COST_OF_SALES, GROSS_PROFIT, GROSS_MARGIN, AVERAGE_PRICE, MEDIAN_PRICE, PRICE_P25,
    PRICE_P75, CUSTOMERS,
)  # fmt: skip
ORDERS = with_periods(
    pl.DataFrame(
        {
            "product": pl.Series(["Basic", "Basic", "Plus"], dtype=pl.Categorical),
            "account_key": pl.Series(["a1", "a1", None], dtype=pl.Categorical),
            "quantity": [4.0, 1.0, None],
            "amount": [60.0, 25.0, 10.0],
            "cost": [32.0, None, 5.0],
            "margin": [28.0, None, 5.0],
            "unit_price": [15.0, 25.0, None],
        }
    ),
    {"ordered_on": [date(2024, 1, 10), date(2024, 2, 10), date(2024, 2, 20)]},
)
DEALS = opportunities(
    ["won", "won", "lost"], is_sale=[True, False, False], decided_on=["2024-02-01"] * 3, product=["Plus"] * 3,
    account_key=["a2", "a1", "a1"], amount=[100.0, 900.0, 0.0], quantity=[2.0, 1.0, 1.0], cost=[40.0, 1.0, 1.0],
    unit_price=[50.0, 900.0, None],
)  # fmt: skip
FRAMES = {"orders": ORDERS, "opportunities": DEALS}


def test_each_figure_by_hand() -> None:
    row = measure(*ALL, frames=FRAMES).iloc[0]
    assert (row.revenue, row.revenue_n, row.sale_lines) == (195.0, 4, 4)
    assert (row.units_sold, row.units_sold_n) == (7.0, 3)
    assert (row.cost_of_sales, row.cost_of_sales_n) == (77.0, 3)  # 32 + 5 + 40
    assert (row.gross_profit, row.gross_profit_n) == (93.0, 3)  # 28 + 5 + 60
    assert (row.gross_margin, row.gross_margin_n) == (pytest.approx(93 / 170), 3)  # of 60 + 10 + 100
    assert (row.average_price, row.average_price_n) == (pytest.approx(185 / 7), 3)
    assert (row.median_price, row.price_p25, row.price_p75) == (25.0, 20.0, 37.5)  # of 15, 25, 50
    assert (row.median_price_n, row.price_p25_n) == (3, 3)
    assert row.customers == 2


def test_by_product_and_quarter() -> None:
    found = measure(REVENUE, GROSS_MARGIN, by="product", grain="quarter", frames=FRAMES)
    assert list(zip(found["product"], found.quarter.dt.date, found.revenue, strict=True)) == [
        ("Basic", date(2024, 1, 1), 85.0), ("Plus", date(2024, 1, 1), 110.0),
    ]  # fmt: skip
    assert list(found.gross_margin) == [pytest.approx(28 / 60), pytest.approx(65 / 110)]


def test_a_period_counts_what_was_sold_in_it() -> None:
    february = Filters.from_query({"from": "2024-02-01", "to": "2024-02-29"})
    found = measure(REVENUE, CUSTOMERS, filters=february, frames=FRAMES).iloc[0]
    assert (found.revenue, found.customers) == (135.0, 2)


def test_nothing_sold_is_zero_revenue_and_no_margin() -> None:
    row = measure(*ALL, frames={"opportunities": opportunities(["open"])}).iloc[0]
    assert (row.revenue, row.units_sold, row.sale_lines, row.customers) == (0, 0, 0, 0)
    assert row[["gross_margin", "average_price", "median_price"]].isna().all()


def test_frames_offer_the_table_with_its_columns_days_and_values() -> None:
    snapshot = FrameSnapshot(FRAMES)
    assert snapshot.names == ["orders", "opportunities", "sale_lines"]
    assert {"sold_on", "sold_on_month", "amount", "source"} <= columns_of(snapshot, "sale_lines")
    assert first_day(snapshot, "sale_lines") == date(2024, 1, 10)
    assert snapshot.values("product", "sale_lines") == ["Basic", "Plus"]
    assert snapshot.as_of["frames"] == {"orders": date(2024, 2, 20), "opportunities": date(2024, 2, 1)}


def test_without_deals_that_say_whether_they_are_sales_there_is_no_such_table() -> None:
    assert FrameSnapshot({"opportunities": pl.DataFrame({"amount": [1.0]})}).names == ["opportunities"]


def test_new_customers_count_by_the_day_they_first_bought() -> None:
    accounts = with_periods(
        pl.DataFrame({"account": ["a", "b", "c"]}),
        {"first_bought_on": [date(2024, 1, 5), date(2024, 3, 1), None]},
    )
    snapshot = FrameSnapshot({"accounts": accounts}, date(2024, 3, 31))
    quarter = Filters.from_query({"from": "2024-01-01", "to": "2024-02-29"})
    [monthly] = measure_queries([Query(NEW_CUSTOMERS, grain="month")], Filters(), snapshot=snapshot, scope=Scope.all())
    assert list(monthly.new_customers) == [1, 0, 1]
    found = measure(NEW_CUSTOMERS, filters=quarter, snapshot=snapshot)
    assert (found.new_customers.item(), found.attrs["undated"]) == (1, 0)
