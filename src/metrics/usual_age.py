"""At what age deals of a stage are usually won: of those won deals that came through it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np

from auth.scope import Scope
from data import engine
from filters import Filters
from metrics.slices import Tables
from metrics.stage_flow import entries, rows_of

FEWEST = 10  # won deals, below which nothing is called usual
OF_TODAY = frozenset({"stage", "status", "forecast_category", "lost_reason", "discount_band"})  # won deals differ in it
Place = tuple[str | None, str | None]  # pipeline, stage


class Usual(NamedTuple):
    """The days of age by which these shares of `n` won deals were won."""

    quarter: float
    half: float
    three_quarters: float
    nine_tenths: float
    n: int


UNKNOWN = Usual(np.nan, np.nan, np.nan, np.nan, 0)
SHARES = (0.25, 0.5, 0.75, 0.9)


def usual_ages(tables: Tables, filters: Filters, scope: Scope) -> dict[Place, Usual]:
    """By pipeline and stage: of deals under the filters where at least ten were won, else of all in scope; no entry
    where even those are too few. Deals that skipped the stage are not in it."""
    dims = tuple(pair for pair in filters.dims if pair[0] not in OF_TODAY)
    found = _ages(tables, Filters(dims=dims), scope)
    whole = _ages(tables, Filters(), scope) if dims else {}
    return whole | found


def _ages(tables: Tables, filters: Filters, scope: Scope) -> dict[Place, Usual]:
    days = nw.col("won_after_days")
    won = entries(tables, filters, scope).filter(nw.col("position") > nw.col("highest_before"), ~days.is_null())
    counted = won.group_by("pipeline", "stage", "won_after_days").agg(nw.len().alias("n"))
    by_place: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    for row in rows_of(engine.collect([counted])[0]):
        by_place[row["pipeline"], row["stage"]].append((row["won_after_days"], row["n"]))
    usual = {place: _usual(counts) for place, counts in by_place.items()}
    return {place: ages for place, ages in usual.items() if ages.n >= FEWEST}


def _usual(counts: Sequence[tuple[int, int]]) -> Usual:
    """Quantiles of the days that were counted, interpolated linearly."""
    days, times = np.array(sorted(counts)).T
    last = np.cumsum(times) - 1  # the place, in order of age, of the last deal of so many days

    def at(place: Any) -> Any:
        return days[np.searchsorted(last, place)]

    n = int(times.sum())
    places = np.array(SHARES) * (n - 1)
    low, high = at(np.floor(places)), at(np.ceil(places))
    quarter, half, three_quarters, nine_tenths = (low + (high - low) * (places % 1)).tolist()
    return Usual(quarter, half, three_quarters, nine_tenths, n)
