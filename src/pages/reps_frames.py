"""The frames behind the Reps page, asked for in its own days."""

from datetime import date

import pandas as pd

from filters import YEARS
from metrics.leaderboard import leaderboard, leaderboard_events
from pages.asked import Asked
from pages.reps_days import Days

EVER = date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)
MOST = 2_000  # events on screen; each of them a row of a table


async def board_of(found: Asked, days: Days) -> pd.DataFrame:
    """A row per rep who plays: see `metrics.leaderboard.leaderboard`."""
    return await leaderboard(days.start, days.end, found.filters, found.scope, found.snapshot)


async def events_of(found: Asked, days: Days, rep_id: str | None = None, limit: int | None = MOST) -> pd.DataFrame:
    """What reps did in these days, newest first: see `metrics.leaderboard.leaderboard_events`."""
    return await leaderboard_events(
        days.start, days.end, found.filters, found.scope, found.snapshot, rep_id=rep_id, limit=limit
    )


async def last_day(found: Asked, until: date) -> date | None:
    """The last day until then on which something was done; of all days, if nothing was; None if nothing ever was."""
    for end in (until, EVER[1]):
        newest = await leaderboard_events(EVER[0], end, found.filters, found.scope, found.snapshot, limit=1)
        if len(newest):
            return pd.Timestamp(newest["day"].iloc[0]).date()
    return None
