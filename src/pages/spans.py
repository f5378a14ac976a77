"""In which steps a page shows time: few enough to be read, enough to show a course."""

from datetime import date

from filters import Window
from metrics.run import last_day
from pages.asked import Asked
from settings import settings

MONTHS_FROM, WEEKS_FROM = 150, 42  # days of a window


def window_of(found: Asked) -> tuple[Window | None, date]:
    """The days that are asked for, None for all time; and the last day with facts."""
    as_of = last_day(found.snapshot)
    window = found.filters.window(as_of, settings().company.fiscal_year_start) if found.filters.dated else None
    return window, as_of


def grain_of(found: Asked) -> str:
    """Months, but weeks or days of a window that has few of them."""
    window, _as_of = window_of(found)
    if window is None or window.start is None:
        return "month"
    length = (window.end - window.start).days + 1
    return "month" if length >= MONTHS_FROM else "week" if length >= WEEKS_FROM else "day"
