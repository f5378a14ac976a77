"""What customers are worth by what they bought, worked out once after a publish: BG/NBD, gamma-gamma and the margin.

All customers are observed until the last day that every origin still delivering has facts for, as forecasts are; those
of an origin whose facts end a year before the others' are history, and left out.
"""

import json
import math
from datetime import date
from typing import Any

import polars as pl

from data.engine import Snapshot
from filters import Filters
from metrics.acquisition import STATED_MARGIN
from metrics.run import measure
from metrics.sold import GROSS_MARGIN, SOLD_ON
from metrics.sold import TABLE as SALES
from models.customer_value import CustomerValue, customer_value
from models.lifetime_value import LifetimeValue, lifetime_value
from models.purchase_histories import Orders, orders_of
from models.value_parameters import parameters_of
from models.value_refusals import ValueRefusal
from periods import DAY, add_months

HORIZON = 24  # months, not discounted: CAC is earned back in them or hardly ever
YEAR = 12  # months: of the margin, and after which an origin is history
SUMMARY, EACH, CHECK = "customer_value_summary", "customer_values", "customer_value_check"
WHOLE = "all"  # the level of its row
NUMBER, TEXT, COUNT = pl.Float64, pl.String, pl.Int64
TABLES: dict[str, dict[str, Any]] = {
    SUMMARY: {
        "level": TEXT, "since": pl.Date, "as_of": pl.Date, "customers": COUNT, "repeat_buyers": COUNT,
        "repeat_share": NUMBER, "orders": COUNT, "lines": COUNT, "lines_without_account": COUNT,
        "cancelled_lines": COUNT, "cancelled_amount": NUMBER, "unmatched_amount": NUMBER,
        "horizon_months": COUNT, "margin": NUMBER, "margin_basis": TEXT,
        "clv_mean": NUMBER, "low": NUMBER, "high": NUMBER,
        "clv_new": NUMBER, "clv_new_low": NUMBER, "clv_new_high": NUMBER, "time_unit": TEXT,
        **dict.fromkeys(("r", "alpha", "a", "b", "p", "q", "v", "log_likelihood", "value_goes_with"), NUMBER),
        "nobody_leaves": pl.Boolean, "check_cut": pl.Date, "check_customers": COUNT, "check_expected": NUMBER,
        "check_actual": COUNT, "check_off": pl.Boolean, "refusal": TEXT, "refusal_values": TEXT,
    },
    EACH: {
        "account_key": TEXT, "first": pl.Date, "last": pl.Date, "orders": COUNT, "mean_value": NUMBER,
        "probability_alive": NUMBER, "expected_orders_6": NUMBER, "expected_orders_12": NUMBER,
        "expected_order_value": NUMBER, "expected_value": NUMBER,
    },
    CHECK: {"frequency": COUNT, "customers": COUNT, "expected": NUMBER, "actual": NUMBER},
}  # fmt: skip


