"""Half-widths: sigma, what the length asks for, and how the series erred before."""

import numpy as np
import pytest

from models.bands import M80, bands, multiplier, own_ratio
from models.rules import Fit
from models.theta import Path


def fit(centre: float, sigma: float, steps: int = 3) -> Fit:
    path = Path(np.full(steps, centre), np.full(steps, sigma), False)
    return Fit("theta", path, path.values())


def test_between_two_lengths_the_multiplier_lies_between_theirs() -> None:
    assert multiplier(M80, 30, 2)[1] == pytest.approx((1.57 + 1.39) / 2)
    assert multiplier(M80, 5, 2)[1] == multiplier(M80, 18, 2)[1]
    assert multiplier(M80, 500, 12)[11] == 1.17


def test_past_errors_within_what_was_said_give_a_ratio_below_one() -> None:
    values = np.array([10.0, 10, 10, 11, 9])
    half_width = multiplier(M80, 84, 1)[0]  # of sigma 1
    found = own_ratio(values, 84, lambda back: fit(10, 1.0, steps=1) if back <= 2 else None)
    assert found == pytest.approx(1 / half_width)


def test_a_series_that_erred_more_than_it_said_gets_wider_bands() -> None:
    values, made = np.full(90, 100.0), fit(100, 2.0)
    plain = bands(values, "M", made, lambda back: None)
    erred = bands(values, "M", made, lambda back: fit(80, 2.0))  # by ten sigma
    assert plain.high80 - 100 == pytest.approx(2.0 * multiplier(M80, 90, 3))
    assert erred.high80 - 100 == pytest.approx(2.0 * multiplier(M80, 90, 3) * 2**0.5)
