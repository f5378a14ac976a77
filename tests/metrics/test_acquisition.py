"""Acquisition cost: spend over new customers of the same days, and when it is earned back; worked out by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.acquisition import (
    ACQUISITION_SPEND,
    CAC,
    CAC_PAYBACK_MONTHS,
    REVENUE_PER_CUSTOMER_MONTH,
    STATED_MARGIN,
    payback,
)
from metrics.new_customers import NEW_CUSTOMERS
from metrics.registry import METRICS
from metrics.run import measure
from tests.metrics.acquisition_company import QUARTERS, company, lines
from tests.metrics.frames import with_periods

NAN = float("nan")
Q3 = Filters(start=date(2023, 7, 1), end=date(2023, 9, 30))


def by_quarter(metric, snapshot, **more):
    frame = measure(metric, grain="quarter", snapshot=snapshot, **more)
    assert [day.date() for day in frame["quarter"]] == QUARTERS
    return frame[metric.name].tolist()


def test_cac_is_spend_over_new_customers_quarter_by_quarter():
    shop = company()
    assert by_quarter(ACQUISITION_SPEND, shop)[:5] == [2000, 1500, 1600, 2400, 1200]
    assert by_quarter(NEW_CUSTOMERS, shop) == [20, 10, 8, 16, 12, 4]
    assert by_quarter(CAC, shop)[:5] == pytest.approx([100, 150, 200, 150, 100])


def test_customers_of_a_quarter_that_is_not_booked_yet_cost_nothing_known():
    shop = company()
    assert np.isnan(by_quarter(ACQUISITION_SPEND, shop)[5])
    assert np.isnan(by_quarter(CAC, shop)[5])
    assert measure(CAC, snapshot=shop)["cac"].item() == pytest.approx(8700 / 66)  # nor do they lower the whole


def test_by_month_a_quarters_cost_stands_in_its_first_month():
    frame = measure(CAC, grain="month", filters=Q3, snapshot=company())
    assert frame["cac"].tolist()[0] == pytest.approx(200)
    assert frame["cac"].isna().tolist() == [False, True, True]


def test_days_that_cut_quarters_are_of_the_quarters_that_begin_in_them():
    cut = Filters(start=date(2023, 6, 15), end=date(2023, 11, 15))  # Q3 and Q4 begin in it
    assert measure(CAC, filters=cut, snapshot=company())["cac"].item() == pytest.approx(4000 / 24)


def test_a_period_without_new_customers_has_no_cost_of_one():
    shop = company()
    gone = {name: frame for name, frame in shop.frames.items() if name != "accounts"}
    in_q3 = pl.col("first_bought_on").is_between(date(2023, 7, 1), date(2023, 9, 30))
    without = {**gone, "accounts": shop.frames["accounts"].filter(~in_q3)}
    frame = measure(CAC, NEW_CUSTOMERS, ACQUISITION_SPEND, filters=Q3, frames=without)
    assert frame[["new_customers", "acquisition_spend"]].iloc[0].tolist() == [0, 1600]
    assert np.isnan(frame["cac"].item())


def test_the_statement_may_come_from_another_origin_than_the_orders():
    shop = company()
    assert measure(CAC, snapshot=shop)["cac"].item() > 0
    alone = measure(CAC, filters=Filters(dims={"origin": ["shop"]}), snapshot=shop)
    assert np.isnan(alone["cac"].item())  # it has customers, and no spend


def test_under_filters_that_spend_does_not_know_there_is_no_cost():
    frame = measure(CAC, CAC_PAYBACK_MONTHS, filters=Filters(dims={"sector": ["retail"]}), snapshot=company())
    assert frame.isna().all(axis=None)
    assert "not filtered by sector" in " ".join(frame.attrs["notes"])


def test_who_may_see_one_team_does_not_see_the_companys_spend():
    frame = measure(CAC, ACQUISITION_SPEND, scope=Scope.only(team=["EMEA"]), snapshot=company())
    assert frame.isna().all(axis=None)


def test_revenue_per_customer_and_month_is_of_who_bought_then():
    shop = company()
    year = Filters(start=date(2023, 4, 1), end=date(2024, 3, 31))
    frame = measure(REVENUE_PER_CUSTOMER_MONTH, filters=year, snapshot=shop)
    assert frame.iloc[0].tolist() == [pytest.approx(4600 / 46 / 12), 46]
    assert by_quarter(REVENUE_PER_CUSTOMER_MONTH, shop)[:5] == pytest.approx([100 / 3] * 5)


def test_the_running_quarter_is_as_long_as_it_has_run():
    months = 45 / (365.25 / 12)  # 1 April to 15 May
    assert by_quarter(REVENUE_PER_CUSTOMER_MONTH, company())[5] == pytest.approx(100 / months)


def test_revenue_without_a_known_customer_is_nobodys():
    orders = with_periods(
        pl.DataFrame({"account_key": pl.Series(["a", None], dtype=pl.Categorical), "amount": [120.0, 999.0]}),
        {"ordered_on": [date(2024, 1, 1), date(2024, 12, 31)]},
    )
    year = Filters(start=date(2024, 1, 1), end=date(2024, 12, 31))
    assert measure(REVENUE_PER_CUSTOMER_MONTH, filters=year, frames={"orders": orders}).iloc[0].tolist() == [10, 1]


def test_payback_is_cost_over_what_a_customer_earns_a_month():
    year = Filters(start=date(2023, 4, 1), end=date(2024, 3, 31))
    frame = measure(CAC_PAYBACK_MONTHS, filters=year, snapshot=company())
    cac, earned = 6700 / 46, 100 / 12 * 0.4
    assert frame["cac_payback_months"].item() == pytest.approx(cac / earned)


def test_without_unit_costs_payback_goes_by_the_statements_margin():
    year = Filters(start=date(2023, 4, 1), end=date(2024, 3, 31))
    frame = measure(CAC_PAYBACK_MONTHS, STATED_MARGIN, filters=year, snapshot=company(costed=False))
    assert frame["stated_gross_margin"].item() == pytest.approx(0.3)
    assert frame["cac_payback_months"].item() == pytest.approx(6700 / 46 / (100 / 12 * 0.3))


def test_who_earns_nothing_never_pays_back():
    numbers = [np.array(values, float) for values in ([100, 100, NAN], [10, 10, 10], [0.5, -0.1, 0.5], [NAN] * 3)]
    assert payback(*numbers)[0] == 20
    assert np.isnan(payback(*numbers)[1:]).all()


def test_marketing_alone_is_spend_where_there_are_no_other_lines():
    assert by_quarter(ACQUISITION_SPEND, company(lines(("marketing", 1.0))))[0] == 2000


def test_they_are_found_by_name():
    assert {"cac", "cac_payback_months", "acquisition_spend", "revenue_per_customer_month"} <= set(METRICS)
