"""Which days the Reps page shows: a day, its week or its month; and whether there are earlier and later ones.

They are the page's own, not the filter bar's period: a leaderboard is of today, whatever the other pages look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import dates

from data.publish import today
from errors import BadFilter
from filters import YEARS
from i18n import N_, _, locale, period, span
from pages.asked import Asked
from periods import DAY, next_start, period_start

DAY_CHOICE, SPAN_CHOICE = "reps.day", "reps.span"
FIRST = date(YEARS.start, 1, 1)
SPANS = {"day": N_("Day"), "week": N_("Week"), "month": N_("Month")}


@dataclass(frozen=True)
class Days:
    """The days `start` to `end`, both included: the `span` in which the `chosen` day lies."""

    span: str
    chosen: date
    today: date

    @property
    def start(self) -> date:
        return period_start(self.chosen, self.span)

    @property
    def end(self) -> date:
        return next_start(self.start, self.span) - DAY

    @property
    def is_first(self) -> bool:
        """Whether no earlier days can be asked for."""
        return self.start <= FIRST

    @property
    def is_last(self) -> bool:
        """Whether the days after have not begun."""
        return next_start(self.start, self.span) > self.today

    @property
    def is_now(self) -> bool:
        return self.start <= self.today <= self.end

    def at(self, day: date) -> dict[str, str]:
        """The choices that show the span with this day in it; where today is in it none, so that it moves on."""
        now = period_start(day, self.span) == period_start(self.today, self.span)
        return {DAY_CHOICE: "" if now else day.isoformat()}

    def words(self) -> str:
        """Sat, Nov 21, 2026; Nov 16, 2026 – Nov 22, 2026; Nov 2026."""
        if self.span == "day":
            return str(dates.format_skeleton("yMMMEd", self.start, locale=locale()))
        return period(self.start, "month") if self.span == "month" else span(self.start, self.end)


def days_of(found: Asked) -> Days:
    """What the page's own choices ask for. Raises BadFilter for what is no day and no span."""
    return Days(found.choice(SPAN_CHOICE, SPANS), _day(found.view) or today(), today())


def _day(view: Mapping[str, Any]) -> date | None:
    text = view.get(DAY_CHOICE)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS or day.isoformat() != text:  # or the date field could not show it
        message = _("'{text}' is not a date.").format(text=text)
        raise BadFilter(message, _("Write a day that exists as YYYY-MM-DD, e.g. 2024-02-29."))
    return day
