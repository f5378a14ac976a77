"""Acquisition cost period by period: spend, new customers, what one cost, how that changed, when it is earned back."""

import asyncio
import threading
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from cachetools import LRUCache

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics import frames as own_frames
from metrics.acquisition import (
    ACCOUNTS,
    ACQUISITION_SPEND,
    CAC,
    REVENUE_PER_CUSTOMER_MONTH,
    STATED_MARGIN,
    payback,
)
from metrics.acquisition_spend import booked, coarser
from metrics.checks import check_filters
from metrics.frames import FrameSnapshot
from metrics.new_customers import NEW_CUSTOMERS
from metrics.plan import Plan, first_day
from metrics.query import Query
from metrics.remembered import remembered
from metrics.run import last_day
from metrics.slices import Tables
from metrics.sold import GROSS_MARGIN
from metrics.sold import TABLE as SALES
from metrics.states import about
from metrics.table import Table
from periods import DAY, add_months, next_start, period_start, period_starts
from settings import settings

LABEL = N_("Customer acquisition cost")
CHANGES = ("cac_qoq", "cac_yoy")
EARLIER = ("cac_previous", "cac_year_ago")  # what they are changes to
YEARLY = ("revenue_per_customer_month", "margin", "cac_payback_months")  # of the twelve months up to a period's end
FLAGS = ("firm", "from_statement")
COLUMNS = ("acquisition_spend", "new_customers", "cac", *EARLIER, *CHANGES, *YEARLY, *FLAGS)
MARKETING = "marketing"
_years: LRUCache[Any, Mapping[Hashable, Any]] = LRUCache(256)  # twelve months up to a day: other ranges share them
_lock = threading.Lock()


