"""Sale lines one by one: the place of each in its own table, and what is found there."""

import polars as pl

from metrics.frames import FrameSnapshot
from metrics.sale_rows import ROW, lines_at, sale_rows
from tests.metrics.frames import opportunities
from tests.metrics.order_lines import order, orders, sales

F = "2024-02-10"
DEALS = opportunities(
    ["lost", "won", "won"], decided_on=[F] * 3, product=["Basic"] * 3, quantity=[1.0] * 3, amount=[0.0, 10.0, 12.0]
)  # fmt: skip


def test_orders_and_won_deals_are_numbered_as_they_are_stored() -> None:
    snapshot = FrameSnapshot({"orders": orders(order(F, "Plus", 1, 5), order(F, None, 2, 7)), "opportunities": DEALS})
    found = sale_rows(snapshot).select("source", ROW, "amount").collect().rows()
    assert found == [("orders", 0, 5.0), ("orders", 1, 7.0), ("opportunities", 1, 10.0), ("opportunities", 2, 12.0)]


def test_lines_are_found_by_their_places_in_the_order_asked_for() -> None:
    found = lines_at(sales(order(F, "A", 1, 5), order(F, "B", 2, 7)), "orders", [1, 0], ["product", "unit_price"])
    assert (found["product"], found["unit_price"]) == (["B", "A"], [3.5, 5.0])
    assert (found["record"], found["url"]) == (["shop:orders:1", "shop:orders:0"], [None, None])


def test_deals_bring_their_names_and_addresses_where_they_are_kept() -> None:
    detail = pl.DataFrame({"opportunity_id": ["a", "b", "c"], "opportunity": ["A", "B", "C"], "url": [None, "u", None]})
    snapshot = FrameSnapshot({"opportunities": DEALS, "opportunities_detail": detail})
    found = lines_at(snapshot, "opportunities", [1], ["amount"])
    assert found == {"amount": [10.0], "record": ["b"], "opportunity": ["B"], "url": ["u"]}


def test_a_snapshot_without_details_knows_no_more_than_the_lines() -> None:
    found = lines_at(FrameSnapshot({"orders": orders(order(F, "A", 1, 5))}), "orders", [0], ["amount"])
    assert found == {"amount": [5.0], "record": [None], "opportunity": [None], "url": [None]}
