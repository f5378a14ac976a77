"""The weekly hazard of a deal, run forward: chances to be won, and to be closed, within days to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.features import Encoding
from models.hazard_fit import chances_of
from models.person_weeks import week_place
from models.spells import FAR, UNKNOWN, Ints, day_numbers
from models.trait_choice import value_bands

HORIZON = 104  # weeks ahead after which a deal still open counts as never won


class ClosingModel(Protocol):
    """What `hazard.fit` gives: one of three methods, by how much history there is."""

    @property
    def method(self) -> str:
        """hazard, age_curve or base_rate."""

    @property
    def why(self) -> str:
        """Why it is not the hazard, as a short machine name; "" where it is."""

    @property
    def fitted_on(self) -> int:
        """Deals: all that are known, or as many as are drawn from more."""

    @property
    def shock(self) -> float:
        """Standard deviation on log-odds of what moves all deals together."""

    def chances(self, open_deals: pd.DataFrame, days: Sequence[int] = (28, 56)) -> pd.DataFrame:
        """p_won_<n> and p_closed_<n> for each number of days, p_won and p_closed in the end; index of the deals.

        Deals without a day of opening have no age, and no chances (NaN).
        """

    def won_of_new(self, days: int, on: int | None = None) -> Numbers:
        """Of deals opened evenly within each of the weeks after a day (`on`, counted from 1970; default the day of
        the prediction): the share won by the end of `days` days after it. One number for each week, the last a part.
        """


@dataclass(frozen=True)
class WeeklyHazard:
    """Effects on the weekly log-odds (won, lost), by age band, place in the quarter, stage and traits."""

    as_of: int
    edges: Ints
    fiscal_year_start: int
    base: Numbers  # bands x places x 2, recalibrated
    of_new: Numbers  # the same for deals of which nothing is known, neither stage nor traits
    stages: tuple[str, ...]
    of_stage: Numbers  # stages and the unknown one x 2
    moves: Numbers  # stages and the unknown one, squared: to which stage open deals go in a week
    encoding: Encoding
    of_traits: Numbers  # columns of the encoding x 2
    value_edges: Numbers
    shock: float
    shock_windows: int
    fitted_on: int
    traits: tuple[str, ...]
    method: str = "hazard"
    why: str = ""

    def chances(self, open_deals: pd.DataFrame, days: Sequence[int] = (28, 56)) -> pd.DataFrame:
        """See ClosingModel."""
        opened = day_numbers(open_deals["opened_on"])
        dated = opened < FAR
        traits = self._traits(open_deals[dated])
        stage = self._stage(open_deals[dated])
        age = self.as_of - opened[dated]
        alike = np.column_stack([age, stage, traits])
        first, group = np.unique(alike, axis=0, return_index=True, return_inverse=True)[1:]
        won, closed = self._run(age[first], stage[first], traits[first])
        return chance_frame(open_deals.index, dated, won[:, group.ravel()], closed[:, group.ravel()], days)

    def _run(self, age: Ints, stage: Ints, traits: Numbers) -> tuple[Numbers, Numbers]:
        """Shares won, and closed, after each week to come: weeks + 1 x deals."""
        where = np.eye(len(self.of_stage))[stage]  # deals x stages: share still open, by stage
        won, closed = np.zeros((HORIZON + 1, len(age))), np.zeros((HORIZON + 1, len(age)))
        for week in range(HORIZON):
            day = self.as_of + 7 * week
            band = np.searchsorted(self.edges, age + 7 * week, side="right")
            odds = self.base[band, week_place(day, self.fiscal_year_start)] + traits
            p = chances_of(odds[:, None, :] + self.of_stage[None, :, :])
            won[week + 1] = won[week] + (where * p[:, :, 0]).sum(axis=1)
            closed[week + 1] = closed[week] + (where * p.sum(axis=2)).sum(axis=1)
            where = (where * (1 - p.sum(axis=2))) @ self.moves
        return won, closed

    def won_of_new(self, days: int, on: int | None = None) -> Numbers:
        """See ClosingModel. A deal is at risk for half of the week that it is opened in."""
        weeks = -(-days // 7)
        opened = np.arange(weeks)
        still, won = np.ones(weeks), np.zeros((weeks + 1, weeks))
        for week in range(weeks):
            band = np.searchsorted(self.edges, np.maximum(7 * (week - opened) - 3, 0), side="right")
            place = week_place((self.as_of if on is None else on) + 7 * week, self.fiscal_year_start)
            p = chances_of(self.of_new[band, place]) * np.where(opened == week, 0.5, opened < week)[:, None]
            won[week + 1] = won[week] + still * p[:, 0]
            still = still * (1 - p.sum(axis=1))
        return _after(won, days)

    def _traits(self, deals: pd.DataFrame) -> Numbers:
        if "value" in self.encoding.names and "value" in deals:
            deals = deals.assign(value=value_bands(deals["value"], self.value_edges))
        return self.encoding.matrix(deals) @ self.of_traits

    def _stage(self, deals: pd.DataFrame) -> Ints:
        if "stage" not in deals or len(self.of_stage) == 1:
            return np.full(len(deals), UNKNOWN)
        names = deals["stage"].astype(object).map(str, na_action="ignore")
        return pd.Categorical(names, categories=list(self.stages)).codes.astype(np.int64) + 1


def chance_frame(
    index: pd.Index, dated: np.ndarray, won: Numbers, closed: Numbers, days: Sequence[int]
) -> pd.DataFrame:
    """The columns of `ClosingModel.chances` from weekly shares (weeks + 1 x dated deals); between weeks by line."""
    found = {}
    for n in days:
        found[f"p_won_{n}"], found[f"p_closed_{n}"] = _after(won, n), _after(closed, n)
    found["p_won"], found["p_closed"] = won[-1], closed[-1]
    result = pd.DataFrame(np.nan, index=index, columns=list(found))
    result.loc[dated] = np.clip(np.column_stack(list(found.values())), 0, 1)
    return result


def _after(shares: Numbers, days: int) -> Numbers:
    week, rest = divmod(max(days, 0), 7)
    if week >= len(shares) - 1:
        return np.asarray(shares[-1])
    return shares[week] + (shares[week + 1] - shares[week]) * rest / 7  # type: ignore[no-any-return]
