"""Shrunk win rates, worked out by hand."""

from math import isnan

import numpy as np
import pytest

from filters import Filters
from metrics.run import measure
from metrics.shrinkage import SHRUNK_WIN_RATE, shrunken
from tests.metrics.frames import opportunities


def shrunk(won: list[float], decided: list[float]) -> list[float]:
    return [float(rate) for rate in shrunken(np.array(won, float), np.array(decided, float))]


def test_rates_are_pulled_towards_the_overall_one_by_a_prior_fitted_to_the_groups() -> None:
    """12 and 8 of 20: spread 0.4 / 0.25 = 1.6; likeness (1.6 - 1) / (40 - 20 - 1) = 0.6 / 19; weight 92 / 3."""
    assert shrunk([12, 8], [20, 20]) == pytest.approx([(12 + 46 / 3) / (20 + 92 / 3), (8 + 46 / 3) / (20 + 92 / 3)])
    assert shrunk([12, 8], [20, 20])[0] == pytest.approx(0.539474, abs=1e-6)


def test_the_fewer_deals_the_stronger_the_pull() -> None:
    few, many = shrunk([4, 40, 5, 10], [5, 50, 50, 50])[:2]
    assert 0.6 < few < many < 0.8


def test_groups_that_differ_no_more_than_by_chance_all_get_the_overall_rate() -> None:
    assert shrunk([5, 5, 6], [10, 10, 12]) == pytest.approx([0.5, 0.5, 0.5])
    assert shrunk([10, 6], [20, 14]) == pytest.approx([16 / 34, 16 / 34])


def test_a_single_lucky_deal_beside_one_large_group_does_not_stand_at_a_hundred_per_cent() -> None:
    lucky, large = shrunk([1, 30], [1, 100])
    assert lucky == pytest.approx((1 + 31 / 101) / 2)  # a prior of one deal
    assert large == pytest.approx(0.3, abs=1e-3)


def test_where_all_or_none_were_won_there_is_nothing_to_pull() -> None:
    assert shrunk([3, 20], [3, 20]) == [1, 1]
    assert shrunk([0, 0], [3, 20]) == [0, 0]


def test_a_group_without_decided_deals_has_no_rate_and_does_not_disturb_the_others() -> None:
    found = shrunk([12, 0, 8], [20, 0, 20])
    assert isnan(found[1])
    assert [found[0], found[2]] == pytest.approx(shrunk([12, 8], [20, 20]))
    assert isnan(shrunk([0], [0])[0])


def test_the_metric_is_measured_by_group_under_the_filters_and_in_total_is_the_plain_rate() -> None:
    deals = opportunities(
        ["won"] * 12 + ["lost"] * 8 + ["won"] * 8 + ["lost"] * 12 + ["won"] * 9,
        rep=["Ann"] * 20 + ["Bob"] * 20 + ["Cy"] * 9, sector=["x"] * 40 + ["y"] * 9,
    )  # fmt: skip
    frames, only = {"opportunities": deals}, Filters(dims={"sector": ["x"]})
    found = measure(SHRUNK_WIN_RATE, by="rep", frames=frames, filters=only)
    assert list(found["rep"]) == ["Ann", "Bob"]
    assert list(found["shrunk_win_rate"]) == pytest.approx([0.539474, 0.460526], abs=1e-6)
    assert measure(SHRUNK_WIN_RATE, frames=frames, filters=only)["shrunk_win_rate"].item() == 0.5
