"""Teams, and bands of tenure, side by side: what their reps win, how often, and what they do in a working day."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from data.engine import natural
from filters import Filters, Window
from i18n import N_, _, ngettext
from metrics.definition import ratio
from metrics.intervals import wilson
from metrics.pace import working_days
from metrics.points import CALLS, POINTS
from metrics.query import Query
from metrics.rep_people import Person, current, of_people, people_of
from metrics.run import last_day, measure_queries
from metrics.sales import DEALS_DECIDED, DEALS_WON, WON_REVENUE
from metrics.shrinkage import shrunken
from metrics.slices import Tables
from periods import add_months
from settings import settings

GROUPS = ("team", "tenure")
SUMS = ("deals_won", "deals_decided", "won_revenue", "won_revenue_n", "calls", "points")
NOTHING = dict.fromkeys(SUMS, 0.0)
YEAR = 12  # months
ABOUT = N_(
    "Of the people who are on the list of reps today and not marked inactive: what they won, and did in each working"
    " day since the start of the period or since they began."
)


async def rep_profile(
    by: str, window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """One row per team or band of tenure ("tenure": place of the band, see `tenure_label`; None: not known).

    Columns `by`, rank (by shrunk_win_rate; NaN: too few to rank), reps, deals_won, shrunk_win_rate (NaN where too few),
    win_rate with _n, _low, _high (Wilson), average_deal with _n, calls_per_day, points_per_day (per rep and working
    day on which the rep was there). Tenure is that at the end of the window. `attrs` as of `measure`, and former: how
    many people who are marked inactive are left out.
    """
    return await asyncio.to_thread(measure_profile, by, window, filters, scope, snapshot)


def measure_profile(
    by: str, window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`rep_profile` for callers that are not async."""
    tables = snapshot or engine.current()
    end = min(window.end, last_day(tables))
    everybody = people_of(tables, filters, scope)
    people = current(everybody, end)
    query = Query(DEALS_WON, DEALS_DECIDED, WON_REVENUE, CALLS, POINTS, by="rep")
    measured = measure_queries([query], of_people(people, tables, filters, window), scope, tables)[0]
    done = {row["rep"]: row for row in measured[["rep", *SUMS]].fillna(NOTHING).to_dict("records")}
    found = _figures(_sums(_by_name(people, by, window.start or end, end), done), by)
    found.attrs = measured.attrs | {"former": sum(person["active"] is False for person in everybody)}
    return found


def band_of(started_on: date | None, day: date) -> int | None:
    """The place of the band of tenure on a day: how many of the bounds in `rules.tenure_months` are reached."""
    if started_on is None:
        return None
    return sum(add_months(started_on, months) <= day for months in settings().rules.tenure_months)


def tenure_label(band: int | None) -> str:
    """What a band of tenure is called, in the reader's language."""
    if band is None:
        return _("not known")
    bounds = settings().rules.tenure_months
    if band == 0:
        return _("under {time}", time=_time(bounds[0]))
    if band == len(bounds):
        return _("{time} and more", time=_time(bounds[-1]))
    return _("{from_} to {to}", from_=_time(bounds[band - 1]), to=_time(bounds[band]))


def _time(months: int) -> str:
    if months % YEAR:
        return ngettext("{n} month", "{n} months", months)
    return ngettext("{n} year", "{n} years", months // YEAR)


def _by_name(people: Sequence[Person], by: str, start: date, end: date) -> dict[str, dict[str, Any]]:
    """By name: group, reps and days (working days on which they were there).

    Figures know reps by name: of namesakes in different groups the group is not known.
    """
    rows: dict[str, dict[str, Any]] = {}
    for person in people:
        group = person["team"] if by == "team" else band_of(person["started_on"], end)
        days = working_days(max(person["started_on"] or start, start), end)
        row = rows.setdefault(person["rep"], {"group": group, "reps": 0, "days": 0})
        row["group"] = group if row["group"] == group else None
        row |= {"reps": row["reps"] + 1, "days": row["days"] + days}
    return rows


def _sums(
    names: Mapping[str, Mapping[str, Any]], done: Mapping[Any, Mapping[Any, float]]
) -> dict[Any, dict[str, float]]:
    """By group the sums of its people: bands in their order, teams by name, what is not known last."""
    sums: dict[Any, dict[str, float]] = {}
    for name, row in names.items():
        mine = sums.setdefault(row["group"], dict.fromkeys(("reps", "days", *SUMS), 0.0))
        for column in mine:
            mine[column] += row[column] if column in row else done.get(name, NOTHING)[column]
    return {group: sums[group] for group in sorted(sums, key=_place)}


def _place(key: Any) -> tuple[bool, Any]:
    return key is None, natural(key) if isinstance(key, str) else key or 0


def _figures(sums: Mapping[Any, Mapping[str, float]], by: str) -> pd.DataFrame:
    few, names = settings().rules.too_few, ("reps", "days", *SUMS)
    columns = {name: np.array([group[name] for group in sums.values()], float) for name in names}
    won, n = columns["deals_won"], columns["deals_decided"]
    rate = ratio(won, n)
    low, high = wilson(rate, n)
    shrunk = np.where(n >= few, shrunken(won, n), np.nan)
    ranks = pd.Series(shrunk).round(9).rank(method="min", ascending=False)
    return pd.DataFrame({
        by: pd.Series(list(sums), dtype=object), "rank": ranks, "reps": columns["reps"], "deals_won": won,
        "shrunk_win_rate": shrunk, "win_rate": rate, "win_rate_n": n, "win_rate_low": low, "win_rate_high": high,
        "average_deal": ratio(columns["won_revenue"], columns["won_revenue_n"]),
        "average_deal_n": columns["won_revenue_n"], "calls_per_day": ratio(columns["calls"], columns["days"]),
        "points_per_day": ratio(columns["points"], columns["days"]),
    })  # fmt: skip
