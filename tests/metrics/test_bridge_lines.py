"""The lines behind a bar: which they are, what each contributes, and that all of them sum to the bar."""

import asyncio
import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UnknownName
from filters import Filters
from metrics.bridge_lines import bridge_lines, list_bridge_lines
from metrics.bridge_measured import BARS, CHANGE
from metrics.bridges import measure_bridge
from metrics.frames import FrameSnapshot
from tests.metrics.frames import opportunities
from tests.metrics.order_lines import order, sales
from tests.metrics.test_bridges import ALL, FEB, JAN, TWO_PRODUCTS, F, J, lines


def listed(part: str, snapshot: FrameSnapshot, of: Any = "revenue", **more: Any) -> list[tuple[Any, ...]]:
    """Record, period and effect of each line, and that they sum to the bar."""
    frame = list_bridge_lines(part, of, JAN, FEB, Filters(), ALL, snapshot, **more)
    if "limit" not in more:
        assert (frame["effect"].sum(), len(frame)) == (pytest.approx(frame.attrs["total"]), frame.attrs["count"])
    ids = frame["record"].str.removeprefix("shop:orders:")
    return list(zip(ids, frame["period"], frame["effect"], strict=True))


def test_volume_is_units_at_the_average_price_added_or_taken_off() -> None:
    assert listed("volume", sales(*TWO_PRODUCTS)) == [
        ("4", "after", 20 * 20), ("1", "before", -10 * 20), ("0", "before", -10 * 20), ("3", "after", 6 * 20),
        ("2", "after", 4 * 20),
    ]  # fmt: skip


def test_mix_is_units_at_what_their_product_cost_more_than_the_average() -> None:
    assert listed("mix", sales(*TWO_PRODUCTS)) == [
        ("4", "after", 20 * 10), ("1", "before", -10 * 10), ("0", "before", 10 * 10), ("3", "after", -6 * 10),
        ("2", "after", -4 * 10),
    ]  # fmt: skip


def test_price_is_what_a_line_brought_beyond_the_price_before() -> None:
    assert listed("price", sales(*TWO_PRODUCTS)) == [("4", "after", -60), ("3", "after", 6), ("2", "after", 4)]


def test_unit_cost_is_what_a_line_cost_beyond_the_cost_before_with_the_sign_of_the_margin() -> None:
    assert listed("cost", sales(*TWO_PRODUCTS), "margin") == [
        ("3", "after", -6), ("2", "after", -4), ("4", "after", 0),
    ]  # fmt: skip


def test_new_ended_and_what_is_not_in_units_count_whole() -> None:
    snapshot = sales(order(J, "Old", 1, 5), order(F, "New", 1, 7), order(F, None, 1, 3), order(J, "Old", None, 2))
    assert listed("new", snapshot) == [("1", "after", 7)]
    assert listed("ended", snapshot) == [("0", "before", -5)]
    assert listed("not_in_units", snapshot) == [("2", "after", 3), ("3", "before", -2)]
    assert listed("before", snapshot) == [("0", "before", 5), ("3", "before", 2)]
    assert listed(CHANGE, snapshot) == [
        ("1", "after", 7), ("0", "before", -5), ("2", "after", 3), ("3", "before", -2),
    ]  # fmt: skip


def test_a_line_in_both_windows_is_there_as_of_each() -> None:
    frame = list_bridge_lines(CHANGE, "revenue", FEB, FEB, Filters(), ALL, sales(*TWO_PRODUCTS))
    assert (len(frame), frame["effect"].sum(), frame.attrs["count"]) == (6, 0, 6)


def test_only_so_many_are_listed_the_largest_first_and_count_and_total_are_of_all() -> None:
    frame = list_bridge_lines("volume", "revenue", JAN, FEB, Filters(), ALL, sales(*TWO_PRODUCTS), limit=2)
    assert list(frame["effect"]) == [400, -200]
    assert (frame.attrs["count"], frame.attrs["total"]) == (5, 200)


def test_what_is_known_of_a_line_and_of_its_deal() -> None:
    deals = pl.DataFrame({"opportunity_id": ["d1"], "opportunity": ["A deal"], "url": ["https://crm/1"]})
    snapshot = sales(
        order(J, "Basic", 2, 20), order(F, "Basic", 2, 26, account="Ann & Co", rep="Bea", unit_cost=3, deal="d1"),
        opportunities_detail=deals,
    )  # fmt: skip
    row = asyncio.run(bridge_lines("price", "revenue", JAN, FEB, Filters(), ALL, snapshot)).iloc[0]
    assert (row.account, row["product"], row.rep, row.source) == ("Ann & Co", "Basic", "Bea", "orders")
    assert (row.quantity, row.unit_price, row.amount, row.cost, row.reference, row.effect) == (2, 13, 26, 6, 10, 6)
    assert (row.record, row.opportunity, row.url) == ("shop:orders:1", "A deal", "https://crm/1")
    assert str(row.sold_on.date()) == F


def test_a_won_deal_is_found_with_its_own_id_name_and_address() -> None:
    deals = opportunities(
        ["lost", "won", "won"], decided_on=[J, J, F], product=["Basic"] * 3, quantity=[1.0] * 3,
        amount=[0.0, 10.0, 12.0],
    )  # fmt: skip
    detail = pl.DataFrame({"opportunity_id": ["a", "b", "c"], "opportunity": ["A", "B", "C"], "url": [None, None, "u"]})
    snapshot = FrameSnapshot({"opportunities": deals, "opportunities_detail": detail})
    row = list_bridge_lines("price", "revenue", JAN, FEB, Filters(), ALL, snapshot).iloc[0]
    assert (row.record, row.opportunity, row.url, row.effect, row.source) == ("c", "C", "u", 2, "opportunities")


def test_no_such_bar_is_said() -> None:
    with pytest.raises(UnknownName, match="part of the bridge"):
        list_bridge_lines("cost", "revenue", JAN, FEB, Filters(), ALL, sales(*TWO_PRODUCTS))


@given(st.lists(lines, max_size=20))
@settings(max_examples=20, deadline=None)
def test_the_lines_of_every_bar_sum_to_it_whatever_was_sold(sold: list[Any]) -> None:
    snapshot = sales(*sold)
    size = max([abs(line["amount"] or 0) * 40 for line in sold], default=0)
    for of in BARS:
        bars = measure_bridge(of, JAN, FEB, Filters(), ALL, snapshot).set_index("part")
        for part in BARS[of]:
            frame = list_bridge_lines(part, of, JAN, FEB, Filters(), ALL, snapshot, limit=None)
            assert len(frame) == bars.loc[part, "n"]
            assert math.fsum(frame["effect"]) == pytest.approx(bars.loc[part, "amount"], rel=1e-9, abs=1e-9 * size)
