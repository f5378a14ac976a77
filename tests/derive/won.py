"""Companies of won deals only, for forecasts: as frames, or published with what was derived from them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from data import engine
from data.derived import write_derived
from data.engine import Snapshot
from data.snapshot import write_snapshot
from metrics.frames import FrameSnapshot
from periods import add_months
from tests.metrics.frames import opportunities

FIGURES = ("forecast", "low80", "high80", "low95", "high95")
TOLD = ("wape", "bias", "coverage80", "coverage95")
Win = tuple[str, float, str | None]  # day, amount, rep


@dataclass(frozen=True)
class Company(FrameSnapshot):
    currency: str = "EUR"


def deals(wins: Sequence[Win]) -> pl.DataFrame:
    days, amounts, reps = (list(column) for column in zip(*wins, strict=True))
    return opportunities(["won"] * len(wins), decided_on=days, value=amounts, rep=reps, opened_on=days)


def monthly(first: str, amounts: Sequence[float], rep: str | None = "Ann") -> list[Win]:
    """One deal on the tenth of each month from the first on."""
    start = date.fromisoformat(first)
    return [(add_months(start, n).replace(day=10).isoformat(), amount, rep) for n, amount in enumerate(amounts)]


def company(wins: Sequence[Win], today: str) -> Any:
    return Company({"opportunities": deals(wins)}, date.fromisoformat(today))


def publish(wins: Sequence[Win], as_of: str, origin: str = "crm") -> Snapshot:
    manifest = {"as_of": {origin: {"opportunities": as_of}}, "dimensions": {}, "currency": "EUR", "date_notes": {},
                "money": {}}  # fmt: skip
    tables = {"opportunities": deals(wins), "opportunities_detail": pl.DataFrame({"url": [None] * len(wins)})}
    write_snapshot(tables, manifest, "f", [])
    engine.close()
    return engine.newest()


def publish_later(wins: Sequence[Win], as_of: str, origin: str = "crm") -> Snapshot:
    """A second later: snapshots are told apart, and put in order, by the second."""
    time.sleep(1.01)
    return publish(wins, as_of, origin)


def view(dimension: str, value: str, amount: float, wape: float = 0.1, note: str = "") -> dict[str, Any]:
    """A derived view that forecasts the same amount each month, within 10 of it in its 80 % band."""
    return {"dimension": dimension, "value": value, "amount": amount, "wape": wape, "note": note}


def derive(snapshot: Snapshot, views: Sequence[dict[str, Any]], cut_off: str, **about: Any) -> None:
    """Write these views as derived from the snapshot, with a league in which the model is better."""
    start = add_months(date.fromisoformat(cut_off).replace(day=1), 1)
    key = ("dimension", "value")
    rows = [
        {**{name: one[name] for name in key}, "period": add_months(start, n),
         **dict(zip(FIGURES, (one["amount"] + off for off in (0.0, -10.0, 10.0, -20.0, 20.0)), strict=True))}
        for one in views if not one["note"] for n in range(12)
    ]  # fmt: skip
    told = [
        {**{name: one[name] for name in key}, "method": "none" if one["note"] else "theta", "note": one["note"],
         "origins": 10, "naive_wape": 0.3, **{f"{name}_{n}": one["wape"] for n in (3, 6, 12) for name in TOLD}}
        for one in views
    ]  # fmt: skip
    league = [
        {"ahead": 1, "method": "model", "wape": 0.1, "bias": -0.05, "coverage80": 0.75, "n": 4},
        {"ahead": 1, "method": "seasonal_naive", "wape": 0.2, "bias": 0.1, "coverage80": None, "n": 4},
    ]
    sums = [{"ahead": 1, "method": "model", "cut_off": date(2023, 12, 31), "forecast": 90.0, "low80": 80.0,
             "high80": 100.0, "actual": 100.0}]  # fmt: skip
    tables = {"forecast": pl.DataFrame(rows), "backtest": pl.DataFrame(told), "league": pl.DataFrame(league),
              "league_sums": pl.DataFrame(sums)}  # fmt: skip
    said = {"as_of": "2024-03-20", "cut_off": cut_off, "best": "model", "origins": ["crm"], "currency": "EUR"}
    write_derived(snapshot.id, tables, said | about)