async def acquisition(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """One row a period from the one with `start` to the one with `end` in it; of a coarser grain than asked where
    spend is booked so.

    Columns: the grain (first day), acquisition_spend, new_customers, cac, cac_previous and cac_year_ago (of the period
    and of the year before), cac_qoq and cac_yoy (change to these, fractions), and of the twelve months up to the
    period's end revenue_per_customer_month, margin (from_statement: where no cost of what was sold is known) and
    cac_payback_months. Null: not known. firm: enough new customers to judge by, spend booked for all of the period, and
    not in the first year of sales, when old customers look new.
    `attrs`: grain, window, roles of the spend, marketing_only, sales_begin (first day of sales), overstated (periods
    of that year), firm_changes (of CHANGES, those of the last known period between two firm ones), as_of,
    ignored_filters (spend knows origins only: other filters do not apply), notes. Empty where no spend is booked.
    Raises BadFilter.
    """
    return await asyncio.to_thread(list_acquisition, grain, start, end, filters, scope, snapshot)


def list_acquisition(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`acquisition` for callers that are not async."""
    tables = snapshot or engine.current()
    check_filters(filters, scope, tables)
    kept = tuple((name, values) for name, values in filters.dims if name == "origin")
    ignored = tuple(name for name, _values in filters.dims if name != "origin")
    return _acquisition(tables, grain, start, end, Filters(dims=kept), scope, ignored)


@remembered
def _acquisition(
    tables: Tables, asked: str, start: date, end: date, filters: Filters, scope: Scope, ignored: tuple[str, ...]
) -> pd.DataFrame:
    spend, begin = booked(tables, filters, scope), first_day(tables, ACCOUNTS)
    grain = coarser(asked, spend.grain) if spend else asked
    earliest = min([day for day in (spend and spend.since, begin) if day], default=start)
    periods = list(period_starts(min(max(start, earliest), end), end, grain))
    window = Window(periods[0], next_start(periods[-1], grain) - DAY)
    rows = _rows(tables, grain, periods, filters, scope, spend.until) if spend else []
    frame = pd.DataFrame({grain: np.array(periods[: len(rows)], "datetime64[s]")})
    for name in COLUMNS:
        frame[name] = np.array([row[name] for row in rows], bool if name in FLAGS else float)
    overstated = [day for day in periods if _in_first_year(day, grain, begin)]
    frame.attrs = about(
        tables, LABEL, ignored, grain=grain, window=window, roles=list(spend.roles) if spend else [],
        marketing_only=bool(spend and spend.roles == (MARKETING,)), sales_begin=begin,
        overstated=overstated, firm_changes=_firm_changes(rows),
    )  # fmt: skip
    return frame


def _rows(
    tables: Tables, grain: str, periods: list[date], filters: Filters, scope: Scope, until: date
) -> list[dict[str, Any]]:
    """The figures of each period, all collected together; those of twelve months that are known are not made again."""
    collect = own_frames.collect if isinstance(tables, FrameSnapshot) else engine.collect
    plan, fiscal = Plan(tables, filters, scope, last_day(tables), collect), settings().company.fiscal_year_start
    ends = [next_start(day, grain) - DAY for day in periods]
    whole = Window(min(add_months(periods[0], -12), next_start(periods[0], grain, -1)), ends[-1])
    course = Table(Query(ACQUISITION_SPEND, NEW_CUSTOMERS, CAC, grain=grain), plan, whole, True, fiscal)
    keys = {end: (tables.id, end, fiscal, filters, scope) for end in ends}
    with _lock:
        known = {end: _years[key] for end, key in keys.items() if key in _years}
    years = {end: _year(tables, plan, end, fiscal) for end in ends if end not in known}
    for table in (course, *years.values()):
        table.want()
    plan.collect()
    new = {end: table.frame().to_dict("records")[0] for end, table in years.items()}
    with _lock:
        _years.update({keys[end]: year for end, year in new.items()})
    known |= new
    found = _judged(course.frame(), grain, first_day(tables, ACCOUNTS), until)
    return [_row(found, day, grain, known[end]) for day, end in zip(periods, ends, strict=True)]


def _judged(course: pd.DataFrame, grain: str, begin: date | None, until: date) -> dict[date, dict[Hashable, Any]]:
    """The course by period, with firm; who was won before sales are known is not known."""
    found = {}
    for row in course.to_dict("records"):
        day = row[grain].date()
        end = next_start(day, grain) - DAY
        firm = row["new_customers"] >= settings().rules.too_few and end <= until
        if begin is None or end < begin:
            row["new_customers"] = np.nan
        found[day] = {**row, "firm": bool(firm and not _in_first_year(day, grain, begin))}
    return found


def _year(tables: Tables, plan: Plan, end: date, fiscal: int) -> Table:
    """What customers bring in over the twelve months up to that day; nothing where sales do not go back so far."""
    window = Window(add_months(end + DAY, -12), end)
    first = first_day(tables, SALES)
    covered = first is not None and window.start is not None and first <= add_months(window.start, 1)
    return Table(Query(REVENUE_PER_CUSTOMER_MONTH, GROSS_MARGIN, STATED_MARGIN), plan, window, covered, fiscal)


def _row(
    found: Mapping[date, Mapping[Hashable, Any]], day: date, grain: str, year: Mapping[Hashable, Any]
) -> dict[str, Any]:
    now = found.get(day, {})
    cac = now.get("cac", np.nan)
    sold, stated = year["gross_margin"], year["stated_gross_margin"]
    a_month = year["revenue_per_customer_month"]
    before = (next_start(day, grain, -1), period_start(add_months(day, -12), grain))
    earlier = [found.get(then, {}).get("cac", np.nan) for then in before]
    return {
        "acquisition_spend": now.get("acquisition_spend", np.nan), "new_customers": now.get("new_customers", np.nan),
        "cac": cac, **dict(zip(EARLIER, earlier, strict=True)),
        **{name: _change(cac, then) for name, then in zip(CHANGES, earlier, strict=True)},
        "revenue_per_customer_month": a_month, "margin": stated if pd.isna(sold) else sold,
        "cac_payback_months": float(payback(*(np.array([v], float) for v in (cac, a_month, sold, stated)))[0]),
        "from_statement": bool(pd.isna(sold) and not pd.isna(stated)), "firm": bool(now.get("firm")),
        "_firm": [name for name, then in zip(CHANGES, before, strict=True)
                  if now.get("firm") and found.get(then, {}).get("firm")],
    }  # fmt: skip


def _firm_changes(rows: list[dict[str, Any]]) -> list[str]:
    known = [row for row in rows if not pd.isna(row["cac"])]
    return known[-1]["_firm"] if known else []


def _in_first_year(day: date, grain: str, begin: date | None) -> bool:
    """Whether sales began in that period or less than a year before it: who bought earlier still looks new."""
    return begin is not None and begin < next_start(day, grain) and day < add_months(begin.replace(day=1), 12)


def _change(now: float, before: float) -> float:
    """Part by which it changed; null where one of them is not known."""
    return now / before - 1 if before > 0 else np.nan
