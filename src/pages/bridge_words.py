"""The two periods of a bridge in words, and why there may be none."""

from dataclasses import dataclass

from filters import Window
from i18n import _, day, period, span
from metrics.bridge_measured import covered
from metrics.plan import first_day
from metrics.sold import TABLE
from pages.asked import Asked
from periods import DAY, next_start, period_start


@dataclass(frozen=True)
class Compared:
    """The two windows of a bridge, and what must be said of how they came about."""

    before: Window
    after: Window
    said: tuple[str, ...] = ()
    called: tuple[str, str] = ("", "")  # names of the two periods, where they have any

    def names(self) -> dict[str, str]:
        """What the two ends are called: by their period, else by their place."""
        called = self.periods()
        return called or {"before": _("Period before"), "after": _("This period")}

    def words(self) -> str:
        spans = {"before": span(*self.before), "after": span(*self.after)}
        return _("{after} against {before}", **(self.periods() or spans))

    def periods(self) -> dict[str, str]:
        """The names of the two periods; none unless both have one."""
        before, after = self.called if all(self.called) else map(whole_period, (self.before, self.after))
        return {"before": before, "after": after} if before and after else {}


@dataclass(frozen=True)
class Missing:
    """Why there is no bridge, and what to do."""

    why: str
    hint: str


def whole_period(window: Window) -> str:
    """The month, quarter or year that the window is; "" if it is none."""
    start, after = window.start, window.end + DAY
    for grain in ("month", "quarter", "year"):
        if start is not None and period_start(start, grain) == start and next_start(start, grain) == after:
            return period(start, grain)
    return ""


def no_sales(found: Asked) -> Missing | None:
    """Why nothing at all can be compared; None if there are sales."""
    if TABLE in found.snapshot.names:
        return None
    return Missing(
        _("There are no sales in these data"),
        _("Import orders or won deals. If they are there already, publish them again: manage.py publish."),
    )


def not_covered(before: Window, found: Asked) -> Missing | None:
    """Whether sales begin only after the start of the period to compare with, and on which day."""
    if covered(before, found.snapshot):
        return None
    first = first_day(found.snapshot, TABLE)
    if first is None:
        return Missing(_("No sale has a day"), _("Import orders or won deals with their dates."))
    return Missing(
        _("Sales are known from {day} on: they do not cover {before}", day=day(first), before=span(*before)),
        _("Choose a later or a shorter period."),
    )
