"""Do the subtotals of a statement add up?"""

import polars as pl

from data.checks import findings, no_findings
from data.row_checks import Checked

CENT = 0.01


def broken_subtotals(lines: pl.DataFrame | None, checked: Checked) -> pl.DataFrame:
    """Subtotals that differ from the signed sum of the lines whose parent they are, by more than rounding.

    A line counts in its parent with its `sign` (costs −1, else +1). Tolerance: a cent per part, and the
    last digits of a float.
    """
    if lines is None:
        return no_findings()
    period = ["scenario", "period_start", "period_end"]
    signed = pl.col("amount") * pl.col("sign").fill_null(1)
    parts = (
        lines.filter(pl.col("parent").is_not_null())
        .group_by("parent", *period)
        .agg(signed.sum().alias("_sum"), pl.len().alias("_parts"))
    )
    whole = lines.join(parts, left_on=["line", *period], right_on=["parent", *period], nulls_equal=True)
    checked["statement_lines", "broken_subtotal"] = whole.height
    gap = pl.col("amount") - pl.col("_sum")
    allowed = CENT * pl.col("_parts") + pl.col("amount").abs() * 1e-9
    return findings(
        whole, gap.abs() > allowed, "broken_subtotal", "statement_lines", "amount",
        pl.format("{} {}: {} ≠ {}", "line", "period_start", pl.col("amount").round(2), pl.col("_sum").round(2)),
    )  # fmt: skip
