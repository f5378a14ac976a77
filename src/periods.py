"""Calendar arithmetic: the first day of a week, month, quarter, (fiscal) year, and steps between them."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12, "fiscal_quarter": 3, "fiscal_year": 12}


def add_months(day: date, months: int) -> date:
    """The same day that many months later (earlier if negative), or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_start(day: date, grain: str, fiscal_year_start: int = 1) -> date:
    """First day of the `grain` in which `day` falls. Weeks start on Monday; a fiscal year in its month."""
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    first_month = fiscal_year_start if grain.startswith("fiscal") else 1
    return add_months(day.replace(day=1), -((day.month - first_month) % MONTHS[grain]))


def next_start(start: date, grain: str, steps: int = 1) -> date:
    """First day of the period `steps` after the one that starts on `start`."""
    if grain in MONTHS:
        return add_months(start, MONTHS[grain] * steps)
    return start + timedelta(days=steps * (7 if grain == "week" else 1))


def period_starts(first: date, last: date, grain: str, fiscal_year_start: int = 1) -> Iterator[date]:
    """First days of all periods from the one with `first` in it to the one with `last` in it."""
    start = period_start(first, grain, fiscal_year_start)
    while start <= last:
        yield start
        start = next_start(start, grain)


def whole_months(start: date, end: date) -> int | None:
    """How many months `start` to `end` (both included) make exactly; None if they do not."""
    after = end + DAY
    months = (after.year - start.year) * 12 + after.month - start.month
    return months if months > 0 and add_months(start, months) == after else None
