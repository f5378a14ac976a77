"""The bookings outlook on real deals: five past days, 28 and 56 days ahead, against what came.

`table()` takes the folder of maven's CRM files; it is read in place, as the import would map it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from models import hazard
from models.deal_value import deal_value
from models.new_business import new_business, new_deal_curves
from models.outlook import outlook

DAYS = tuple(date(2017, month, 1) for month in (7, 8, 9, 10, 11))
AHEAD = (28, 56)
BARS = {28: 0.088, 56: 0.152}
WAPE_BAR = 0.30


class Judged(NamedTuple):
    """One past day and horizon: Brier score of the open deals, and of each part its mean and what came."""

    days: int
    brier: float
    pipeline: tuple[float, float]
    total: tuple[float, float]
    inside80: bool  # the total


def table(folder: Path) -> str:
    """Brier, WAPE of the pipeline's bookings and of all bookings, and coverage, beside their bars."""
    found = list(judged(deals_of(folder)))
    rows = [f"{'days':>4}  {'Brier':>6} {'bar':>6}  {'pipeline':>8} {'all':>6} {'bar':>5}  {'in 80 %':>7}"]
    for days in AHEAD:
        own = [row for row in found if row.days == days]
        brier = np.mean([row.brier for row in own])
        errors = [wape([getattr(row, part) for row in own]) for part in ("pipeline", "total")]
        inside = sum(row.inside80 for row in own)
        rows.append(
            f"{days:>4}  {brier:>6.4f} {BARS[days]:>6}  {errors[0]:>8.3f} {errors[1]:>6.3f} {WAPE_BAR:>5}"
            f"  {inside:>3} of {len(own)}"
        )
    return "\n".join(["Bookings outlook on maven, five past days: Brier of open deals, WAPE of bookings", *rows])


def deals_of(folder: Path) -> pd.DataFrame:
    """Maven's dated deals in the columns of `hazard.fit`, with the list price as what was expected."""
    rows = pd.read_csv(folder / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    rows["product"] = rows["product"].replace({"GTXPro": "GTX Pro"})
    rows = rows.merge(pd.read_csv(folder / "products.csv"), on="product", how="left")
    rows = rows.merge(pd.read_csv(folder / "sales_teams.csv"), on="sales_agent", how="left")
    names = {
        "opportunity_id": "opportunity_id", "engage_date": "opened_on", "close_date": "decided_on",
        "sales_price": "value", "product": "product", "series": "category", "regional_office": "region",
        "manager": "team", "sales_agent": "rep", "close_value": "amount",
    }  # fmt: skip
    outcome = rows["deal_stage"].map({"Won": "won", "Lost": "lost"})
    deals = rows[list(names)].rename(columns=names).assign(outcome=outcome)
    return deals[deals["opened_on"].notna()].reset_index(drop=True)


def judged(deals: pd.DataFrame) -> Iterator[Judged]:
    """Each of DAYS and AHEAD, from what was known on the day."""
    for day in DAYS:
        at = pd.Timestamp(day)
        late = ~(deals["decided_on"] <= at)
        known = deals[deals["opened_on"] <= at].copy()
        known.loc[late, ["outcome", "amount", "decided_on"]] = [None, np.nan, pd.NaT]
        still = known["outcome"].isna()
        model = hazard.fit(known, day)
        chances = model.chances(known[still], AHEAD)
        value = deal_value(known[known["outcome"] == "won"])
        for days in AHEAD:
            p = chances[f"p_won_{days}"]
            new = new_business(known, new_deal_curves(model, day, days))
            found = outlook(known[still].assign(p=p), value, model.shock, new).table().set_index("part")
            won = deals[late & (deals["outcome"] == "won") & (deals["decided_on"] <= at + timedelta(days=days))]
            came = won["amount"].sum()
            pipeline = won.loc[won.index.isin(p.index), "amount"].sum()
            total = found.loc["total"]
            yield Judged(
                days,
                float(((p - p.index.isin(won.index)) ** 2).mean()),
                (float(found.loc["pipeline", "mean"]), float(pipeline)),
                (float(total["mean"]), float(came)),
                bool(total["low80"] <= came <= total["high80"]),
            )


def wape(pairs: list[tuple[float, float]]) -> float:
    """Sum of |forecast - actual| over the sum of actuals."""
    return sum(abs(forecast - actual) for forecast, actual in pairs) / sum(actual for _forecast, actual in pairs)
