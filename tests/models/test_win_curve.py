"""The win curve, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from models.win_curve import aalen_johansen, interval, win_curve


def deals(*rows: tuple[float | None, str | None], group: object = None) -> pd.DataFrame:
    """Deals given as (age in days, outcome)."""
    frame = pd.DataFrame(list(rows), columns=["age_days", "outcome"])
    return frame if group is None else frame.assign(group=group)


SIX = deals((1, "won"), (2, "lost"), (3, "won"), (4, "open"), (4, "won"), (5, "lost"))


def test_the_share_won_rises_by_the_share_still_open_times_that_day_s_wins_among_them() -> None:
    """Still open before days 1 to 5: 1, 5/6, 4/6, 3/6, 2/6, with 6, 5, 4, 3 and 1 at risk."""
    curve = win_curve(SIX)
    assert curve["day"].tolist() == [0, 1, 2, 3, 4, 5]
    assert curve["won"].tolist() == pytest.approx([0, 1 / 6, 1 / 6, 2 / 6, 3 / 6, 3 / 6])
    assert curve["lost"].tolist() == pytest.approx([0, 0, 1 / 6, 1 / 6, 1 / 6, 3 / 6])
    assert curve["at_risk"].tolist() == [6, 6, 5, 4, 3, 1]


def test_the_naive_rate_is_won_over_decided() -> None:
    curve = win_curve(SIX)
    assert (curve["naive"].iloc[0], curve["decided"].iloc[0], curve["n"].iloc[0]) == (3 / 5, 5, 6)


def test_without_open_deals_the_curve_ends_at_the_naive_rate() -> None:
    curve = win_curve(deals((3, "won"), (9, "lost"), (9, "lost"), (30, "won"), (31, "lost")))
    assert curve["won"].iloc[-1] == pytest.approx(0.4)
    assert curve["naive"].iloc[-1] == 0.4
    assert (curve["won"] + curve["lost"]).iloc[-1] == pytest.approx(1)


def test_until_the_first_open_deal_leaves_the_variance_is_the_binomial_one() -> None:
    """1/6, 1/6, 2/6, 3/6 of six deals; the open one is at risk on the day of its age."""
    found = aalen_johansen(np.array([1.0, 0, 1, 1]), np.array([0.0, 1, 0, 0]), np.array([6.0, 5, 4, 3]))
    assert found.variance == pytest.approx([5 / 216, 5 / 216, 8 / 216, 9 / 216])


def test_without_losses_the_variance_is_greenwood_s() -> None:
    """Won after 1 and 3 days, open at 2 and 4: (3/8)² (1 / (4 x 3) + 1 / (2 x 1))."""
    found = aalen_johansen(np.array([1.0, 0, 1, 0]), np.zeros(4), np.array([4.0, 3, 2, 1]))
    assert found.won[-1] == pytest.approx(5 / 8)
    assert found.variance[-1] == pytest.approx(9 / 64 * (1 / 12 + 1 / 2))


def test_the_variance_with_losses_and_open_deals() -> None:
    """Won at 1, lost at 2, open at 2, won at 3, open at 4: share .5; .0045 + .0075 + .032 + .045 - 2 x .012."""
    found = aalen_johansen(np.array([1.0, 0, 1, 0]), np.array([0.0, 1, 0, 0]), np.array([5.0, 4, 2, 1]))
    assert found.won == pytest.approx([0.2, 0.2, 0.5, 0.5])
    assert found.variance[2:] == pytest.approx([0.065, 0.065])


def test_the_interval_is_by_log_minus_log() -> None:
    """Share .5, error sqrt(1/24): half-width 1.96 x .204124 / (.5 ln 2) = 1.154378; .5 to exp(±1.154378)."""
    row = win_curve(SIX).iloc[4]
    assert (row["low"], row["high"]) == pytest.approx((0.110948, 0.803709), abs=1e-6)


def test_the_interval_of_all_won_or_none_is_not_a_point() -> None:
    """Wilson of 3 in 3: 3 / (3 + 1.96²) = .4385."""
    low, high = interval(np.array([0.0, 1.0]), np.zeros(2), 3)
    assert low == pytest.approx([0, 0.438503], abs=1e-6)
    assert high == pytest.approx([0.561497, 1], abs=1e-6)


def test_groups_are_curves_of_their_own_in_order_those_without_a_name_last() -> None:
    both = pd.concat([deals((2, "won"), (3, "lost"), group="web"), deals((5, "won"), group="fair"), SIX])
    curve = win_curve(both)
    assert curve["group"].drop_duplicates().tolist()[:2] == ["fair", "web"]
    assert pd.isna(curve["group"].iloc[-1])
    assert curve[curve["group"] == "web"]["won"].tolist() == [0, 0.5, 0.5]
    assert curve[curve["group"].isna()]["won"].tolist() == pytest.approx(win_curve(SIX)["won"].tolist())


def test_categories_give_the_same_as_text() -> None:
    text = SIX.assign(group=["b", "a", "b", "a", "b", "a"])
    assert win_curve(text.astype({"outcome": "category", "group": "category"})).equals(win_curve(text))


def test_open_deals_alone_have_no_naive_rate_and_a_flat_curve() -> None:
    curve = win_curve(deals((10, "open"), (20, None)))
    assert curve["won"].tolist() == [0, 0]
    assert curve["naive"].isna().all()
    assert curve["day"].tolist() == [0, 20]


def test_deals_without_an_age_or_with_a_negative_one_are_left_out() -> None:
    assert win_curve(deals((None, "won"), (-3, "won"), (4, "won"), (4, "lost")))["n"].tolist() == [2, 2]


def test_no_deals_give_no_rows() -> None:
    for nothing in (deals(), deals((None, "won")), deals(group="web"), deals((-1, "won"), group="web")):
        curve = win_curve(nothing)
        assert len(curve) == 0
        assert curve.columns.tolist()[:8] == ["group", "day", "won", "low", "high", "lost", "at_risk", "naive"]


def test_an_impossible_age_is_taken_as_a_hundred_years() -> None:
    assert win_curve(deals((1e12, "won"), (1, "lost")))["day"].tolist() == [0, 1, 36525]


def test_a_long_curve_is_thinned_to_two_hundred_days_and_keeps_its_end() -> None:
    curve = win_curve(deals(*[(day, "won" if day % 2 else "lost") for day in range(1, 1001)]))
    assert len(curve) == 200
    assert (curve["day"].iloc[0], curve["day"].iloc[-1]) == (0, 1000)
    assert curve["won"].iloc[-1] == pytest.approx(0.5)
    assert curve["won"].is_monotonic_increasing
    assert (curve["low"] <= curve["won"]).all()
    assert (curve["won"] <= curve["high"]).all()
