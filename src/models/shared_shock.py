"""How far off all deals are at once: months in which the whole company closes more, or less, than expected.

Deals are not independent: a price rise, a lost manager, a holiday moves them together. The past tells by how much:
for each past window of four weeks, the model is fitted on what lay before it, and its expectation held against what
came; what chance alone explains is taken out.
"""

from math import log, sqrt

import numpy as np

from models.hazard_fit import expected_of, fit_effects, recalibrated
from models.person_weeks import Cells
from models.spells import LOST, WON
from models.week_design import Design

TYPICAL = 0.5  # standard deviation on the log-odds, from the study of several companies
TYPICAL_WINDOWS = 4  # its weight, in windows
LARGEST = 1.5
WINDOW = 4  # weeks
MOST_WINDOWS = 12
FEWEST_DECIDED = 30


def shared_shock(cells: Cells, bands: int) -> tuple[float, int]:
    """Standard deviation of the shock on log-odds, shrunk towards TYPICAL, and the past windows it comes from.

    `cells` are those without traits: one group, any stage.
    """
    design = Design(bands, 0, np.zeros((1, 0)))
    squares = []
    weeks = int(cells.week.max(initial=0))
    for first in range(1, min(weeks, WINDOW * MOST_WINDOWS) - WINDOW + 2, WINDOW):
        before = cells.where(cells.week >= first + WINDOW)
        effects = None
        if before.count(WON) + before.count(LOST) >= FEWEST_DECIDED:
            effects = fit_effects(before, design)
        if effects is None:
            break
        window = cells.where((cells.week >= first) & (cells.week < first + WINDOW))
        expected = float(expected_of(recalibrated(effects, before, design), window, design)[0]) + 0.5
        squares.append(log((window.count(WON) + 0.5) / expected) ** 2 - 1 / expected)
    n = len(squares)
    own = max(0.0, float(np.mean(squares))) if n else 0.0
    return min(LARGEST, sqrt((n * own + TYPICAL_WINDOWS * TYPICAL**2) / (n + TYPICAL_WINDOWS))), n
