"""Price response on deals drawn from planted curves, and the reasons to draw none."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import expit

from models.price_deals import PricedDeals, pooled, priced_deals
from models.price_fit import fit_price
from models.price_response import PriceResponse, price_response
from tests.models.simulated_prices import confounded, dearer_segments, unrelated

Draw = Callable[[np.random.Generator], PricedDeals]


def code(found: PriceResponse) -> str:
    return found.refusal.code if found.refusal else ""


def share_refused(draw: Draw, times: int = 40) -> float:
    random = np.random.default_rng(7)
    return float(np.mean([code(price_response(draw(random))) == "confounded" for _ in range(times)]))


@pytest.mark.parametrize(("n", "slope", "segments"), [(300, -8, 1), (300, -15, 4), (1000, -3, 8), (2000, -8, 200)])
def test_the_interval_covers_the_planted_slope_nineteen_times_of_twenty(n: int, slope: float, segments: int) -> None:
    """Of 120 draws 114 are expected; fewer than 107 would happen once in 300 times."""
    random, covered = np.random.default_rng(n), 0
    for _ in range(120):
        low, high = fit_price(pooled(unrelated(random, n, slope, segments))).slope_interval
        covered += low <= slope <= high
    assert covered >= 107


@pytest.mark.parametrize("slope", [-8, -15])
def test_willingness_to_pay_covers_where_the_planted_chance_is_one_half(slope: float) -> None:
    """Planted: 0.3 + slope (x - 1) = 0."""
    random, meant, covered = np.random.default_rng(5), 1 - 0.3 / slope, 0
    for _ in range(60):
        found = price_response(unrelated(random, 500, slope)).willingness_to_pay
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.value < found.high
        covered += found.low <= meant <= found.high
    assert covered >= 52


def test_without_segments_willingness_to_pay_is_minus_intercept_over_slope() -> None:
    found = price_response(unrelated(np.random.default_rng(1), 500, -8))
    assert found.fit is not None
    assert found.willingness_to_pay is not None
    assert found.willingness_to_pay.value == pytest.approx(-found.fit.intercept / found.fit.slope)


def test_the_best_price_is_where_the_planted_margin_is_highest() -> None:
    """(x - 0.6) expit(0.3 - 8 (x - 1)) is highest at 0.959."""
    grid = np.linspace(0.8, 1.2, 4001)
    meant = grid[np.argmax((grid - 0.6) * expit(0.3 - 8 * (grid - 1)))]
    best = price_response(unrelated(np.random.default_rng(2), 5000, -8), unit_cost=0.6).best_margin
    assert best is not None
    assert best.low is not None
    assert best.high is not None
    assert best.low < meant < best.high
    assert best.high - best.low < 0.03
    assert meant == pytest.approx(0.959, abs=0.001)


def test_a_best_price_beyond_those_that_were_asked_is_said_to_be() -> None:
    found = price_response(unrelated(np.random.default_rng(2), 5000, -3), unit_cost=0.9)
    assert found.best_margin is not None
    assert (found.best_margin.value, found.best_margin.beyond) == (found.high, "above")
    assert price_response(unrelated(np.random.default_rng(2), 5000, -3)).best_margin is None


def test_the_curve_stays_within_the_prices_that_were_asked_and_within_its_band() -> None:
    deals = unrelated(np.random.default_rng(2), 1000, -8, 5)
    curve = price_response(deals).curve
    assert curve["relative_price"].min() == pytest.approx(np.sort(deals.relative)[9])
    assert curve["relative_price"].max() == pytest.approx(np.sort(deals.relative)[989])
    assert curve["probability"].is_monotonic_decreasing
    assert ((curve["low"] < curve["probability"]) & (curve["probability"] < curve["high"])).all()


def test_draws_of_the_parameters_scatter_as_their_covariance_says() -> None:
    fit = fit_price(unrelated(np.random.default_rng(4), 1000, -8, 3))
    levels, slopes = fit.draws(20_000)
    assert slopes.std() / fit.scale == pytest.approx(fit.slope_error, rel=0.02)
    covariance = np.cov(levels[:, 0], slopes)[0, 1]
    assert covariance == pytest.approx(-fit.logit.link[0, 0] * fit.logit.slope_covariance[0, 0], rel=0.15, abs=2e-4)


@pytest.mark.parametrize(
    "draw",
    [
        lambda random: confounded(random, 400, -3, 2, sign=1),
        lambda random: confounded(random, 400, 0, 4),
        lambda random: confounded(random, 1000, -8, 4),
        lambda random: confounded(random, 2000, -3, 500),  # many segments of four deals
        lambda random: confounded(random, 400, -3, 4, within=0.015),  # price is all but the segment
    ],
)
def test_price_that_goes_with_a_segment_that_wins_more_or_less_is_refused(draw: Draw) -> None:
    assert share_refused(draw) > 0.95


@pytest.mark.parametrize(
    "draw",
    [
        lambda random: unrelated(random, 500, -8, 4),
        lambda random: unrelated(random, 2000, -15, 20, base=1.5),
        lambda random: unrelated(random, 2000, -8, 1000),
        lambda random: dearer_segments(random, 1000, -8),
    ],
)
def test_segments_that_only_win_more_or_only_pay_more_are_no_reason_to_refuse(draw: Draw) -> None:
    assert share_refused(draw) <= 0.05


def test_no_effect_of_price_is_refused() -> None:
    """A two-sided interval of 95 % leaves one in forty of them below zero."""
    random = np.random.default_rng(6)
    found = [code(price_response(unrelated(random, 500, 0, 3))) for _ in range(40)]
    assert found.count("slope_not_negative") >= 37


def test_a_positive_slope_is_refused_in_words_with_its_interval() -> None:
    found = price_response(unrelated(np.random.default_rng(6), 500, 5))
    assert code(found) == "slope_not_negative"
    assert found.fit is None
    assert found.refusal is not None
    assert "95 % interval" in found.refusal.message


def test_deals_that_cannot_tell_are_refused_by_what_they_lack() -> None:
    half = np.tile([1.0, 0.0], 50)
    varied = np.linspace(0.8, 1.2, 100)
    assert code(price_response(priced_deals(varied[:49], half[:49]))) == "too_few_deals"
    assert code(price_response(priced_deals(varied, np.ones(100)))) == "outcome_hardly_varies"
    assert code(price_response(priced_deals(varied, np.arange(100) < 9))) == "outcome_hardly_varies"
    assert code(price_response(priced_deals(np.linspace(0.98, 1.02, 100), half))) == "price_hardly_varies"
    at_list = np.where(np.arange(100) < 91, 1.0, 0.7)
    assert code(price_response(priced_deals(at_list, half))) == "price_hardly_varies"
    assert code(price_response(priced_deals(varied, varied < 1))) == "separated"
    assert code(price_response(priced_deals(varied, varied > 1))) == "separated"
    assert code(price_response(priced_deals(np.array([]), np.array([])))) == "too_few_deals"


def test_deals_parted_within_each_segment_are_parted() -> None:
    price = np.tile(np.linspace(0.8, 1.2, 50), 2)
    segment = ["a"] * 50 + ["b"] * 50
    won = np.where(np.arange(100) < 50, price < 0.95, price < 1.05)
    assert code(price_response(priced_deals(price, won, segment))) == "separated"


def test_a_segment_for_each_deal_is_as_none_at_all() -> None:
    deals = unrelated(np.random.default_rng(3), 500, -8)
    alone = price_response(priced_deals(deals.relative, deals.won, [str(i) for i in range(500)]))
    assert (alone.refusal, alone.segments) == (None, ("",))
    assert alone.fit is not None
    assert alone.fit.slope == pytest.approx(fit_price(deals).slope)


def test_segments_that_won_all_or_lost_all_do_not_make_the_price_part_them() -> None:
    deals = unrelated(np.random.default_rng(3), 500, -8)
    found = price_response(priced_deals(deals.relative, deals.won, [f"outcome {won}" for won in deals.won]))
    assert code(found) in ("confounded", "slope_not_negative")


def test_every_check_made_is_told_with_its_figures() -> None:
    checks = price_response(unrelated(np.random.default_rng(1), 500, -8, 3)).checks
    assert [(check["check"], check["passed"]) for check in checks] == [
        ("enough_deals", True), ("both_outcomes", True), ("price_varies", True), ("overlap", True),
        ("unconfounded", True), ("negative_slope", True),
    ]  # fmt: skip
    assert checks[4]["segments"] == 3
    assert price_response(confounded(np.random.default_rng(1), 500, -3, 3)).checks[-1]["passed"] is False


def test_the_unit_of_the_reference_does_not_matter() -> None:
    deals = unrelated(np.random.default_rng(1), 500, -8)
    large = PricedDeals(deals.relative * 1e6, deals.segment, deals.n, deals.won, deals.names)
    small, big = price_response(deals).fit, price_response(large).fit
    assert small is not None
    assert big is not None
    assert big.slope * 1e6 == pytest.approx(small.slope)


def test_small_segments_share_a_level() -> None:
    deals = priced_deals(np.ones(23), np.ones(23), ["a"] * 10 + ["b"] * 4 + ["c"] * 4 + [None] * 5)
    shared = pooled(deals)
    assert shared.names == ("a", "")
    assert shared.of_segments(shared.n).tolist() == [10, 13]
    alone = pooled(priced_deals(np.ones(12), np.ones(12), ["a"] * 10 + ["b"] * 2))
    assert alone.names == ("a",)
