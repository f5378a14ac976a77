"""Gauss quadrature for means over beta distributions: a few places and weights stand for each of them.

Golub, G. H., Welsch, J. H. (1969). Calculation of Gauss quadrature rules. Mathematics of Computation 23, 221-230: the
places are the eigenvalues of the Jacobi polynomials' recurrence, the weights the first components of its eigenvectors.
"""

import numpy as np
from scipy.linalg import eigh_tridiagonal

from metrics.definition import Numbers

LEAST = 1e-12  # a place is above zero, whatever rounding says


def beta_nodes(a: float, b: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Places in (0, 1) and weights that sum to 1, each distributions x count, for beta(a, b) of each of the b."""
    places, weights = np.empty((len(b), count)), np.empty((len(b), count))
    for row, second in enumerate(b):
        found, vectors = eigh_tridiagonal(*_recurrence(a - 1, float(second) - 1, count))
        places[row], weights[row] = np.clip(found, LEAST, 1.0), vectors[0] ** 2
    return places, weights


def _recurrence(first: float, second: float, count: int) -> tuple[Numbers, Numbers]:
    """Diagonal and off-diagonal of the Jacobi matrix for p^first (1 - p)^second on (0, 1)."""
    both, n = first + second, np.arange(1, count)
    twice = 2 * n + both
    middle = np.append((first - second) / (both + 2), (first**2 - second**2) / (twice * (twice + 2)))
    n, twice = n[1:], twice[1:]
    beside = 4 * n * (n + first) * (n + second) * (n + both) / (twice**2 * (twice + 1) * (twice - 1))
    next_to = 4 * (first + 1) * (second + 1) / ((both + 2) ** 2 * (both + 3))
    return (1 + middle) / 2, np.sqrt(np.append(next_to, beside)) / 2
