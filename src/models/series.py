"""A series as the models take it: one value per period, in order, gaps filled, and what kind of series it is.

A period without a row, or with an empty value, is one without revenue: 0, between the first and the last known one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from errors import BadInput
from i18n import _
from models.cadence import cadence_of, number_of, period_of

Floats = NDArray[np.float64]
MANY_ZEROS = 0.15  # a larger share of zeros makes a series intermittent
ORDER_LIKE = 0.4  # one-step error, as a share of the level, from which single orders make the series
LARGEST = 1e100  # beyond it squares overflow


@dataclass(frozen=True)
class Regular:
    """The last values of a series, oldest first; `last` is the number of the last period (models/cadence.py)."""

    values: Floats
    last: int
    freq: str
    dated: bool

    def period(self, step: int) -> date | int | None:
        """The period `step` after the last one (negative: before it); None in a series without any."""
        return period_of(self.last + step, self.freq, self.dated) if len(self.values) else None


def regular(series: pd.DataFrame, freq: str) -> Regular:
    """The series (columns period, value; in any order) with its gaps filled by 0, cut to what a model remembers.

    BadInput for an unknown freq, periods that are neither integers nor dates, mixed or doubled ones.
    """
    cadence = cadence_of(freq)
    numbered = [number_of(period, freq) for period in series["period"]]
    if len({dated for _number, dated in numbered}) > 1:
        raise BadInput(_("Some periods are dates, others integers."), _("Use one or the other in a series."))
    known = _known(series, [number for number, _dated in numbered], freq)
    if not known:
        return Regular(np.empty(0), 0, freq, False)
    last = max(known)
    first = max(min(known), last - 2 * cadence.memory + 1)  # twice: a backtest looks back from past periods
    values = np.array([known.get(number, 0.0) for number in range(first, last + 1)])
    return Regular(values, last, freq, numbered[0][1])


def is_finite(values: Floats) -> bool:
    """Whether every value is a number that can be calculated with."""
    return bool((np.abs(values) <= LARGEST).all())


def is_intermittent(values: Floats) -> bool:
    """Whether too many periods have nothing at all for a level or a season to be read from the others."""
    return bool((values == 0).mean() > MANY_ZEROS)


def is_order_like(error: float, values: Floats, in_logs: bool) -> bool:
    """Whether single orders make the series: its one-step error is a large share of its level."""
    level = 1.0 if in_logs else float(np.abs(values).mean())
    return error > ORDER_LIKE * level


def _known(series: pd.DataFrame, numbers: list[int], freq: str) -> dict[int, float]:
    known: dict[int, float] = {}
    for number, value in zip(numbers, _as_floats(series["value"]), strict=True):
        if number in known:
            raise BadInput(
                _("Two rows for one period."), _("Sum the rows of a period first: one row per month, quarter or week.")
            )
        known[number] = value
    return {number: 0.0 if np.isnan(value) else value for number, value in _without_ends(known).items()}


def _without_ends(known: dict[int, float]) -> dict[int, float]:
    """Without the empty values before the first and after the last known one: the series had not begun or has ended."""
    filled = [number for number, value in known.items() if not np.isnan(value)]
    if not filled:
        return {}
    first, last = min(filled), max(filled)
    return {number: value for number, value in known.items() if first <= number <= last}


def _as_floats(values: Any) -> list[float]:
    try:
        return [float(value) for value in pd.to_numeric(values).astype(float)]
    except (TypeError, ValueError) as error:
        raise BadInput(_("A value is not a number: {reason}", reason=error), _("Give plain numbers.")) from None
