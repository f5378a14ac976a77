"""Person-weeks: deals open at the start of a week, and whether they were won or lost in it, as counts.

The weeks end on the day of the prediction, so that the weeks ahead line up with those behind. Counting goes week by
week over all deals at once, and gives one row for what is alike: a fit costs as much for 1,000 deals as for 100,000.
Deals opened before the first decision on record are at risk from then on only: what they went through before is not
in the data but for those that survived it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.spells import LOST, OPEN, Ints, Spells

WEEKS = 104  # of history that count; older ones tell of another company
CLOSING_DAYS = 14  # the rush before the end of a quarter
PLACES = 4  # of a week in its quarter: first, second, third month, its closing days
CLOSING = 3
BANDS = 16


@dataclass(frozen=True)
class Cells:
    """Counts of alike person-weeks; `week` counts back from 1, the last one before the day of the prediction."""

    week: Ints
    place: Ints
    band: Ints
    stage: Ints
    group: Ints
    event: Ints  # OPEN, WON, LOST
    n: Numbers

    def where(self, held: np.ndarray) -> "Cells":
        return Cells(*(getattr(self, name)[held] for name in self.__dataclass_fields__))

    def count(self, event: int) -> float:
        """Person-weeks that ended so."""
        return float(self.n[self.event == event].sum())


def place_in_quarter(days: Ints, fiscal_year_start: int) -> Ints:
    """0, 1, 2: month of its fiscal quarter in which a day lies; 3: in the quarter's last fourteen days."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    place = (months.astype(np.int64) - (fiscal_year_start - 1)) % 3
    following = (months + (3 - place)).astype("datetime64[D]").astype(np.int64)
    return np.where(following - days <= CLOSING_DAYS, CLOSING, place).astype(np.int64)


def week_place(day: int, fiscal_year_start: int) -> int:
    """The place of the week after `day`, by its middle."""
    return int(place_in_quarter(np.array([day + 4]), fiscal_year_start)[0])


def age_edges(spells: Spells, as_of: int) -> Ints:
    """Ages in days at which the next band begins: as many decisions in each, at most BANDS of them."""
    decided = (spells.outcome != OPEN) & (spells.decided <= as_of) & (spells.end == spells.decided)
    ages = (spells.decided - spells.opened)[decided]
    if not len(ages):
        return np.zeros(0, np.int64)
    shares = np.linspace(0, 1, BANDS)[1:-1]
    return np.unique(np.append(np.quantile(ages, shares), np.quantile(ages, 0.995) + 7).astype(np.int64))


def weeks_of_history(spells: Spells, as_of: int) -> int:
    """Whole weeks since decisions are on record (all but the first hundredth of them), at most WEEKS."""
    days = spells.decided[(spells.outcome != OPEN) & (spells.decided <= as_of) & (spells.end == spells.decided)]
    days = days[days > as_of - 7 * WEEKS]
    return int((as_of - np.quantile(days, 0.01) + 1) // 7) if len(days) else 0


def count_weeks(spells: Spells, group: Ints, as_of: int, weeks: int, edges: Ints, fiscal_year_start: int) -> Cells:
    """The person-weeks of the `weeks` before `as_of`; `group` is a number for each spell."""
    bands, stages = len(edges) + 1, len(spells.stages) + 1
    parts = []
    for week in range(1, weeks + 1):
        day = as_of - 7 * week
        at = np.flatnonzero((spells.start <= day) & (spells.end > day))
        event = np.where(spells.decided[at] <= day + 7, spells.outcome[at], OPEN)
        band = np.searchsorted(edges, day - spells.opened[at], side="right")
        code = ((group[at] * stages + spells.stage[at]) * bands + band) * 3 + event
        found, n = np.unique(code, return_counts=True)
        place = np.full(len(found), week_place(day, fiscal_year_start))
        parts.append(np.stack([np.full(len(found), week), place, found, n]))
    table = np.concatenate(parts, axis=1) if parts else np.zeros((4, 0), np.int64)
    rest, event = np.divmod(table[2], LOST + 1)
    rest, band = np.divmod(rest, bands)
    grouped, stage = np.divmod(rest, stages)
    return Cells(table[0], table[1], band, stage, grouped, event, table[3].astype(float))


def together(cells: Cells) -> Cells:
    """The cells without regard to their week: one for each place, band, stage, group and event."""
    keys = pd.DataFrame({name: getattr(cells, name) for name in ("place", "band", "stage", "group", "event")})
    found = keys.assign(n=cells.n).groupby(list(keys.columns), sort=True)["n"].sum().reset_index()
    whole = {str(name): found[name].to_numpy(np.int64) for name in keys.columns}
    return Cells(week=np.zeros(len(found), np.int64), n=found["n"].to_numpy(float), **whole)


def stage_moves(spells: Spells, as_of: int, weeks: int) -> Numbers:
    """Stages x stages: where deals still open a week later stand then; rows add up to 1."""
    size = len(spells.stages) + 1
    moves = np.zeros((size, size))
    for week in range(1, weeks + 1):
        day = as_of - 7 * week
        at = (spells.start <= day) & (spells.end > day) & (spells.decided > day + 7)
        stage = spells.stage[at]
        later = np.where(spells.end[at] <= day + 7, spells.following[at], stage)
        moves += np.bincount(stage * size + later, minlength=size * size).reshape(size, size)
    moves += np.eye(size)  # a stage in which nobody was ever seen keeps its deals
    return moves / moves.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
