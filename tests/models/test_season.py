"""Season effects are those of scikit-learn's Ridge, with penalties chosen by leaving one out."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from models.season import SEASON_PENALTIES, TREND_PENALTIES, design_of, operators, season_effects
from models.series import Floats

WAVE = np.array([5.0, -1.0, -4.0, 0.0])


def ridge(design: Floats, values: Floats, trend: float, season: float) -> tuple[Ridge, Floats]:
    """Ridge with one penalty on columns divided by the root of theirs."""
    trends = design.shape[1] - 1 - 4
    roots = np.sqrt([trend] * trends + [season] * 4)
    return Ridge(alpha=1.0).fit(design[:, 1:] / roots, values), roots


def test_the_closed_form_is_scikit_learns_ridge_on_scaled_columns() -> None:
    values = np.resize(WAVE, 14) + np.linspace(20, 30, 14) ** 1.2
    design, coefficients, _leverage = operators(14, 4)
    for pair, (trend, season) in enumerate((t, s) for t in TREND_PENALTIES for s in SEASON_PENALTIES):
        model, roots = ridge(design, values, trend, season)
        assert (coefficients[pair] @ values)[1:] == pytest.approx(model.coef_ / roots, abs=1e-6)


def test_leave_one_out_errors_are_those_of_refits() -> None:
    values = np.resize(WAVE, 13) + np.array([0.3, -0.2, 0.1, 0.0, 0.5, -0.4, 0.2, 0.1, -0.3, 0.2, 0.0, 0.4, -0.1])
    design, coefficients, leverage = operators(13, 4)
    closed = (values - design @ (coefficients[0] @ values)) / (1 - leverage[0])
    for out in (0, 6, 12):
        rest = np.arange(13) != out
        model, roots = ridge(design[rest], values[rest], TREND_PENALTIES[0], SEASON_PENALTIES[0])
        predicted = model.predict(design[out : out + 1, 1:] / roots)[0]
        assert closed[out] == pytest.approx(values[out] - predicted, abs=1e-6)


def test_a_clear_season_is_found_from_the_next_period_on() -> None:
    effects = season_effects(np.resize(WAVE, 22) + 100, 4)
    assert effects == pytest.approx(np.roll(WAVE, -2), abs=0.3)  # after 22 = 5 seasons and 2
    assert effects.sum() == pytest.approx(0)


def test_without_more_than_one_season_there_are_no_effects() -> None:
    assert not season_effects(np.arange(12.0), 12).any()
    assert design_of(13, 12).shape == (13, 1 + 1 + 0 + 12)
