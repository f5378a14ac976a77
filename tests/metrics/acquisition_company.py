"""A small company whose acquisition cost can be worked out. Today is 15 May 2024; sales begin on 2 January 2023.

New customers and spend by quarter: 20 for 2,000 (100 each), 10 for 1,500 (150), 8 for 1,600 (200), 16 for 2,400 (150),
12 for 1,200 (100); then 4, for which nothing is booked yet. Each buys once, for 100, which costs 60.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from data.acquisition_periods import with_acquisition
from metrics.frames import FrameSnapshot
from periods import DAY, next_start
from settings import Company as CompanyRules
from tests.data.statement_lines import SCHEMA
from tests.data.wide_context import context
from tests.metrics.frames import with_periods

TODAY = date(2024, 5, 15)
QUARTERS = [next_start(date(2023, 1, 1), "quarter", i) for i in range(6)]
WON = (20, 10, 8, 16, 12, 4)
SPENT = (2000.0, 1500.0, 1600.0, 2400.0, 1200.0)
Line = tuple[Any, ...]


@dataclass(frozen=True)
class Company(FrameSnapshot):
    currency: str = "EUR"


def lines(*roles: tuple[str, float], origin: str = "books") -> list[Line]:
    """Each quarter's spend, parted among these roles; revenue of 1,000 and goods of 700 beside it."""
    rows: list[Line] = []
    for start, spent in zip(QUARTERS, SPENT, strict=False):
        days = (start, next_start(start, "quarter") - DAY)
        rows += [(role, "costs", role, 1, *days, spent * part, "actual", origin) for role, part in roles]
        rows += [("sold", "result", "revenue", 1, *days, 1000.0, "actual", origin),
                 ("goods", "result", "cogs", -1, *days, 700.0, "actual", origin),
                 ("costs", "result", "subtotal", -1, *days, spent, "actual", origin),
                 ("marketing", "costs", "marketing", 1, *days, 9 * spent, "budget", origin)]  # fmt: skip
    return rows


def company(statement: list[Line] | None = None, costed: bool = True) -> Company:
    """Its snapshot; the statement's lines default to three fifths of the spend for marketing and two for sales."""
    rows = lines(("marketing", 0.6), ("sales", 0.4)) if statement is None else statement
    days = [start + timedelta(1 + i) for start, n in zip(QUARTERS, WON, strict=True) for i in range(n)]
    names = [f"a{i}" for i in range(len(days))]
    accounts = pl.DataFrame({"account_key": names, "origin": ["shop"] * len(days), "sector": ["retail"] * len(days),
                             "first_bought_on": days, "last_bought_on": days})  # fmt: skip
    made = with_acquisition(
        pl.DataFrame(rows, schema=SCHEMA, orient="row"),
        accounts,
        context(as_of={"shop": TODAY}, company=CompanyRules()),
    )
    cost = 60.0 if costed else None
    orders = pl.DataFrame(
        {"account_key": names, "origin": ["shop"] * len(days), "quantity": [1.0] * len(days),
         "amount": [100.0] * len(days), "cost": [cost] * len(days),
         "margin": [None if cost is None else 100.0 - cost] * len(days), "product": ["Gauge"] * len(days)},
        schema_overrides={"cost": pl.Float64, "margin": pl.Float64, "account_key": pl.Categorical,
                          "origin": pl.Categorical, "product": pl.Categorical},
    )  # fmt: skip
    tables = {
        "orders": with_periods(orders, {"ordered_on": days}),
        "statement_lines": made["statement_lines"],
        "accounts": with_periods(made["accounts"], {"first_bought_on": list(days)}),
    }  # fmt: skip
    return Company(tables, TODAY)
