"""Axis ticks at round values, with texts the reader's language would write."""

from collections.abc import Callable, Sequence
from math import ceil, floor, log10
from typing import Any


def amount_axis(low: float, high: float, text: Callable[[float], str], ticks: int = 4) -> dict[str, Any]:
    """An axis that starts at zero, or below it where an amount is negative; about `ticks` steps, none cut off."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = round_step((high - low) / ticks)
    first, last = floor(low / step), ceil(high / step)
    values = [step * i for i in range(first, last + 1)]
    edge = 0.02 * (values[-1] - values[0])  # a grid line on the very edge is not drawn
    span = [values[0] - edge, values[-1] + edge]
    return {"range": span, "tickvals": values, "ticktext": [text(v) for v in values]}


def round_step(at_least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is at least as large; 1 for nothing."""
    if at_least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(at_least))
    return next((m * power for m in (1, 2, 2.5, 5) if m * power >= at_least), 10 * power)


def ticks_inside(span: Sequence[float], text: Callable[[float], str], ticks: int = 5) -> dict[str, Any]:
    """About `ticks` round values between the two ends, for an axis that need not start at zero."""
    low, high = span
    step = round_step((high - low) / ticks)
    first, last = ceil(round(low / step, 9)), floor(round(high / step, 9))  # 0.3 / 0.1 is a little less than 3
    values = [step * i for i in range(first, last + 1)]
    return {"tickvals": values, "ticktext": [text(value) for value in values]}


def log_ticks(span: Sequence[float], text: Callable[[float], str]) -> dict[str, Any]:
    """Powers of ten between the two logarithms, and their 2 and 5 where there would be few."""
    low, high = span
    powers = range(floor(low), ceil(high) + 1)
    steps = (1,) if high - low > 2.5 else (1, 2, 5)
    values = [m * 10.0**power for power in powers for m in steps if low <= log10(m) + power <= high]
    return {"tickvals": values, "ticktext": [text(value) for value in values]}
