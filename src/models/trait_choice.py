"""Which traits of a deal (product, rep, source ...) help to foretell when it closes: judged by a split in time.

Each trait is tried beside age and quarter: fitted on the older weeks, held against the latest ones. One that does not
foretell them better is left out: it would only add noise to every chance.
"""

import numpy as np
import pandas as pd

from metrics.definition import Numbers
from models.features import learn_encoding
from models.hazard_fit import fit_effects, log_likelihood
from models.person_weeks import Cells, count_weeks
from models.spells import Ints, Spells
from models.week_design import Design

TRAITS = (
    "product", "category", "sector", "region", "team", "rep", "lead_source", "size_band", "country", "pipeline",
    "origin", "value",
)  # fmt: skip
VALUE_BANDS = 5
JUDGED = 13  # weeks held back, at most a third of the history
MARGIN = 3.0  # of log-likelihood that a trait must gain: odds of twenty to one that it is no accident


def grouped(deals: pd.DataFrame, traits: tuple[str, ...]) -> tuple[Ints, Numbers]:
    """For each deal the number of its group (deals alike in all the traits), and the groups' columns."""
    encoding = learn_encoding(deals, categories=traits, numbers=())
    matrix = encoding.matrix(deals)
    names = encoding.names
    if not names:
        return np.zeros(len(deals), np.int64), np.zeros((1, 0))
    codes = deals[list(names)].astype(object).groupby(list(names), dropna=False, sort=False).ngroup().to_numpy(np.int64)
    first = np.unique(codes, return_index=True)[1]
    return np.asarray(codes, np.int64), matrix[first]


def value_bands(value: pd.Series, edges: Numbers) -> pd.Series:
    """The fifth in which an expected value lies, by the edges; missing where there is none."""
    amounts = pd.to_numeric(value, errors="coerce").to_numpy(float, na_value=np.nan)
    bands = pd.Series(np.searchsorted(edges, amounts, side="right"), value.index).astype(object)
    return bands.where(~np.isnan(amounts), None)


def value_edges(value: pd.Series) -> Numbers:
    """Upper edges of all fifths but the last; none where values do not differ."""
    amounts = pd.to_numeric(value, errors="coerce").to_numpy(float, na_value=np.nan)
    amounts = amounts[np.isfinite(amounts)]
    if not len(amounts):
        return np.zeros(0)
    edges = np.unique(np.quantile(amounts, np.linspace(0, 1, VALUE_BANDS + 1)[1:-1]))
    return np.asarray(edges[(edges > amounts.min()) & (edges <= amounts.max())], float)


def helpful_traits(
    deals: pd.DataFrame, spells: Spells, as_of: int, weeks: int, edges: Ints, fiscal_year_start: int
) -> tuple[str, ...]:
    """Those of TRAITS, and "stage", that foretell the held back weeks better than age and quarter alone."""
    judged = min(JUDGED, weeks // 3)
    bands = len(edges) + 1
    plain = count_weeks(spells, np.zeros(len(spells.deal), np.int64), as_of, weeks, edges, fiscal_year_start)
    bar = _foretold(plain, Design(bands, 0, np.zeros((1, 0))), judged)
    if bar is None:
        return ()
    kept = []
    if len(spells.stages) > 1:
        found = _foretold(plain, Design(bands, len(spells.stages), np.zeros((1, 0))), judged)
        if found is not None and found > bar + MARGIN:
            kept.append("stage")
    for trait in (name for name in TRAITS if name in deals):
        codes, columns = grouped(deals, (trait,))
        if columns.shape[1]:
            cells = count_weeks(spells, codes[spells.deal], as_of, weeks, edges, fiscal_year_start)
            found = _foretold(cells, Design(bands, 0, columns), judged)
            if found is not None and found > bar + MARGIN:
                kept.append(trait)
    return tuple(kept)


def _foretold(cells: Cells, design: Design, judged: int) -> float | None:
    """Log-likelihood of the latest weeks under a fit on the older ones; None where these do not allow one."""
    effects = fit_effects(cells.where(cells.week > judged), design)
    return None if effects is None else log_likelihood(effects, cells.where(cells.week <= judged), design)
