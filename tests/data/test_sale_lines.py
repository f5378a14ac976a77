from datetime import date, datetime

import polars as pl

from data.dimensions import DEAL_DIMENSIONS
from data.sale_lines import NUMBERS, sale_lines
from data.schema import GRAINS, period_column
from data.wide_deals import wide_opportunities
from data.wide_facts import wide_facts
from tests.data.canonical import table
from tests.data.wide_context import context

MAY, JUNE = date(2024, 5, 15), date(2024, 6, 3)
PRODUCTS = table("products", {"product_id": "p1", "product": "Basic", "list_price": 20.0, "unit_cost": 8.0})
ORDERS = table(
    "orders",
    {"order_id": "1", "ordered_on": MAY, "product_id": "p1", "quantity": 4.0, "amount": 60.0, "discount": 0.25},
    {"order_id": "2", "ordered_on": JUNE, "amount": 10.0},
    origin="shop",
)
DEALS = table(
    "opportunities",
    {"opportunity_id": "D1", "status": "won", "closed_on": JUNE, "product_id": "p1", "quantity": 2.0, "amount": 30.0,
     "colour": "red"},
    {"opportunity_id": "D2", "status": "lost", "closed_on": JUNE, "product_id": "p1", "amount": 30.0},
)  # fmt: skip
WIDE = {
    "orders": dict(wide_facts({"orders": ORDERS, "products": PRODUCTS}, context(extra=("colour",))))["orders"],
    "opportunities": wide_opportunities(
        {"opportunities": DEALS, "products": PRODUCTS}, context(extra=("colour",))
    )["opportunities"],
}  # fmt: skip


def lines(*names: str) -> pl.LazyFrame:
    return sale_lines({name: WIDE[name].lazy() for name in names}, ("colour",))


def test_orders_and_won_deals_stand_one_below_the_other_in_the_same_columns() -> None:
    found = lines("orders", "opportunities").collect()
    periods = [period_column("sold_on", grain) for grain in GRAINS]
    assert found.columns == [*DEAL_DIMENSIONS, "colour", *periods, *NUMBERS, "source"]
    assert found.schema["product"] == found.schema["colour"] == found.schema["source"] == pl.Categorical
    assert found.select("source", "origin", "product", "colour", "sold_on", "sold_on_month").rows() == [
        ("orders", "shop", "Basic", None, MAY, date(2024, 5, 1)),
        ("orders", "shop", None, None, JUNE, date(2024, 6, 1)),
        ("opportunities", "crm", "Basic", "red", JUNE, date(2024, 6, 1)),
    ]


def test_what_a_line_brought_cost_and_left() -> None:
    found = lines("orders", "opportunities").select(NUMBERS).collect().rows()
    assert NUMBERS == ("quantity", "amount", "cost", "margin", "unit_price", "list_price", "discount")
    assert found == [
        (4.0, 60.0, 32.0, 28.0, 15.0, 20.0, 0.25),
        (None, 10.0, None, None, None, None, None),
        (2.0, 30.0, 16.0, 14.0, 15.0, 20.0, 0.25),
    ]


def test_one_side_is_the_same_table() -> None:
    both = lines("orders", "opportunities").collect()
    assert lines("orders").collect().equals(both.head(2))
    assert lines("opportunities").collect().equals(both.tail(1))


def test_a_filter_is_applied_to_the_stored_tables_before_they_are_put_together() -> None:
    filtered = lines("orders", "opportunities").filter(pl.col("sold_on") >= JUNE, pl.col("product") == "Basic")
    plan = filtered.select("amount").explain()
    assert plan.index("UNION") < plan.index("FILTER")
    assert plan.count("FILTER") == 2
    assert filtered.collect()["amount"].to_list() == [30.0]


def test_what_a_frame_lacks_is_not_known() -> None:
    small = pl.DataFrame({"ordered_on": [MAY], "amount": [5.0]})
    found = sale_lines({"orders": small.lazy()}).collect()
    assert found.select("sold_on", "amount", "cost", "product", "source").rows() == [(MAY, 5.0, None, None, "orders")]


def test_frames_of_other_types_are_put_together_too() -> None:
    orders = pl.DataFrame({"ordered_on": [datetime(2024, 5, 15)], "amount": [5], "product": ["Basic"]})
    found = sale_lines({"orders": orders.lazy(), "opportunities": WIDE["opportunities"].lazy()}).collect()
    assert found.select("sold_on", "amount", "product").rows() == [(MAY, 5.0, "Basic"), (JUNE, 30.0, "Basic")]
