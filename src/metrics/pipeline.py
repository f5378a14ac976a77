"""Pipeline: what is open, what it is worth, when it should close, and whether that is enough."""

import narwhals as nw
import numpy as np

from i18n import N_
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.definition import Metric, Numbers, among, ratio
from metrics.goals import TARGET
from metrics.sales import AVERAGE_DEAL, OPENED_ON, WIN_RATE, WON_REVENUE
from metrics.stocks import OPEN_VALUE

OPEN, ENGAGED = nw.col("is_open"), ~nw.col("is_untouched")


def velocity(deals: Numbers, win_rate: Numbers, average: Numbers, days: Numbers) -> Numbers:
    """Money won per day, if the open deals do as those decided did."""
    return ratio(deals * win_rate * average, days)  # type: ignore[no-any-return]


def weighted(probability: str) -> nw.Expr:
    """Sum of value x probability over the open deals that have one; null if none has."""
    known = nw.col(probability)
    return nw.when(known.count() > 0).then((nw.col(OPEN_VALUE) * known).sum())


def coverage(due: Numbers, target: Numbers, won: Numbers) -> Numbers:
    """Pipeline due over what is still missing; NaN once the target is met."""
    return ratio(due, np.where(target > won, target - won, np.nan))  # type: ignore[no-any-return]


DEALS_OPEN = Metric(
    "deals_open", N_("Open deals"), kind="stock", unit="count", value=nw.len(),
    about=N_("Deals open at the end of the period, undated ones included. Untouched deals are not open yet."),
)  # fmt: skip
PIPELINE = Metric(
    "pipeline", N_("Pipeline"), kind="stock", unit="money", value=nw.col(OPEN_VALUE).sum(), better="up",
    about=N_("Value of the deals open at the end of the period (expected amount where none is given), as it was known"
             " on that day. Without a history of deals, those decided since count with what was expected of them."),
)  # fmt: skip
WEIGHTED_PIPELINE = Metric(
    "weighted_pipeline", N_("Weighted pipeline"), kind="stock", unit="money", today_only=True, better="up",
    value=weighted("observed_probability"),
    about=N_("Value of open deals x the share of deals in their stage that were won in the end. Known for today only."),
)  # fmt: skip
WEIGHTED_PIPELINE_CRM = Metric(
    "weighted_pipeline_crm", N_("Weighted pipeline, CRM's odds"), kind="stock", unit="money", today_only=True,
    value=weighted("probability"), better="up",
    about=N_("Value of open deals x the probability set in the CRM, often a textbook one: compare with the observed."
             " Deals without one are left out. Known for today only."),
)  # fmt: skip
PIPELINE_CREATED = Metric(
    "pipeline_created", N_("Pipeline created"), kind="sum", unit="money", date=OPENED_ON, of=ENGAGED, better="up",
    value=among(ENGAGED, "expected_value").sum(), n=among(ENGAGED, "expected_value").count(),
    about=N_("What was expected of the deals created in the period, whatever became of them. A flow, not a stock."),
)  # fmt: skip
PIPELINE_DUE = Metric(
    "pipeline_due", N_("Pipeline due"), kind="sum", unit="money", date="expected_close_on", of=OPEN, ahead=True,
    value=among(OPEN, "value").sum(), n=OPEN.sum(),
    about=N_("Value of the deals open today whose expected close lies in the period; overdue ones lie in the past."),
)  # fmt: skip
SALES_VELOCITY = Metric(
    "sales_velocity", N_("Sales velocity"), kind="derived", unit="money_per_day", better="up",
    derived=((DEALS_OPEN, WIN_RATE, AVERAGE_DEAL, SALES_CYCLE_DAYS), velocity),
    about=N_("Open deals x win rate x average deal / sales cycle: money won per day. Look at one funnel at a time."),
)  # fmt: skip
COVERAGE = Metric(
    "coverage", N_("Pipeline coverage"), kind="derived", unit="times", better="up",
    derived=((PIPELINE_DUE, TARGET, WON_REVENUE), coverage),
    about=N_("Pipeline due in the period / (target - won so far). Empty once the target is met."),
)  # fmt: skip
