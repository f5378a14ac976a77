"""Spells: the stretches of days in which a deal stood in one stage, from its opening or its entry into the stage.

A deal whose stage history begins late is at risk before that too, in a stage that is not known ("delayed entry").
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
EPOCH = date(1970, 1, 1).toordinal()
FAR = 10_000_000  # a day that never came
UNKNOWN = 0  # the place of the stage that nobody recorded; known ones count from 1
OPEN, WON, LOST = 0, 1, 2
OUTCOMES = {"won": WON, "lost": LOST}


@dataclass(frozen=True)
class Spells:
    """One row per stage of a deal. Days are counted from 1970, FAR where there is none; `end` is exclusive."""

    deal: Ints  # row of the deal in the frame they were made from
    opened: Ints
    start: Ints
    end: Ints
    decided: Ints
    outcome: Ints  # OPEN, WON or LOST
    stage: Ints  # place in `stages`, from 1; UNKNOWN
    following: Ints  # the stage entered at `end`; of a last spell its own
    stages: tuple[str, ...]


def day_numbers(days: pd.Series) -> Ints:
    """Days since 1970-01-01; FAR where there is none."""
    found = pd.to_datetime(days, errors="coerce").to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(found), FAR, found.astype(np.int64))


def day_number(day: date) -> int:
    """Of one day."""
    return date(day.year, day.month, day.day).toordinal() - EPOCH


def make_spells(deals: pd.DataFrame, entries: pd.DataFrame | None = None) -> Spells:
    """Spells of deals (opportunity_id, opened_on, decided_on, outcome) and their stage entries.

    `entries` has opportunity_id, stage and entered_on; without them each deal is one spell in an unknown stage.
    Deals without a day of opening have no age, and no spell. Of several entries on one day the last counts.
    """
    opened, decided = day_numbers(deals["opened_on"]), day_numbers(deals["decided_on"])
    outcome = deals["outcome"].astype(object).map(OUTCOMES).fillna(OPEN).to_numpy(np.int64)
    decided = np.where(outcome == OPEN, FAR, decided)
    dated = np.flatnonzero(opened < FAR)
    found, stages = _entered(deals, entries, opened, decided)
    rows = pd.concat(
        [pd.DataFrame({"deal": dated, "day": opened[dated], "stage": UNKNOWN}), found], ignore_index=True
    ).sort_values(["deal", "day"], kind="stable")
    rows = rows[~rows.duplicated(["deal", "day"], keep="last")]
    deal, start, stage = (rows[name].to_numpy(np.int64) for name in ("deal", "day", "stage"))
    last = np.append(deal[1:] != deal[:-1], True) if len(deal) else np.zeros(0, bool)
    end = np.where(last, decided[deal], np.append(start[1:], 0)[: len(start)])
    following = np.where(last, stage, np.append(stage[1:], 0)[: len(stage)])
    return Spells(deal, opened[deal], start, end, decided[deal], outcome[deal], stage, following, stages)


def _entered(
    deals: pd.DataFrame, entries: pd.DataFrame | None, opened: Ints, decided: Ints
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Entries into stages while the deal was open (deal, day, stage as a number), and the stages' names."""
    nothing = pd.DataFrame({"deal": [], "day": [], "stage": []}, dtype=np.int64)
    if entries is None or entries.empty:
        return nothing, ()
    place = pd.Series(np.arange(len(deals)), index=deals["opportunity_id"].astype(object))
    deal = entries["opportunity_id"].astype(object).map(place[~place.index.duplicated()]).fillna(-1).to_numpy(np.int64)
    day = day_numbers(entries["entered_on"])
    names = entries["stage"].astype(object)
    held = (deal >= 0) & (day < FAR) & names.notna().to_numpy()
    deal, day, names = deal[held], day[held], names[held]
    day = np.maximum(day, opened[deal])
    running = (day < decided[deal]) & (opened[deal] < FAR)
    stages = tuple(sorted(map(str, names[running].unique())))
    codes = pd.Categorical(names[running].map(str), categories=list(stages)).codes.astype(np.int64) + 1
    return pd.DataFrame({"deal": deal[running], "day": day[running], "stage": codes}), stages
