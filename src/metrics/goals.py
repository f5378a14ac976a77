"""Targets for won revenue, and how far they are reached.

A target may be set for the company, for teams and for reps at once: one level is read, never their sum.
"""

import narwhals as nw

from i18n import N_
from metrics.definition import Context, Metric, ratio
from metrics.sales import WON_REVENUE

LEVELS = ("company", "team", "rep")  # from the whole to the parts
NEEDS = {"rep": "rep", "manager": "rep", "team": "team"}  # dimension -> the level that can tell it


def _sum_of(level: str, days: nw.Expr) -> nw.Expr:
    rows = days & (nw.col("level") == level)
    return nw.when(rows.sum() > 0).then(nw.when(rows).then(nw.col("amount")).sum())


def _target(context: Context, days: nw.Expr) -> nw.Expr:
    """The sum of the first level that was set, among those that can tell the dimensions in use."""
    asked = {NEEDS[name] for name in context.dimensions if name in NEEDS}
    levels = LEVELS[max((LEVELS.index(level) for level in asked), default=0) :]
    return nw.coalesce(*(_sum_of(level, days) for level in levels))


OF_REVENUE = nw.col("metric") == "won_revenue"

TARGET = Metric(
    "target", N_("Target"), kind="goal", unit="money", table="target_days", date="on", ahead=True, strict=True,
    value=lambda context: _target(context, OF_REVENUE),
    about=N_("Target for won revenue, spread evenly over working days. The company's target; by team or rep, theirs."),
)  # fmt: skip
TARGET_TO_DATE = Metric(
    "target_to_date", N_("Target to date"), kind="goal", unit="money", table="target_days", date="on", strict=True,
    value=lambda context: _target(context, OF_REVENUE & (nw.col("on") <= context.as_of)),
    about=N_("The part of the target that falls on the period's working days gone by. Ignores the season."),
)  # fmt: skip
ATTAINMENT = Metric(
    "attainment", N_("Attainment"), kind="derived", unit="fraction", better="up",
    derived=((WON_REVENUE, TARGET), ratio), about=N_("Won revenue / target of the whole period."),
)  # fmt: skip
PACE = Metric(
    "pace", N_("Pace"), kind="derived", unit="fraction", better="up", derived=((WON_REVENUE, TARGET_TO_DATE), ratio),
    about=N_("Won revenue / (target x share of the period's working days gone). Above 100 % is ahead; ignores season."),
)  # fmt: skip
