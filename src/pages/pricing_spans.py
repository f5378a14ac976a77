"""The days that the Pricing page speaks of: the period of the filter bar, and the one it is compared with."""

from collections.abc import Mapping
from typing import Any

from filters import Window
from i18n import _, day, number
from metrics.run import last_day
from pages.asked import Asked
from pages.spans import window_of
from settings import settings


def period_of(found: Asked) -> Window:
    """The period up to the last day with facts; of all time without a start."""
    window, as_of = window_of(found)
    return Window(window.start if window else None, min(window.end, as_of) if window else as_of)


def compared(found: Asked) -> Window | None:
    """The days compared with; None where the reader wants none, or the period has no start."""
    as_of = last_day(found.snapshot)
    before = found.filters.compare_window(as_of, settings().company.fiscal_year_start)
    return before if before is not None and before.end <= as_of else None


def what_is_compared(about: Mapping[Any, Any]) -> str:
    """Of which days the prices are; `about`: attrs of `price_positions`."""
    words = (_("Sales and quotes of the {n} days up to {day}.") if about["window"].start == about["oldest"]
             else _("Quotes of the {n} days up to {day}."))  # fmt: skip
    return words.format(n=number(about["quote_days"]), day=day(about["window"].end))
