"""Forecasts as they were made, kept for good."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd

from data.past_forecasts import FIGURES, keep_forecasts, past_forecasts


def made(cut_off: date, *amounts: float, value: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": "won_revenue", "dimension": "team" if value else "", "value": value, "method": "theta",
            "cut_off": cut_off, "period": [date(2026, 1 + n, 1) for n in range(len(amounts))],
            "forecast": amounts, "low80": [a / 2 for a in amounts], "high80": [a * 2 for a in amounts],
            "low95": None, "high95": float("nan"),
        }
    )  # fmt: skip


def test_forecasts_are_kept_by_cut_off_and_read_back(fairlead: Path) -> None:
    keep_forecasts(made(date(2025, 12, 31), 10.0, 12.0), "EUR")
    keep_forecasts(made(date(2026, 1, 31), 11.0), "EUR")
    found = past_forecasts("won_revenue", "EUR")
    assert found[["cut_off", "period", "forecast", "low80", "high80"]].values.tolist() == [
        [date(2025, 12, 31), date(2026, 1, 1), 10.0, 5.0, 20.0],
        [date(2025, 12, 31), date(2026, 2, 1), 12.0, 6.0, 24.0],
        [date(2026, 1, 31), date(2026, 1, 1), 11.0, 5.5, 22.0],
    ]
    assert found[["low95", "high95"]].isna().all(axis=None)


def test_of_the_same_cut_off_the_first_forecasts_count_that_were_made_once_it_was_over(fairlead: Path) -> None:
    running = datetime.now(UTC).date() + timedelta(days=2)
    keep_forecasts(made(running, 10.0, 12.0), "EUR")
    keep_forecasts(made(running, 9.0), "EUR")
    assert past_forecasts("won_revenue", "EUR")["forecast"].tolist() == [9.0]
    keep_forecasts(made(date(2025, 12, 31), 10.0), "EUR")
    keep_forecasts(made(date(2025, 12, 31), 9.0), "EUR")
    assert past_forecasts("won_revenue", "EUR")["forecast"].tolist() == [10.0, 9.0]


def test_another_currency_and_another_part_of_the_company_stay_apart(fairlead: Path) -> None:
    keep_forecasts(pd.concat([made(date(2025, 12, 31), 10.0), made(date(2025, 12, 31), 4.0, value="North")]), "EUR")
    assert past_forecasts("won_revenue", "USD").empty
    assert past_forecasts("won_revenue", "EUR")["forecast"].tolist() == [10.0]
    assert past_forecasts("won_revenue", "EUR", "team", "North")["forecast"].tolist() == [4.0]
    assert list(past_forecasts("won_revenue", "USD").columns) == ["method", "cut_off", "period", *FIGURES]
