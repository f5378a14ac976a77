"""Pace to target: what each working day that is left must bring, against what those gone by have brought.

`metrics.progress` has the running totals by day, and `metrics.goals` attainment and pace as figures.
"""

import asyncio
from datetime import date

import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics.definition import ratio
from metrics.goals import TARGET, TARGET_TO_DATE
from metrics.query import Query
from metrics.run import measure_queries
from metrics.sales import WON_REVENUE
from metrics.slices import Tables
from periods import DAY
from settings import settings

LABEL = N_("Pace to target")
ABOUT = N_(
    "Won per working day so far, and what each working day left must bring to reach the target of the period. Ignores"
    " the season and public holidays."
)


async def pace_to_target(filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """One row on the period of the filters: won, target, target_to_date, missing (0 once the target is met),
    attainment, pace (won / target to date), working_days, days_gone, days_left, per_day (won), needed_per_day and
    at_this_pace (won by the period's end if it goes on like this).

    NaN: no target was set or it does not know the filters; no period is set; no day has gone, or is left. `attrs` as of
    `measure`.
    """
    return await asyncio.to_thread(measure_pace, filters, scope, snapshot)


def measure_pace(filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """`pace_to_target` for callers that are not async."""
    tables = snapshot or engine.current()
    won, goal = measure_queries([Query(WON_REVENUE), Query(TARGET, TARGET_TO_DATE)], filters, scope, tables)
    known = set(goal.attrs["ignored_filters"]) <= set(won.attrs["ignored_filters"])
    target, to_date = (float(goal[name].item()) if known else np.nan for name in ("target", "target_to_date"))
    so_far = float(won["won_revenue"].item())
    whole, gone = _days(won.attrs["window"], won.attrs["as_of"])
    missing = np.nan if np.isnan(target) else max(target - so_far, 0.0)
    row = {
        "won": so_far, "target": target, "target_to_date": to_date, "missing": missing,
        "attainment": ratio(so_far, target), "pace": ratio(so_far, to_date),
        "working_days": whole, "days_gone": gone, "days_left": whole - gone,
        "per_day": ratio(so_far, gone), "needed_per_day": ratio(missing, whole - gone),
        "at_this_pace": ratio(so_far, gone) * whole,
    }  # fmt: skip
    frame = pd.DataFrame({name: np.array([value], float) for name, value in row.items()})
    frame.attrs = won.attrs
    return frame


def _days(window: Window | None, as_of: date) -> tuple[float, float]:
    """The working days of the window, and those of them that have gone by; NaN if it has no first day."""
    if window is None or window.start is None:
        return np.nan, np.nan
    return working_days(window.start, window.end), working_days(window.start, min(window.end, as_of))


def working_days(first: date, last: date) -> int:
    """How many days from first to last, both included, the company works; 0 if last is before first."""
    works = [weekday in settings().company.working_days for weekday in range(7)]
    return int(np.busday_count(first, last + DAY, weekmask=works)) if first <= last else 0
