"""The periods that the bookings outlook looks at: this month and quarter, and the next ones."""

from dataclasses import dataclass
from datetime import date

from periods import DAY, next_start, period_start

GRAINS = ("month", "quarter")
FISCAL = {"quarter": "fiscal_quarter"}  # the same where the fiscal year starts in January, April, July or October


@dataclass(frozen=True)
class Ahead:
    """A period that still runs, or the one after it. `name` is this_month, next_month, this_quarter, next_quarter."""

    name: str
    start: date
    end: date

    def until(self, day: date) -> int:
        """Days from a day to the period's end."""
        return (self.end - day).days

    def after(self, day: date) -> int:
        """Days from a day to the one before the period: 0 where it has begun."""
        return max(0, (self.start - DAY - day).days)


def windows_ahead(day: date, fiscal_year_start: int = 1) -> list[Ahead]:
    """The periods as of a last day with facts; one that ends on that day is over, and the next is this one.

    Quarters are those of the fiscal year.
    """
    found = []
    for grain in GRAINS:
        meant = FISCAL.get(grain, grain)
        this = period_start(day + DAY, meant, fiscal_year_start)
        following = next_start(this, meant)
        found.append(Ahead(f"this_{grain}", this, following - DAY))
        found.append(Ahead(f"next_{grain}", following, next_start(following, meant) - DAY))
    return found
