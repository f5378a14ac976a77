"""The logit with levels by segment, against what others give and against planted values."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from models.segment_logit import fit_segment_logit
from tests.models.simulated_prices import unrelated

ONE = np.zeros(4, np.int64)


def test_without_a_price_a_level_is_the_log_odds_with_half_a_deal_more_of_each_outcome() -> None:
    """Firth's estimate of one proportion: (won + 1/2) / (n + 1)."""
    fit = fit_segment_logit(np.zeros((1, 0)), np.array([0]), np.array([10.0]), np.array([7.0]))
    assert fit.levels[0] == pytest.approx(np.log(7.5 / 3.5))


def test_with_many_deals_it_is_the_maximum_likelihood_estimate() -> None:
    deals = unrelated(np.random.default_rng(1), 20_000, -8, 3)
    column = (deals.relative - 1)[:, None] / 0.1
    fit = fit_segment_logit(column, deals.segment, deals.n, deals.won)
    dummies = np.eye(3)[deals.segment]
    other = LogisticRegression(C=1e9, fit_intercept=False, tol=1e-10, max_iter=1000)
    other.fit(np.column_stack([dummies, column]), deals.won)
    assert [*fit.levels, *fit.slopes] == pytest.approx(other.coef_[0], abs=0.003)


def test_the_covariance_is_the_inverse_information() -> None:
    deals = unrelated(np.random.default_rng(2), 500, -8, 3)
    column = (deals.relative - 1)[:, None] / 0.1
    fit = fit_segment_logit(column, deals.segment, deals.n, deals.won)
    design = np.column_stack([np.eye(3)[deals.segment], column])
    chance = 1 / (1 + np.exp(-fit.log_odds(column, deals.segment)))
    inverse = np.linalg.inv((design * (chance * (1 - chance))[:, None]).T @ design)
    covariance = fit.slope_covariance
    assert covariance[0, 0] == pytest.approx(inverse[3, 3])
    levels = np.diag(1 / fit.weights) + fit.link @ covariance @ fit.link.T
    assert levels == pytest.approx(inverse[:3, :3])
    assert (-fit.link @ covariance)[:, 0] == pytest.approx(inverse[:3, 3])


def test_deals_of_one_price_may_be_given_together() -> None:
    column, won = np.array([[-1.0], [0.0], [1.0], [1.0]]), np.array([9.0, 6.0, 2.0, 1.0])
    together = fit_segment_logit(column, ONE, np.full(4, 10.0), won)
    apart = fit_segment_logit(
        np.repeat(column, 10, axis=0), np.zeros(40, np.int64), np.ones(40),
        np.concatenate([np.arange(10) < wins for wins in won]).astype(float),
    )  # fmt: skip
    assert together.slopes == pytest.approx(apart.slopes)
    assert together.levels == pytest.approx(apart.levels)


def test_parted_outcomes_have_a_finite_slope() -> None:
    fit = fit_segment_logit(np.array([[-1.0], [-0.5], [0.5], [1.0]]), ONE, np.ones(4), np.array([1.0, 1.0, 0, 0]))
    assert -10 < fit.slopes[0] < 0


def test_a_segment_of_which_all_was_won_has_a_finite_level() -> None:
    columns, segment = np.array([[-1.0], [1.0], [-1.0], [1.0]]), np.array([0, 0, 1, 1])
    fit = fit_segment_logit(columns, segment, np.full(4, 20.0), np.array([20.0, 20.0, 15.0, 5.0]))
    assert 2 < fit.levels[0] < 8


def test_many_small_segments_do_not_steepen_the_slope() -> None:
    """Maximum likelihood with a level for each of 500 segments of ten would be steeper by a tenth."""
    random = np.random.default_rng(3)
    slopes = []
    for _ in range(10):
        deals = unrelated(random, 5_000, -8, 500)
        column = (deals.relative - 1)[:, None] / 0.1
        slopes.append(fit_segment_logit(column, deals.segment, deals.n, deals.won).slopes[0] / 0.1)
    assert np.mean(slopes) == pytest.approx(-8, abs=0.3)


def test_prices_far_from_all_others_do_not_keep_the_steps_from_ending() -> None:
    random = np.random.default_rng(10)
    for _ in range(150):
        segment = random.integers(0, 15, 60)
        price = np.abs(1 + 0.25 * random.standard_t(2, 60))
        won = (random.random(60) < 0.6).astype(float)
        column = ((price - price.mean()) / price.std())[:, None]
        fit = fit_segment_logit(column, segment, np.ones(60), won)
        assert np.isfinite(fit.slopes).all()
