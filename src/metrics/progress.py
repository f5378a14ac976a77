"""How far a period has come: running totals of won revenue, of its target, and of the year before."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd

from filters import Filters
from metrics.goals import TARGET, TARGET_TO_DATE
from metrics.query import Query
from metrics.sales import WON_REVENUE
from periods import DAY, MONTHS, add_months, next_start, period_starts

DAYS_UP_TO, WEEKS_UP_TO = 100, 2600  # days of a period that is shown in days, in weeks; a longer one in months
YEAR_OF_WEEKS = timedelta(days=364)  # a week starts on the same weekday a year before
Amounts = Mapping[date, float]


def grain_of(filters: Filters, as_of: date, fiscal_year_start: int = 1) -> str:
    """Days where there are few, else weeks, else months: also where the first day is not known."""
    start, end = filters.window(as_of, fiscal_year_start)
    if start is None or not filters.dated:
        return "month"
    length = (end - start).days + 1
    return "day" if length <= DAYS_UP_TO else "week" if length <= WEEKS_UP_TO else "month"


def queries(grain: str) -> tuple[Query, Query, Query, Query]:
    """What `progress` needs: won revenue, the target, the whole year before, and as much of it as has passed."""
    return (
        Query(WON_REVENUE, grain=grain),
        Query(TARGET, TARGET_TO_DATE, grain=grain),
        Query(WON_REVENUE, grain=grain, shift="whole_last_year"),
        Query(WON_REVENUE, shift="last_year"),
    )


def progress(
    won: pd.DataFrame, target: pd.DataFrame, earlier: pd.DataFrame, passed: pd.DataFrame, grain: str
) -> pd.DataFrame:
    """Running totals from the results of `queries`: columns `grain`, to, won_revenue, target, year_before.

    A row for each day (week, month) of the period to its end, also ahead: won revenue is null there. Each is up to the
    day `to`: the last of the week that lies in the period, or the last with facts where the week is still running.
    A target that was never set, or does not know the filters, is null throughout; so is a year before that the facts
    do not cover. `attrs` as of `measure`, and `target_from`: the first day (week, month) with a target.
    """
    starts, as_of = _starts(won, target, grain), won.attrs["as_of"]
    running = [start <= as_of < next_start(start, grain) - DAY for start in starts]
    known = set(target.attrs["ignored_filters"]) <= set(won.attrs["ignored_filters"])
    targets = _by_start(target, grain, "target") if known else {}
    due = sum(_by_start(target, grain, "target_to_date").values())
    year_before = passed["won_revenue"].iloc[0]
    before = {} if pd.isna(year_before) or not starts else _a_year_on(_by_start(earlier, grain), starts, grain)
    ahead = [start > as_of for start in starts]
    frame = pd.DataFrame({
        grain: np.array(starts, "datetime64[s]"),
        "to": np.array(_last_days(starts, running, won.attrs, grain), "datetime64[s]"),
        "won_revenue": np.where(ahead, np.nan, _running(starts, _by_start(won, grain))),
        "target": np.where(running, due, _running(starts, targets)) if targets else np.nan,
        "year_before": np.where(running, year_before, _running(starts, before)) if before else np.nan,
    })  # fmt: skip
    frame.attrs = {**won.attrs, "target_from": min((day for day, amount in targets.items() if amount), default=None)}
    return frame


def _starts(won: pd.DataFrame, target: pd.DataFrame, grain: str) -> list[date]:
    """All periods of the window; without a start, from the first one won to the last with anything."""
    window = won.attrs["window"]
    if window and window[0]:
        return list(period_starts(window[0], window[1], grain))
    known = sorted(_by_start(won, grain))
    ahead = [day for day in _by_start(target, grain, "target") if window and known and known[0] <= day]
    return list(period_starts(known[0], max(known + ahead), grain)) if known else []


def _last_days(starts: Sequence[date], running: Sequence[bool], attrs: Mapping[Any, Any], grain: str) -> list[date]:
    end = attrs["window"][1] if attrs["window"] else date.max
    ends = [min(next_start(start, grain) - DAY, end) for start in starts]
    return [min(last, attrs["as_of"]) if runs else last for last, runs in zip(ends, running, strict=True)]


def _by_start(frame: pd.DataFrame, grain: str, name: str = "won_revenue") -> dict[date, float]:
    """The figures that are known, by the first day of their period."""
    pairs = zip(frame[grain].tolist(), frame[name].tolist(), strict=True)
    return {start.date(): value for start, value in pairs if not pd.isna(value)}


def _a_year_on(before: Amounts, starts: Sequence[date], grain: str) -> dict[date, float]:
    """The figures of the year before, each where it stands in this year; two days that meet in one are summed."""
    moved: dict[date, float] = {}
    for start, value in before.items():
        later = add_months(start, 12) if grain == "day" or grain in MONTHS else start + YEAR_OF_WEEKS
        place = min(max(later, starts[0]), starts[-1])
        moved[place] = moved.get(place, 0.0) + value
    return moved


def _running(starts: Sequence[date], amounts: Amounts) -> list[float]:
    return list(accumulate(amounts.get(start, 0.0) for start in starts))
