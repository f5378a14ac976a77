"""Cadence: how often a series has a value, and the numbering of its periods.

A period is numbered so that neighbours differ by one: months and quarters since year 0, weeks (from Monday) since the
first Monday of year 1. Integers number themselves.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from numbers import Real
from typing import Any

from errors import BadInput, UnknownName
from i18n import _

LAST_YEAR = 2500  # later ones are how some systems write "no date": 9999-12-31
DATES = (r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", r"(\d{4})-(\d\d)", r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)")
MONTH = r"((?:19|20)\d\d)(0[1-9]|1[0-2])"  # 202403, which could only be a week's or a quarter's number otherwise


@dataclass(frozen=True)
class Cadence:
    """A season of `season` periods; forecasts learn from the last `memory` periods, MASE compares with `lag` before."""

    season: int
    memory: int
    lag: int
    naive_below: int  # points below which (from 12 on) the last season is repeated, or its mean taken


CADENCES = {"M": Cadence(12, 84, 12, 15), "Q": Cadence(4, 40, 4, 0), "W": Cadence(52, 156, 1, 15)}


def cadence_of(freq: str) -> Cadence:
    """The cadence of freq M, Q or W; UnknownName for another."""
    if freq not in CADENCES:
        raise UnknownName(_("frequency"), str(freq), CADENCES)
    return CADENCES[freq]


def number_of(period: Any, freq: str) -> tuple[int, bool]:
    """A period's number, and whether it came as a date. BadInput for what is neither an integer nor a date."""
    if isinstance(period, str):
        period = _from_text(period.strip(), freq)
    if isinstance(period, date) and period.year <= LAST_YEAR:  # pandas' Timestamp is one, too; NaT's year is NaN
        return _number_of_date(period, freq), True
    if isinstance(period, Real) and float(period).is_integer():
        return int(float(period)), False
    raise _no_period(period)


def period_of(number: int, freq: str, dated: bool) -> date | int:
    """What `number_of` numbered: the period's first day, or the integer itself."""
    if not dated:
        return number
    if freq == "W":
        return date(1, 1, 1) + timedelta(weeks=number)
    months = number * (12 // CADENCES[freq].season)
    return date(months // 12, months % 12 + 1, 1)


def _number_of_date(day: date, freq: str) -> int:
    if freq == "W":
        return (day.toordinal() - 1) // 7  # ordinal 1 is a Monday
    return (day.year * 12 + day.month - 1) // (12 // CADENCES[freq].season)


def _from_text(text: str, freq: str) -> date | int:
    if (quarter := re.fullmatch(r"(\d{4})-?Q([1-4])", text)) is not None:
        return date(int(quarter[1]), int(quarter[2]) * 3 - 2, 1)
    for pattern in (*DATES, MONTH) if freq == "M" else DATES:
        if (parts := re.fullmatch(pattern, text)) is not None:
            return _date_of(text, *parts.groups(default="1"))
    if re.fullmatch(r"[+-]?\d{1,15}(\.0*)?", text):
        return int(float(text))
    raise _no_period(text)


def _date_of(text: str, year: str, month: str, day: str = "1") -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _no_period(text) from None


def _no_period(found: Any) -> BadInput:
    return BadInput(
        _("'{found}' is neither an integer nor a date.", found=found),
        _("Give 1, 2, 3 ... in order, or dates such as 2024-03-31."),
    )
