"""Literal income statements as a snapshot."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import polars as pl

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.statement import list_statement
from periods import DAY, next_start

SCHEMA: dict[str, Any] = {
    "line": pl.String, "parent": pl.String, "role": pl.String, "position": pl.Int64, "sign": pl.Int64,
    "period_start": pl.Date, "period_end": pl.Date, "grain": pl.String, "amount": pl.Float64, "scenario": pl.String,
    "origin": pl.String, "amount_original": pl.Float64,
}  # fmt: skip
TODAY = date(2025, 12, 31)
Tree = dict[str, tuple[str | None, str | None, int | None]]  # line -> parent, role, sign
USUAL: Tree = {
    "goods": ("sales", "revenue", 1), "service": ("sales", "revenue", 1), "sales": ("margin", "subtotal", 1),
    "cost_of_goods": ("margin", "cogs", -1), "margin": ("Net", "subtotal", 1),
    "marketing": ("opex", "marketing", 1), "Rent (HQ)": ("opex", "opex", 1), "opex": ("Net", "subtotal", -1),
    "Net": (None, "subtotal", 1),
}  # fmt: skip


def lines(
    tree: Tree, amounts: dict[str, Sequence[float | None]], start: date, grain: str = "quarter", **more: Any
) -> list[dict[str, Any]]:
    """Rows of the lines, one per amount that is not None, in consecutive periods from `start`; in the tree's order."""
    rows = []
    for line, (parent, role, sign) in tree.items():
        for i, amount in enumerate(amounts.get(line, ())):
            if amount is not None:
                first = next_start(start, grain, i)
                rows.append({
                    "line": line, "parent": parent, "role": role, "sign": sign, "period_start": first,
                    "period_end": next_start(first, grain) - DAY, "grain": grain, "amount": float(amount),
                    "origin": "books", "scenario": "actual", **more,
                })  # fmt: skip
    return rows


def given(*rows: Iterable[dict[str, Any]]) -> FrameSnapshot:
    """A snapshot with those statement lines, in that order."""
    flat = [row for some in rows for row in some]
    return FrameSnapshot({"statement_lines": pl.DataFrame(flat, schema=SCHEMA)}, TODAY)


def read(snapshot: FrameSnapshot, grain: str, start: date, end: date, **more: Any) -> pd.DataFrame:
    return list_statement(grain, start, end, Filters(), Scope.all(), snapshot, **more)


def cells(frame: pd.DataFrame, column: str) -> dict[str, list[Any]]:
    """Line -> the column's values by period; null as None."""
    found: dict[str, list[Any]] = {}
    for line, value in zip(frame["line"], frame[column], strict=True):
        found.setdefault(line, []).append(None if value is None or pd.isna(value) else value)
    return found


def firsts(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    """Line -> the column's value, which is the same in all periods, or that of the first."""
    return {line: values[0] for line, values in cells(frame, column).items()}
