"""Fitting the weekly hazard: a multinomial logit (open, won, lost) on counts, with a ridge penalty, recalibrated."""

from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from metrics.definition import Numbers
from models.person_weeks import Cells, together
from models.spells import LOST, OPEN, WON
from models.week_design import Design, base_table

RIDGE = 1.0  # standard deviation that an effect on the log-odds is expected to have
MOST_CELLS = 20_000  # of a fit; more are sampled, and weighted
RECENT = 13  # weeks: a quarter, each of its months once
RECENT_DEALS = 20  # weight, in decisions, of "as expected" against the last weeks' actual / expected


@dataclass(frozen=True)
class Effects:
    """Log-odds of winning and of losing within a week against staying open: intercepts and effects of columns."""

    intercepts: Numbers  # 2
    columns: Numbers  # columns x 2

    def parts(self, design: Design) -> tuple[Numbers, Numbers, Numbers]:
        """The effects as tables: bands x places x 2, stages x 2 (the unknown one first), columns of traits x 2."""
        table = base_table(design.bands)
        size, stages = table.shape[2], design.stages if design.stages > 1 else 0
        of_base, of_stages, of_traits = np.split(self.columns, [size, size + stages])
        return self.intercepts + table @ of_base, np.vstack([np.zeros((1, 2)), of_stages]), of_traits

    def log_odds(self, cells: Cells, design: Design) -> Numbers:
        """Cells x (won, lost)."""
        table, of_stage, of_traits = self.parts(design)
        stage = np.minimum(cells.stage, len(of_stage) - 1) if len(of_stage) > 1 else np.zeros_like(cells.stage)
        return table[cells.band, cells.place] + of_stage[stage] + (design.traits @ of_traits)[cells.group]

    def shifted(self, factors: Numbers) -> "Effects":
        return Effects(self.intercepts + np.log(factors), self.columns)


def chances_of(log_odds: Numbers) -> Numbers:
    """Probabilities (... x won, lost) from log-odds against staying open."""
    top = np.maximum(log_odds.max(axis=-1, keepdims=True), 0)
    odds = np.exp(log_odds - top)
    return odds / (np.exp(-top) + odds.sum(axis=-1, keepdims=True))  # type: ignore[no-any-return]


def fit_effects(cells: Cells, design: Design) -> Effects | None:
    """The effects; None unless deals were won, lost and left open."""
    from sklearn.linear_model import LogisticRegression  # 60 MB, which a server that fits no deals does not load

    if any(cells.count(event) == 0 for event in (OPEN, WON, LOST)):
        return None
    alike = _sampled(together(cells))
    model = LogisticRegression(C=RIDGE**2, solver="newton-cholesky", max_iter=50)
    with threadpool_limits(1):  # small matrices: more threads would only wait for each other
        model.fit(design.matrix(alike), alike.event, sample_weight=alike.n)
    against_open = model.coef_[1:] - model.coef_[0]
    return Effects(model.intercept_[1:] - model.intercept_[0], against_open.T)


def _sampled(cells: Cells) -> Cells:
    """At most MOST_CELLS, as many that ended in a decision as others, each weighing for those left out."""
    if len(cells.n) <= MOST_CELLS:
        return cells
    random = np.random.default_rng(0)
    n, held = cells.n.copy(), np.ones(len(cells.n), bool)
    for rows in (np.flatnonzero(cells.event != OPEN), np.flatnonzero(cells.event == OPEN)):
        if len(rows) > MOST_CELLS // 2:
            held[rows] = False
            held[random.choice(rows, MOST_CELLS // 2, replace=False)] = True
            n[rows] *= n[rows].sum() / n[rows][held[rows]].sum()
    return replace(cells, n=n).where(held)


def recalibrated(effects: Effects, cells: Cells, design: Design) -> Effects:
    """The effects moved to the last quarter's actual / expected, shrunk towards 1: companies change."""
    latest = cells.where(cells.week < cells.week.min() + RECENT) if len(cells.n) else cells
    expected = expected_of(effects, latest, design)
    actual = np.array([latest.count(WON), latest.count(LOST)])
    return effects.shifted((actual + RECENT_DEALS) / (expected + RECENT_DEALS))


def expected_of(effects: Effects, cells: Cells, design: Design) -> Numbers:
    """How many of the deals were to be won, and lost, in their weeks."""
    alike = together(cells)
    return np.asarray(alike.n @ chances_of(effects.log_odds(alike, design)), float)


def log_likelihood(effects: Effects, cells: Cells, design: Design) -> float:
    """Of what came, under the effects."""
    alike = together(cells)
    p = chances_of(effects.log_odds(alike, design))
    every = np.column_stack([1 - p.sum(axis=1), p])
    return float(alike.n @ np.log(np.maximum(every[np.arange(len(alike.n)), alike.event], 1e-12)))
