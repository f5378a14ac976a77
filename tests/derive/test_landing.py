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


LEFT = 9 / 30  # of November


def test_of_the_running_month_the_days_left_bring_their_share_of_its_forecast() -> None:
    found = landing(FORECAST, months(), 80.0, TODAY, YEAR_END)
    assert list(found["to"]) == [date(2025, 11, 30), YEAR_END]
    off = sqrt(LEFT)
    assert edges(found, 0) == pytest.approx([110, 110 - 20 * off, 110 + 20 * off, 110 - 40 * off, 110 + 50 * off])


def test_bands_of_several_months_are_combined_as_errors_that_go_together() -> None:
    found = landing(FORECAST, months(), 80.0, TODAY, YEAR_END)
    narrow = 20 * sqrt(LEFT)
    wide = sqrt(
        narrow**2 + 40**2 + 2 * 0.5 * narrow * 40
    )  # half-widths of November's rest and December, correlation .5
    assert edges(found, 1)[:3] == pytest.approx([310, 310 - wide, 310 + wide])


def test_where_more_is_won_than_was_forecast_the_days_left_still_bring_their_share() -> None:
    found = landing(FORECAST, months(november=130.0), 180.0, TODAY, date(2025, 11, 30))
    assert edges(found, 0)[0] == pytest.approx(180 + 30)


def test_what_days_bring_is_never_below_nothing() -> None:
    unsure = FORECAST.assign(low95=-500.0)
    assert edges(landing(unsure, months(), 80.0, TODAY, date(2025, 11, 30)), 0)[3] == 80


def test_of_a_period_that_ends_within_a_month_only_its_own_days_count() -> None:
    found = landing(FORECAST, months(), 80.0, TODAY, date(2025, 11, 24))  # 3 days of November's 30
    assert list(found["to"]) == [date(2025, 11, 24)]
    assert edges(found, 0)[0] == pytest.approx(80 + 10)


def test_a_period_that_is_over_or_reaches_beyond_the_forecast_lands_nowhere() -> None:
    assert landing(FORECAST, months(), 80.0, TODAY, date(2025, 11, 21)).empty
    assert landing(FORECAST, months(), 80.0, TODAY, date(2026, 1, 31)).empty
    assert landing(FORECAST.head(0), months(), 80.0, TODAY, YEAR_END).empty


def test_a_month_after_the_cut_off_that_is_over_counts_with_what_is_still_to_be_reported() -> None:
    found = landing(FORECAST, months(), 80.0, date(2025, 12, 3), YEAR_END)
    assert list(found["to"]) == [YEAR_END]
    assert edges(found, 0)[0] == pytest.approx(80 + 70 + 200 * 28 / 31)


def test_what_is_won_since_a_day_counts_from_its_month_on() -> None:
    assert won_since(months(), date(2025, 10, 1)) == 80


def test_the_quarter_that_runs_lands_with_what_is_won_of_it() -> None:
    quarter = quarter_landing(FORECAST, months(), TODAY)
    assert (quarter.start, quarter.end, quarter.so_far, quarter.forecast) == (date(2025, 10, 1), YEAR_END, 80, 310)
    unknown = quarter_landing(FORECAST.head(0), months(), TODAY)
    assert unknown.so_far == 80
    assert pd.isna(unknown.forecast)
