"""What a new customer costs: spend on winning them over how many were won, of the same days."""

import narwhals as nw
import numpy as np

from data.schema import period_column
from i18n import N_
from metrics.definition import Context, Metric, Numbers, among, distinct, ratio
from metrics.sold import GROSS_MARGIN, SOLD_ON
from metrics.sold import TABLE as SALES
from periods import MONTHS, next_start, period_start, whole_months
from settings import settings

LINES, ACCOUNTS = "statement_lines", "accounts"
ACQUIRED_ON = "acquired_on"  # both sides by the period that the spend was booked for: data/acquisition_periods.py
IS_SPEND, OUTFLOW, ROLE = nw.col("is_acquisition"), "outflow", nw.col("leaf_role")
ACTUAL = nw.col("scenario").fill_null("actual") != "budget"
DAYS_A_MONTH = 365.25 / 12
HAS_ACCOUNT = ~nw.col("account_key").is_null()
COMPARED = ~nw.col(ACQUIRED_ON).is_null()

_spent = nw.when(IS_SPEND.any()).then(among(IS_SPEND, OUTFLOW).sum())
_revenue, _cost = (ACTUAL & (role == ROLE) for role in ("revenue", "cogs"))
_earned = -among(_revenue, OUTFLOW).sum()


def _per_customer_month(context: Context) -> nw.Expr:
    """Revenue of known customers / (those who bought x the length of the period in months)."""
    whole = distinct(nw.col("account_key")) * _months(context)
    return ratio(among(HAS_ACCOUNT, "amount").sum(), whole)  # type: ignore[no-any-return]


def _months(context: Context) -> nw.Expr:
    """How long the period is; of one still running, how long until now; of all time, those with a sale."""
    if context.grain:
        start = period_start(context.as_of, context.grain, settings().company.fiscal_year_start)
        gone = ((context.as_of - start).days + 1) / DAYS_A_MONTH
        full = MONTHS.get(context.grain) or (next_start(start, context.grain) - start).days / DAYS_A_MONTH
        running = nw.col(period_column(SOLD_ON, context.grain)).max() == start
        return nw.when(running).then(nw.lit(min(gone, full))).otherwise(nw.lit(full))
    if context.window is None or context.window.start is None:
        return nw.col(period_column(SOLD_ON, "month")).n_unique()
    start, end = context.window.start, max(min(context.window.end, context.as_of), context.window.start)
    return nw.lit(float(whole_months(start, end) or ((end - start).days + 1) / DAYS_A_MONTH))


def payback(cac: Numbers, a_month: Numbers, margin: Numbers, stated: Numbers) -> Numbers:
    """Months; null where a customer earns nothing, for then it is never earned back."""
    earned = a_month * np.where(np.isnan(margin), stated, margin)
    return np.asarray(ratio(cac, np.where(earned > 0, earned, np.nan)), float)


ACQUISITION_SPEND = Metric(
    "acquisition_spend", N_("Acquisition spend"), kind="booked", unit="money", table=LINES, date="period_start",
    strict=True, value=_spent,
    about=N_(
        "Actual statement lines whose role counts as winning customers (marketing and sales, unless set otherwise), in"
        " the period they begin in. A subtotal is not counted with its parts; budgets never."
    ),
)  # fmt: skip
STATED_MARGIN = Metric(
    "stated_gross_margin", N_("Gross margin of the statement"), kind="ratio", unit="fraction", table=LINES,
    date="period_start", better="up",
    value=nw.when(_cost.any()).then(ratio(_earned - among(_cost, OUTFLOW).sum(), _earned)),
    about=N_("(Revenue - cost of goods) / revenue of the statement's actual lines, in the period they begin in."),
)  # fmt: skip
_SIDES = (
    Metric("cac.spend", ACQUISITION_SPEND.label, kind="booked", unit="money", table=LINES, date=ACQUIRED_ON,
           strict=True, value=nw.when(COMPARED.any()).then(among(COMPARED, OUTFLOW).sum()), of=COMPARED, about=""),
    Metric("cac.customers", N_("New customers"), kind="count", unit="count", table=ACCOUNTS, date=ACQUIRED_ON,
           strict=True, value=COMPARED.sum(), of=COMPARED, about=""),
)  # fmt: skip
CAC = Metric(
    "cac", N_("Customer acquisition cost"), kind="derived", unit="money", better="down", derived=(_SIDES, ratio),
    about=N_(
        "Acquisition spend / new customers of the same days: both count in the first month of the period that the spend"
        " was booked for, and only where spend is booked and sales are known for all of it. Empty where nobody was won,"
        " and under filters that spend does not know."
    ),
)  # fmt: skip
REVENUE_PER_CUSTOMER_MONTH = Metric(
    "revenue_per_customer_month", N_("Revenue per customer and month"), kind="ratio", unit="money", table=SALES,
    date=SOLD_ON, better="up", value=_per_customer_month, n=distinct(nw.col("account_key")),
    about=N_(
        "Revenue / customers who bought in the period / its months. Who buys seldom is missing from short periods, so"
        " that these read high: go by a year. n is the customers."
    ),
)  # fmt: skip
CAC_PAYBACK_MONTHS = Metric(
    "cac_payback_months", N_("CAC payback"), kind="derived", unit="months", better="down",
    derived=((CAC, REVENUE_PER_CUSTOMER_MONTH, GROSS_MARGIN, STATED_MARGIN), payback),
    about=N_(
        "Customer acquisition cost / (revenue per customer and month x gross margin): months until a new customer has"
        " earned what winning it cost. The margin is that of what was sold, else the statement's. All of it is of the"
        " period asked for; by period, as on the Financials page, revenue and margin are those of the twelve months up"
        " to its end, so that no season moves it."
    ),
)  # fmt: skip
