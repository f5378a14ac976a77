"""Sales: what was won and lost, and how often. Won and lost count on the day of the decision."""

import narwhals as nw

from i18n import N_
from metrics.definition import Metric, among, ratio

WON, LOST, DECIDED = nw.col("is_won"), nw.col("is_lost"), nw.col("is_decided")
OPENED_ON, DECIDED_ON = "opened_on", "decided_on"

OPPORTUNITIES = Metric(
    "opportunities", N_("Deals"), kind="count", unit="count", date=OPENED_ON, value=nw.len(), better="up",
    about=N_("All deals by the day they were created, else engaged. Deals without such a day count in all time only."),
)  # fmt: skip
DEALS_WON = Metric(
    "deals_won", N_("Deals won"), kind="count", unit="count", date=DECIDED_ON, value=WON.sum(), of=WON, better="up",
    about=N_("Won deals by close date."),
)  # fmt: skip
DEALS_LOST = Metric(
    "deals_lost", N_("Deals lost"), kind="count", unit="count", date=DECIDED_ON, value=LOST.sum(), of=LOST,
    better="down", about=N_("Lost deals by close date. Deals nobody closes are missing here: they are still open."),
)  # fmt: skip
DEALS_DECIDED = Metric(
    "deals_decided", N_("Deals decided"), kind="count", unit="count", date=DECIDED_ON, value=DECIDED.sum(), of=DECIDED,
    about=N_("Won and lost deals by close date."),
)  # fmt: skip
WON_REVENUE = Metric(
    "won_revenue", N_("Won revenue"), kind="sum", unit="money", date=DECIDED_ON, of=WON, better="up",
    value=among(WON, "value").sum(), n=among(WON, "value").count(),
    about=N_("Sum of the amounts of won deals, by close date; n is the won deals whose amount is known."),
)  # fmt: skip
LOST_REVENUE = Metric(
    "lost_revenue", N_("Lost revenue"), kind="sum", unit="money", date=DECIDED_ON, of=LOST, better="down",
    value=among(LOST, "value").sum(), n=among(LOST, "value").count(),
    about=N_("Expected amount of lost deals (list price x quantity, else the amount), by close date."),
)  # fmt: skip
EXPECTED_REVENUE = Metric(
    "expected_revenue", N_("Value of all deals"), kind="sum", unit="money", date=OPENED_ON, better="up",
    value=nw.col("value").sum(), n=nw.col("value").count(),
    about=N_("Won deals at their amount, all others at what is expected of them, by the day they were created."),
)  # fmt: skip
AVERAGE_DEAL = Metric(
    "average_deal", N_("Average deal"), kind="mean", unit="money", date=DECIDED_ON, of=WON, better="up",
    value=among(WON, "value").mean(), n=among(WON, "value").count(),
    about=N_("Amount per won deal that has one, by close date. A few large deals pull it up: compare the median deal."),
)  # fmt: skip
MEDIAN_DEAL = Metric(
    "median_deal", N_("Median deal"), kind="median", unit="money", date=DECIDED_ON, of=WON, better="up",
    value=among(WON, "value").median(), n=among(WON, "value").count(),
    about=N_("Half of the won deals were larger, half smaller; by close date."),
)  # fmt: skip
AVERAGE_LOST_DEAL = Metric(
    "average_lost_deal", N_("Average lost deal"), kind="mean", unit="money", date=DECIDED_ON, of=LOST,
    value=among(LOST, "value").mean(), n=among(LOST, "value").count(),
    about=N_("Expected amount per lost deal, by close date."),
)  # fmt: skip
AVERAGE_EXPECTED_DEAL = Metric(
    "average_expected_deal", N_("Average value of all deals"), kind="mean", unit="money", date=OPENED_ON,
    value=nw.col("value").mean(), n=nw.col("value").count(),
    about=N_("Won deals at their amount, all others at what is expected of them, per deal, by creation."),
)  # fmt: skip
WIN_RATE = Metric(
    "win_rate", N_("Win rate"), kind="proportion", unit="fraction", date=DECIDED_ON, of=DECIDED, better="up",
    value=ratio(WON.sum(), DECIDED.sum()), n=DECIDED.sum(),
    about=N_("Won / (won + lost), by close date. Open deals are not counted, so losers nobody closes inflate it."),
)  # fmt: skip
LOST_RATE = Metric(
    "lost_rate", N_("Lost rate"), kind="proportion", unit="fraction", date=DECIDED_ON, of=DECIDED, better="down",
    value=ratio(LOST.sum(), DECIDED.sum()), n=DECIDED.sum(),
    about=N_("Lost / (won + lost), by close date. Open deals are not counted."),
)  # fmt: skip
VALUE_WIN_RATE = Metric(
    "value_win_rate", N_("Win rate by value"), kind="ratio", unit="fraction", date=DECIDED_ON, of=DECIDED, better="up",
    value=ratio(among(WON, "value").sum(), among(DECIDED, "value").sum()), n=among(DECIDED, "value").count(),
    about=N_("Won amount / (won amount + expected amount of lost deals), by close date. A few large deals decide it."),
)  # fmt: skip
ENGAGEMENT_RATE = Metric(
    "engagement_rate", N_("Engagement rate"), kind="proportion", unit="fraction", date=OPENED_ON, better="up",
    value=ratio(nw.col("is_engaged").sum(), nw.len()), n=nw.len(),
    about=N_("Deals that left the first stage / all deals, by creation. Deals without a day count in all time only."),
)  # fmt: skip
