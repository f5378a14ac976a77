"""Order days net of cancellations: what was taken back comes off the orders that the customer had placed before.

A negative amount cancels the customer's last earlier line of just that amount; where there is none it comes off their
latest order day, then the one before, as far as it goes. A day of which nothing is left was no order. What is more
than all earlier orders belongs to orders from before the data, and is left out.
"""

from dataclasses import dataclass

import polars as pl

LEFT = 1e-9  # of a value: less than that is nothing but rounding


@dataclass(frozen=True)
class Cancelled:
    """Negative `lines` and their `amount` (positive), what of it was found in no earlier order, and the order `days`
    of which nothing was left."""

    lines: int = 0
    amount: float = 0.0
    unmatched: float = 0.0
    days: int = 0


def order_days(lines: pl.LazyFrame) -> tuple[pl.DataFrame, Cancelled]:
    """Lines (customer, day, amount; all known) as orders: customer, day, value, one a customer and day, above zero."""
    lines = lines.with_columns(pl.col("amount").cast(pl.Float64))
    signed = lines.group_by("customer").agg((pl.col("amount") < 0).any().alias("cancels")).filter("cancels")
    cancelling = signed.select("customer").collect()
    days = _by_day(lines.join(cancelling.lazy(), on="customer", how="anti") if cancelling.height else lines).collect()
    if not cancelling.height:
        return days, Cancelled()
    some = lines.join(cancelling.lazy(), on="customer", how="semi").filter(pl.col("amount") != 0)
    ordered = some.sort("customer", "day", pl.col("amount") < 0, maintain_order=True).collect()
    kept, found = _without(ordered)
    return pl.concat([days, kept]), found


def _by_day(lines: pl.LazyFrame) -> pl.LazyFrame:
    orders = lines.filter(pl.col("amount") > 0)
    return orders.group_by("customer", "day").agg(pl.col("amount").sum().alias("value"))


def _without(lines: pl.DataFrame) -> tuple[pl.DataFrame, Cancelled]:
    """Order days of customers with cancellations; their lines by time, a day's orders before what it cancels."""
    days = lines.filter(pl.col("amount") > 0).group_by("customer", "day", maintain_order=True).agg(
        pl.col("amount").sum().alias("value")
    )  # fmt: skip
    taken, unmatched = [], 0.0
    for _customer, own in lines.group_by("customer", maintain_order=True):
        values, over = _net(own["day"].to_physical().to_list(), own["amount"].to_list())
        taken += values
        unmatched += over
    net = days.with_columns(pl.Series("left", taken, pl.Float64))
    kept = net.filter(pl.col("left") > LEFT * pl.col("value"))
    negative = lines.filter(pl.col("amount") < 0)
    amount = -float(negative["amount"].sum())
    beyond = unmatched if unmatched > LEFT * amount else 0.0
    found = Cancelled(negative.height, amount, beyond, net.height - kept.height)
    return kept.select("customer", "day", pl.col("left").alias("value")), found


def _net(days: list[int], amounts: list[float]) -> tuple[list[float], float]:
    """What is left of one customer's order days, in order, and what was cancelled beyond them."""
    left: dict[int, float] = {}
    same: dict[float, list[int]] = {}  # amount -> days with a line of it, latest last
    beyond = 0.0
    for day, amount in zip(days, amounts, strict=True):
        if amount > 0:
            left[day] = left.get(day, 0.0) + amount
            same.setdefault(amount, []).append(day)
            continue
        due = -amount
        lines = same.get(due)
        for earlier in ([lines.pop()] if lines else []) + [*reversed(left)]:
            taken = min(due, left[earlier])
            left[earlier] -= taken
            due -= taken
            if due <= 0:
                break
        beyond += due
    return [*left.values()], beyond
