"""The calendar of a statement: which month, quarter or year a line is of.

Quarters and years are those of the company's fiscal year, as statements are closed by it; where the lines themselves
go by other quarters or years, theirs. What days a line covers decides, not what its grain is called; only where they
are no whole calendar months (a calendar of weeks, 4-4-5) its grain counts, in the period that holds its middle day.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from periods import DAY, next_start, period_start, whole_months

MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
GRAINS = tuple(MONTHS)  # finest first
FINER: Mapping[str, str] = {"quarter": "month", "year": "quarter"}
USUAL: Mapping[str, int] = {"month": 13, "quarter": 8, "year": 5}  # periods shown where none are asked for
BY_MONTHS = {months: grain for grain, months in MONTHS.items()}


class Covered(NamedTuple):
    """The days a line is given for, and what they are said to be."""

    start: date
    end: date
    grain: str | None


class Period(NamedTuple):
    """A month, quarter or year, by its first day."""

    grain: str
    start: date


def year_start_of(covered: Iterable[Covered], wanted: int) -> int:
    """First month of the year in which most of the lines' quarters and years are whole ones; `wanted` if it is one."""
    days = list(covered)
    months: list[int] = [wanted, *range(1, 13)]
    found, most = wanted, -1
    for month in months:
        whole = sum(period_of(each, month) is not None for each in days)
        if whole == len(days):
            return month
        if whole > most:
            found, most = month, whole
    return found


def period_of(covered: Covered, year_start: int) -> Period | None:
    """The period in a year that begins with that month; None if the days are no such period."""
    months = whole_months(covered.start, covered.end) if covered.start.day == 1 else None
    if months is not None:
        grain = BY_MONTHS.get(months)
        aligned = grain is not None and first_day(covered.start, grain, year_start) == covered.start
        return Period(grain, covered.start) if grain is not None and aligned else None
    said = (covered.grain or "").strip().lower().removeprefix("fiscal_")
    middle = covered.start + (covered.end - covered.start) / 2
    return Period(said, first_day(middle, said, year_start)) if said in MONTHS else None


def first_day(day: date, grain: str, year_start: int) -> date:
    """First day of the month, quarter or year in which `day` falls."""
    return period_start(day, grain if grain == "month" else f"fiscal_{grain}", year_start)


def parts_of(start: date, grain: str, finer: str) -> list[date]:
    """First days of the finer periods that make one."""
    return [next_start(start, finer, i) for i in range(MONTHS[grain] // MONTHS[finer])]


def trailing_year(start: date, grain: str) -> list[date]:
    """First days of the periods of the twelve months that end with one, the newest first."""
    return [next_start(start, grain, -i) for i in range(12 // MONTHS[grain])]


def periods_between(start: date, end: date, grain: str, year_start: int) -> list[date]:
    """First days of the periods from the one with `start` in it to the one with `end` in it."""
    found = [first_day(start, grain, year_start)]
    while (after := next_start(found[-1], grain)) <= end:
        found.append(after)
    return found


def last_day(start: date, grain: str) -> date:
    """Last day of the period."""
    return next_start(start, grain) - DAY
