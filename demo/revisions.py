"""What reps changed in their deals while they were open: expected close, amount, forecast category, owner.

Told backwards from what the CRM shows on the last day, so that the last change of a deal is what stands there.
"""

import numpy as np
import pandas as pd

from demo.randomness import stream
from demo.stages import GIVEN, PROPOSAL, SCHEDULED
from demo.timeline import DAYS, FIRST, iso_days, iso_instants

PUSHES = np.array([0.30, 0.36, 0.23, 0.11])  # share of deals whose expected close moved that often
PULLED_IN = 0.14  # of the moves; the others are to a later day
PUSH, PUSH_SPREAD = 19, 0.6  # days: median and spread of a lognormal
NEGOTIATED, RAISED = 0.46, 0.28  # share of deals whose amount changed; of those, that went up
CALLED_BACK = 0.4  # of the deals that got far and ended as Pipeline
CATEGORIES = ("Pipeline", "Best case", "Commit")
FIELDS = ("amount", "expected_close_on", "forecast_category", "rep_id")
COLUMNS = ["opportunity_id", "changed_at", *(c for f in FIELDS for c in (f, f"previous_{f}"))]


def deal_changes(table: pd.DataFrame, deals: pd.DataFrame, entries: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """One row per deal and day on which something changed, the first on the day it was opened.

    `table` is the opportunities file, row by row beside `deals`; `entries` are those that have happened.
    """
    rng = stream("deal changes")
    last = np.minimum(deals.closed.to_numpy(), DAYS) - 1  # the last day on which a deal could change
    deals = deals.assign(last=last, movable=last > deals.created)
    reached = _first_days(entries)
    steps = pd.concat(
        [
            _with_previous(_closes(rng, table, deals), "expected_close_on"),
            _with_previous(_amounts(rng, table, deals, reached), "amount"),
            _with_previous(_categories(rng, table, deals, reached), "forecast_category"),
            _with_previous(_owners(entries, reps), "rep_id"),
        ]
    )
    rows = steps.groupby(["deal", "day"], sort=True).last().reset_index()  # the last that is not empty
    seconds = 8 * 3600 + rng.integers(0, 9 * 3600, len(rows))
    rows["changed_at"] = iso_instants(rows.day.to_numpy(), seconds)
    rows["opportunity_id"] = deals.opportunity_id.to_numpy()[rows.deal]
    return rows[COLUMNS]


def _first_days(entries: pd.DataFrame) -> pd.DataFrame:
    """The day on which each deal first reached each stage; missing where it never did."""
    return entries.groupby(["deal", "stage"]).day.min().unstack()


def _steps(deals: np.ndarray, days: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"deal": deals, "day": days.astype(int), "value": pd.Series(values, dtype=object)})


def _with_previous(steps: pd.DataFrame, field: str) -> pd.DataFrame:
    """Steps in order as changes of a field; of several on a day the last, and none that leaves all as it was."""
    steps = steps.sort_values(["deal", "day"], kind="stable").drop_duplicates(["deal", "day"], keep="last")
    before = steps.groupby("deal").value.shift(1)
    changes = steps.assign(**{field: steps.value, f"previous_{field}": before})[before.isna() | (steps.value != before)]
    return changes.drop(columns="value")


