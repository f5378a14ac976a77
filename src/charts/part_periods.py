"""Which periods of a result are whole, and the days that each of them really has.

`attrs` are those of the result's frame: window (first day or None, last day; or None for all time) and as_of.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from charts.clicks import Filter, by_days
from periods import DAY, next_start


def starts_of(frame: pd.DataFrame, grain: str = "month") -> list[date]:
    """First days of the frame's periods."""
    return [date(start.year, start.month, start.day) for start in frame[grain]]


def days_seen(start: date, grain: str, attrs: Mapping[Any, Any]) -> tuple[date, date]:
    """First and last day of the period that lie in the result's window and have facts."""
    first, last = attrs.get("window") or (None, attrs["as_of"])
    end = min(next_start(start, grain) - DAY, last, attrs["as_of"])
    return max(start, first or start), max(end, start)


def is_whole(start: date, grain: str, attrs: Mapping[Any, Any]) -> bool:
    """Whether all days of the period lie in the result's window and have facts."""
    return days_seen(start, grain, attrs) == (start, next_start(start, grain) - DAY)


def by_period(start: date, grain: str, attrs: Mapping[Any, Any]) -> Filter:
    """Filter by the period as far as it lies in the result's window; one still running is taken to its end."""
    first, last = attrs.get("window") or (None, attrs["as_of"])
    end = next_start(start, grain) - DAY
    return by_days(max(start, first or start), end if last >= attrs["as_of"] else min(end, last))
