"""The league on the company's own history: what each way to forecast said at past month ends, and what came.

Entrants: the model; each month as a year before; the open deals weighted by the odds of their stage; what reps commit
to. The deals are taken as they stood on the day, with the judgements made by then; where most of them are only known
from later, nothing is forecast by them.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pandas as pd
import polars as pl

from auth.scope import Scope
from data.engine import Snapshot
from data.judgements import judgements
from derive.revenue import months_after, revenue_months
from filters import Filters
from metrics.categories import judged
from metrics.past_pipeline import list_worth_on
from metrics.sales import WON_REVENUE
from models.forecast import forecast
from models.league import MADE, MODEL, NAIVE, ahead, best, from_pipeline, judge
from periods import DAY, add_months, period_start
from settings import settings

CUT_OFFS = 12  # month ends before the last one
AHEAD = (1, 3)  # months in sum that a league is held over
FEWEST_MONTHS = 12  # of history before a cut-off
LEAGUE = {
    "ahead": pl.Int64, "method": pl.String, "wape": pl.Float64, "bias": pl.Float64, "coverage80": pl.Float64,
    "n": pl.Int64,
}  # fmt: skip
LEAGUE_SUMS = {
    "ahead": pl.Int64, "method": pl.String, "cut_off": pl.Date, "forecast": pl.Float64, "low80": pl.Float64,
    "high80": pl.Float64, "actual": pl.Float64,
}  # fmt: skip
MOST_DEALS = 1_000_000  # open ones, in memory at once; beyond, a league of deals says nothing worth the wait


def past_forecasts_of(months: pd.DataFrame, snapshot: Snapshot, until: date) -> Iterator[pd.DataFrame]:
    """For each past month end, what every entrant said of the months after it: columns MADE.

    `months` is the company's won revenue: period and value.
    """
    for back in range(CUT_OFFS, 0, -1):
        cut = period_start(add_months(until + DAY, -back), "month") - DAY
        known = months[months["period"] <= pd.Timestamp(cut)]
        if len(known) >= FEWEST_MONTHS:
            yield entrants(known, snapshot, cut)


def entrants(known: pd.DataFrame, snapshot: Snapshot, cut: date) -> pd.DataFrame:
    """What each says, as of the end of a day, of the next three months: MADE."""
    wanted, at = months_after(cut, max(AHEAD)), pd.Timestamp(cut)
    made = forecast(known, "M", len(wanted)).assign(method=MODEL, cut_off=at, period=wanted)
    year = known.set_index("period")["value"]
    before = [float(year.get(start - pd.DateOffset(years=1), float("nan"))) for start in wanted]
    nothing = float("nan")
    naive = pd.DataFrame(
        [(NAIVE, at, start, value, nothing, nothing) for start, value in zip(wanted, before, strict=True)], columns=MADE
    )
    parts = [made[MADE], naive.dropna(subset=["forecast"])]
    if "deal_states" in snapshot.names:
        deals = list_worth_on(cut, Filters(), Scope.all(), snapshot)
        if len(deals) <= MOST_DEALS and _was_known(deals):
            by_then = datetime.combine(cut + DAY, time(), settings().zone)
            parts.append(from_pipeline(judged(deals, judgements(by_then)), at, wanted))
    return pd.concat(parts, ignore_index=True)


def _was_known(deals: pd.DataFrame) -> bool:
    """Whether most of the amount is as it was known on the day. Of a deal that came in later, its expected close is
    the last one: to forecast by it would be to look ahead."""
    worth = deals["value"].fillna(0.0)
    return float(worth[~deals["reconstructed"]].sum()) > float(worth.sum()) / 2


def league(made: pd.DataFrame, actual: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What was said and what came in sum (with the column ahead), and the league over each number of months."""
    came = actual.rename(columns={"value": "actual"})
    sums = {months: ahead(made, came, months) for months in AHEAD}
    judgings = [judge(found).assign(ahead=months) for months, found in sums.items()]
    said = [found.assign(ahead=months) for months, found in sums.items()]
    return pd.concat(said, ignore_index=True), pd.concat(judgings, ignore_index=True)


def league_tables(snapshot: Snapshot, until: date) -> tuple[dict[str, pl.DataFrame], str, pd.DataFrame]:
    """The tables league and league_sums, the best of the methods that forecast any month, and what is said today.

    The last is to be kept for good: the columns of data.past_forecasts.
    """
    months = revenue_months(Filters(), Scope.all(), snapshot, until=until)[""]
    made = [*past_forecasts_of(months, snapshot, until)]
    sums, judged_by = league(pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=MADE), months)
    near = judged_by[judged_by["ahead"] == 1]
    tables = {"league_sums": _polars(sums, LEAGUE_SUMS), "league": _polars(judged_by, LEAGUE)}
    return tables, best(near, (MODEL, NAIVE)), _to_keep(entrants(months, snapshot, until), until)


def _to_keep(said: pd.DataFrame, until: date) -> pd.DataFrame:
    made = said.dropna(subset=["forecast"])
    dated = made.assign(cut_off=until, period=pd.to_datetime(made["period"]).dt.date)
    return dated.assign(measure=WON_REVENUE.name, dimension="", value="", low95=float("nan"), high95=float("nan"))


def _polars(frame: pd.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame({name: frame[name].tolist() for name in schema}, schema=schema, strict=False).with_columns(
        pl.col(pl.Float64).fill_nan(None)
    )
