"""Won revenue by month as a forecaster takes it: whole months only, each series from its first sale on."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from auth.scope import Scope
from data.engine import Snapshot
from filters import NONE, Filters
from metrics.registry import Query, measure_queries
from metrics.run import last_day
from metrics.sales import WON_REVENUE
from periods import DAY, add_months, period_start

MONTHS_AHEAD = 12  # of every forecast; pages show the first 3, 6 or all of them
ALL_MONTHS = Query(WON_REVENUE, grain="month", shift="all")  # who measures it with other queries has it at hand here
YEAR = 12  # months; an origin whose facts end longer before the others' is history, and holds nothing up


def cut_off(snapshot: Snapshot) -> date:
    """The last day of the last whole month that every origin still delivering has facts for."""
    days = [tables["opportunities"] for tables in snapshot.as_of.values() if "opportunities" in tables]
    latest = max(days, default=last_day(snapshot))
    known = min((day for day in days if day > add_months(latest, -YEAR)), default=latest)
    return known if (known + DAY).day == 1 else period_start(known, "month") - DAY


def basis_of(snapshot: Snapshot) -> dict[str, Any]:
    """What forecasts of two snapshots must have in common for the older ones to stand for the newer."""
    return {"origins": sorted(snapshot.as_of), "currency": snapshot.currency}


def revenue_months(
    filters: Filters, scope: Scope, snapshot: Snapshot, by: str | None = None, until: date | None = None
) -> dict[str, pd.DataFrame]:
    """Won revenue of each whole month up to `until`, default the cut-off, by value of a dimension ("" without one;
    NONE where it is not known).

    Of the filters only the dimensions count. Frames have the columns period (first day) and value.
    """
    query = Query(WON_REVENUE, by=by, grain="month", shift="all") if by else ALL_MONTHS
    found = measure_queries([query], filters, scope, snapshot)[0]
    last = pd.Timestamp(until or cut_off(snapshot))
    months = found[found["month"].notna() & (found["month"] <= last)].rename(
        columns={"month": "period", "won_revenue": "value"}
    )
    if by is None:
        return {"": _from_first_sale(months)}
    values = months[by].astype(object).where(months[by].notna(), NONE)
    return {str(value): _from_first_sale(group) for value, group in months.groupby(values)}


def _from_first_sale(months: pd.DataFrame) -> pd.DataFrame:
    months = months[["period", "value"]].fillna({"value": 0.0}).sort_values("period").reset_index(drop=True)
    sold = months.index[months["value"] != 0]
    return months.loc[sold[0] :].reset_index(drop=True) if len(sold) else months.iloc[:0]


def months_after(day: date, count: int) -> list[pd.Timestamp]:
    """First days of the months after a day."""
    start = period_start(day + timedelta(days=1), "month")
    return [pd.Timestamp(add_months(start, n)) for n in range(count)]
