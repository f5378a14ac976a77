"""Discounts, reasons of losses, and figures per head."""

from math import isnan

import pandas as pd

from metrics.pricing import DISCOUNT, LOST_DEALS_SHARE, LOST_REVENUE_SHARE, MEDIAN_DISCOUNT
from metrics.reps import DEALS_WON_PER_REP, REPS, REVENUE_PER_REP
from metrics.run import measure
from tests.metrics.frames import opportunities


def test_the_discount_weighs_by_list_price_and_a_premium_is_negative() -> None:
    deals = opportunities(
        ["won", "won", "won", "lost"],
        amount=[80, 1100, 500, 1],
        list_amount=[100, 1000, None, 100],
        discount=[0.2, -0.1, None, None],
    )
    result = measure(DISCOUNT, MEDIAN_DISCOUNT, frames={"opportunities": deals})
    assert round(result.discount.item(), 6) == round(1 - 1180 / 1100, 6)
    assert round(result.median_discount.item(), 6) == 0.05
    assert result.discount_n.item() == 2


def test_without_priced_deals_there_is_no_discount() -> None:
    result = measure(DISCOUNT, frames={"opportunities": opportunities(["won"], amount=[5])})
    assert isnan(result.discount.item())


LOST = opportunities(
    ["lost", "lost", "lost", "lost", "won"],
    lost_reason=["price", "price", "timing", None, None],
    value=[10, 20, 30, 40, 99],
    decided_on=["2024-01-10", "2024-02-10", "2024-02-20", "2024-02-25", "2024-01-01"],
)


def test_shares_of_losses_are_of_all_lost_deals_those_without_a_reason_included() -> None:
    result = measure(LOST_DEALS_SHARE, LOST_REVENUE_SHARE, by="lost_reason", frames={"opportunities": LOST})
    shown = list(zip(result.lost_reason, result.lost_deals_share, result.lost_revenue_share, strict=True))
    assert shown == [("price", 0.5, 0.3), ("timing", 0.25, 0.3), (None, 0.25, 0.4)]


def test_the_shares_of_a_month_are_of_that_month() -> None:
    result = measure(LOST_DEALS_SHARE, by="lost_reason", grain="month", frames={"opportunities": LOST})
    prices = result[result.lost_reason == "price"]
    assert [round(v, 4) for v in prices.lost_deals_share] == [1.0, 0.3333]


def test_the_others_share_is_what_is_left() -> None:
    result = measure(LOST_DEALS_SHARE, by="lost_reason", top=1, frames={"opportunities": LOST})
    assert list(zip(result.lost_reason, result.lost_deals_share, strict=True)) == [("price", 0.5), ("other", 0.5)]


def test_per_head_counts_every_rep_of_the_manager_who_is_not_inactive() -> None:
    reps = pd.DataFrame(
        {
            "rep": ["Ann", "Bob", "Cy", "Dee"],
            "manager": ["M", "M", "M", "N"],
            "active": pd.array([True, None, False, True], dtype="boolean"),
        }
    )
    deals = opportunities(["won", "won", "won"], manager=["M", "M", "N"], value=[10, 30, 5])
    frames = {"opportunities": deals, "reps": reps}
    result = measure(REPS, REVENUE_PER_REP, DEALS_WON_PER_REP, by="manager", frames=frames)
    assert list(result.reps) == [2, 1]
    assert list(result.revenue_per_rep) == [20, 5]
    assert list(result.deals_won_per_rep) == [1, 1]
