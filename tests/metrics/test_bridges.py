"""Bridges measured on what was sold: each bar by hand, and that they sum to the change of the metric itself."""

import asyncio
import math
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth.scope import Scope
from filters import Filters, Window
from metrics.bridge_measured import BARS
from metrics.bridges import margin_bridge, measure_bridge, price_bridge, product_parts, products
from metrics.frames import FrameSnapshot
from metrics.run import measure
from metrics.sold import GROSS_PROFIT, REVENUE
from tests.metrics.frames import opportunities
from tests.metrics.order_lines import order, sales

JAN, FEB = Window(date(2024, 1, 1), date(2024, 1, 31)), Window(date(2024, 2, 1), date(2024, 2, 29))
J, F = "2024-01-10", "2024-02-10"
ALL = Scope.all()
TWO_PRODUCTS = (
    order(J, "Basic", 10, 100, unit_cost=4), order(J, "Plus", 10, 300, unit_cost=20),
    order(F, "Basic", 4, 44, unit_cost=5), order(F, "Basic", 6, 66, unit_cost=5),
    order(F, "Plus", 20, 540, unit_cost=20),
)  # fmt: skip


def bars(snapshot: FrameSnapshot, of: Any = "revenue", filters: Filters | None = None, scope: Scope = ALL) -> Any:
    """Part -> amount and lines, of the bars that have any line."""
    frame = measure_bridge(of, JAN, FEB, filters or Filters(), scope, snapshot)
    assert tuple(frame["part"]) == BARS[of]
    rows = zip(frame["part"], frame["amount"], frame["n"], strict=True)
    return {part: (pytest.approx(amount), n) for part, amount, n in rows if n}


def test_volume_mix_and_price_by_hand() -> None:
    assert bars(sales(*TWO_PRODUCTS)) == {
        "before": (400, 2), "volume": (10 * 20, 5), "mix": (10 * (30 - 20), 5), "price": (10 * 1 - 20 * 3, 3),
        "after": (650, 3),
    }  # fmt: skip


def test_of_the_margin_unit_cost_is_a_bar_and_volume_goes_by_margin_per_unit() -> None:
    # margins of 6 and 10 a unit are 8 on average
    assert bars(sales(*TWO_PRODUCTS), "margin") == {
        "before": (160, 2), "volume": (10 * 8, 5), "mix": (10 * (10 - 8), 5), "price": (-50, 3), "cost": (-10, 3),
        "after": (200, 3),
    }  # fmt: skip


def test_new_and_ended_products_are_bars_of_their_own() -> None:
    found = bars(
        sales(order(J, "Old", 5, 50), order(J, "Basic", 1, 10), order(F, "Basic", 1, 10), order(F, "New", 2, 70))
    )
    assert (found["new"], found["ended"]) == ((70, 1), (-50, 1))
    assert found["before"] == (60, 2)


def test_lines_without_a_product_or_a_quantity_are_not_in_units() -> None:
    found = bars(
        sales(order(J, None, 5, 50), order(J, "Basic", None, 7), order(F, None, 1, 20), order(F, "Basic", None, 3))
    )
    assert found == {"before": (57, 2), "not_in_units": (-34, 4), "after": (23, 2)}


def test_what_was_only_returned_is_not_in_units_and_its_product_has_ended() -> None:
    found = bars(sales(order(J, "Basic", 5, 50), order(F, "Basic", -2, -20)))
    assert found == {"before": (50, 1), "ended": (-50, 1), "not_in_units": (-20, 1), "after": (-20, 1)}


def test_a_rebate_of_no_units_lowers_the_price_of_its_product() -> None:
    found = bars(sales(order(J, "Basic", 5, 50), order(F, "Basic", 5, 50), order(F, "Basic", 0, -10)))
    assert (found["price"], found["volume"]) == ((-10, 2), (0, 3))


def test_one_name_is_one_product_whatever_its_tier() -> None:
    lines = order(J, "Basic", 1, 10, tier="Good"), order(F, "Basic", 1, 12, tier="Best")
    assert bars(sales(*lines))["price"] == (2, 1)


def test_lines_whose_cost_is_not_known_move_revenue_and_not_the_margin() -> None:
    lines = order(J, "Basic", 1, 10, unit_cost=4), order(F, "Basic", 1, 10, unit_cost=4), order(F, "Basic", 8, 80)
    assert bars(sales(*lines))["volume"] == (80, 3)
    assert bars(sales(*lines), "margin") == {
        "before": (6, 1), "volume": (0, 2), "mix": (0, 2), "price": (0, 1), "cost": (0, 1), "after": (6, 1),
    }  # fmt: skip
    attrs = measure_bridge("margin", JAN, FEB, Filters(), ALL, sales(*lines)).attrs
    assert (attrs["priced"], attrs["lines"]) == (2, 3)


def test_won_deals_count_where_an_origin_has_no_orders() -> None:
    deals = opportunities(
        ["won", "won", "lost"], decided_on=[J, F, F], product=["Basic"] * 3, quantity=[1.0, 2.0, 9.0],
        amount=[10.0, 30.0, 0.0],
    )  # fmt: skip
    assert bars(FrameSnapshot({"opportunities": deals})) == {
        "before": (10, 1), "volume": (10, 2), "mix": (0, 2), "price": (10, 1), "after": (30, 1),
    }  # fmt: skip


