"""Monthly targets of won revenue: a rep's, a team's (the sum of its reps') and the company's (the sum of all)."""

import numpy as np
import pandas as pd

from demo.market import month_starts
from demo.people import INSIDE
from demo.randomness import stream
from demo.timeline import DAYS, FIRST, MONTH_SEASON, iso_days, months, years

# what was asked of a team against what it brought: the South was asked too much, the North too little
STRETCH = {INSIDE: 1.03, "Field North": 0.88, "Field Centre": 1.01, "Field South": 1.20}


def targets(deals: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """The targets file. Reps of a team have about the same target, whatever they bring; none before they joined."""
    rng = stream("targets")
    starts = month_starts()
    by_rep = np.zeros((len(reps), len(starts)))
    won = deals[deals.status == "won"]
    season = MONTH_SEASON[months(starts)] / MONTH_SEASON.sum()
    for team, stretch in STRETCH.items():
        members = np.flatnonzero(reps.team == team)
        own = won[won.rep.isin(members)]
        year = own.groupby(years(own.closed.to_numpy())).amount.sum().to_numpy() * stretch * rng.normal(1, 0.015, 4)
        here = _share_of_team(rng, reps.iloc[members], starts)
        by_rep[members] = np.round(year[years(starts)] * season * here / 100) * 100
    reps_rows = [_rows("rep", rep, by_rep[n], starts) for n, rep in enumerate(reps.rep)]
    team_rows = [_rows("team", team, by_rep[(reps.team == team).to_numpy()].sum(axis=0), starts) for team in STRETCH]
    rows = pd.concat([_rows("company", "Tarvenholt Instruments", by_rep.sum(axis=0), starts), *team_rows, *reps_rows])
    return rows[rows.amount > 0].astype({"amount": int})


def _share_of_team(rng: np.random.Generator, members: pd.DataFrame, starts: np.ndarray) -> np.ndarray:
    """Each member's share of the team's target by month; shares of a month add up to one."""
    joined = (members.started_on.to_numpy(dtype="datetime64[D]") - FIRST).astype(int)
    weight = rng.normal(1, 0.05, len(members))[:, None] * (joined[:, None] <= starts[None, :])
    return weight / weight.sum(axis=0)


def _rows(level: str, name: str, amounts: np.ndarray, starts: np.ndarray) -> pd.DataFrame:
    ends = np.append(starts[1:], DAYS) - 1
    return pd.DataFrame(
        {
            "level": level,
            "name": name,
            "period_start": iso_days(starts),
            "period_end": iso_days(ends),
            "metric": "won_revenue",
            "amount": amounts,
        }
    )
