"""Where a period that still runs will land: what is won so far, and what its remaining days are expected to bring.

Of a month that still runs its remaining days bring their share of its forecast, whatever was won of it so far; their
band narrows with the root of that share, as the spread of a sum of days does. Of a month that is over, but not for all
origins, its forecast less what is won of it is still to come. Bands of several months are combined as in models.totals.
"""

from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

from models.totals import total
from periods import DAY, next_start

EDGES = ["forecast", "low80", "high80", "low95", "high95"]
LANDING = ["to", *EDGES]


def landing(forecast: pd.DataFrame, months: pd.DataFrame, so_far: float, as_of: date, end: date) -> pd.DataFrame:
    """Running totals of a period up to the end of each month that is not over, and to the period's end: LANDING.

    `forecast` has period (first day of the month) and EDGES; `months` has month (first day) and won_revenue, of what is
    won up to `as_of`; `so_far` is what is won of the period. Without a row where the period is over, or the forecast
    does not reach its end.
    """
    rests = _rests(forecast, months, as_of, end)
    if rests.empty or rests["to"].iloc[-1] < end:
        return pd.DataFrame(columns=LANDING)
    rows = []
    for count in range(1, len(rests) + 1):
        edges = total(rests[EDGES], count)._asdict()
        rows.append({"to": rests["to"].iloc[count - 1], **{name: so_far + edges[name] for name in EDGES}})
    found = pd.DataFrame(rows, columns=LANDING)
    return found[found["to"] > as_of].reset_index(drop=True)


def won_since(months: pd.DataFrame, start: date) -> float:
    """What was won in the months (month, won_revenue) from the one that starts on that day."""
    return float(months.loc[months["month"] >= pd.Timestamp(start), "won_revenue"].fillna(0).sum())


def _rests(forecast: pd.DataFrame, months: pd.DataFrame, as_of: date, end: date) -> pd.DataFrame:
    """Per month of the forecast up to the period's end: its last day in it, and the rest that is to come until then."""
    won = {start.date(): amount for start, amount in zip(months["month"], months["won_revenue"].fillna(0), strict=True)}
    rows = []
    if end <= as_of:
        return pd.DataFrame(columns=LANDING)
    for row in forecast.to_dict("records"):
        start = pd.Timestamp(row["period"]).date()
        last = next_start(start, "month") - DAY
        if start > end:
            break
        if last <= as_of:
            rest = {name: max(0.0, row[name] - won.get(start, 0.0)) for name in EDGES}
        else:
            rest = _of_days(row, _share(max(start, as_of + DAY), min(last, end), start, last))
        rows.append({"to": min(last, end), **rest})
    return pd.DataFrame(rows, columns=LANDING)


def _of_days(row: dict[Any, Any], share: float) -> dict[str, float]:
    """What this share of a month's days brings, by the month's forecast."""
    edges = {name: row["forecast"] * share + (row[name] - row["forecast"]) * sqrt(share) for name in EDGES}
    return {name: max(0.0, amount) for name, amount in edges.items()}


def _share(first: date, until: date, start: date, last: date) -> float:
    """How much of the month, start to last, are the days from first until another."""
    return (until - first + DAY) / (last - start + DAY)
