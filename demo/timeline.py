"""The demo's four years, and what makes some days busier than others: season, trend and the weekday."""

import numpy as np
import pandas as pd

FIRST = np.datetime64("2022-01-01")
LAST = np.datetime64("2025-12-31")
DAYS = int((LAST - FIRST).astype(int)) + 1
OPENING = -180  # deals opened this long before the first day may still be open on it
HORIZON = DAYS + 400  # deals open on the last day close somewhere up to here
TELEPHONY = int((np.datetime64("2024-09-01") - FIRST).astype(int))  # from here calls log themselves

MONTH_SEASON = np.array([0.88, 0.93, 1.04, 0.98, 1.00, 1.05, 0.92, 0.58, 1.04, 1.14, 1.24, 1.28])
YEARLY_GROWTH = 0.115
PRICE_RISE = 0.03  # on every 1 January
WEEKDAYS = np.array([1.0, 1.0, 1.0, 1.0, 0.9, 0.10, 0.06])


def dates(days: np.ndarray) -> np.ndarray:
    return FIRST + np.asarray(days).astype("timedelta64[D]")


def months(days: np.ndarray) -> np.ndarray:
    """Month of the year, 0 to 11."""
    return dates(days).astype("datetime64[M]").astype(int) % 12


def years(days: np.ndarray) -> np.ndarray:
    """Calendar years since the first one; the opening pipeline's year is -1."""
    return dates(days).astype("datetime64[Y]").astype(int) - FIRST.astype("datetime64[Y]").astype(int)


def weekdays(days: np.ndarray) -> np.ndarray:
    """Monday is 0."""
    return (dates(days).astype("datetime64[D]").astype(int) + 3) % 7


def quarters(days: np.ndarray) -> np.ndarray:
    """Quarters since the first one."""
    return years(days) * 4 + months(days) // 3


def busyness(days: np.ndarray, ahead: int = 0) -> np.ndarray:
    """Relative weight of a day for decisions and orders; or for what prepares the season `ahead` days later."""
    growth = np.exp(YEARLY_GROWTH * np.asarray(days) / 365.25)
    return MONTH_SEASON[months(np.asarray(days) + ahead)] * growth * WEEKDAYS[weekdays(days)]


def iso_days(days: pd.Series | np.ndarray) -> pd.Series:
    """Days as text; a missing day is empty."""
    days = pd.Series(days)
    text = pd.Series(np.datetime_as_string(dates(days.fillna(0).to_numpy(dtype=int))), index=days.index, dtype=object)
    return text.where(days.notna(), None)


def iso_instants(days: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Days and seconds after midnight as UTC instants."""
    instants = dates(days).astype("datetime64[s]") + np.asarray(seconds).astype("timedelta64[s]")
    return np.char.replace(np.datetime_as_string(instants), "T", " ")
