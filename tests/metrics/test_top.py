"""The largest groups and the rest: the rest is measured from its own rows, never by adding up rates."""

from filters import Filters
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.pipeline import SALES_VELOCITY
from metrics.run import measure
from metrics.sales import DEALS_WON, WIN_RATE, WON_REVENUE
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "won", "won", "lost", "won", "won"],
    account=["a", "a", "b", "b", "c", None],
    value=[100, 50, 70, 5, 20, 10],
    cycle_days=[1, 2, 3, 4, 10, 30],
    decided_on=["2024-01-05"] * 4 + ["2024-03-05"] * 2,
    sector=["x", "y", "x", "x", "x", "y"],
)
FRAMES = {"opportunities": DEALS}


def test_the_largest_come_first_and_all_others_are_one_row() -> None:
    result = measure(WON_REVENUE, WIN_RATE, by="account", top=1, frames=FRAMES)
    assert list(result.account) == ["a", "other"]
    assert list(result.won_revenue) == [150, 100]
    assert list(result.win_rate) == [1.0, 0.75]
    assert list(result.win_rate_n) == [2, 4]


def test_the_median_of_the_others_is_that_of_their_deals() -> None:
    result = measure(WON_REVENUE, SALES_CYCLE_DAYS, by="account", top=2, frames=FRAMES)
    assert list(result.account) == ["a", "b", "other"]
    assert list(result.sales_cycle_days) == [1.5, 3, 20]


def test_unknown_may_be_among_the_largest_and_is_then_not_among_the_others() -> None:
    deals = opportunities(["won"] * 4, account=[None, None, "a", "b"])
    result = measure(DEALS_WON, by="account", top=1, frames={"opportunities": deals})
    assert list(result.account) == [None, "other"]
    assert list(result.deals_won) == [2, 2]


def test_with_few_enough_groups_there_is_no_row_of_others() -> None:
    assert list(measure(WON_REVENUE, by="account", top=4, frames=FRAMES).account) == ["a", "b", "c", None]


def test_the_largest_over_the_whole_window_are_kept_in_every_month() -> None:
    result = measure(WON_REVENUE, by="account", grain="month", top=2, frames=FRAMES)
    assert list(result.account) == ["a"] * 3 + ["b"] * 3 + ["other"] * 3
    assert list(result.won_revenue) == [150, 0, 0, 70, 0, 0, 0, 0, 30]


def test_a_second_dimension_is_kept_within_the_others() -> None:
    result = measure(WON_REVENUE, by=["account", "sector"], top=1, frames=FRAMES)
    shown = list(zip(result.account, result.sector, result.won_revenue, strict=True))
    assert shown == [("a", "x", 100), ("a", "y", 50), ("other", "x", 90), ("other", "y", 10)]


def test_a_derived_metric_ranks_and_is_derived_for_the_others() -> None:
    deals = opportunities(
        ["open", "won", "open", "won", "open", "won"],
        account=["a", "a", "b", "b", "c", "c"],
        value=[1, 100, 1, 10, 1, 20],
        cycle_days=[None, 10, None, 10, None, 20],
    )
    result = measure(SALES_VELOCITY, by="account", top=1, frames={"opportunities": deals})
    assert list(result.account) == ["a", "other"]
    assert list(result.sales_velocity) == [10, 2 * 1 * 15 / 15]


def test_filters_hold_for_the_others_too() -> None:
    result = measure(WON_REVENUE, by="account", top=1, frames=FRAMES, filters=Filters(dims={"sector": ["x"]}))
    assert list(zip(result.account, result.won_revenue, strict=True)) == [("a", 100), ("other", 90)]


def test_a_group_that_is_called_other_keeps_its_revenue_beside_the_rest() -> None:
    deals = opportunities(["won"] * 3, value=[150, 30, 20], lead_source=["other", "web", "ads"])
    result = measure(WON_REVENUE, by="lead_source", top=2, frames={"opportunities": deals})
    assert list(zip(result.lead_source, result.won_revenue, strict=True)) == [
        ("other", 150),
        ("web", 30),
        ("other", 20),
    ]
