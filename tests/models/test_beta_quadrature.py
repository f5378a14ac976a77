"""Means over beta distributions."""

import numpy as np
import pytest

from models.beta_quadrature import beta_nodes


@pytest.mark.parametrize(("a", "b"), [(2.0, 3.0), (0.8, 2.4), (1e-4, 1e4), (0.5, 0.5), (1.0, 1.0), (0.5, 500.0)])
def test_weights_sum_to_one_and_moments_are_exact(a: float, b: float) -> None:
    places, weights = beta_nodes(a, np.array([b]), 32)
    mean, square = a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1))
    assert weights.sum() == pytest.approx(1)
    assert float((weights * places).sum()) == pytest.approx(mean, rel=1e-6)
    assert float((weights * places**2).sum()) == pytest.approx(square, rel=1e-6)


def test_each_distribution_has_places_of_its_own() -> None:
    places, weights = beta_nodes(1.0, np.array([1.0, 3.0]), 8)
    assert (places * weights).sum(axis=1).tolist() == pytest.approx([0.5, 0.25])
