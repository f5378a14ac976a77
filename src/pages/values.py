"""Figures as a reader sees them: a value by its metric's unit, a change and whether it is for the better."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from i18n import NOTHING, _, days, money, months, number, percent, points, short_money, signed
from metrics.definition import Metric

Verdict = Literal["better", "worse", "same", "neutral"]


def shown(metric: Metric, value: float | None, currency: str) -> str:
    """The value in the short form of cards and axes: €1.2 M, 41.6%, 47 days."""
    match metric.unit:
        case "money":
            return short_money(value, currency)
        case "money_per_day":
            amount = short_money(value, currency)
            return amount if amount == NOTHING else _("{amount} / day", amount=amount)
        case "fraction":
            return percent(value)
        case "days" | "months":
            return days(value) if metric.unit == "days" else months(value)
        case "times" | "index":
            return number(value, 2 if metric.unit == "times" else 1)
        case _:
            return number(value)


def in_full(metric: Metric, value: float | None, currency: str) -> str:
    """The value without rounding away what a reader may want to check."""
    if metric.unit == "money":
        return money(value, currency)
    return percent(value, 2) if metric.unit == "fraction" else shown(metric, value, currency)


@dataclass(frozen=True)
class Change:
    """A change against the comparison: its text with arrow and sign, and how to judge it."""

    text: str
    verdict: Verdict


def change(
    metric: Metric, now: float | None, before: float | None, interval: tuple[float, float] | None = None
) -> Change | None:
    """Percentage points of fractions, days of durations, per cent of anything else; None where one is not known.

    A change within the interval of what is shown now is neither better nor worse: it may be chance.
    """
    if now is None or before is None or not (isfinite(now) and isfinite(before)):
        return None
    difference = now - before
    if metric.unit == "fraction":
        size, text = round(difference, 3), points(abs(difference))
    elif metric.unit == "days":
        size, text = round(difference), days(abs(round(difference)))
    elif before == 0:
        return None
    else:
        size = round(difference / abs(before), 3)
        text = percent(abs(size))
    arrow = "▲ " if size > 0 else "▼ " if size < 0 else ""
    chance = interval is not None and interval[0] <= before <= interval[1]
    return Change(arrow + signed(text, size), "same" if chance else _verdict(metric, size))


def _verdict(metric: Metric, size: float) -> Verdict:
    if size == 0:
        return "same"
    if metric.better is None:
        return "neutral"
    return "better" if (size > 0) == (metric.better == "up") else "worse"
