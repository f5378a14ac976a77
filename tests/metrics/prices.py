"""Sales and rivals' quotes for tests of prices, each in one line: what is measured is worked out by hand beside it."""

from datetime import date
from typing import Any

import polars as pl

from metrics.frames import FrameSnapshot
from tests.metrics.frames import opportunities

END = date(2024, 12, 31)
Sale = tuple[str | None, str | None, str | None, float | None, float | None, str]
Quote = tuple[str | None, str | None, str | None, str | None, str, float]


def sold(*rows: Sale, **columns: list[Any]) -> pl.DataFrame:
    """Won deals of (product, category, tier, price per unit, units, day)."""
    product, category, tier, price, units, days = (list(column) for column in zip(*rows, strict=True))
    amount = [None if p is None or u is None else p * u for p, u in zip(price, units, strict=True)]
    return opportunities(
        ["won"] * len(rows), product=product, category=category, tier=tier, unit_price=price, quantity=units,
        amount=amount, value=amount, decided_on=days, **columns,
    )  # fmt: skip


def quoted(*rows: Quote) -> pl.DataFrame:
    """Quotes of (competitor, product, category, tier, day, price)."""
    labels = ("competitor", "product", "category", "tier")
    columns = list(zip(*rows, strict=True)) or [()] * 6
    named = {name: pl.Series(columns[i], dtype=pl.String).cast(pl.Categorical) for i, name in enumerate(labels)}
    days = pl.Series([date.fromisoformat(day) for day in columns[4]], dtype=pl.Date)
    origin = pl.Series(["test"] * len(rows), dtype=pl.Categorical)
    return pl.DataFrame(
        {"origin": origin, **named, "observed_on": days, "price": pl.Series(columns[5], dtype=pl.Float64)}
    )


def market(sales: pl.DataFrame, quotes: pl.DataFrame | None = None, **more: Any) -> FrameSnapshot:
    """Both as a snapshot whose last day is END."""
    tables = {"opportunities": sales, **({} if quotes is None else {"competitor_prices": quotes}), **more}
    return FrameSnapshot(tables, END)
