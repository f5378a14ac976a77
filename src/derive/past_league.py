"""The league as pages read it, and what was forecast beside what came: as kept when it was made, else worked out now.

It is of the whole company: what deals promised and what reps committed to is known of no part of it.
"""

import asyncio
from dataclasses import dataclass
from datetime import date

import pandas as pd

from auth.scope import Scope
from data.engine import Snapshot
from data.past_forecasts import past_forecasts
from derive.forecasts import dated, derived_for
from derive.revenue import revenue_months
from filters import Filters
from metrics.sales import WON_REVENUE
from models.league import MADE, ahead
from periods import DAY

JUDGED = ["method", "wape", "bias", "coverage80", "n"]
SAID = ["method", "period", "forecast", "actual", "kept"]


@dataclass(frozen=True)
class PastLeague:
    """`judged`: JUDGED, best first, fractions. `said`: SAID, `period` the first month that was forecast, `kept` whether
    the forecast is the one that was stored then. `best`: the method in use. `dated` as in RevenueForecast.
    """

    judged: pd.DataFrame
    said: pd.DataFrame
    best: str
    dated: date | None


async def past_league(months: int, scope: Scope, snapshot: Snapshot) -> PastLeague | None:
    """The league over so many months in sum (1 or 3); None where nothing is derived that this scope may see."""
    return await asyncio.to_thread(find_league, months, scope, snapshot)


def find_league(months: int, scope: Scope, snapshot: Snapshot) -> PastLeague | None:
    """`past_league` for callers that are not async."""
    found = derived_for(scope, snapshot)
    if found is None:
        return None
    judged, sums = (pd.DataFrame(found.frame(name).to_dict(as_series=False)) for name in ("league", "league_sums"))
    judged = judged.loc[judged["ahead"] == months, JUDGED].reset_index(drop=True)
    said = beside_what_came(sums[sums["ahead"] == months], _kept(months, scope, snapshot))
    return PastLeague(judged, said, str(found.about["best"]), dated(found, snapshot))


def beside_what_came(made_now: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """One row per method and cut-off: SAID. What was kept counts before what is worked out now of the same day."""
    columns = ["method", "cut_off", "forecast", "actual"]
    parts = [part[columns].assign(kept=was, cut_off=pd.to_datetime(part["cut_off"]))
             for part, was in ((kept, True), (made_now, False)) if len(part)]  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=SAID)
    rows = pd.concat(parts, ignore_index=True).drop_duplicates(["method", "cut_off"])
    return rows.assign(period=rows["cut_off"] + DAY)[SAID].sort_values(["period", "method"], ignore_index=True)


def _kept(months: int, scope: Scope, snapshot: Snapshot) -> pd.DataFrame:
    """What was forecast and stored, and has come since: method, cut_off, forecast, actual."""
    stored = past_forecasts(WON_REVENUE.name, snapshot.currency)
    if stored.empty:
        return pd.DataFrame(columns=["method", "cut_off", "forecast", "actual"])
    made = stored.assign(period=pd.to_datetime(stored["period"]), cut_off=pd.to_datetime(stored["cut_off"]))[MADE]
    came = revenue_months(Filters(), scope, snapshot)[""].rename(columns={"value": "actual"})
    return ahead(made, came.assign(period=pd.to_datetime(came["period"])), months)
