"""Checks that need all rows of an origin: amounts against their product's others, stages against the pipeline's."""

import polars as pl

from data.checks import findings, no_findings
from data.mapping import Mapping
from data.row_checks import Checked
from data.schema import Table
from settings import settings

ENOUGH = 5  # amounts of a product, for its median to mean something


def implausible_amounts(frame: pl.DataFrame | None, table: Table, checked: Checked) -> pl.DataFrame:
    """Amounts an order of magnitude above the median of their own product's, a unit."""
    if frame is None:
        return no_findings()
    checked[table.name, "implausible_amount"] = frame.height
    each = pl.col("amount") / pl.max_horizontal(pl.col("quantity").fill_null(1), pl.lit(1))
    paid = frame.lazy().filter(pl.col("amount") > 0, pl.col("product_id").is_not_null())
    medians = (
        paid.group_by("product_id")
        .agg(each.median().alias("_median"), pl.len().alias("_n"))
        .filter(pl.col("_n") >= ENOUGH)
    )
    high = (
        paid.select("_record", "_kind", "product_id", "amount", "quantity")
        .join(medians, on="product_id", maintain_order="left")
        .filter(each >= settings().rules.implausible_factor * pl.col("_median"))
        .collect()
    )
    return findings(high, pl.lit(True), "implausible_amount", table.name, "amount", pl.col("amount"))


def incomplete_deals(deals: pl.DataFrame | None, mapping: Mapping, checked: Checked) -> pl.DataFrame:
    """Won and lost deals without the date they count on, and won ones without an amount."""
    if deals is None:
        return no_findings()
    checked["opportunities", "incomplete_deal"] += deals.height
    decided, status = pl.col("status").is_in(["won", "lost"]), pl.col("status")
    missing = (
        (mapping.date_basis, decided & pl.coalesce("closed_on", mapping.date_basis).is_null()),
        ("amount", (status == "won") & pl.col("amount").is_null()),
    )
    found = [findings(deals, wrong, "incomplete_deal", "opportunities", name, status) for name, wrong in missing]
    return pl.concat(found)


def unknown_stages(deals: pl.DataFrame | None, mapping: Mapping, checked: Checked) -> pl.DataFrame:
    """Stages of deals that the mapping's pipeline does not have."""
    if deals is None or not mapping.stages:
        return no_findings()
    checked["opportunities", "unknown_category"] += deals.height
    known = pl.col("stage").is_in([stage.stage for stage in mapping.stages])
    return findings(deals, ~known, "unknown_category", "opportunities", "stage", pl.col("stage"))
