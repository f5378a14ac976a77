"""The path of each deal through the stages, day by day, and who owned it then."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from demo.duty import AT_WORK, TELEPHONE_DAY, Duty
from demo.randomness import stream
from demo.timeline import iso_instants

PROSPECTING, ENGAGING, SCHEDULED, GIVEN, PROPOSAL, WON, LOST = range(7)
STAGES = ("Prospecting", "Engaging", "Demo Scheduled", "Demo Given", "Proposal", "Won", "Lost")
LOST_AFTER = np.array([0.17, 0.24, 0.12, 0.20, 0.27])  # share of lost deals by the last stage they reached
NO_DEMO, SECOND_DEMO, POSTPONED, HANDED_OVER = 0.07, 0.28, 0.15, 0.07


@dataclass
class Entry:
    """A deal enters a stage on a day, owned by a rep (a row number)."""

    deal: int
    stage: int
    day: int
    rep: int


def stage_entries(deals: pd.DataFrame, duty: Duty) -> pd.DataFrame:
    """All entries of all deals in order, with the stage before, beyond the last day too.

    `deal` and `rep` are row numbers; `second` is the time of day. A deal handed over to the field at the
    proposal belongs to the field rep from then on.
    """
    rng = stream("stages")
    rows: list[Entry] = []
    for number, deal in enumerate(deals.itertuples(index=False)):
        path = _path(rng, won=deal.won)
        days = _days(rng, path, deal, duty)
        handed_over = deal.inside and rng.random() < HANDED_OVER
        owners = [deal.field_rep if handed_over and stage >= PROPOSAL else deal.rep for stage in path]
        if path[-2:] == [GIVEN, LOST] or PROPOSAL not in path:
            owners = [deal.rep] * len(path)
        rows += [Entry(number, *entry) for entry in zip(path, days, owners, strict=True)]
    frame = pd.DataFrame(rows)
    frame["previous"] = frame.groupby("deal").stage.shift(1)
    frame["second"] = _seconds(rng, frame)
    return frame


def _path(rng: np.random.Generator, *, won: bool) -> list[int]:
    """Stages in the order of entry, from Prospecting to Won or Lost."""
    last = PROPOSAL if won else int(rng.choice(5, p=LOST_AFTER))
    path = list(range(last + 1))
    if last == PROPOSAL and rng.random() < NO_DEMO:
        path = [PROSPECTING, ENGAGING, PROPOSAL]
    elif last >= GIVEN and rng.random() < SECOND_DEMO:
        path[GIVEN + 1 : GIVEN + 1] = [SCHEDULED, GIVEN]
    if SCHEDULED in path and rng.random() < POSTPONED:
        path[path.index(SCHEDULED) + 1 : path.index(SCHEDULED) + 1] = [ENGAGING, SCHEDULED]
    return [*path, WON if won else LOST]


def _days(rng: np.random.Generator, path: list[int], deal: Any, duty: Duty) -> list[int]:
    """Days of entry, spread over the life of `deal` (a row); demos fall on days when their rep is at work."""
    shares = np.cumsum(rng.dirichlet(np.full(len(path) - 1, 2.2)))
    days = [deal.created, *(deal.created + np.floor(shares * (deal.closed - deal.created)).astype(int))]
    for step in range(1, len(path) - 1):
        day = max(days[step], days[step - 1])
        if path[step] in (SCHEDULED, GIVEN):
            busy = deal.inside and rng.random() < 0.85
            day = duty.near(deal.rep, day, reach=5, state=TELEPHONE_DAY if busy else AT_WORK)
        days[step] = int(min(max(day, days[step - 1]), deal.closed))
    days[-1] = int(deal.closed)
    return days


def _seconds(rng: np.random.Generator, entries: pd.DataFrame) -> np.ndarray:
    """Times of day between 08:00 and 17:30 that rise within each deal and day."""
    order = entries.groupby(["deal", "day"]).cumcount()
    return 8 * 3600 + order.to_numpy() * 4200 + rng.integers(0, 4100, len(entries))


def stage_changes(entries: pd.DataFrame, ids: pd.Series, reps: pd.DataFrame) -> pd.DataFrame:
    """The entries up to the last day, as the CRM exports them."""
    names = np.array(STAGES, dtype=object)
    previous = entries.previous.fillna(0).astype(int).to_numpy()
    return pd.DataFrame(
        {
            "opportunity_id": ids.to_numpy()[entries.deal],
            "stage": names[entries.stage],
            "previous_stage": np.where(entries.previous.isna(), None, names[previous]),
            "changed_at": iso_instants(entries.day, entries.second),
            "rep_id": reps.rep_id.to_numpy()[entries.rep],
        }
    )
