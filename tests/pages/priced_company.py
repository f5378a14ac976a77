"""A published company whose prices can be told by hand: written as it is read, without an import.

Today is 31 December 2024. Ann won twenty Gauges at list price 100 on 1 June, at discounts of 0 to 19 points, and one
more at 50 off on 1 July; Bob lost ten Gauges on price, offered at 5 off, and ten Probes for other reasons, and has an
open one at 40 off. A count of 1 December finds 26 Gauges (sold: none in the weeks before) and 10 Probes.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from data import engine
from data.snapshot import write_snapshot
from tests.metrics.frames import opportunities, with_periods

TWENTY = [i / 100 for i in range(20)]
GAUGE, PROBE = {"product": "Gauge", "category": "Meters"}, {"product": "Probe", "category": "Sensors"}
WON = {"status": "won", "rep": "Ann", "account": "Acme", "sector": "Food", "decided_on": "2024-06-01", **GAUGE}
LOST = {"status": "lost", "rep": "Bob", "account": "Bolt", "sector": "Pharma", "decided_on": "2024-07-01"}
DEALS = (
    *({**WON, "discount": discount, "amount": 100 * (1 - discount)} for discount in TWENTY),
    {**WON, "decided_on": "2024-07-01", "discount": 0.5, "amount": 50.0},
    *({**LOST, **GAUGE, "lost_reason": "Price", "amount": 95.0, "discount_band": "5–10 %"} for _i in range(10)),
    *({**LOST, **PROBE, "lost_reason": "Timing", "amount": 95.0, "discount_band": "5–10 %"} for _i in range(10)),
    {"status": "open", "rep": "Bob", "account": "<b>Bolt", "expected_close_on": "2025-01-20", "amount": 60.0, **GAUGE},
)
COLUMNS = (
    "rep", "account", "sector", "product", "category", "decided_on", "expected_close_on", "lost_reason", "amount",
    "discount", "discount_band",
)  # fmt: skip


def publish(*, stock: bool = True, orders: Sequence[float] = (), **changed: list[Any] | None) -> str:
    """Gives the snapshot's id. `orders` of Ann's at these discounts are then what was sold; `changed` columns of the
    deals stand in for those above, None for no value at all.
    """
    n = len(DEALS)
    columns: dict[str, Any] = {name: [deal.get(name) for deal in DEALS] for name in COLUMNS}
    columns["discount_band"] = ["10–20 %" if deal["status"] == "won" else deal.get("discount_band") for deal in DEALS]
    columns |= {name: values or [None] * n for name, values in changed.items()}
    status = [str(deal["status"]) for deal in DEALS]
    deals = opportunities(
        status, **columns, origin=["crm"] * n, list_amount=[100.0] * n, quantity=[1.0] * n,
        value=[deal["amount"] if deal["status"] == "won" else 100.0 for deal in DEALS],
    )  # fmt: skip
    detail = pl.DataFrame({
        "opportunity_id": [f"crm:deals:{i}" for i in range(n)], "opportunity": [f"Deal {i}" for i in range(n)],
        "url": ["javascript:alert(1)"] * (n - 1) + ["https://crm.example/1"],
    })  # fmt: skip
    tables = {"opportunities": deals, "opportunities_detail": detail, "products": _products(), "stock": _stock(stock)}
    manifest = {
        "as_of": {"crm": {"opportunities": "2024-12-31"}}, "dimensions": {}, "currency": "EUR", "date_notes": {},
        "money": {"crm": "orders" if orders else "opportunities"},
        "sale_lines": ["orders" if orders else "opportunities"],
    }  # fmt: skip
    if orders:
        tables["orders"] = _orders(orders)
    snapshot_id = write_snapshot(tables, manifest, "f", [])
    engine.close()
    return snapshot_id


def _orders(discounts: Sequence[float]) -> pl.DataFrame:
    n = len(discounts)
    lines = pl.DataFrame(
        {"rep": ["Ann"] * n, "product": ["Gauge"] * n, "origin": ["crm"] * n, "discount": discounts},
        schema_overrides=dict.fromkeys(("rep", "product", "origin"), pl.Categorical),
    )
    return with_periods(lines, {"ordered_on": [date(2024, 6, 1)] * n})


def _products() -> pl.DataFrame:
    labels = {"product": ["Gauge", "Probe"], "category": ["Meters", "Sensors"], "tier": [None, None],
              "origin": ["crm", "crm"]}  # fmt: skip
    return pl.DataFrame(
        {"product_id": ["crm:p:g", "crm:p:p"], "list_price": [100.0, 100.0], "unit_cost": [40.0, 50.0], **labels},
        schema_overrides=dict.fromkeys(labels, pl.Categorical),
    )


def _stock(counted: bool) -> pl.DataFrame:
    counts = {"product_id": ["crm:p:g", "crm:p:p"], "counted_on": [date(2024, 12, 1)] * 2, "units": [26.0, 10.0],
              "unit_cost": [None, 60.0]}  # fmt: skip
    frame = pl.DataFrame(counts, schema_overrides={"unit_cost": pl.Float64})
    return frame if counted else frame.clear()
