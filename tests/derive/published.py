"""A small published snapshot with open and decided deals, and chances derived from it, written by hand.

As of 2024-03-20: open are a (100, of Ann in North) and b (1000, of Bob in South, new to the model); w was won on
2024-03-10 for 70 by Ann, x in February for 90 by Bob, l was lost.
"""

from typing import Any

import polars as pl

from data import engine
from data.derived import write_derived
from data.engine import Snapshot
from data.snapshot import write_snapshot
from models.spells import day_number
from tests.metrics.frames import day, opportunities, target_days

IDS = ["crm:deals:a", "crm:deals:b", "crm:deals:w", "crm:deals:x", "crm:deals:l"]
START, END = "2024-03-01", "2024-03-31"
NO_CURVES: dict[str, Any] = {
    "as_of": day_number(day("2024-03-20")),  # type: ignore[arg-type]
    "after": 0, "days": 11, "ago": [0], "won": [[0.0, 0.0]],
}  # fmt: skip


def publish(as_of: str = "2024-03-20") -> Snapshot:
    deals = opportunities(
        ["open", "open", "won", "won", "lost"],
        value=[100, 1000, 70, 90, None],
        amount=[100, 1000, 70, 90, None],
        rep=["Ann", "Bob", "Ann", "Bob", "Bob"],
        team=["North", "South", "North", "South", "South"],
        stage=["Demo", "Offer", "Won", "Won", "Lost"],
        opened_on=["2024-03-01", "2024-02-20", "2024-01-01", "2024-01-02", "2024-01-03"],
        decided_on=[None, None, "2024-03-10", "2024-02-10", "2024-03-12"],
        age_days=[19, 29, None, None, None],
        cycle_days=[None, None, 69, 39, 69],
    )
    targets = target_days([("team", "North", None, "2024-03-29", 150.0), ("team", "South", None, "2024-03-29", 350.0)])
    tables = {"opportunities": deals, "opportunities_detail": pl.DataFrame({"opportunity_id": IDS}),
              "target_days": targets}  # fmt: skip
    manifest = {"as_of": {"crm": {"opportunities": as_of}}, "dimensions": {}, "currency": "EUR", "date_notes": {},
                "money": {}}  # fmt: skip
    write_snapshot(tables, manifest, "f", [])
    engine.close()
    return engine.current()


def derive(snapshot: Snapshot, curves: dict[str, Any] = NO_CURVES, **about: Any) -> None:
    """Deal a has a chance of .5 in March; deals do not move together; the usual won deal brings 50."""
    window = {"start": START, "end": END, "curves": curves}
    names = [f"{which}_{grain}" for which in ("this", "next") for grain in ("month", "quarter")]
    chances = pl.DataFrame({"opportunity_id": [IDS[0]], **{f"p_{name}": [0.5] for name in names}})
    value = {"ratio": 1.0, "spread": 0.0, "typical": 50.0, "n": 2}
    outlook = {"method": "hazard", "why": "", "shock": 0.0, "value": value, "windows": dict.fromkeys(names, window)}
    win = {"method": "logit", "reason": "better", "n": 80, "brier": 0.2, "base_brier": 0.25, "auc": 0.7}
    calibration = pl.DataFrame({"predicted": [0.4], "observed": [0.5], "low": [0.3], "high": [0.7], "n": [20]})
    write_derived(
        snapshot.id, {"open_deals": chances, "win_calibration": calibration},
        {"as_of": "2024-03-20", "cut_off": "2024-02-29", "origins": ["crm"], "currency": "EUR",
         "outlook": outlook | about, "win_model": win},
    )  # fmt: skip
