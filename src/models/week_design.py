"""The columns of the weekly hazard: age, place in the quarter, both together, stage, and what else is known.

Ages are coded by steps ("at least 14 days old"), so that the ridge penalty draws neighbouring bands towards each
other, and what is older than anything seen goes on like the oldest. Age and month enter together as well: old deals
close with the quarter, young ones when they are ripe.
"""

from dataclasses import dataclass

import numpy as np

from metrics.definition import Numbers
from models.person_weeks import CLOSING, PLACES, Cells
from models.spells import Ints

MONTHS = 3


@dataclass(frozen=True)
class Design:
    """What the columns are: number of age bands and stages, and the columns of each group of deals."""

    bands: int
    stages: int
    traits: Numbers  # groups x columns

    def matrix(self, cells: Cells) -> Numbers:
        """Cells x columns."""
        return np.hstack([base(self.bands, cells.band, cells.place), self.stage(cells.stage), self.traits[cells.group]])

    def stage(self, stage: Ints) -> Numbers:
        """One column for each known stage; an unknown stage, or the only one there is, gives zeros."""
        if self.stages < 2:
            return np.zeros((len(stage), 0))
        return np.eye(self.stages + 1)[stage][:, 1:]


def base(bands: int, band: Ints, place: Ints) -> Numbers:
    """Steps of age, months of the quarter, its closing days, and each step by month."""
    steps = (band[:, None] >= np.arange(1, bands)[None, :]).astype(float)
    months = np.eye(MONTHS)[np.minimum(place, MONTHS - 1)]
    closing = (place == CLOSING).astype(float)[:, None]
    both = (steps[:, :, None] * months[:, None, :]).reshape(len(band), -1)
    return np.hstack([steps, months, closing, both])


def base_table(bands: int) -> Numbers:
    """`base` of every band and place: bands x places x columns."""
    band, place = (grid.ravel() for grid in np.meshgrid(np.arange(bands), np.arange(PLACES), indexing="ij"))
    return base(bands, band, place).reshape(bands, PLACES, -1)
