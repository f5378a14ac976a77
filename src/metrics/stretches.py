"""Stocks of past days as they were known then, from `deal_states`: stretches of days in which a deal stood so.

A row holds at the end of day D where it began by then, or on an unknown day, and has not ended by then. Its value is
what was known of the deal in those days. Untouched deals are in the table and not in the pipeline.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw

from metrics.stocks import OPEN_VALUE

STATES = "deal_states"
BEGAN, ENDED = "from_on", "to_on"
IN_PIPELINE = nw.col("status") == "open"
LENGTHS = {"month": "1mo", "quarter": "1q", "year": "1y", "fiscal_quarter": "1q", "fiscal_year": "1y"}
MONDAY = "4d"  # from the engine's first day to its first Monday
_from, _to = nw.col(BEGAN), nw.col(ENDED)
_worth = nw.col("value").alias(OPEN_VALUE)


def held_on(day: date | nw.Expr) -> nw.Expr:
    """Rows that hold at the end of a day: a date, or an expression of dates."""
    begun: nw.Expr = _from.is_null() | (_from <= day)
    return begun & (_to.is_null() | (_to > day))


def open_on(rows: nw.LazyFrame[Any], day: date) -> nw.LazyFrame[Any]:
    """The deals in the pipeline at the end of `day`, with the column open_value."""
    return rows.filter(held_on(day), IN_PIPELINE).with_columns(_worth)


def began(rows: nw.LazyFrame[Any], days: tuple[date | None, date]) -> nw.LazyFrame[Any]:
    """What came into the pipeline so by the end of the last day, on a day that is known or not, as far as it still
    stood so on one of the days; all time if there is no first.
    """
    return _within(rows, days).with_columns(_worth)


def ended(rows: nw.LazyFrame[Any], days: tuple[date | None, date]) -> nw.LazyFrame[Any]:
    """What of that no longer stood so by the end of the last day."""
    return _within(rows, days).filter(_to <= days[1]).with_columns(_worth)


def _within(rows: nw.LazyFrame[Any], days: tuple[date | None, date]) -> nw.LazyFrame[Any]:
    first, last = days
    still = [] if first is None else [_to.is_null() | (_to > first)]
    return rows.filter(_from.is_null() | (_from <= last), *still, IN_PIPELINE)


def by_bucket(
    rows: nw.LazyFrame[Any],
    keys: Sequence[str],
    bucket: tuple[str, str],
    sums: Mapping[str, nw.Expr],
    grain: str,
    fiscal_year_start: int,
) -> nw.LazyFrame[Any]:
    """Sums and counts by the keys and the first day of the `grain` in which a day falls; `bucket` is its name and
    that of the day. By day first: days are few, rows may be a million.
    """
    name, day = bucket
    days = rows.group_by(*keys, day).agg(*sums.values())
    bucketed = days.with_columns(_start(nw.col(day), grain, fiscal_year_start).alias(name))
    return bucketed.group_by(*keys, name).agg(*(nw.col(column).sum() for column in sums))


def _start(day: nw.Expr, grain: str, fiscal_year_start: int) -> nw.Expr:
    """`periods.period_start` of a column."""
    if grain == "day":
        return day
    if grain == "week":
        return day.dt.offset_by(f"-{MONDAY}").dt.truncate("7d").dt.offset_by(MONDAY)
    months = fiscal_year_start - 1 if grain.startswith("fiscal") else 0
    if not months:
        return day.dt.truncate(LENGTHS[grain])
    shifted = day.dt.truncate("1mo").dt.offset_by(f"-{months}mo")
    return shifted.dt.truncate(LENGTHS[grain]).dt.offset_by(f"{months}mo")
