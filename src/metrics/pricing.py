"""Pricing: what was given away on the list price, and why deals were lost."""

import narwhals as nw

from i18n import N_
from metrics.definition import Metric, among, ratio
from metrics.sales import DEALS_LOST, DECIDED_ON, LOST_REVENUE, WON

PRICED = WON & ~nw.col("discount").is_null()  # won deals whose amount and list price are known

DISCOUNT = Metric(
    "discount", N_("Discount"), kind="ratio", unit="fraction", date=DECIDED_ON, of=PRICED, better="down",
    value=1 - ratio(among(PRICED, "amount").sum(), among(PRICED, "list_amount").sum()), n=PRICED.sum(),
    about=N_("1 - amount / list price of won deals, weighted by list price. Negative means above list: a premium."),
)  # fmt: skip
MEDIAN_DISCOUNT = Metric(
    "median_discount", N_("Median discount"), kind="median", unit="fraction", date=DECIDED_ON, of=PRICED,
    better="down", value=among(PRICED, "discount").median(), n=PRICED.sum(),
    about=N_("Half of the won deals had a larger discount, half a smaller one. Negative is a premium."),
)  # fmt: skip
LOST_DEALS_SHARE = Metric(
    "lost_deals_share", N_("Share of lost deals"), kind="share", unit="fraction",
    derived=((DEALS_LOST,), lambda lost: lost),
    about=N_("A group's part of all lost deals, by close date: use it by loss reason or discount band."),
)  # fmt: skip
LOST_REVENUE_SHARE = Metric(
    "lost_revenue_share", N_("Share of lost revenue"), kind="share", unit="fraction",
    derived=((LOST_REVENUE,), lambda lost: lost),
    about=N_("A group's part of the expected amount of all lost deals, by close date."),
)  # fmt: skip
