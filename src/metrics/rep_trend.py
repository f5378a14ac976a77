"""What each rep did over time: one metric of the points by day, week or month, beside the goal."""

import asyncio
from datetime import date, timedelta

import pandas as pd

from auth.scope import Scope
from data import engine
from data.engine import natural
from filters import Filters, Window
from metrics.definition import Metric
from metrics.plan import first_day
from metrics.points import POINTS
from metrics.query import Query
from metrics.rep_people import of_people, people_of
from metrics.run import measure_queries
from metrics.score_key import goal_of
from metrics.slices import Tables
from periods import DAY, add_months, next_start, period_start, period_starts
from settings import settings

RANGES = ("13_weeks", "4_weeks", "12_months", "this_year")
GRAINS = ("week", "day", "month")
COARSER = {"day": "week", "week": "month"}
MOST, MOST_OF_ONE = 60, 100  # periods in which several lines can still be told apart, and one line can be read


async def rep_trend(
    metric: Metric, window: Window, grain: str, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """One row per rep and period in which the company works or somebody did something: rep, `grain` (first day), the
    metric, its _n, and goal (points that a rep should make in the whole period; NaN of other metrics).

    Reps come in the order of what they sum up to, the most first, each with all its periods. Who did nothing in the
    window is not there. `attrs` as of `measure`.
    """
    return await asyncio.to_thread(measure_trend, metric, window, grain, filters, scope, snapshot)


def measure_trend(
    metric: Metric, window: Window, grain: str, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`rep_trend` for callers that are not async."""
    tables = snapshot or engine.current()
    people = people_of(tables, filters, scope)
    asked = of_people(people, tables, filters, window)
    frame = measure_queries([Query(metric, by="rep", grain=grain)], asked, scope, tables)[0]
    attrs = frame.attrs
    known = frame[frame["rep"].notna()] if people else frame.iloc[:0]
    known = _in_order(_without_idle_days(_since_known(known, tables, grain), metric, grain), metric)
    goals = {start: _goal(tables, start.date(), grain) for start in known[grain].unique()}
    found = known.assign(goal=known[grain].map(goals).astype(float) if metric is POINTS else float("nan"))
    found.attrs = attrs
    return found


def stretch(range_: str, end: date, grain: str) -> Window:
    """The days of a range that ends on a day, from the first day of a period on: 13 weeks are this and 12 before."""
    match range_:
        case "12_months":
            start = add_months(end.replace(day=1), -11)
        case "this_year":
            start = date(end.year, 1, 1)
        case _:
            weeks = int(range_.removesuffix("_weeks"))
            start = period_start(end, "week") - timedelta(weeks=weeks - 1)
    return Window(period_start(start, grain), end)


def fitting(range_: str, end: date, grain: str, most: int = MOST) -> str:
    """The grain, or the next coarser one of which the range has at most so many periods."""
    start, last = stretch(range_, end, grain)
    periods = sum(1 for _start in period_starts(start or last, last, grain))
    return fitting(range_, end, COARSER[grain], most) if periods > most and grain in COARSER else grain


def _since_known(frame: pd.DataFrame, tables: Tables, grain: str) -> pd.DataFrame:
    """Without the periods before anything was recorded of anybody: nobody did nothing then, it is not known."""
    first = first_day(tables, POINTS.table)
    return frame if first is None else frame[frame[grain] >= pd.Timestamp(period_start(first, grain))]


def _without_idle_days(frame: pd.DataFrame, metric: Metric, grain: str) -> pd.DataFrame:
    """Without days off on which nobody did anything, and without reps who did nothing at all."""
    if grain == "day" and len(frame):
        busy = frame.groupby(grain)[metric.name].transform("sum") > 0
        frame = frame[busy | frame[grain].dt.day_of_week.isin(settings().company.working_days)]
    return frame[frame.groupby("rep")[metric.name].transform("sum") > 0]


def _in_order(frame: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """The reps with the most first, then by name; each in time's order."""
    sums = frame.groupby("rep")[metric.name].sum()
    names = sorted(sums.index, key=lambda rep: (-sums[rep], natural(rep)))
    place = frame["rep"].map({rep: i for i, rep in enumerate(names)})
    return (
        frame.assign(_place=place).sort_values(["_place", frame.columns[1]], ignore_index=True).drop(columns="_place")
    )


def _goal(tables: Tables, start: date, grain: str) -> float:
    return goal_of(tables.point_rules, start, next_start(start, grain) - DAY)
