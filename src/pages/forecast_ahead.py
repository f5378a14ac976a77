"""Months with their forecast: how many months ahead a reader wants, and the frame that charts and exports show."""

from collections.abc import Mapping

import pandas as pd

from derive.forecasts import RevenueForecast
from i18n import N_, _
from metrics.definition import Unit
from pages.asked import Asked
from pages.panel import Definition
from pages.spans import window_of
from periods import DAY

OFF = "off"
EDGES = ("forecast", "low80", "high80", "low95", "high95")
UNITS: Mapping[str, Unit] = dict.fromkeys(EDGES, "money")
ABOUT = Definition(
    N_("Forecast"),
    N_("What is expected of the months after the last whole one, by whichever of two ways did better on the series' own"
       " past: trend and season of the months so far, or each month as a year before. It lies in the dark band in 8 of"
       " 10 cases, in the pale one in 95 of 100. WAPE: sum of errors / sum of what came, at past month ends."),
)  # fmt: skip


def horizons(off: bool = False) -> dict[str, str]:
    """How many months ahead can be chosen, the default first; `off`: also none."""
    found = {str(months): _("{n} months", n=months) for months in (3, 6, 12)}
    return found | {OFF: _("Off")} if off else found


def months_chosen(found: Asked, name: str, off: bool = False) -> int:
    """How many months ahead the reader wants; 0: none. Raises BadFilter."""
    chosen = found.choice(name, horizons(off))
    return 0 if chosen == OFF else int(chosen)


def ends_with_the_facts(found: Asked) -> bool:
    """Whether the period goes on to the last facts: behind one that ended before, a forecast makes no sense."""
    window, as_of = window_of(found)
    return window is None or window.end >= as_of


def begins_in_time(found: Asked, forecast: RevenueForecast) -> bool:
    """Whether the period leads up to where the forecast begins."""
    window, _as_of = window_of(found)
    return window is None or window.start is None or window.start <= forecast.cut_off + DAY


def with_forecast(months: pd.DataFrame, ahead: pd.DataFrame) -> pd.DataFrame:
    """The months and those ahead in one frame: its columns, then EDGES; `attrs` as of `months`."""
    if ahead.empty:
        return months
    named = ahead[["period", *EDGES]].rename(columns={"period": "month"})
    joined = months.merge(named.assign(month=pd.to_datetime(named["month"]).astype(months["month"].dtype)),
                          on="month", how="outer").sort_values("month", ignore_index=True)  # fmt: skip
    joined.attrs = months.attrs
    return joined


def labels() -> dict[str, str]:
    """Headings of EDGES."""
    return {
        "forecast": _("Forecast"), "low80": _("At least (80 %)"), "high80": _("At most (80 %)"),
        "low95": _("At least (95 %)"), "high95": _("At most (95 %)"),
    }  # fmt: skip
