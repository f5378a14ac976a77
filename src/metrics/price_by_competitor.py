"""The price index against each of the larger competitors: who undercuts us, and where."""

import asyncio
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from data.engine import natural
from filters import Filters, Window
from metrics.price_index import NAME, compared, indexed
from metrics.price_positions import by_name, match, recent, several_positions
from metrics.quotes import PLACE, Key, Quoted, quoted, quotes
from metrics.remembered import remembered
from metrics.slices import Tables

MOST = 5  # competitors that are compared one by one, those with the most quotes
SHARE = 0.05  # of the quotes that a competitor must have for it


async def competitor_index(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = ""
) -> pd.DataFrame:
    """The same against each of the competitors with the most quotes (at most MOST, each with SHARE of them or more).

    Columns: `by`, competitor, price_index, things, quotes, age_days. `attrs` as of `price_positions`.
    """
    return await asyncio.to_thread(measure_competitor_index, window, filters, scope, snapshot, by)


def measure_competitor_index(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = ""
) -> pd.DataFrame:
    """`competitor_index` for callers that are not async."""
    tables = snapshot or engine.current()
    return _by_competitor(tables, recent(window, tables), Filters(dims=filters.dims), scope, by)


@remembered
def _by_competitor(tables: Tables, window: Window, filters: Filters, scope: Scope, by: str) -> pd.DataFrame:
    (positions,) = several_positions([(window, by)], filters, scope, tables)
    both = positions.matched
    rows: list[dict[Any, Any]] = []
    if both:
        used = compared(tables, quotes(tables, window.end, filters, scope), both, by)
        named, placed = (quoted(used, ("competitor", *keys)) for keys in (by_name(by), PLACE))
        for name in largest(used):
            rows += _against(name, both, by, _of(name, named), _of(name, placed))
    columns = [*([by] if by else []), "competitor", NAME, "things", "quotes", "age_days"]
    return positions.framed(columns, rows)


def largest(asked: nw.DataFrame[Any]) -> list[str]:
    """The competitors with the most quotes: at most MOST, each with SHARE of them or more, by name."""
    counts = asked.group_by("competitor").agg(nw.len().alias("n")).drop_nulls("competitor").rows()
    often = sorted(counts, key=lambda row: (-row[1], natural(row[0])))[:MOST]
    return sorted((name for name, n in often if n >= SHARE * len(asked)), key=natural)


def _of(name: str, asked: Mapping[Key, Quoted]) -> dict[Key, Quoted]:
    """What one competitor asks, by the rest of the keys."""
    return {key[1:]: found for key, found in asked.items() if key[0] == name}


def _against(
    name: str, both: Sequence[dict[Any, Any]], by: str, named: Mapping[Key, Quoted], placed: Mapping[Key, Quoted]
) -> list[dict[Any, Any]]:
    """The index against one competitor, a row for each group in which it quotes anything."""
    found: dict[str | None, list[tuple[dict[str, Any], Quoted]]] = {}
    for thing in both:
        _how, theirs = match(thing, named, placed, by)
        if theirs is not None:
            found.setdefault(thing[by] if by else None, []).append((thing, theirs))
    return [
        {**({by: group} if by else {}), "competitor": name, "things": len(pairs),
         NAME: indexed({**thing, "rivals_price": theirs.price} for thing, theirs in pairs),
         "quotes": sum(theirs.quotes for _thing, theirs in pairs),
         "age_days": median(theirs.age_days for _thing, theirs in pairs)}
        for group, pairs in found.items()
    ]  # fmt: skip
