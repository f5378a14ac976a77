"""The wide, join-free table of deals: their dimensions, booleans, day counts, values and periods."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data.dimensions import (
    DEAL_DIMENSIONS,
    band,
    categorical,
    discount_labels,
    join_dimensions,
    look_up,
    table_of,
    with_periods,
)
from data.schema import GRAINS, period_column
from data.stage_chances import with_engagement, with_observed_probability
from settings import Company, Rules

LABELS = ("pipeline", "stage", "status", "lead_source", "lost_reason", "forecast_category", "discount_band")
FLAGS = ("is_won", "is_lost", "is_open", "is_untouched", "is_decided", "is_engaged", "is_sale")
NUMBERS = (
    "amount", "list_amount", "value", "expected_value", "quantity", "discount", "probability",
    "observed_probability", "cycle_days", "age_days", "unit_price", "cost",
)  # fmt: skip
PERIODS = ("opened_on", "decided_on", "expected_close_on")  # dates that figures are grouped by
DAYS = ("created_on", "closed_on", "attributed_on")
WIDE_COLUMNS = (
    *DEAL_DIMENSIONS, *LABELS, *FLAGS, *NUMBERS, *DAYS, *PERIODS,
    *(period_column(day, grain) for day in PERIODS for grain in GRAINS),
)  # fmt: skip
DETAIL = (
    "opportunity_id", "opportunity", "account_id", "rep_id", "product_id", "created_at", "closed_at", "next_step",
    "last_activity_at", "url", "currency", "amount_original", "list_price",
)  # fmt: skip


@dataclass(frozen=True)
class Context:
    """What the wide tables depend on besides the canonical ones."""

    company: Company
    rules: Rules
    today: date
    extra: tuple[str, ...]  # dimensions that mappings brought
    date_basis: dict[str, str]  # origin -> the date its wins and losses count on
    as_of: dict[str, date]  # origin -> last day with deals
    money: dict[str, str] = field(default_factory=dict)  # origin -> the table that counts as its revenue
    sales_roles: tuple[str, ...] = ("marketing", "sales")  # of statement lines: what is spent on winning customers


def wide_opportunities(tables: dict[str, pl.DataFrame], context: Context) -> dict[str, pl.DataFrame]:
    """`opportunities` and, row by row beside it, `opportunities_detail`."""
    deals = _priced(table_of(tables, "opportunities"), table_of(tables, "products"))
    deals = join_dimensions(deals, tables, context.company.size_bands, context.extra)
    deals = _with_days(_with_flags(deals, context), context)
    deals = _with_prices(_with_values(deals, context.company.discount_bands))
    changes = table_of(tables, "stage_changes")
    deals = with_engagement(deals, table_of(tables, "stages"), changes)
    deals = with_observed_probability(deals, changes, context.rules.stage_prior_deals, context.today)
    deals = with_periods(deals, PERIODS, context.company.fiscal_year_start)
    labels = (*DEAL_DIMENSIONS, *LABELS, *context.extra)
    periods = [c for day in PERIODS for c in deals.columns if c == day or c.startswith(f"{day}_")]
    return {
        "opportunities": categorical(deals.select(*labels, *FLAGS, *NUMBERS, *periods, *DAYS), labels),
        "opportunities_detail": categorical(deals.select(DETAIL), ("currency",)),
    }


def _priced(deals: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """The deals with a quantity, of one where none is given, their own list price, else their product's, and what
    they cost."""
    if "amount_original" not in deals.columns:
        deals = deals.with_columns(pl.col("amount").alias("amount_original"))
    quantity = pl.col("quantity").fill_null(1.0)
    of_product = look_up(deals, products.select("product_id", "list_price", "unit_cost"), "product_id")
    return deals.with_columns(
        pl.coalesce("list_price", of_product["list_price"]),
        quantity,
        (pl.lit(of_product["unit_cost"]) * quantity).alias("cost"),
    )


def _with_flags(deals: pl.DataFrame, context: Context) -> pl.DataFrame:
    status = pl.col("status")
    by_orders = [origin for origin, table in context.money.items() if table == "orders"]
    sold = (status == "won") & ~pl.col("origin").cast(pl.String).is_in(by_orders)
    return deals.with_columns(
        (status == "won").alias("is_won"),
        (status == "lost").alias("is_lost"),
        status.is_in(["won", "lost"]).alias("is_decided"),
        (status == "open").alias("is_open"),
        (status == "untouched").alias("is_untouched"),
        sold.alias("is_sale"),
    )


def _with_days(deals: pl.DataFrame, context: Context) -> pl.DataFrame:
    """When a deal was opened and decided, how long that took, and how old an open one is.

    Attribution stands in for the decision where a mapping says so, never for the length of the cycle.
    """
    origin = pl.col("origin").cast(pl.String)
    as_of = origin.replace_strict(context.as_of, default=None, return_dtype=pl.Date)
    on_attribution = [name for name, basis in context.date_basis.items() if basis == "attributed_on"]
    attributed = pl.when(origin.is_in(on_attribution)).then("attributed_on")
    opened = pl.coalesce("created_on", "attributed_on")
    cycle = (pl.col("closed_on") - opened).dt.total_days().cast(pl.Int32)
    age = (as_of - opened).dt.total_days().cast(pl.Int32)
    return deals.with_columns(
        opened.alias("opened_on"),
        pl.when("is_decided").then(pl.coalesce("closed_on", attributed)).alias("decided_on"),
        pl.when("is_decided").then(cycle).alias("cycle_days"),
        pl.when(pl.col("is_open") & (age >= 0)).then(age).alias("age_days"),
    )


def _with_values(deals: pl.DataFrame, bands: tuple[float, ...]) -> pl.DataFrame:
    """What a deal is worth: won, its amount; lost, what was expected of it; open, its amount or list price."""
    amount, list_amount = pl.col("amount"), pl.col("list_price") * pl.col("quantity")
    lost = pl.coalesce(list_amount, pl.when(amount > 0).then(amount))
    value = pl.when("is_won").then(amount).when("is_lost").then(lost).otherwise(pl.coalesce(amount, list_amount))
    below_list = pl.when((list_amount > 0) & (pl.col("is_won") | (amount > 0))).then(
        (1 - amount / list_amount).round(12)
    )  # 0.1 is 0.1
    return deals.with_columns(
        list_amount.alias("list_amount"),
        value.alias("value"),
        pl.when("is_won").then(list_amount).otherwise(value).alias("expected_value"),
        pl.when("is_won").then(below_list).alias("discount"),
        pl.when("is_decided").then(band(below_list, bands, discount_labels(bands))).alias("discount_band"),
    )


def _with_prices(deals: pl.DataFrame) -> pl.DataFrame:
    """What one unit was sold for or, if the deal was not won, what was asked for it."""
    asked = pl.when(pl.col("amount") > 0).then("amount")
    total = pl.when("is_won").then("value").otherwise(asked)
    return deals.with_columns(pl.when(pl.col("quantity") != 0).then(total / pl.col("quantity")).alias("unit_price"))
