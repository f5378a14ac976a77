"""Axes of days: few ticks at days or months that people name, the year where it changes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from i18n import month_name, short_day

MOST = 7  # ticks, so that a phone has room
_DAYS, _MONTHS = (1, 2, 7, 14), (1, 2, 3, 4, 6, 12, 24, 60, 120)  # steps that people count in
_SHORT = 75  # days; a longer axis is marked at first days of months
_MONTHS_A_YEAR = 12


def time_axis(first: date, last: date, most: int = MOST, months: bool = False) -> dict[str, Any]:
    """An axis from the first day to the last with a little room at both ends; of `months` only these are marked."""
    short = (last - first).days <= _SHORT and not months
    shown = _days(first, last, most) if short else _first_days_of_months(first, last, most)
    texts = [f"{short_day(d) if short else month_name(d)}<br>{_year(shown, i)}" for i, d in enumerate(shown)]
    edge = max(last - first, timedelta(days=1)) * 0.02
    span = [datetime.combine(first, time()) - edge, datetime.combine(last, time()) + edge]
    return {"type": "date", "range": span, "tickvals": shown, "ticktext": texts, "tickangle": 0}


def _days(first: date, last: date, most: int) -> list[date]:
    count = (last - first).days + 1
    step = next((step for step in _DAYS if count <= step * most), _DAYS[-1])
    return [first + timedelta(days=i) for i in range(0, count, step)]


def _first_days_of_months(first: date, last: date, most: int) -> list[date]:
    """Such that January is among them where there is one."""
    begin, end = first.year * _MONTHS_A_YEAR + first.month - 1, last.year * _MONTHS_A_YEAR + last.month - 1
    months = range(begin + (first.day > 1), end + 1)
    step = next((step for step in _MONTHS if len(months) <= step * most), _MONTHS[-1])
    return [date(m // _MONTHS_A_YEAR, m % _MONTHS_A_YEAR + 1, 1) for m in months if m % step == 0]


def _year(shown: Sequence[date], i: int) -> str:
    """The year written under tick i: where it changes, and at the start unless it changes right after."""
    if i:
        begins = shown[i].year != shown[i - 1].year
    else:
        begins = len(shown) == 1 or shown[1].year == shown[0].year or shown[0].month == shown[0].day == 1
    return str(shown[i].year) if begins else " "