def test_filters_and_scope_choose_the_lines() -> None:
    snapshot = sales(order(J, "A", 1, 5, sector="x"), order(F, "A", 1, 8, sector="x"), order(F, "A", 1, 9, sector="y"))
    assert bars(snapshot, filters=Filters(dims={"sector": ["x"]}))["price"] == (3, 1)  # type: ignore[arg-type]
    assert bars(snapshot, scope=Scope.only(sector=["y"])) == {"new": (9, 1), "after": (9, 1)}


def test_a_filter_that_sales_do_not_have_is_said() -> None:
    snapshot = sales(*TWO_PRODUCTS, opportunities=opportunities(["lost"], lost_reason=["Price"]).drop("is_sale"))
    frame = measure_bridge("revenue", JAN, FEB, Filters(dims={"lost_reason": ["Price"]}), ALL, snapshot)  # type: ignore[arg-type]
    assert frame.attrs["notes"] == ["Revenue is not filtered by loss reason."]


def test_the_same_period_twice_moves_nothing() -> None:
    frame = measure_bridge("margin", FEB, FEB, Filters(), ALL, sales(*TWO_PRODUCTS)).set_index("part")["amount"]
    assert (frame["before"], frame["after"]) == (200, 200)
    assert (frame.drop(["before", "after"]) == 0).all()


def test_nothing_sold_at_all_is_no_error() -> None:
    assert bars(sales()) == {}
    assert product_parts("revenue", JAN, FEB, Filters(), ALL, sales()).empty
    assert bars(FrameSnapshot({"accounts": pl.DataFrame({"account": ["a"]})}, date(2024, 3, 1))) == {}


def test_a_window_that_begins_long_before_the_first_sale_is_not_covered() -> None:
    snapshot = sales(order("2024-01-04", "Basic", 1, 10), order(F, "Basic", 1, 10))
    december = Window(date(2023, 12, 1), date(2023, 12, 31))
    assert measure_bridge("revenue", JAN, FEB, Filters(), ALL, snapshot).attrs["covered"]  # but for a tenth of it
    assert not measure_bridge("revenue", Window(None, JAN.end), FEB, Filters(), ALL, snapshot).attrs["covered"]
    attrs = measure_bridge("revenue", december, JAN, Filters(), ALL, snapshot).attrs
    assert (attrs["covered"], attrs["first_day"]) == (False, date(2024, 1, 4))


def test_parts_by_product_sum_to_its_change_and_the_largest_change_comes_first() -> None:
    found = product_parts("revenue", JAN, FEB, Filters(), ALL, sales(*TWO_PRODUCTS, order(F, None, 1, 5)))
    assert list(found["product"]) == ["Plus", "Basic", None]
    assert list(found["change"]) == [240, 10, 5]
    plus = found.iloc[0]
    assert (plus.volume, plus.mix, plus.price, plus.units_before, plus.units_after) == (200, 100, -60, 10, 20)
    assert (plus.price_before, plus.price_after, plus.n) == (30, 27, 2)
    assert found.loc[2, ["price_before", "price_after"]].isna().all()
    assert "cost" not in found


def test_costs_per_unit_stand_beside_the_margin_of_a_product() -> None:
    basic = product_parts("margin", JAN, FEB, Filters(), ALL, sales(*TWO_PRODUCTS)).set_index("product").loc["Basic"]
    assert (basic.cost_before, basic.cost_after, basic.cost, basic.change) == (4, 5, -10, 0)


def test_all_can_be_awaited() -> None:
    asked = JAN, FEB, Filters(), ALL, sales(*TWO_PRODUCTS)
    assert asyncio.run(price_bridge(*asked)).equals(measure_bridge("revenue", *asked))
    assert asyncio.run(margin_bridge(*asked)).equals(measure_bridge("margin", *asked))
    assert asyncio.run(products("margin", *asked)).equals(product_parts("margin", *asked))


lines = st.builds(
    order, st.sampled_from([J, F]), st.sampled_from(["A", "B", "C", "D", None]),
    st.sampled_from([None, -3.0, 0.0, 1.0, 2.0, 40.0]), st.one_of(st.none(), st.floats(-1e4, 1e7)),
    unit_cost=st.sampled_from([None, 0.0, 3.5]),
)  # fmt: skip


@given(st.lists(lines, max_size=25))
@settings(max_examples=40, deadline=None)
def test_the_bars_sum_to_the_change_of_the_metric_whatever_was_sold(sold: list[Any]) -> None:
    snapshot = sales(*sold)
    for of, metric in (("revenue", REVENUE), ("margin", GROSS_PROFIT)):
        now, then = (
            measure(metric, filters=Filters(start=w.start, end=w.end), snapshot=snapshot)[metric.name].item()
            for w in (FEB, JAN)
        )
        frame = measure_bridge(of, JAN, FEB, Filters(), ALL, snapshot)  # type: ignore[arg-type]
        amounts = dict(zip(frame["part"], frame["amount"], strict=True))
        assert (amounts.pop("before"), amounts.pop("after")) == (then or 0, now or 0)
        size = max([abs(line["amount"] or 0) * 40 for line in sold], default=0)
        assert math.fsum(amounts.values()) == pytest.approx((now or 0) - (then or 0), rel=1e-9, abs=1e-9 * size)
