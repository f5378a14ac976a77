"""A published snapshot of won deals whose customers were drawn from BG/NBD and gamma-gamma; 40 % of it is margin."""

from datetime import date
from typing import Any

import polars as pl

from data import engine
from data.derived import write_derived
from data.engine import Snapshot
from data.snapshot import write_snapshot
from derive.customers import derive_customers
from models.purchase_histories import Orders
from tests.metrics.frames import opportunities
from tests.models.simulated_buyers import orders

Line = tuple[str | None, date, float, str]  # account, day, amount, origin
PLANTED = orders(5, 800, 130)  # until 2023-06-29


def lines_of(found: Orders = PLANTED, origin: str = "crm") -> list[Line]:
    return [(f"{origin}:accounts:{name}", day, value, origin) for name, day, value in found.days.iter_rows()]


def deals(lines: list[Line], costed: bool = True) -> pl.DataFrame:
    accounts, days, amounts, origins = (list(column) for column in zip(*lines, strict=True))
    return opportunities(
        ["won"] * len(lines), account_key=accounts, decided_on=[day.isoformat() for day in days], amount=amounts,
        value=amounts, quantity=[1.0] * len(lines), origin=origins,
        cost=[0.6 * amount if costed else None for amount in amounts],
    )  # fmt: skip


def publish(lines: list[Line] | None = None, costed: bool = True, **as_of: str) -> Snapshot:
    known = as_of or {"crm": "2023-06-29"}
    manifest: dict[str, Any] = {
        "as_of": {origin: {"opportunities": day} for origin, day in known.items()}, "dimensions": {}, "currency": "EUR",
        "date_notes": {}, "money": dict.fromkeys(known, "opportunities"), "sale_lines": ["opportunities"],
    }  # fmt: skip
    write_snapshot({"opportunities": deals(lines_of() if lines is None else lines, costed)}, manifest, "f", [])
    engine.close()
    return engine.current()


def derive(snapshot: Snapshot) -> None:
    about = {"as_of": "2023-06-29", "cut_off": "2023-06-29", "origins": ["crm"], "currency": "EUR"}
    write_derived(snapshot.id, derive_customers(snapshot), about)