def _between(deals: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """The days, kept within the deals' lives: after they were opened, before they were decided."""
    return np.clip(days, deals.created.to_numpy() + 1, deals["last"].to_numpy())


def _closes(rng: np.random.Generator, table: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """Expected closes: put off when their day comes near, now and then brought forward."""
    expected = (pd.to_datetime(table.expected_close_on).to_numpy().astype("datetime64[D]") - FIRST).astype(int)
    count = np.where(deals.movable, rng.choice(len(PUSHES), len(deals), p=PUSHES), 0)
    value, parts = expected, []
    for number in range(len(PUSHES) - 1, 0, -1):
        later = np.round(PUSH * rng.lognormal(0, PUSH_SPREAD, len(deals))).astype(int)
        move = np.where(rng.random(len(deals)) < PULLED_IN, -rng.integers(3, 15, len(deals)), later)
        before = value - move
        day = _between(deals, np.minimum(before, value) - rng.integers(-2, 10, len(deals)))
        moves = (count >= number) & (before > deals.created + 4) & (before != value)
        parts.append(_steps(np.flatnonzero(moves), day[moves], _iso(value[moves])))
        value = np.where(moves, before, value)
    first = _steps(np.arange(len(deals)), deals.created.to_numpy(), _iso(value))
    return _one_after_the_other(pd.concat([first, *parts[::-1]]))


def _one_after_the_other(steps: pd.DataFrame) -> pd.DataFrame:
    """The steps of each deal in the order they were told in, none on an earlier day than the one before."""
    steps = steps.assign(order=np.arange(len(steps))).sort_values(["deal", "order"])
    return steps.assign(day=steps.groupby("deal").day.cummax()).drop(columns="order")


def _amounts(rng: np.random.Generator, table: pd.DataFrame, deals: pd.DataFrame, reached: pd.DataFrame) -> pd.DataFrame:
    """Amounts: most that change come down once the price is talked about, some go up."""
    final = deals.amount.to_numpy()
    talks = reached.reindex(columns=[GIVEN, PROPOSAL]).max(axis=1).reindex(range(len(deals)))
    changed = (rng.random(len(deals)) < NEGOTIATED) & deals.movable & talks.notna().to_numpy()
    raised = rng.random(len(deals)) < RAISED
    factor = np.where(raised, rng.uniform(0.70, 0.97, len(deals)), 1 / (1 - rng.uniform(0.02, 0.18, len(deals))))
    first = np.where(changed, np.round(final * factor, 2), final)
    day = _between(deals, talks.fillna(0).to_numpy().astype(int) + rng.integers(0, 12, len(deals)))
    opening = _steps(np.arange(len(deals)), deals.created.to_numpy(), _money(first))
    return pd.concat([opening, _steps(np.flatnonzero(changed), day[changed], table.amount.to_numpy()[changed])])


def _categories(
    rng: np.random.Generator, table: pd.DataFrame, deals: pd.DataFrame, reached: pd.DataFrame
) -> pd.DataFrame:
    """Forecast categories: Pipeline at first, Best case with the demo, Commit with the proposal; some called back."""
    names = np.array(CATEGORIES, dtype=object)
    final = table.forecast_category.map({name: n for n, name in enumerate(CATEGORIES)}).to_numpy()
    span = np.maximum(deals["last"] - deals.created, 1).to_numpy()
    anywhere = deals.created.to_numpy() + rng.integers(1, span + 1)
    demo = reached[SCHEDULED].reindex(range(len(deals)))
    proposal = reached[PROPOSAL].reindex(range(len(deals)))
    hoped = _between(deals, demo.fillna(pd.Series(anywhere)).to_numpy().astype(int))
    sure = np.maximum(hoped, _between(deals, proposal.fillna(pd.Series(anywhere)).to_numpy().astype(int)))
    back = (final == 0) & demo.notna().to_numpy() & (rng.random(len(deals)) < CALLED_BACK) & (hoped < deals["last"])
    given_up = np.minimum(hoped + rng.integers(1, 30, len(deals)), deals["last"].to_numpy())
    open_, at_once = deals.movable.to_numpy(), ~deals.movable.to_numpy()
    best, commit, called_back = open_ & ((final >= 1) | back), open_ & (final == 2), open_ & back
    first = np.where(at_once, final, 0)
    told = [
        _steps(np.arange(len(deals)), deals.created.to_numpy(), names[first]),
        _steps(np.flatnonzero(best), hoped[best], names[np.full(best.sum(), 1)]),
        _steps(np.flatnonzero(commit), sure[commit], names[np.full(commit.sum(), 2)]),
        _steps(np.flatnonzero(called_back), given_up[called_back], names[np.full(called_back.sum(), 0)]),
    ]
    return pd.concat(told)


def _owners(entries: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """Owners, as the stages tell them: a deal is handed over with its proposal."""
    return _steps(entries.deal.to_numpy(), entries.day.to_numpy(), reps.rep_id.to_numpy()[entries.rep])


def _iso(days: np.ndarray) -> np.ndarray:
    return iso_days(days).to_numpy()


def _money(amounts: np.ndarray) -> np.ndarray:
    return np.array([f"{amount:.2f}" for amount in amounts], dtype=object)
