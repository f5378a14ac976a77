"""The columns by which facts are filtered and grouped, joined onto them once, at publish."""

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from data.schema import TABLES

OF_REPS = ("rep", "manager", "team", "region", "office")
OF_ACCOUNTS = ("account_key", "account", "sector", "country", "size_band")
OF_PRODUCTS = ("product", "category", "tier")
DEAL_ROW = "_deal"  # of an entry into a stage: the row of its deal, which is quicker to look up than its id
DEAL_DIMENSIONS = ("origin", *OF_ACCOUNTS, *OF_REPS, *OF_PRODUCTS)


def table_of(tables: dict[str, pl.DataFrame], name: str) -> pl.DataFrame:
    """The canonical table, empty with its columns where no origin feeds it."""
    if name in tables:
        return tables[name]
    return pl.DataFrame(schema={**TABLES[name].polars_schema, "origin": pl.String})


def account_dimensions(accounts: pl.DataFrame, bounds: Sequence[int]) -> pl.DataFrame:
    """Accounts with their key across systems and their company size band."""
    return accounts.with_columns(
        pl.col("account_id").alias("account_key"),
        band(pl.col("employees"), bounds, band_labels(bounds)).alias("size_band"),
    )


def join_dimensions(
    facts: pl.DataFrame, tables: dict[str, pl.DataFrame], bounds: Sequence[int], extra: Sequence[str]
) -> pl.DataFrame:
    """The facts with the columns of their rep, account and product; null where there is none.

    `extra` are the dimensions that mappings brought: the facts' own, else those of account, product or rep.
    """
    facts = inherit(facts, table_of(tables, "reps"), "rep_id", (*OF_REPS, *extra))
    accounts = account_dimensions(table_of(tables, "accounts"), bounds)
    facts = inherit(facts, accounts, "account_id", (*OF_ACCOUNTS, *extra))
    facts = inherit(facts, table_of(tables, "products"), "product_id", (*OF_PRODUCTS, *extra))
    return facts.with_columns(pl.lit(None, pl.String).alias(c) for c in extra if c not in facts.columns)


def inherit(facts: pl.DataFrame, owners: pl.DataFrame, key: str, columns: Sequence[str]) -> pl.DataFrame:
    """The facts with these columns of what `key` refers to; what the facts say themselves goes first."""
    known = [c for c in columns if c in owners.columns]
    return filled_in(facts, look_up(facts, owners.select(key, *known), key))


def filled_in(facts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The facts with the columns of `found`, row by row beside them, where they say nothing themselves."""
    return facts.with_columns(
        pl.coalesce(facts[c], found[c]) if c in facts.columns else found[c] for c in found.columns
    )


def look_up(rows: pl.DataFrame, table: pl.DataFrame, key: str | Sequence[str]) -> pl.DataFrame:
    """What `table` says of each row, beside it: by a key that is unique there, where null is a value like others.

    Only the key is joined: to join the rows as they are would copy all their columns. A key may be text on one side
    and categories on the other.
    """
    if rows.is_empty():
        return table.clear().drop(key)
    table = table.with_columns(pl.col(c).cast(rows.schema[c]) for c in ([key] if isinstance(key, str) else key))
    return rows.select(key).join(table, on=key, how="left", nulls_equal=True, maintain_order="left").drop(key)


def rows_of_deals(facts: pl.DataFrame, deals: pl.DataFrame) -> pl.Series:
    """The row in `deals` of the deal of each fact, null where it is of none of them: as the history has numbered it,
    for to look up ids of a million deals takes long; else by its id."""
    numbered = deals.select("opportunity_id", pl.int_range(pl.len(), dtype=pl.Int32).alias(DEAL_ROW))
    if DEAL_ROW not in facts.columns:
        return look_up(facts, numbered, "opportunity_id")[DEAL_ROW]
    rows, unknown = facts[DEAL_ROW], facts[DEAL_ROW].is_null()
    if not unknown.any():
        return rows
    return rows.scatter(unknown.arg_true(), look_up(facts.filter(unknown), numbered, "opportunity_id")[DEAL_ROW])


def band(value: pl.Expr, bounds: Sequence[float], labels: Sequence[str]) -> pl.Expr:
    """The label of the band in which a value falls: labels[i] from bounds[i-1] up to bounds[i]."""
    result: pl.Expr = pl.when(value.is_not_null()).then(pl.lit(labels[0]))
    for bound, label in zip(bounds, labels[1:], strict=True):
        result = pl.when(value >= bound).then(pl.lit(label)).otherwise(result)
    return result


def band_labels(bounds: Sequence[int]) -> list[str]:
    """Names of company size bands, e.g. 1–49, 50–249, 250+."""
    edges = [1, *bounds]
    return [*(f"{low}–{high - 1}" for low, high in pairwise(edges)), f"{edges[-1]}+"]


def discount_labels(bounds: Sequence[float]) -> list[str]:
    """Names of discount bands, e.g. < 0 %, 0–5 %, 5 % +; below 0 is a premium."""
    percent = [f"{b * 100:g}" for b in bounds]
    between = [f"{low}–{high} %" for low, high in pairwise(percent)]
    return [f"< {percent[0]} %", *between, f"{percent[-1]} % +"]


def with_periods(frame: pl.DataFrame, days: Sequence[str], fiscal_start: int) -> pl.DataFrame:
    """The frame with the first day of the week, month, quarter, year and fiscal ones of each date column."""
    for day in days:
        frame = frame.hstack(look_up(frame, _calendar(frame[day].unique(), day, fiscal_start), day))
    return frame


def _calendar(days: pl.Series, name: str, fiscal_start: int) -> pl.DataFrame:
    first = pl.col(name).dt.month_start()
    into_year = (pl.col(name).dt.month().cast(pl.Int32) - fiscal_start) % 12
    return pl.DataFrame({name: days}).with_columns(
        pl.col(name).dt.truncate("1w").alias(f"{name}_week"),
        first.alias(f"{name}_month"),
        pl.col(name).dt.truncate("1q").alias(f"{name}_quarter"),
        pl.col(name).dt.truncate("1y").alias(f"{name}_year"),
        _months_back(first, into_year % 3).alias(f"{name}_fiscal_quarter"),
        _months_back(first, into_year).alias(f"{name}_fiscal_year"),
    )


def _months_back(first: pl.Expr, months: pl.Expr) -> pl.Expr:
    return first.dt.offset_by(pl.format("-{}mo", months))


def categorical(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The frame with those of the columns that it has as categoricals."""
    return frame.with_columns(pl.col([c for c in columns if c in frame.columns]).cast(pl.Categorical))
