"""When do open deals close, and are they won? A weekly discrete-time hazard, or what a short history allows.

Allison, P. D. (1982). Discrete-time methods for the analysis of event histories. Sociological Methodology 13, 61-98.
Each week a deal is won, lost or stays open, by its age, the month of the quarter and its closing days, its stage where
the history of stages is known, and those traits that proved to foretell. Nothing enters that is not known on the day.
"""

from datetime import date

import numpy as np
import pandas as pd

from models.closing_by_age import age_curve, constant_rate
from models.features import learn_encoding
from models.hazard_fit import fit_effects, recalibrated
from models.person_weeks import Cells, age_edges, count_weeks, stage_moves, weeks_of_history
from models.shared_shock import shared_shock
from models.spells import LOST, WON, Ints, Spells, day_number, make_spells
from models.trait_choice import grouped, helpful_traits, value_bands, value_edges
from models.week_design import Design
from models.weekly_hazard import ClosingModel, WeeklyHazard

FEWEST_DECIDED, FEWEST_OF_EACH, FEWEST_WEEKS = 50, 10, 8  # for the hazard
FEWEST_FOR_AGES = 20  # decided deals, for the curve by age
MOST_DEALS = 100_000  # more are sampled: the answer does not change, the time does


def fit(
    deals: pd.DataFrame, as_of: date, entries: pd.DataFrame | None = None, fiscal_year_start: int = 1
) -> ClosingModel:
    """The model of all deals known on the day, open and decided; what lies after it is not looked at.

    deals: opportunity_id, opened_on, decided_on, outcome (won, lost, null), and of `trait_choice.TRAITS` what is known
    on the day (value: as expected, never final). entries: opportunity_id, stage, entered_on.
    """
    day = day_number(as_of)
    deals = _bounded(_as_known(deals, as_of))
    if entries is not None:
        entries = entries[pd.to_datetime(entries["entered_on"]) <= pd.Timestamp(as_of)]
    spells = make_spells(deals, entries)
    why = _too_little(spells, day)
    if why:
        decided = int((deals["outcome"].notna()).sum())
        return age_curve(spells, day, why) if decided >= FEWEST_FOR_AGES else constant_rate(spells, day, why)
    return _hazard(deals, spells, day, fiscal_year_start)


def _hazard(deals: pd.DataFrame, spells: Spells, day: int, fiscal_year_start: int) -> ClosingModel:
    edges, weeks = age_edges(spells, day), weeks_of_history(spells, day)
    cuts = value_edges(deals["value"]) if "value" in deals else np.zeros(0)
    if "value" in deals:
        deals = deals.assign(value=value_bands(deals["value"], cuts))
    traits = helpful_traits(deals, spells, day, weeks, edges, fiscal_year_start)
    stages = len(spells.stages) if "stage" in traits else 0
    own = tuple(name for name in traits if name != "stage")
    codes, columns = grouped(deals, own)
    cells = count_weeks(spells, codes[spells.deal], day, weeks, edges, fiscal_year_start)
    design = Design(len(edges) + 1, stages, columns)
    effects = fit_effects(cells, design)
    if effects is None:
        return age_curve(spells, day, "few_events")
    effects = recalibrated(effects, cells, design)
    shock, windows = shared_shock(_plain(cells), design.bands)
    base, of_stage, of_traits = effects.parts(design)
    moves = stage_moves(spells, day, weeks) if stages else np.eye(1)
    return WeeklyHazard(
        as_of=day, edges=edges, fiscal_year_start=fiscal_year_start, base=base, stages=spells.stages,
        of_stage=of_stage, of_new=_of_new(cells, design.bands), moves=moves, of_traits=of_traits,
        encoding=learn_encoding(deals, own, ()), value_edges=cuts, shock=shock, shock_windows=windows,
        fitted_on=len(deals), traits=traits,
    )  # fmt: skip


def _of_new(cells: Cells, bands: int) -> np.ndarray:
    """Bands x places x 2 of deals of which nothing is known: those of today's mix, which is no deal's own."""
    plain, design = _plain(cells), Design(bands, 0, np.zeros((1, 0)))
    effects = fit_effects(plain, design)
    if effects is None:  # impossible: the same cells have been fitted with their traits
        raise AssertionError
    return recalibrated(effects, plain, design).parts(design)[0]


def _plain(cells: Cells) -> Cells:
    """The cells without traits."""
    return Cells(cells.week, cells.place, cells.band, cells.stage, np.zeros_like(cells.group), cells.event, cells.n)


def _as_known(deals: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Deals opened by the day; those decided later are open."""
    opened, decided = pd.to_datetime(deals["opened_on"]), pd.to_datetime(deals["decided_on"])
    held = (opened <= pd.Timestamp(as_of)).to_numpy(bool)
    known = (decided <= pd.Timestamp(as_of)).to_numpy(bool)
    outcome = deals["outcome"].astype(object).where(known, None)
    return deals.assign(decided_on=decided.where(known), outcome=outcome)[held].reset_index(drop=True)


def _bounded(deals: pd.DataFrame) -> pd.DataFrame:
    """At most MOST_DEALS of them, drawn evenly, always the same."""
    if len(deals) <= MOST_DEALS:
        return deals
    drawn = np.random.default_rng(0).choice(len(deals), MOST_DEALS, replace=False)
    return deals.iloc[np.sort(drawn)].reset_index(drop=True)


def _too_little(spells: Spells, day: int) -> str:
    """Why the hazard cannot be fitted: few_decided, few_won, few_lost, short_history; "" where it can."""
    first: Ints = np.unique(spells.deal, return_index=True)[1]
    outcome = spells.outcome[first]
    won, lost = int((outcome == WON).sum()), int((outcome == LOST).sum())
    if won + lost < FEWEST_DECIDED:
        return "few_decided"
    if won < FEWEST_OF_EACH:
        return "few_won"
    if lost < FEWEST_OF_EACH:
        return "few_lost"
    return "short_history" if weeks_of_history(spells, day) < FEWEST_WEEKS else ""
