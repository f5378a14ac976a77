"""Purchase histories: what BG/NBD and gamma-gamma need to know of each customer, from order lines.

Orders of one day are one order. Time is in weeks, as in the papers, and ends for all customers on one day: the last one
of the data. So a month that is cut needs no care but that it is said.
"""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from models.cancellations import Cancelled, order_days
from periods import DAY

DAYS_A_WEEK = 7.0
WEEKS_A_MONTH = 365.25 / 12 / DAYS_A_WEEK


@dataclass(frozen=True)
class Orders:
    """`days`: customer, day, value, one row a customer and day, up to `until`, the end of the observation."""

    days: pl.DataFrame
    until: date
    cancelled: Cancelled = field(default_factory=Cancelled)

    @property
    def since(self) -> date | None:
        """The day of the first order."""
        return self.days["day"].min()  # type: ignore[return-value]

    @property
    def span(self) -> int:
        """Days from the first order to the end, both counted."""
        return 0 if self.since is None else (self.until - self.since).days + 1

    @property
    def cut(self) -> date | None:
        """The last month's first day, if the observation ends before that month does."""
        return None if (self.until + DAY).day == 1 else self.until.replace(day=1)

    def before(self, until: date) -> "Orders":
        """As they were known at the end of an earlier day, but for cancellations after it."""
        return Orders(self.days.filter(pl.col("day") <= until), until)


def orders_of(lines: pl.LazyFrame, until: date) -> Orders:
    """Orders from lines (customer, day, amount; all known) up to a day."""
    days, cancelled = order_days(lines.filter(pl.col("day") <= until))
    return Orders(days, until, cancelled)


def purchase_histories(orders: Orders) -> pl.DataFrame:
    """One row a customer, in the order of their names: customer, first, last (days), orders, frequency (repeat orders),
    recency (weeks from first to last), age (weeks from first to the end), first_value, mean_value (of repeat orders,
    null without one: the first order is often unlike the others)."""
    by_time = orders.days.lazy().sort("customer", "day").group_by("customer", maintain_order=True)
    histories = by_time.agg(
        pl.col("day").first().alias("first"), pl.col("day").last().alias("last"),
        pl.len().cast(pl.Int64).alias("orders"), pl.col("value").first().alias("first_value"),
        pl.col("value").slice(1).mean().alias("mean_value"),
    )  # fmt: skip
    return histories.select(
        "customer", "first", "last", "orders", (pl.col("orders") - 1).alias("frequency"),
        _weeks(pl.col("last") - pl.col("first")).alias("recency"),
        _weeks(pl.lit(orders.until) - pl.col("first")).alias("age"),
        "first_value", "mean_value",
    ).collect()  # fmt: skip


def _weeks(time: pl.Expr) -> pl.Expr:
    return time.dt.total_days() / DAYS_A_WEEK
