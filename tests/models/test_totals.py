"""A total's spread is neither that of independent periods nor the sum of all."""

import numpy as np
import pandas as pd
import pytest

from models.forecast import forecast, total


def frame(half_widths: list[float]) -> pd.DataFrame:
    half = np.array(half_widths)
    return pd.DataFrame(
        {
            "forecast": 100.0,
            "low80": 100 - half,
            "high80": 100 + half,
            "low95": 100 - 2 * half,
            "high95": 100 + 2 * half,
        }
    )


def test_half_widths_of_three_periods_combine_with_correlation_one_half() -> None:
    found = total(frame([10, 10, 10]), 3)
    half = (100 * (3 + 2 * (0.5 + 0.5 + 0.25))) ** 0.5
    assert found.forecast == 300
    assert (found.low80, found.high80) == (pytest.approx(300 - half), pytest.approx(300 + half))
    assert found.high95 == pytest.approx(300 + 2 * half)


def test_one_period_keeps_its_band() -> None:
    assert total(frame([10, 30]), 1) == (100, 90, 110, 80, 120)


def test_a_total_of_what_is_never_negative_is_not_either() -> None:
    assert total(forecast(pd.DataFrame({"period": range(30), "value": [0, 0, 900] * 10}), "M", 12), 12).low95 >= 0


def test_without_a_forecast_there_is_no_total() -> None:
    found = total(forecast(pd.DataFrame({"period": [1], "value": [5.0]}), "M", 3), 3)
    assert np.isnan(found).all()