def derive_customers(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """The tables of TABLES. Of the whole one row in the summary: `clv_mean` (low, high) is the expected gross profit
    of a customer there is over the next HORIZON months, `clv_new` that of a new one from the first order on, that one
    counted; null where it is refused. customer_values has a row for each account unless that is for the orders.
    """
    orders, counted = _orders(snapshot)
    found = customer_value(orders)
    margin, basis = _margin(snapshot, orders.until) if found.refusal is None else (None, None)
    worth = lifetime_value(found, HORIZON, margin) if margin is not None else None
    refusal = found.refusal or (ValueRefusal("no_margin") if worth is None else None)
    row = {**counted, **_of_orders(orders, found), "margin": margin, "margin_basis": basis, **_of_models(found),
           **(_worth(worth) if worth else {}), "refusal": refusal and refusal.reason,
           "refusal_values": refusal and json.dumps(refusal.values)}  # fmt: skip
    return {SUMMARY: _typed([row], SUMMARY), EACH: _each(found, worth), CHECK: _check(found)}


def _orders(snapshot: Snapshot) -> tuple[Orders, dict[str, int]]:
    """The orders of known accounts, and of how many lines."""
    lines = snapshot.lazy(SALES) if SALES in snapshot.names else None
    ends = {} if lines is None else _ends(lines, snapshot)
    if lines is None or not ends:
        nothing = pl.LazyFrame(schema={"customer": TEXT, "day": pl.Date, "amount": NUMBER})
        return orders_of(nothing, date.today()), {"lines": 0, "lines_without_account": 0}
    until = min(ends.values())
    live = lines.filter(pl.col("origin").cast(TEXT).is_in([*ends]), pl.col("amount") != 0, pl.col(SOLD_ON) <= until)
    counts = live.select(lines=pl.len(), lines_without_account=pl.col("account_key").is_null().sum()).collect()
    named = live.filter(pl.col("account_key").is_not_null())
    orders = orders_of(named.select(customer="account_key", day=SOLD_ON, amount="amount"), until)
    return orders, counts.row(0, named=True)


def _ends(lines: pl.LazyFrame, snapshot: Snapshot) -> dict[str, date]:
    """The last day of facts of each origin that sold something and is no history."""
    sold = lines.group_by("origin", "source").agg(pl.col(SOLD_ON).max().alias("last")).collect()
    ends = {
        str(row["origin"]): snapshot.as_of.get(str(row["origin"]), {}).get(str(row["source"]), row["last"])
        for row in sold.iter_rows(named=True) if row["last"] is not None
    }  # fmt: skip
    latest = max(ends.values(), default=None)
    return {name: end for name, end in ends.items() if latest is not None and end > add_months(latest, -YEAR)}


def _margin(snapshot: Snapshot, until: date) -> tuple[float | None, str | None]:
    """Gross profit per revenue of the year up to that day: of what was sold, else of the income statement."""
    year = Filters(start=add_months(until + DAY, -YEAR), end=until)
    for metric, basis in ((GROSS_MARGIN, "sales"), (STATED_MARGIN, "statement")):
        if metric.table in snapshot.names:
            margin = measure(metric, filters=year, snapshot=snapshot)[metric.name].item()
            if not math.isnan(margin):
                return float(margin), basis
    return None, None


def _of_orders(orders: Orders, found: CustomerValue) -> dict[str, Any]:
    cancelled = orders.cancelled
    return {
        "level": WHOLE, "since": orders.since, "as_of": orders.until, "customers": found.histories.height,
        "repeat_buyers": found.repeating, "repeat_share": found.repeat_share, "orders": orders.days.height,
        "cancelled_lines": cancelled.lines, "cancelled_amount": cancelled.amount,
        "unmatched_amount": cancelled.unmatched, "horizon_months": HORIZON,
    }  # fmt: skip


def _of_models(found: CustomerValue) -> dict[str, Any]:
    check, buying = found.check, found.buying
    told = {**(parameters_of(found) or {}), "value_goes_with": found.value_goes_with,
            "nobody_leaves": buying.nobody_leaves if buying else None}  # fmt: skip
    if check is None:
        return told
    return {**told, "check_cut": check.cut, "check_customers": check.customers, "check_expected": check.expected,
            "check_actual": check.actual, "check_off": check.is_off}  # fmt: skip


def _worth(worth: LifetimeValue) -> dict[str, float]:
    mean, new = worth.existing, worth.new
    return {"clv_mean": mean.value, "low": mean.low, "high": mean.high,
            "clv_new": new.value, "clv_new_low": new.low, "clv_new_high": new.high}  # fmt: skip


def _each(found: CustomerValue, worth: LifetimeValue | None) -> pl.DataFrame:
    if found.refusal is not None:
        return pl.DataFrame(schema=TABLES[EACH])
    value = pl.Series("expected_value", worth.each) if worth else pl.lit(None, NUMBER).alias("expected_value")
    told = found.histories.rename({"customer": "account_key"}).with_columns(value)
    return told.select(pl.col(name).cast(kind) for name, kind in TABLES[EACH].items())


def _check(found: CustomerValue) -> pl.DataFrame:
    return _typed(found.check.groups.to_dicts() if found.check else [], CHECK)


def _typed(rows: list[dict[str, Any]], table: str) -> pl.DataFrame:
    schema = TABLES[table]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
