"""The wide, join-free tables of orders, activities and stage changes, and those of what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from data.dimensions import (
    DEAL_DIMENSIONS,
    OF_ACCOUNTS,
    OF_PRODUCTS,
    OF_REPS,
    account_dimensions,
    categorical,
    filled_in,
    join_dimensions,
    look_up,
    rows_of_deals,
    table_of,
    with_periods,
)
from data.schema import TABLES
from data.wide_deals import Context

OF_DEALS = ("account_id", "product_id", "rep_id", "pipeline")


@dataclass(frozen=True)
class Fact:
    """A table of facts: its business date, its own labels and its numbers."""

    day: str
    labels: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


FACTS = {
    "orders": Fact("ordered_on", (), ("quantity", "amount", "discount", "unit_cost", "cost", "margin")),
    "activities": Fact("started_on", ("activity_type", "direction", "call_status"), ("duration_s",)),
    "stage_changes": Fact("changed_on", ("stage", "previous_stage", "evidence", "pipeline"), ("opportunity_row",)),
}


def wide_facts(tables: dict[str, pl.DataFrame], context: Context) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each table of facts with the dimensions of its rep, account, product and deal; the rest of it as detail."""
    deals = table_of(tables, "opportunities").with_columns(pl.col("rep_id").cast(pl.Categorical))
    of_deal = deals.select(cs.by_name(*OF_DEALS, *context.extra, require_all=False))
    for name, fact in FACTS.items():
        facts = table_of(tables, name).with_columns(pl.col("rep_id").cast(pl.Categorical))
        rows = rows_of_deals(facts, deals)
        facts = filled_in(facts, pl.DataFrame([column.gather(rows) for column in of_deal]))
        facts = facts.with_columns(rows.alias("opportunity_row"))
        facts = join_dimensions(facts, tables, context.company.size_bands, context.extra)
        if name == "orders":
            cost = pl.col("unit_cost") * pl.col("quantity")
            facts = facts.with_columns(cost.alias("cost"), (pl.col("amount") - cost).alias("margin"))
        facts = with_periods(facts, (fact.day,), context.company.fiscal_year_start)
        periods = [c for c in facts.columns if c == fact.day or c.startswith(f"{fact.day}_")]
        labels = (*DEAL_DIMENSIONS, *context.extra, *fact.labels)
        wide = categorical(facts.select(*labels, *fact.numbers, *periods), labels)
        rest = [c for c in (*TABLES[name].names, "amount_original") if c in facts.columns]
        detail = facts.select(c for c in rest if c not in wide.columns)
        del facts
        yield f"{name}_detail", detail.with_columns(pl.col("rep_id").cast(pl.String))  # as in the table of reps
        del detail
        yield name, wide
        del wide


def wide_parties(tables: dict[str, pl.DataFrame], context: Context) -> dict[str, pl.DataFrame]:
    """Accounts, reps and products, which facts are about, with the dimensions they give to facts."""
    accounts = account_dimensions(table_of(tables, "accounts"), context.company.size_bands)
    return {
        "accounts": categorical(accounts, ("origin", *OF_ACCOUNTS, *context.extra)),
        "reps": categorical(table_of(tables, "reps"), ("origin", *OF_REPS, *context.extra)),
        "products": categorical(_stocked(tables), ("origin", *OF_PRODUCTS, *context.extra)),
    }


def _stocked(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Products with the units of their last count."""
    stock = table_of(tables, "stock").sort("counted_on", maintain_order=True)
    counted = stock.group_by("product_id").agg(pl.col("units").last())
    products = table_of(tables, "products")
    return products.hstack(look_up(products, counted, "product_id"))
