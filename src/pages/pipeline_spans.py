"""The days that the Pipeline page speaks of: two days to compare, the end of the period, the period of its target."""

from dataclasses import dataclass
from datetime import date, timedelta

from filters import Filters, Window
from i18n import N_, _, period
from pages.asked import Asked, days_of
from pages.spans import window_of
from periods import DAY, add_months, period_start
from settings import settings

SINCE = {
    "period": N_("start of the period"), "7": N_("7 days before"), "30": N_("30 days before"),
    "quarter": N_("start of the quarter"),
}  # fmt: skip
CHOICE = "pipeline.since"
QUARTER = "this_fiscal_quarter"
STATES, ENTRIES = "deal_states", "stage_changes"  # tables without which past days, or stages gone through, are unknown


@dataclass(frozen=True)
class TwoDays:
    """From the end of one day to the end of another; `without_start`: the period has none, a year is taken."""

    start: date
    end: date
    without_start: bool


@dataclass(frozen=True)
class Goal:
    """A period that a target is pursued in: as filters, and what it is called."""

    filters: Filters
    name: str


def knows_past(found: Asked) -> bool:
    """Whether the snapshot has the pipeline of past days: those published by older versions have not."""
    return STATES in found.snapshot.names


def knows_stages(found: Asked) -> bool:
    """Whether the snapshot knows what stages deals went through, and in what order these come."""
    return {ENTRIES, "stages"} <= set(found.snapshot.names)


def unknown_past() -> tuple[str, str]:
    """Why a snapshot has no past days, and what to do."""
    return (_("These data were published before the pipeline's history was kept"),
            _("Publish them again: import something, or run manage.py publish."))  # fmt: skip


def end_of(found: Asked) -> date:
    """The last day of the period that has facts."""
    window, as_of = window_of(found)
    return as_of if window is None else min(window.end, as_of)


def ahead(found: Asked) -> bool:
    """Whether the period has not begun on the last day with facts."""
    window, as_of = window_of(found)
    return window is not None and window.start is not None and window.start > as_of


def two_days(found: Asked) -> TwoDays:
    """The days that the movement is between, as chosen. Raises BadFilter."""
    window, end = window_of(found)[0], end_of(found)
    since = found.choice(CHOICE, SINCE)
    first = None if window is None else window.start
    match since:
        case "period":
            start = add_months(end, -12) if first is None else first - DAY
        case "quarter":
            start = period_start(end, "fiscal_quarter", settings().company.fiscal_year_start) - DAY
        case _:
            start = end - timedelta(int(since))
    return TwoDays(min(start, end), end, since == "period" and first is None)


def goal_of(found: Asked) -> Goal:
    """The filters' own period while it runs or lies ahead, else the running quarter: what is over has no coverage."""
    window, as_of = window_of(found)
    if window is not None and window.start is not None and window.end > as_of:
        return Goal(found.filters, days_of(window))
    fiscal = settings().company.fiscal_year_start
    filters = Filters(QUARTER, compare="none", dims=found.filters.dims)
    start, _end = filters.window(as_of, fiscal)
    return Goal(filters, period(start, "quarter" if fiscal == 1 else "fiscal_quarter"))


def compared(found: Asked) -> Window | None:
    """The days compared with; None where there are none, or they lie ahead."""
    as_of = window_of(found)[1]
    before = found.filters.compare_window(as_of, settings().company.fiscal_year_start)
    return before if before is not None and before.end <= as_of else None
