"""When accounts bought for the first and the last time: what makes one a new customer, or a silent one."""

from collections.abc import Sequence

import polars as pl

FIRST, LAST = "first_bought_on", "last_bought_on"


def days_bought(sales: pl.DataFrame, day: str) -> pl.DataFrame:
    """By account_key the first and last `day` of these sales, returns left out; those without account or day are
    nobody's."""
    sold = (pl.col("amount") >= 0).fill_null(True)  # an amount whose currency has no rate is not known
    known = sales.filter(pl.col("account_key").is_not_null() & pl.col(day).is_not_null() & sold)
    return known.group_by("account_key").agg(pl.col(day).min().alias(FIRST), pl.col(day).max().alias(LAST))


def with_days_bought(accounts: pl.DataFrame, found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The accounts with the first and last day in `found`, several frames of `days_bought`; null where none bought."""
    none = pl.DataFrame(schema={"account_key": pl.Categorical, FIRST: pl.Date, LAST: pl.Date})
    keyed = [frame.with_columns(pl.col("account_key").cast(pl.Categorical)) for frame in found]
    days = pl.concat([none, *keyed]).group_by("account_key").agg(pl.col(FIRST).min(), pl.col(LAST).max())
    days = days.with_columns(pl.col("account_key").cast(accounts.schema["account_key"]))
    return accounts.join(days, on="account_key", how="left", maintain_order="left")
