"""Who works on which day. The inside-sales desk is staffed all week; each of its reps has a telephone day.

The telephone days are spread over the week, so that whatever day it is somebody is on the way to 100 points.
"""

import numpy as np
import pandas as pd

from demo.people import INSIDE
from demo.randomness import stream
from demo.timeline import HORIZON, OPENING, weekdays, years

# the telephone day and the other days of a desk rep, Monday is 0
ROTA = (
    (0, (1, 2, 3, 4)), (1, (0, 2, 3, 5)), (2, (0, 1, 3, 4)), (3, (0, 1, 2, 6)), (4, (0, 1, 2, 3)), (5, (1, 2, 3, 4)),
    (6, (0, 1, 2, 4)), (0, (1, 3, 4, 5)), (1, (2, 3, 4, 6)), (3, (0, 1, 2, 4)), (5, (0, 1, 2, 3)), (6, (1, 2, 3, 4)),
)  # fmt: skip
OFF, AT_WORK, TELEPHONE_DAY = 0, 1, 2


class Duty:
    """`states[rep, day - OPENING]` is OFF, AT_WORK or TELEPHONE_DAY."""

    def __init__(self, reps: pd.DataFrame) -> None:
        rng = stream("duty")
        days = np.arange(OPENING, HORIZON + 1)
        rota = iter(ROTA)
        self.states = np.stack([_week(weekdays(days), next(rota) if team == INSIDE else None) for team in reps.team])
        for states in self.states:
            _take_leave(rng, states, days)

    def of(self, rep: np.ndarray | int, day: np.ndarray) -> np.ndarray:
        return self.states[rep, np.asarray(day) - OPENING]

    def near(self, rep: int, day: int, *, reach: int, state: int) -> int:
        """The day nearest to `day`, at most `reach` away, on which the rep's state is at least this; else `day`."""
        for step in range(reach + 1):
            for candidate in (day + step, day - step):
                if OPENING <= candidate <= HORIZON and self.states[rep, candidate - OPENING] >= state:
                    return candidate
        return day


def _week(weekday: np.ndarray, rota: tuple[int, tuple[int, ...]] | None) -> np.ndarray:
    if rota is None:
        return np.where(weekday < 5, AT_WORK, OFF)
    telephone, others = rota
    return np.where(weekday == telephone, TELEPHONE_DAY, np.where(np.isin(weekday, others), AT_WORK, OFF))


def _take_leave(rng: np.random.Generator, states: np.ndarray, days: np.ndarray) -> None:
    """Two weeks in summer, one in spring or autumn, and the days around the turn of the year."""
    for year in range(-1, 6):
        first = int(np.searchsorted(years(days), year))
        for start, length in ((rng.integers(175, 232), 14), (rng.choice([60, 100, 275, 310]), 7), (357, 3), (364, 2)):
            states[first + start : first + start + length] = OFF
