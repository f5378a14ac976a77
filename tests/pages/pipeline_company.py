"""A small company's pipeline for tests of the Pipeline page; measured by hand.

Today is 30 April 2024. Five deals: 0 is worth 100, was Lead and is Demo since 10 April; 1 (50) was won on 12 April;
2 (30) was lost on 20 April; 3 (70) came on 5 April; 4 (40) has been in Lead since January and was raised to 60 on
15 April, its close moved from April to June.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from pages.asked import Asked
from tests.metrics.frames import target_days
from tests.metrics.stage_entries import tables
from tests.metrics.stretches import deal_states, stretch

TODAY = date(2024, 4, 30)
APRIL = Filters(start=date(2024, 4, 1), end=TODAY)
ANN, BOB = {"rep": "Ann", "account": "Acme"}, {"rep": "Bob", "account": "Bolt"}
WON, LOST = {"outcome": "won", "left_on": "2024-04-12"}, {"outcome": "lost", "left_on": "2024-04-20"}
IN_APRIL, IN_JUNE = {"expected_close_on": "2024-04-25"}, {"expected_close_on": "2024-06-10"}
LEAD, DEMO = {"stage": "Talk", "position": 1}, {"stage": "Demo", "position": 2}
START = "2024-01-10"

STRETCHES = (
    stretch(0, START, "2024-04-10", 100, **ANN, **LEAD, **IN_JUNE, observed_probability=0.2),
    stretch(0, "2024-04-10", None, 100, **ANN, **DEMO, **IN_JUNE, observed_probability=0.5, opened_on=START),
    stretch(1, START, "2024-04-12", 50, **BOB, **DEMO, **IN_APRIL, **WON, observed_probability=0.5),
    stretch(2, START, "2024-04-20", 30, **BOB, **LEAD, **IN_APRIL, **LOST, observed_probability=0.2),
    stretch(3, "2024-04-05", None, 70, **ANN, **LEAD, **IN_JUNE, observed_probability=0.2),
    stretch(4, START, "2024-04-15", 40, **BOB, **LEAD, **IN_APRIL, observed_probability=0.2),
    stretch(4, "2024-04-15", None, 60, **BOB, **LEAD, **IN_JUNE, observed_probability=0.2, opened_on=START),
)
WAYS = (
    ("open", "Talk 01-10, Demo 04-10"),
    ("won", "Talk 01-10, Demo 02-01, Won 04-12"),
    ("lost", "Talk 01-10, Lost 04-20"),
    ("open", "Talk 04-05"),
    ("open", "Talk 01-10"),
)
TARGETS = target_days([("company", None, None, f"2024-{month:02}-15", 100) for month in (4, 5, 6)])


@dataclass(frozen=True)
class Company(FrameSnapshot):
    currency: str = "EUR"


def company(*without: str, **more: pl.DataFrame) -> Company:
    """Its snapshot, but for the tables left out; `more` stand for its own."""
    deals = tables(
        *WAYS,
        rep=["Ann", "Bob", "Bob", "Ann", "Bob"],
        account=["Acme", "Bolt", "Bolt", "Acme", "Bolt"],
        stage=["Demo", "Won", "Lost", "Talk", "Talk"],
        value=[100, 50, 30, 70, 60],
        expected_value=[100, 50, 30, 70, 60],
        opened_on=[START, START, START, "2024-04-05", START],
        expected_close_on=["2024-06-10", "2024-04-25", "2024-04-25", "2024-06-10", "2024-06-10"],
        observed_probability=[0.5, None, None, 0.2, 0.2],
        probability=[0.4, None, None, 0.1, 0.1],
        age_days=[111, None, None, 25, 111],
        cycle_days=[None, 93, None, None, None],
    )
    detail = pl.DataFrame({"opportunity_id": [f"id-{i}" for i in range(5)], "opportunity": None, "url": None})
    known: dict[str, Any] = {
        **deals, "opportunities_detail": detail, "deal_states": deal_states(*STRETCHES), "target_days": TARGETS
    } | more  # fmt: skip
    return Company({name: table for name, table in known.items() if name not in without}, TODAY)


def asking(filters: Filters = APRIL, snapshot: Company | None = None, **view: str) -> Asked:
    """An update of the page; `view` are its choices, e.g. move="won"."""
    chosen = {f"pipeline.{name}": value for name, value in view.items()}
    return Asked(filters, chosen, Scope.all(), snapshot or company())  # type: ignore[arg-type]
