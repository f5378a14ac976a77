"""Where a running period will land: the rest of its running month, and the months after it."""

from datetime import date
from math import sqrt

import pandas as pd
import pytest

from derive.landing import EDGES, landing, won_since
from derive.quarter import quarter_landing

TODAY, YEAR_END = date(2025, 11, 21), date(2025, 12, 31)
FORECAST = pd.DataFrame(
    [("2025-11-01", 100.0, 80.0, 120.0, 60.0, 150.0), ("2025-12-01", 200.0, 160.0, 240.0, 120.0, 280.0)],
    columns=["period", *EDGES],
).assign(period=lambda frame: pd.to_datetime(frame["period"]))


def months(october: float = 50.0, november: float = 30.0) -> pd.DataFrame:
    days = pd.to_datetime(["2025-09-01", "2025-10-01", "2025-11-01"])
    return pd.DataFrame({"month": days, "won_revenue": [7.0, october, november]})


def edges(frame: pd.DataFrame, row: int) -> list[float]:
    return list(frame.iloc[row][EDGES].astype(float))


def test_of_the_running_month_its_forecast_less_what_is_won_of_it_is_still_to_come() -> None:
    found = landing(FORECAST, months(), 80.0, TODAY, YEAR_END)
    assert list(found["to"]) == [date(2025, 11, 30), YEAR_END]
    assert edges(found, 0) == [150, 130, 170, 110, 200]  # 80 so far and a rest of 70 (50 to 90, 30 to 120)


def test_bands_of_several_months_are_combined_as_errors_that_go_together() -> None:
    found = landing(FORECAST, months(), 80.0, TODAY, YEAR_END)
    wide = sqrt(20**2 + 40**2 + 2 * 0.5 * 20 * 40)  # half-widths 20 and 40, correlation one half
    lower, upper = sqrt(40**2 + 80**2 + 40 * 80), sqrt(50**2 + 80**2 + 50 * 80)
    assert edges(found, 1) == pytest.approx([350, 350 - wide, 350 + wide, 350 - lower, 350 + upper])


def test_where_more_is_won_than_was_forecast_nothing_more_is_expected_of_the_month() -> None:
    found = landing(FORECAST, months(november=130.0), 180.0, TODAY, date(2025, 11, 30))
    assert edges(found, 0) == [180, 180, 180, 180, 200]  # only the wide band reaches beyond 130


def test_of_a_period_that_ends_within_a_month_only_the_share_of_its_days_counts() -> None:
    found = landing(FORECAST, months(), 80.0, TODAY, date(2025, 11, 24))  # 3 of the 9 days that are left
    assert list(found["to"]) == [date(2025, 11, 24)]
    assert edges(found, 0)[0] == pytest.approx(80 + 70 / 3)


def test_a_period_that_is_over_or_reaches_beyond_the_forecast_lands_nowhere() -> None:
    assert landing(FORECAST, months(), 80.0, TODAY, date(2025, 11, 21)).empty
    assert landing(FORECAST, months(), 80.0, TODAY, date(2026, 1, 31)).empty
    assert landing(FORECAST.head(0), months(), 80.0, TODAY, YEAR_END).empty


def test_a_month_after_the_cut_off_that_is_over_counts_with_what_is_still_to_be_reported() -> None:
    found = landing(FORECAST, months(), 80.0, date(2025, 12, 3), YEAR_END)
    assert list(found["to"]) == [YEAR_END]
    assert edges(found, 0)[0] == 350


def test_what_is_won_since_a_day_counts_from_its_month_on() -> None:
    assert won_since(months(), date(2025, 10, 1)) == 80


def test_the_quarter_that_runs_lands_with_what_is_won_of_it() -> None:
    quarter = quarter_landing(FORECAST, months(), TODAY)
    assert (quarter.start, quarter.end, quarter.so_far, quarter.forecast) == (date(2025, 10, 1), YEAR_END, 80, 350)
    unknown = quarter_landing(FORECAST.head(0), months(), TODAY)
    assert unknown.so_far == 80
    assert pd.isna(unknown.forecast)
