"""Level plus half the slope, season in and out."""

import numpy as np
import pytest

from models.dynamic_theta import dynamic_theta
from models.theta import slope, smoothed, theta


def test_a_line_goes_on_with_half_its_slope() -> None:
    values = np.arange(1.0, 41)
    assert slope(values, 12) == pytest.approx(0.5)
    assert slope(values[:23], 12) == pytest.approx(0.25)  # fewer than 24 points


def test_a_jump_is_followed_and_noise_is_not() -> None:
    jump = np.array([10.0] * 15 + [20.0] * 15)
    level, alpha, _error = smoothed(jump)
    assert (level, alpha) == (pytest.approx(20.0), 0.9)
    level, alpha, error = smoothed(np.resize([9.0, 11.0], 40))
    assert (alpha, level) == (0.02, pytest.approx(10, abs=0.1))
    assert error == pytest.approx(1.0, rel=0.05)


def test_positive_values_are_forecast_in_shares_and_others_in_amounts() -> None:
    season = np.resize([1.0, 2.0, 4.0, 0.5], 28)
    path = theta(season * 1000, 4, 4)
    assert path.in_logs
    assert path.values() == pytest.approx([1000, 2000, 4000, 500], rel=0.05)
    assert not theta(season - 1, 4, 4).in_logs


def test_errors_grow_with_the_steps() -> None:
    sigma = theta(np.resize([3.0, 5.0, 4.0], 30), 12, 12).sigma
    assert (np.diff(sigma) > 0).all()


def test_dynamic_theta_follows_a_line_and_keeps_a_constant() -> None:
    assert dynamic_theta(np.arange(60.0), 4) == pytest.approx([60, 61, 62, 63], abs=0.6)
    assert dynamic_theta(np.full(30, 7.0), 3) == pytest.approx([7, 7, 7])
