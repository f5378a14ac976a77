"""Per head: what managers and offices bring in relative to the reps they have."""

import narwhals as nw

from i18n import N_
from metrics.definition import Metric, ratio
from metrics.sales import DEALS_WON, WON_REVENUE

REPS = Metric(
    "reps", N_("Reps"), kind="count", unit="count", table="reps", value=nw.col("active").fill_null(True).sum(),
    about=N_("Reps on the list, without those marked inactive; also those without a deal, whatever the period."),
)  # fmt: skip
REVENUE_PER_REP = Metric(
    "revenue_per_rep", N_("Won revenue per rep"), kind="derived", unit="money", better="up",
    derived=((WON_REVENUE, REPS), ratio),
    about=N_("Won revenue / reps, those without a deal included; of a manager or an office, their own reps."),
)  # fmt: skip
DEALS_WON_PER_REP = Metric(
    "deals_won_per_rep", N_("Deals won per rep"), kind="derived", unit="count", better="up",
    derived=((DEALS_WON, REPS), ratio),
    about=N_("Won deals / reps, those without a deal included; of a manager or an office, their own reps."),
)  # fmt: skip
