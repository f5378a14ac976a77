"""Confidence intervals."""

import numpy as np

from metrics.definition import Numbers, ratio

Z95 = 1.959963984540054  # 97.5 % quantile of the normal distribution


def wilson(share: Numbers, n: Numbers, z: float = Z95) -> tuple[Numbers, Numbers]:
    """Lower and upper end of the Wilson score interval of proportions; NaN where there is no trial.

    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
    """
    p, n = np.asarray(share, float), np.asarray(n, float)
    shrink = 1 + ratio(z * z, n)
    centre = ratio(p + ratio(z * z, 2 * n), shrink)
    half = ratio(z * np.sqrt(ratio(p * (1 - p), n) + ratio(z * z, 4 * n * n)), shrink)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
