"""Price, volume, mix: the formulas by hand, and that the parts sum to the change whatever was sold."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.price_volume_mix import PARTS, Bridge, Sold

NOTHING = dict.fromkeys(PARTS, 0.0)


def sold(*products: tuple[float, ...]) -> Sold:
    """Products as (units, amount, cost, gross, apart); cost and apart default to 0, gross to the units."""
    rows = [(*p, *(0.0, abs(p[0]), 0.0)[len(p) - 2 :]) for p in products]
    units, amount, cost, gross, apart = np.array(rows, float).reshape(-1, 5).T
    return Sold(units, amount, cost, gross, apart)


def parts(before: Sold, after: Sold) -> dict[str, float]:
    """The parts that are not 0."""
    totals = Bridge(before, after).totals
    assert tuple(totals) == PARTS
    return {part: pytest.approx(amount) for part, amount in totals.items() if amount}


def test_volume_mix_and_price_of_two_products_by_hand() -> None:
    # 10 at 10 and 10 at 30, so 20 each on average; then 10 at 11 and 20 at 27
    before, after = sold((10, 100), (10, 300)), sold((10, 110), (20, 540))
    assert parts(before, after) == {
        "volume": (30 - 20) * 20,
        "mix": (1 / 3 - 1 / 2) * (10 - 20) * 30 + (2 / 3 - 1 / 2) * (30 - 20) * 30,
        "price": (11 - 10) * 10 + (27 - 30) * 20,
    }
    assert 200 + 100 - 50 == 650 - 400


def test_twice_as_much_of_everything_is_volume_alone() -> None:
    assert parts(sold((10, 100), (10, 300)), sold((20, 200), (20, 600))) == {"volume": 400}


def test_the_same_units_of_dearer_products_is_mix_alone() -> None:
    assert parts(sold((10, 100), (10, 300)), sold((5, 50), (15, 450))) == {"mix": 100}


def test_the_same_period_twice_moves_nothing_at_all() -> None:
    once = sold((3, 10), (7, 100 / 3), (0.1, 0.7))
    assert Bridge(once, once).totals == NOTHING


def test_what_rounding_leaves_of_an_unchanged_price_is_no_part() -> None:
    assert 0.7 / 7 != 0.1
    bridge = Bridge(sold((7, 0.7), (3, 100)), sold((1, 0.1), (3, 100)))
    assert bridge.totals["price"] == 0
    alone = Bridge(sold((3, 0.7, 0.2)), sold((7, 0.7 / 3 * 7, 0.2 / 3 * 7))).totals
    assert (alone["mix"], alone["price"], alone["cost"]) == (0, 0, 0)


def test_a_product_sold_in_one_period_only_is_new_or_ended_and_in_no_average() -> None:
    before, after = sold((10, 100), (1000, 9), (0, 0)), sold((20, 200), (0, 0), (2, 70))
    assert parts(before, after) == {"volume": 100, "new": 70, "ended": -9}


def test_no_product_in_both_periods_leaves_no_price_to_compare() -> None:
    bridge = Bridge(sold((10, 100), (0, 0)), sold((0, 0), (5, 80)))
    assert bridge.mean_before == 0
    assert bridge.totals == {**NOTHING, "new": 80, "ended": -100}


def test_nothing_sold_in_either_period_is_no_change() -> None:
    assert Bridge(sold(), sold()).totals == NOTHING


def test_lines_without_units_are_apart_by_their_change() -> None:
    assert parts(sold((10, 100, 0, 10, 30)), sold((10, 100, 0, 10, 50))) == {"not_in_units": 20}


def test_what_came_back_entirely_has_no_price_and_is_apart_with_its_amount() -> None:
    """3 sold at 20 and 3 returned at 19: no units are left, but an amount of 3."""
    assert parts(sold((10, 100)), sold((0, 3, 0, 6))) == {"ended": -100, "not_in_units": 3}


def test_units_that_cancel_but_for_rounding_are_none() -> None:
    left = 0.1 + 0.2 - 0.3
    assert left > 0
    assert parts(sold((10, 100)), sold((left, 3, 0, 0.6))) == {"ended": -100, "not_in_units": 3}


def test_more_returned_than_sold_is_a_return_and_no_sale() -> None:
    assert parts(sold((10, 100)), sold((-4, -40))) == {"ended": -100, "not_in_units": -40}


def test_returns_among_sales_lower_the_units_and_the_amount() -> None:
    assert parts(sold((10, 100)), sold((8, 80, 0, 12))) == {"volume": -20}


def test_of_a_margin_volume_and_mix_go_by_margin_per_unit_and_cost_is_a_part() -> None:
    # margins 4 and 10 a unit, 7 on average; the first product then costs 1 more and is 2 dearer
    before, after = sold((10, 100, 60), (10, 300, 200)), sold((20, 240, 140), (10, 300, 200))
    assert parts(before, after) == {"volume": 10 * 7, "mix": 10 * (4 - 7), "price": 2 * 20, "cost": -1 * 20}
    assert 70 - 30 + 40 - 20 == 200 - 140


def test_the_parts_of_each_product_sum_to_its_own_change() -> None:
    bridge = Bridge(sold((10, 100), (10, 300)), sold((10, 110), (20, 540)))
    assert sum(bridge.by_product.values()).tolist() == pytest.approx([10, 240])  # type: ignore[union-attr]
    assert bridge.by_product["volume"].tolist() == [0, 200]
    assert bridge.by_product["mix"].tolist() == [0, 100]


units = st.one_of(st.just(0.0), st.integers(-50, 5000).map(float), st.floats(0.01, 1e5))
amounts = st.one_of(st.just(0.0), st.floats(-1e6, 1e8))
product = st.tuples(units, amounts, amounts, st.floats(0, 10), amounts)
periods = st.lists(st.tuples(product, product), max_size=30)


def made(products: list[Any]) -> Sold:
    return sold(*((q, a, c, abs(q) + returned, apart) for q, a, c, returned, apart in products))


@given(periods)
def test_the_parts_sum_to_the_change_whatever_was_sold(products: list[Any]) -> None:
    before, after = made([b for b, _a in products]), made([a for _b, a in products])
    whole = math.fsum([*after.value, *after.apart, *-before.value, *-before.apart])
    found = Bridge(before, after)
    size = max([abs(v) for v in (*found.totals.values(), *before.value, *after.value)], default=0)
    assert math.fsum(found.totals.values()) == pytest.approx(whole, rel=1e-9, abs=1e-9 * size)
    own = after.value + after.apart - before.value - before.apart
    reach = 1e-9 * max([size, *(abs(v) for values in found.by_product.values() for v in values)], default=0)
    assert np.allclose(sum(found.by_product.values()), own, rtol=1e-9, atol=reach)


kept = st.tuples(st.floats(0.1, 1e4), st.floats(0.01, 1e4), st.floats(0.1, 1e4), st.floats(0.01, 1e4))


@given(st.lists(kept, min_size=1, max_size=20))
def test_volume_mix_and_price_are_those_of_the_definition(products: list[tuple[float, ...]]) -> None:
    """Over products sold in both: (Q1 - Q0) P̄0, the sum of (s1 - s0)(P0 - P̄0) Q1, the sum of (P1 - P0) q1."""
    q0, p0, q1, p1 = np.array(products).T
    found = Bridge(sold(*zip(q0, q0 * p0, strict=True)), sold(*zip(q1, q1 * p1, strict=True))).totals
    mean, size = (q0 * p0).sum() / q0.sum(), 1e-9 * max((q0 * p0).sum(), (q1 * p0).sum(), (q1 * p1).sum())
    assert found["volume"] == pytest.approx((q1.sum() - q0.sum()) * mean, abs=size)
    assert found["mix"] == pytest.approx(((q1 / q1.sum() - q0 / q0.sum()) * (p0 - mean) * q1.sum()).sum(), abs=size)
    assert found["price"] == pytest.approx(((p1 - p0) * q1).sum(), abs=size)
