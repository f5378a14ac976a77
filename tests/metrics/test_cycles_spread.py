"""Quantiles of the sales cycle."""

from math import isnan

from metrics.cycles_spread import SPREAD
from metrics.run import measure
from tests.metrics.frames import opportunities

NAMES = [metric.name for metric in SPREAD]


def test_the_spread_is_that_of_won_deals_between_two_deals_by_their_distance() -> None:
    deals = opportunities(["won"] * 5 + ["lost"], cycle_days=[10, 20, 30, 40, 50, 1])
    found = measure(*SPREAD, frames={"opportunities": deals})
    assert [found[name].item() for name in NAMES] == [14, 20, 30, 40, 46]
    assert found["cycle_days_p90_n"].item() == 5


def test_each_group_has_its_own_spread_and_one_without_wins_none() -> None:
    deals = opportunities(["won", "won", "won", "lost"], cycle_days=[1, 3, 7, 9], category=["a", "a", "b", "c"])
    found = measure(*SPREAD, by="category", frames={"opportunities": deals}).set_index("category")
    assert found.loc["a", NAMES].tolist() == [1.2, 1.5, 2, 2.5, 2.8]
    assert found.loc["b", NAMES].tolist() == [7, 7, 7, 7, 7]
    assert all(isnan(value) for value in found.loc["c", NAMES])
