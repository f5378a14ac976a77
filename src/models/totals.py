"""The total over several periods, with the spread that it really has.

Errors of neighbouring periods go together: months that come out above their forecast are followed by more such.
Half-widths are combined with a correlation of rho ** |i - j|; taken as independent, a nominal 80 % band of a year would
cover 53 %.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from models.series import Floats

PERIODS, RHO = (3, 6, 12), (0.5, 0.6, 0.7)  # the study of 625 series; .5 for its .4, which covers 76 % at 3 months


class Total(NamedTuple):
    forecast: float
    low80: float
    high80: float
    low95: float
    high95: float


def total(frame: pd.DataFrame, h: int) -> Total:
    """The total of the first `h` periods of a frame that `forecast` gave; all null where it declined."""
    first = frame.iloc[:h]
    centre = first["forecast"].to_numpy(float)
    rho = float(np.interp(h, PERIODS, RHO))

    def edge(name: str, sign: int) -> float:
        return float(centre.sum()) + sign * _combined(np.abs(first[name].to_numpy(float) - centre), rho)

    low80, low95 = edge("low80", -1), edge("low95", -1)
    if (first["low95"] >= 0).all():
        low80, low95 = max(low80, 0.0), max(low95, 0.0)
    return Total(float(centre.sum()), low80, edge("high80", 1), low95, edge("high95", 1))


def _combined(half_widths: Floats, rho: float) -> float:
    steps = np.arange(len(half_widths))
    return float(np.sqrt(half_widths @ rho ** np.abs(np.subtract.outer(steps, steps)) @ half_widths))
