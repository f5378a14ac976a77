"""How far each rep's target is reached in a month, quarter or year."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from auth.scope import Scope
from data import engine
from data.engine import natural
from filters import Filters, Window
from metrics.goals import ATTAINMENT, PACE, TARGET, TARGET_TO_DATE
from metrics.query import Query
from metrics.rep_people import of_people, people_of
from metrics.run import measure_queries
from metrics.sales import WON_REVENUE
from metrics.slices import Tables
from periods import DAY, next_start, period_start

METRICS = (WON_REVENUE, TARGET, TARGET_TO_DATE, ATTAINMENT, PACE)


class Reached(NamedTuple):
    """Reps with their targets; whether there are targets at all in those days, for whomever."""

    reps: pd.DataFrame
    any_target: bool


def span_of(day: date, grain: str, fiscal_year_start: int = 1) -> Window:
    """The days of the month, quarter or year in which a day lies."""
    start = period_start(day, grain, fiscal_year_start)
    return Window(start, next_start(start, grain) - DAY)


async def rep_attainment(window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> Reached:
    """One row per rep who has a target in the window or won something: rep, won_revenue, won_revenue_n, target,
    target_to_date, attainment, pace; NaN without a target. The furthest first, those without a target last.

    `attrs` as of `measure`.
    """
    return await asyncio.to_thread(measure_attainment, window, filters, scope, snapshot)


def measure_attainment(window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> Reached:
    """`rep_attainment` for callers that are not async."""
    tables = snapshot or engine.current()
    people = people_of(tables, filters, scope)
    asked = of_people(people, tables, filters, window)
    frame = measure_queries([Query(*METRICS, by="rep")], asked, scope, tables)[0]
    told = frame["rep"].notna() & (frame["target"].notna() | (frame["won_revenue"] != 0)) & bool(people)
    found = frame[told]
    order = sorted(found.to_dict("index").items(), key=lambda row: _place(row[1]))
    ranked = found.loc[[i for i, _row in order]].reset_index(drop=True)
    ranked.attrs = frame.attrs
    return Reached(ranked, bool(ranked["target"].notna().any()) or _any_target(window, scope, tables))


def _any_target(window: Window, scope: Scope, tables: Tables) -> bool:
    whole = measure_queries([Query(TARGET)], Filters(start=window.start, end=window.end), scope, tables)[0]
    return bool(whole["target"].notna().any())


def _place(row: Mapping[Any, Any]) -> tuple[bool, float, float, list[tuple[int, int, str]]]:
    unknown = bool(pd.isna(row["attainment"]))
    return unknown, 0.0 if unknown else -row["attainment"], -row["won_revenue"], natural(row["rep"])
