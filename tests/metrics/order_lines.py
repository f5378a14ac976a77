"""Order lines as a published snapshot has them, from what a test says of each."""

from datetime import date
from typing import Any

import polars as pl

from metrics.frames import FrameSnapshot
from tests.metrics.frames import with_periods

LABELS = ("product", "account", "rep", "sector", "tier")
TODAY = date(2024, 6, 30)


def order(day: str, product: str | None, quantity: float | None, amount: float | None, **more: Any) -> dict[str, Any]:
    """A line; `unit_cost` and labels may be given too."""
    return {"day": day, "product": product, "quantity": quantity, "amount": amount, **more}


def orders(*lines: dict[str, Any]) -> pl.DataFrame:
    """The wide table of orders."""
    frame = pl.DataFrame(
        {
            **{name: pl.Series([line.get(name) for line in lines], dtype=pl.Categorical) for name in LABELS},
            **{name: pl.Series([line[name] for line in lines], dtype=pl.Float64) for name in ("quantity", "amount")},
            "unit_cost": pl.Series([line.get("unit_cost") for line in lines], dtype=pl.Float64),
        }
    )
    cost = pl.col("unit_cost") * pl.col("quantity")
    frame = frame.with_columns(
        cost.alias("cost"),
        (pl.col("amount") - cost).alias("margin"),
        pl.when(pl.col("quantity") != 0).then(pl.col("amount") / pl.col("quantity")).alias("unit_price"),
    )
    return with_periods(frame, {"ordered_on": [date.fromisoformat(line["day"]) for line in lines]})


def sales(*lines: dict[str, Any], **tables: pl.DataFrame) -> FrameSnapshot:
    """A snapshot of these orders, and of other tables."""
    detail = pl.DataFrame(
        {
            "order_id": [f"shop:orders:{i}" for i in range(len(lines))],
            "opportunity_id": pl.Series([line.get("deal") for line in lines], dtype=pl.String),
        }
    )
    return FrameSnapshot({"orders": orders(*lines), "orders_detail": detail, **tables}, TODAY)
