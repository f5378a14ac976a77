"""The figures of the demo agree with each other, to the cent."""

from decimal import Decimal

import pandas as pd

SUBTOTALS = {
    "Total revenue": "+Balances +Centrifuges +Incubators +Liquid handling +Microscopes +Spectrometers",
    "Gross margin": "+Total revenue -Cost of goods sold",
    "Operating expenses": "+Marketing +Sales +Research and development +Administration",
    "Operating income": "+Gross margin -Operating expenses",
    "Net income": "+Operating income -Tax",
}


def cents(amounts):
    return amounts.map(lambda text: int(Decimal(text) * 100))


def quarter(days):
    return pd.PeriodIndex(days, freq="Q").start_time.strftime("%Y-%m-%d")


def statement(company, scenario):
    """Cents by line (rows) and first day of the quarter (columns)."""
    lines = company["income_statement"].query("scenario == @scenario")
    return lines.assign(amount=cents(lines.amount)).pivot_table(index="line", columns="period_start", values="amount")


def test_statement_revenue_is_that_of_the_orders_by_category_and_quarter(company):
    orders = company["orders"]
    category = company["products"].set_index("product_id").category.replace("Centrifuge", "Centrifuges")
    sums = cents(orders.amount).groupby([orders.product_id.map(category), quarter(orders.ordered_on)]).sum().unstack()
    actual = statement(company, "actual")
    assert sums.shape == (6, 16)
    assert (actual.loc[sums.index] == sums).all(axis=None)
    assert (actual.loc["Total revenue"] == sums.sum()).all()


def test_cost_of_goods_sold_is_that_of_the_orders_by_quarter(company):
    orders = company["orders"]
    cost = (cents(orders.unit_cost) * orders.quantity.astype(int)).groupby(quarter(orders.ordered_on)).sum()
    assert (statement(company, "actual").loc["Cost of goods sold"] == cost).all()


def test_subtotals_add_up_in_both_scenarios(company):
    for scenario in ("actual", "budget"):
        lines = statement(company, scenario)
        for subtotal, parts in SUBTOTALS.items():
            total = 0
            for part in parts.replace(" +", "|+").replace(" -", "|-").split("|"):
                total = total + lines.loc[part[1:]] * (1 if part[0] == "+" else -1)
            assert (lines.loc[subtotal] == total).all(), (scenario, subtotal)


def test_the_declared_parents_and_signs_add_up_too(company):
    lines = company["income_statement"]
    lines = lines.assign(amount=cents(lines.amount), sign=lines.sign.astype(int))
    period = ["scenario", "period_start"]
    parts = (lines.amount * lines.sign).groupby([lines.parent, *[lines[p] for p in period]]).sum()
    whole = lines.set_index(["line", *period]).amount
    parts = parts.drop(index="", level=0)
    assert set(parts.index.get_level_values(0)) == set(SUBTOTALS)
    assert (whole.reindex(parts.index) == parts).all()


def test_every_won_deal_is_an_order_of_its_day_product_account_and_amount(company, deals):
    won = deals[deals.status == "won"].set_index("opportunity_id")
    orders = company["orders"].query("opportunity_id != ''").set_index("opportunity_id")
    assert sorted(orders.index) == sorted(won.index)
    orders = orders.reindex(won.index)
    assert (orders.ordered_on == won.closed_on).all()
    assert (orders[["product_id", "account_id", "rep_id"]] == won[["product_id", "account_id", "rep_id"]]).all(
        axis=None
    )
    assert (orders.amount.astype(float) == won.amount).all()


def test_the_company_turns_over_25_to_41_million_a_year(company):
    orders = company["orders"]
    yearly = orders.amount.astype(float).groupby(orders.ordered_on.str[:4]).sum() / 1e6
    assert yearly.index.to_list() == ["2022", "2023", "2024", "2025"]
    assert yearly.between(25, 41).all()
    assert yearly.is_monotonic_increasing
