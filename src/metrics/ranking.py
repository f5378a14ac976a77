"""Rankings: groups in the order of one measure; those with too few deals behind it stand below, without a rank."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from i18n import N_
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.definition import Metric
from metrics.query import OTHER, Query
from metrics.sales import AVERAGE_DEAL, DEALS_DECIDED, DEALS_WON, WIN_RATE, WON_REVENUE
from metrics.shrinkage import SHRUNK_WIN_RATE

BESIDE = (WON_REVENUE, DEALS_WON, WIN_RATE, SHRUNK_WIN_RATE, SALES_CYCLE_DAYS, AVERAGE_DEAL)  # what a ranking shows
MOST = 100  # groups that are ranked; the others are one row


@dataclass(frozen=True)
class RankedBy:
    """What groups are ranked by: a metric; of which groups, where there are many; and how many deals stand behind."""

    label: str
    metric: Metric
    size: Metric  # the groups largest in it are ranked
    n: str = ""  # column of the number of deals behind the measure; none: any number will do


MEASURES = {
    "value": RankedBy(N_("Won revenue"), WON_REVENUE, WON_REVENUE),
    "count": RankedBy(N_("Deals won"), DEALS_WON, DEALS_WON),
    "win_rate": RankedBy(N_("Win rate"), SHRUNK_WIN_RATE, DEALS_DECIDED, "win_rate_n"),
    "cycle": RankedBy(N_("Sales cycle"), SALES_CYCLE_DAYS, DEALS_WON, "sales_cycle_days_n"),
    "average": RankedBy(N_("Average deal"), AVERAGE_DEAL, DEALS_WON, "average_deal_n"),
}


def ranking_query(measure: RankedBy, by: str) -> Query:
    """The figures of the groups that are ranked, and of all others as one."""
    return Query(*dict.fromkeys((measure.size, *BESIDE)), by=by, top=MOST)


def ranking(frame: pd.DataFrame, measure: RankedBy, too_few: int) -> pd.DataFrame:
    """The result of `ranking_query` in order, best first, with column rank (null where not ranked) in front.

    Below those that have a rank: groups with fewer than `too_few` deals behind the measure, then those for which
    nothing is known, then all others together. A shrunk rate gets the n and the interval of the plain one.
    """
    by, name = str(frame.columns[0]), measure.metric.name
    unseen = {f"{measure.size.name}{end}" for end in ("", "_n")} if measure.size not in BESIDE else set()
    shown = frame[[c for c in frame if c not in unseen]]
    rate = {f"shrunk_win_rate{end}": frame[f"win_rate{end}"] for end in ("_n", "_low", "_high")}
    values = frame[name].astype(float)
    few = frame[measure.n] < too_few if measure.n else pd.Series(False, index=frame.index)
    below = few + 2 * values.isna() + 4 * (frame[by] == OTHER)
    best = values if measure.metric.better == "down" else -values
    order = pd.DataFrame({"below": below, "best": best, "plain": -frame["win_rate"]})  # shrunk rates may all be one
    found = shown.assign(**rate).loc[order.sort_values(["below", "best", "plain"], kind="stable").index]
    ranks = np.where(below.sort_values(kind="stable") == 0, np.arange(1.0, len(found) + 1), np.nan)
    found.insert(0, "rank", ranks)
    return found.reset_index(drop=True)
