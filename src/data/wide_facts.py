"""The wide, join-free tables of orders, activities and stage changes, of what they are about, and of prices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from data.bought import FIRST, with_days_bought
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


ORDER_NUMBERS = ("quantity", "amount", "discount", "unit_cost", "cost", "margin", "unit_price", "list_price")
FACTS = {
    "orders": Fact("ordered_on", (), ORDER_NUMBERS),
    "activities": Fact("started_on", ("activity_type", "direction", "call_status"), ("duration_s",)),
    "stage_changes": Fact("changed_on", ("stage", "previous_stage", "evidence", "pipeline"), ("opportunity_row",)),
}


PRICES = {"competitor_prices": "observed_on", "price_survey": "surveyed_on"}


def wide_facts(
    tables: dict[str, pl.DataFrame], context: Context, names: Sequence[str] = tuple(FACTS)
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each table of facts with the dimensions of its rep, account, product and deal; the rest of it as detail.

    Takes them out of `tables`, since two million orders need not be held twice.
    """
    deals = table_of(tables, "opportunities").with_columns(pl.col("rep_id").cast(pl.Categorical))
    of_deal = deals.select(cs.by_name(*OF_DEALS, *context.extra, require_all=False))
    for name in names:
        fact = FACTS[name]
        facts = table_of(tables, name).with_columns(pl.col("rep_id").cast(pl.Categorical))
        tables.pop(name, None)
        rows = rows_of_deals(facts, deals)
        facts = filled_in(facts, pl.DataFrame([column.gather(rows) for column in of_deal]))
        facts = facts.with_columns(rows.alias("opportunity_row"))
        facts = join_dimensions(facts, tables, context.company.size_bands, context.extra)
        if name == "orders":
            facts = _priced(facts, table_of(tables, "products"))
            facts = facts.drop("profit")  # it is the margin
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


def _priced(orders: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Orders with their cost, what it leaves and the price per unit.

    The cost goes by the order's own unit cost, else by what it says that it left, else by its product's unit cost.
    """
    of_product = look_up(orders, products.select("product_id", "list_price", "unit_cost"), "product_id")
    amount, quantity = pl.col("amount"), pl.col("quantity")
    told = amount - pl.col("profit")
    usual = pl.when(told.is_null()).then(pl.lit(of_product["unit_cost"]))
    per_unit = pl.coalesce("unit_cost", _each(told, quantity), usual)
    cost = pl.coalesce(pl.col("unit_cost") * quantity, told, usual * quantity)
    return orders.with_columns(of_product["list_price"], per_unit.alias("unit_cost"), cost.alias("cost")).with_columns(
        (amount - pl.col("cost")).alias("margin"), _each(amount, quantity).alias("unit_price")
    )


def _each(total: pl.Expr, quantity: pl.Expr) -> pl.Expr:
    return pl.when(quantity != 0).then(total / quantity)


def wide_parties(
    tables: dict[str, pl.DataFrame], context: Context, bought: Sequence[pl.DataFrame] = ()
) -> dict[str, pl.DataFrame]:
    """Accounts, reps and products, which facts are about, with the dimensions they give to facts.

    `bought`: the days on which accounts did, frames of `days_bought`.
    """
    accounts = account_dimensions(table_of(tables, "accounts"), context.company.size_bands)
    accounts = with_periods(with_days_bought(accounts, bought), (FIRST,), context.company.fiscal_year_start)
    return {
        "accounts": categorical(accounts, ("origin", *OF_ACCOUNTS, *context.extra)),
        "reps": categorical(table_of(tables, "reps"), ("origin", *OF_REPS, *context.extra)),
        "products": categorical(_stocked(tables), ("origin", *OF_PRODUCTS, *context.extra)),
    }


def wide_prices(tables: dict[str, pl.DataFrame], context: Context) -> dict[str, pl.DataFrame]:
    """What others ask and what customers would pay, with the periods of the day it was seen or said."""
    start = context.company.fiscal_year_start
    return {name: with_periods(table_of(tables, name), (day,), start) for name, day in PRICES.items()}


def _stocked(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Products with the units of their last count, in all places together, what one of them cost, and its day."""
    stock = table_of(tables, "stock")
    stock = stock.filter(pl.col("counted_on") == pl.col("counted_on").max().over("product_id"))
    units, cost = pl.col("units"), pl.col("unit_cost")
    known = units.filter(cost.is_not_null()).sum()
    counted = stock.group_by("product_id").agg(
        pl.when(units.count() > 0).then(units.sum()).alias("units"),
        pl.when(known > 0).then((units * cost).sum() / known).otherwise(cost.mean()).alias("stock_cost"),
        pl.col("counted_on").first(),
    )
    products = table_of(tables, "products")
    return products.hstack(look_up(products, counted, "product_id"))
