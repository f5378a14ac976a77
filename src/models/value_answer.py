"""The worth of customers as the command line gives it."""

from typing import Any

import polars as pl

from models.customer_value import CustomerValue
from models.held_out import HeldOut
from models.lifetime_value import LifetimeValue, Money
from models.purchase_histories import Orders
from models.value_parameters import intervals_of, parameters_of

COLUMNS = ("customer", "first", "last", "orders", "frequency", "recency", "age", "mean_value", "probability_alive",
           "expected_orders_6", "expected_orders_12", "expected_order_value", "expected_value")  # fmt: skip


def answer_object(
    found: CustomerValue, orders: Orders, margin: float = 1.0, lifetime: LifetimeValue | None = None
) -> dict[str, Any]:
    """The JSON object, without what was read. Time is in weeks, money in the file's.

    Where it is refused, `refusal` has code, message and hint, and there are no customers and no check; parameters only
    if the orders cover less than a year. `expected_value` of a customer: orders expected in the months
    of the lifetime value x expected order value x margin.
    """
    cancelled = orders.cancelled
    return {
        "refusal": found.refusal.as_dict() if found.refusal else None,
        "parameters": parameters_of(found),
        "parameter_intervals": intervals_of(found),
        "observed": {
            "since": orders.since and orders.since.isoformat(), "until": orders.until.isoformat(), "days": orders.span,
            "last_month_cut": orders.cut is not None, "customers": found.histories.height,
            "orders": orders.days.height, "repeat_buyers": found.repeating, "repeat_share": found.repeat_share,
        },
        "cancellations": {"lines": cancelled.lines, "amount": cancelled.amount,
                          "unmatched_amount": cancelled.unmatched, "orders_cancelled": cancelled.days},
        "value_goes_with_frequency": found.value_goes_with,
        "margin": margin,
        "lifetime_value": lifetime and _lifetime(lifetime),
        "check": found.check and _check(found.check),
        "customers": _customers(found.histories, lifetime) if lifetime else [],
    }  # fmt: skip


def _customers(histories: pl.DataFrame, lifetime: LifetimeValue) -> list[dict[str, Any]]:
    value, days = pl.Series("expected_value", lifetime.each), pl.col("first", "last").cast(pl.String)
    return histories.with_columns(value, days).select(COLUMNS).to_dicts()


def _lifetime(found: LifetimeValue) -> dict[str, Any]:
    return {"months": found.months, "existing": _money(found.existing), "new": _money(found.new)}


def _money(found: Money) -> dict[str, float]:
    return {"value": found.value, "low": found.low, "high": found.high}


def _check(found: HeldOut) -> dict[str, Any]:
    return {
        "fitted_until": found.cut.isoformat(), "until": found.until.isoformat(), "customers": found.customers,
        "expected_orders": found.expected, "actual_orders": found.actual, "error": found.error, "off": found.is_off,
        "correlation": found.correlation, "by_frequency": found.groups.to_dicts(),
    }  # fmt: skip
