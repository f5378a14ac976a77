"""How long deals take, and how many of those created together are won."""

from datetime import timedelta
from functools import reduce
from operator import or_

import narwhals as nw

from i18n import N_
from metrics.definition import Context, Metric, Survival, among, ratio
from metrics.sales import DECIDED, DECIDED_ON, LOST, OPENED_ON, WON
from settings import settings


def _of_age(context: Context) -> nw.Expr:
    """Deals created at least the cohort age before the last day with facts of their origin."""
    age = timedelta(days=settings().rules.cohort_age_days)
    opened = nw.col(OPENED_ON)
    if len({day for _origin, day in context.as_of_by_origin}) <= 1:
        return opened <= next((day for _origin, day in context.as_of_by_origin), context.as_of) - age
    each = [(nw.col("origin") == origin) & (opened <= day - age) for origin, day in context.as_of_by_origin]
    return reduce(or_, each)


def _won_by_age(context: Context) -> nw.Expr:
    """Of those, the deals won by that age; a win after an unknown number of days counts."""
    days = nw.col("cycle_days")
    return WON & _of_age(context) & (days.is_null() | (days <= settings().rules.cohort_age_days))


SALES_CYCLE_DAYS = Metric(
    "sales_cycle_days", N_("Sales cycle"), kind="median", unit="days", date=DECIDED_ON, of=WON, better="down",
    value=among(WON, "cycle_days").median(), n=among(WON, "cycle_days").count(),
    about=N_("Median days from creation (else engagement) to close of won deals. Deals still open are not in it."),
)  # fmt: skip
MEAN_CYCLE_DAYS = Metric(
    "mean_cycle_days", N_("Mean sales cycle"), kind="mean", unit="days", date=DECIDED_ON, of=WON, better="down",
    value=among(WON, "cycle_days").mean(), n=among(WON, "cycle_days").count(),
    about=N_("Mean days from creation (else engagement) to close of won deals. Deals still open are not in it."),
)  # fmt: skip
LOST_CYCLE_DAYS = Metric(
    "lost_cycle_days", N_("Days to a loss"), kind="median", unit="days", date=DECIDED_ON, of=LOST,
    value=among(LOST, "cycle_days").median(), n=among(LOST, "cycle_days").count(),
    about=N_("Median days from creation (else engagement) to close of lost deals."),
)  # fmt: skip
MEAN_LOST_CYCLE_DAYS = Metric(
    "mean_lost_cycle_days", N_("Mean days to a loss"), kind="mean", unit="days", date=DECIDED_ON, of=LOST,
    value=among(LOST, "cycle_days").mean(), n=among(LOST, "cycle_days").count(),
    about=N_("Mean days from creation (else engagement) to close of lost deals."),
)  # fmt: skip
KM_CYCLE_DAYS = Metric(
    "km_cycle_days", N_("Days to a decision, open deals included"), kind="survival", unit="days", date=OPENED_ON,
    better="down",
    about=N_("Kaplan-Meier median days until a deal is won or lost, by creation. Open deals count as undecided so far,"
             " so slow deals are not left out. Empty while less than half are decided."),
    survival=Survival(
        days=nw.when(DECIDED).then(nw.col("cycle_days")).otherwise(nw.col("age_days")),
        ended=DECIDED.sum(), running=nw.col("is_open").sum(),
    ),
)  # fmt: skip
COHORT_WIN_RATE = Metric(
    "cohort_win_rate", N_("Win rate of deals created"), kind="proportion", unit="fraction", date=OPENED_ON, better="up",
    value=lambda context: ratio(_won_by_age(context).sum(), _of_age(context).sum()),
    n=lambda context: _of_age(context).sum(),
    about=N_("Of the deals created in the period, those won by the cohort age (a setting, 180 days). Only deals that"
             " have reached it count, else recent ones would look worse than they are."),
)  # fmt: skip
