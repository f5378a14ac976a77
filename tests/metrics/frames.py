"""Wide tables for tests, with as few words as a test needs: what is not given is not known."""

from datetime import date
from typing import Any

import polars as pl

from periods import period_start

DIMENSIONS = (
    "origin", "account_key", "account", "sector", "country", "size_band", "rep", "manager", "team", "region",
    "office", "product", "category", "tier", "pipeline", "stage", "lead_source", "lost_reason",
    "forecast_category", "discount_band",
)  # fmt: skip
DAYS = ("created_on", "opened_on", "decided_on", "expected_close_on")
NUMBERS = (
    "amount", "list_amount", "value", "expected_value", "quantity", "discount", "probability", "observed_probability",
    "unit_price", "cost",
)  # fmt: skip
GRAINS = ("week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def opportunities(status: list[str], **columns: list[Any]) -> pl.DataFrame:
    """Deals of these statuses; days as ISO texts; won and lost are decided, open and untouched are not."""
    n = len(status)
    dates = {d: [day(t) for t in columns.pop(d, [None] * n)] for d in DAYS}
    cycle, age = columns.pop("cycle_days", [None] * n), columns.pop("age_days", [None] * n)
    sale = columns.pop("is_sale", [s == "won" for s in status])
    engaged = columns.pop("is_engaged", [s != "untouched" for s in status])
    labels = {name: columns.pop(name, [None] * n) for name in DIMENSIONS}
    numbers = {name: columns.pop(name, [None] * n) for name in NUMBERS}
    extra = {name: pl.Series(values, dtype=pl.Categorical) for name, values in columns.items()}
    frame = pl.DataFrame(
        {
            "status": pl.Series(status, dtype=pl.Categorical),
            **{name: pl.Series(values, dtype=pl.Categorical) for name, values in labels.items()},
            **{name: pl.Series(values, dtype=pl.Float64, strict=False) for name, values in numbers.items()},
            **extra,
            "is_won": [s == "won" for s in status],
            "is_lost": [s == "lost" for s in status],
            "is_open": [s == "open" for s in status],
            "is_untouched": [s == "untouched" for s in status],
            "is_decided": [s in ("won", "lost") for s in status],
            "is_engaged": engaged,
            "is_sale": sale,
            "cycle_days": pl.Series(cycle, dtype=pl.Int32),
            "age_days": pl.Series(age, dtype=pl.Int32),
        }
    )
    return with_periods(frame, dates)


def with_periods(frame: pl.DataFrame, dates: dict[str, list[date | None]], fiscal_start: int = 1) -> pl.DataFrame:
    stored = {}
    for name, days in dates.items():
        stored[name] = pl.Series(days, dtype=pl.Date)
        for grain in GRAINS:
            starts = [d and period_start(d, grain, fiscal_start) for d in days]
            stored[f"{name}_{grain}"] = pl.Series(starts, dtype=pl.Date)
    return frame.with_columns(**stored)


def target_days(rows: list[tuple[str, str | None, str | None, str, float]]) -> pl.DataFrame:
    """Rows of (level, team, rep, day, amount) of won revenue."""
    level, team, rep, days, amount = (list(column) for column in zip(*rows, strict=True))
    frame = pl.DataFrame(
        {
            "origin": pl.Series(["test"] * len(rows), dtype=pl.Categorical),
            "level": pl.Series(level, dtype=pl.Categorical),
            "team": pl.Series(team, dtype=pl.Categorical),
            "rep": pl.Series(rep, dtype=pl.Categorical),
            "manager": pl.Series([None] * len(rows), dtype=pl.Categorical),
            "metric": ["won_revenue"] * len(rows),
            "amount": pl.Series(amount, dtype=pl.Float64),
        }
    )
    return with_periods(frame, {"on": [day(d) for d in days]})
