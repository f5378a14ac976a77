"""The revenue forecast of one series: the next periods with bands of 80 and 95 %, or a reason why there is none.

The rules are in models/rules.py, the method in models/theta.py, the bands in models/bands.py; `make bench-forecast`
judges them on real series.
"""

from typing import Any

import pandas as pd

from errors import BadInput
from i18n import N_, _
from models.backtest import Backtest, backtest
from models.cuts import Cuts
from models.rules import MEAN, NONE
from models.series import is_finite, regular
from models.totals import Total, total

COLUMNS = ["period", "forecast", "low80", "high80", "low95", "high95", "method", "note"]
EMPTY = N_("No values at all.")
TOO_SHORT = N_("Fewer than 6 periods of history: too few for a forecast.")
FEW = N_("Few periods of history: their mean, of low confidence.")
NOT_FINITE = N_("Some values are infinite or too large to calculate with.")
LONGEST = 1000  # periods ahead

__all__ = ["COLUMNS", "Backtest", "Total", "backtest", "forecast", "total"]


def forecast(series: pd.DataFrame, freq: str, horizon: int) -> pd.DataFrame:
    """Forecast the `horizon` periods after the last one of `series` (columns period, value; rows in any order).

    `period` is a date (any day of the period) or an integer, freq M, Q or W; a period without a row counts as 0. Give
    whole periods only. The frame has COLUMNS, one row per period ahead: its first day or integer,
    the figures in the unit of the series, method (theta, theta_mean, seasonal_naive, mean, mean12, none), and in `note`
    why there is no forecast or a poor one, else "" (words to translate). With method none the figures are null.
    BadInput for what is no series: unknown freq, horizon below 1, unreadable or doubled periods.
    """
    check_horizon(horizon)
    given = regular(series, freq)
    periods = [given.period(step) for step in range(1, horizon + 1)]
    if not is_finite(given.values):
        return declined(periods, NOT_FINITE)
    cuts = Cuts(given.values, freq, horizon)
    if cuts.method(0) == NONE:
        return declined(periods, TOO_SHORT if len(given.values) else EMPTY)
    made, around = cuts.banded(0)
    note = FEW if made.method == MEAN else ""
    return _frame(periods, forecast=made.values, **around._asdict(), method=made.method, note=note)


def check_horizon(horizon: int) -> None:
    """BadInput unless the horizon is 1 to LONGEST periods."""
    if not 1 <= horizon <= LONGEST:
        raise BadInput(
            _("A horizon of {horizon} periods cannot be forecast.", horizon=horizon),
            _("Give a number from 1 to {most}.", most=LONGEST),
        )


def declined(periods: list[Any], note: str) -> pd.DataFrame:
    """The frame of a series that has no forecast, with the reason why: method none, figures null."""
    return _frame(periods, **dict.fromkeys(COLUMNS[1:6], float("nan")), method=NONE, note=note)


def _frame(periods: list[Any], **columns: Any) -> pd.DataFrame:
    index = range(len(periods))
    return pd.DataFrame({"period": pd.Series(periods, index, dtype=object), **columns}, index=index)[COLUMNS]
