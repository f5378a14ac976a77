"""Do the subtotals of a statement add up?"""

from typing import TypeVar

import polars as pl

from data.checks import findings, no_findings
from data.row_checks import Checked

CENT = 0.01
Figures = TypeVar("Figures", float, pl.Expr)


def allowed_gap(amount: Figures, parts: Figures) -> Figures:
    """By how much a subtotal may differ from its parts, of which there are so many, and still add up.

    A cent per part, and the last digits of a float.
    """
    return CENT * parts + abs(amount) * 1e-9


def broken_subtotals(lines: pl.DataFrame | None, checked: Checked) -> pl.DataFrame:
    """Subtotals that differ from the signed sum of the lines whose parent they are, by more than rounding.

    A line counts in its parent with its `sign` (costs −1, else +1); one that names itself as its parent has none.
    Several rows of a line, period and scenario count as their sum.
    """
    if lines is None:
        return no_findings()
    period = ["scenario", "period_start", "period_end"]
    signed = pl.col("amount") * pl.col("sign").fill_null(1)
    parts = (
        lines.filter(pl.col("parent").is_not_null() & pl.col("parent").ne_missing(pl.col("line")))
        .group_by("parent", *period)
        .agg(signed.sum().alias("_sum"), pl.len().alias("_parts"))
    )
    whole = lines.with_columns(pl.col("amount").sum().over("line", *period))
    whole = whole.join(parts, left_on=["line", *period], right_on=["parent", *period], nulls_equal=True)
    checked["statement_lines", "broken_subtotal"] = whole.height
    gap = pl.col("amount") - pl.col("_sum")
    return findings(
        whole, gap.abs() > allowed_gap(pl.col("amount"), pl.col("_parts")), "broken_subtotal", "statement_lines",
        "amount",
        pl.format("{} {}: {} ≠ {}", "line", "period_start", pl.col("amount").round(2), pl.col("_sum").round(2)),
    )  # fmt: skip
