"""Deals as they stood, for tests: stretches of days, with as few words as a test needs."""

from datetime import date
from typing import Any

import polars as pl

from tests.metrics.frames import day, opportunities

LABELS = ("rep", "account", "stage", "pipeline", "origin", "product", "team")
DAYS = ("from_on", "to_on", "expected_close_on", "opened_on", "entered_on", "left_on")
NUMBERS = ("value", "probability", "observed_probability")


def stretch(deal: int, start: str | None, end: str | None, value: float | None = 10, **more: Any) -> dict[str, Any]:
    """Deal number `deal` stood so from `start` on, and no more on `end`; open, and opened on `start`, unless said."""
    return {"opportunity_row": deal, "from_on": start, "to_on": end, "value": value, "opened_on": start} | more


def deal_states(*stretches: dict[str, Any]) -> pl.DataFrame:
    """A table of stretches, with the columns of a published one."""
    rows = [{"status": "open", "position": 0, "reconstructed": False, "outcome": None} | row for row in stretches]
    names = ("opportunity_row", "status", "outcome", "position", "reconstructed")
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in names}
    columns |= {name: [row.get(name) for row in rows] for name in (*LABELS, *DAYS, *NUMBERS)}
    frame = pl.DataFrame(columns, strict=False, schema_overrides={
        "opportunity_row": pl.Int32, "position": pl.Int16, "reconstructed": pl.Boolean,
        **dict.fromkeys(NUMBERS, pl.Float64),
        **dict.fromkeys((*LABELS, "status", "outcome"), pl.String),
        **dict.fromkeys(DAYS, pl.String),
    })  # fmt: skip
    dates = {name: pl.Series([_day(text) for text in columns[name]], dtype=pl.Date) for name in DAYS}
    return frame.with_columns(**dates).cast(dict.fromkeys((*LABELS, "status", "outcome"), pl.Categorical))  # type: ignore[arg-type]


def _day(given: str | date | None) -> date | None:
    return given if isinstance(given, date) else day(given)


def of_reps(*reps: str) -> pl.DataFrame:
    """Deals of these reps, as they are today: so that filters know the names."""
    return opportunities(["open"] * len(reps), rep=list(reps))
