"""The price index: own prices against competitors', like for like, each thing weighted by what we sell of it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics.price_positions import FEW, recent, several_positions
from metrics.price_rows import Positions
from metrics.quotes import OF, PLACE, Quoted, labels, quoted, quotes
from metrics.remembered import remembered
from metrics.slices import Tables

NAME, LABEL = "price_index", N_("Price index")
ABOUT = N_(
    "100 x own price / competitors' price, like for like: medians of the same product, else of the same category and"
    " tier; of several, both sides are weighted by the units we sold. Above 100 we are dearer. Quotes that are too old"
    " at the end of the period are not compared."
)
COLUMNS = (
    NAME, "things", "things_sold", "revenue_share", "n", "quotes", "competitors", "newest_days", "age_days",
    "opportunity_cost", "at_risk", "thin",
)  # fmt: skip


async def price_index(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = ""
) -> pd.DataFrame:
    """The index in the window (None: ever), a row for each group of `by` (of GROUPS) or one row; see `price_positions`
    for what is compared with what.

    Columns: `by` (None: not known), price_index (null: nothing to compare), things compared, of things_sold, and their
    share of the revenue; n (own lines), quotes, competitors, newest_days, age_days (of the median quote) behind it;
    opportunity_cost, at_risk (sums); thin (fewer than FEW lines or
    quotes). A group's row is what a filter on it gives. `attrs` as of `price_positions`.
    Raises BadFilter, UnknownName.
    """
    return await asyncio.to_thread(measure_price_index, window, filters, scope, snapshot, by)


def measure_price_index(
    window: Window | None, filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str = ""
) -> pd.DataFrame:
    """`price_index` for callers that are not async."""
    tables = snapshot or engine.current()
    return _index(tables, recent(window, tables), Filters(dims=filters.dims), scope, by)


def indexed(things: Iterable[Mapping[Any, Any]]) -> float | None:
    """100 x what we sold costs at our prices / at rivals', over things with units, own_price and rivals_price."""
    pairs = [(t["units"] * t["own_price"], t["units"] * t["rivals_price"]) for t in things]
    rivals = sum(theirs for _own, theirs in pairs)
    return 100 * sum(own for own, _theirs in pairs) / rivals if rivals > 0 else None


def brief_index(positions: Positions, by: str) -> dict[str | None, dict[str, float | None]]:
    """Of each group of `by` (None: not known; all as one without `by`) with anything to compare, only price_index and
    opportunity_cost: what a comparison needs.
    """
    return {
        group: {NAME: indexed(both), "opportunity_cost": sum(thing["opportunity_cost"] for thing in both)}
        for group, both in _grouped(positions.matched, by).items()
    }


@remembered
def _index(tables: Tables, window: Window, filters: Filters, scope: Scope, by: str) -> pd.DataFrame:
    (positions,) = several_positions([(window, by)], filters, scope, tables)
    sold = _grouped(positions.rows, by)
    behind = _behind(tables, window, filters, scope, positions.matched, by)
    rows = [_row(group, things, behind.get(group), by) for group, things in sold.items()]
    if not by and not rows:
        rows = [_row(None, [], None, by)]
    return positions.framed([*([by] if by else []), *COLUMNS], rows)


def _grouped(things: Iterable[dict[Any, Any]], by: str) -> dict[str | None, list[dict[Any, Any]]]:
    groups: dict[str | None, list[dict[Any, Any]]] = {}
    for thing in things:
        groups.setdefault(thing[by] if by else None, []).append(thing)
    return groups


def _row(group: str | None, things: Sequence[dict[Any, Any]], behind: Quoted | None, by: str) -> dict[str, Any]:
    both = [thing for thing in things if thing["matched_by"]]
    revenue = sum(thing["revenue"] for thing in things)
    row: dict[str, Any] = {by: group} if by else {}
    row |= {
        NAME: indexed(both), "things": len(both), "things_sold": len(things), "n": sum(t["n"] for t in both),
        "revenue_share": sum(t["revenue"] for t in both) / revenue if revenue > 0 else None,
        "quotes": 0, "competitors": 0, "thin": False,
    }  # fmt: skip
    if behind:
        row |= {"quotes": behind.quotes, "competitors": behind.competitors, "newest_days": behind.newest_days,
                "age_days": behind.age_days, "opportunity_cost": sum(t["opportunity_cost"] for t in both),
                "at_risk": sum(t["at_risk"] for t in both), "thin": min(row["n"], behind.quotes) < FEW}  # fmt: skip
    return row


def _behind(
    tables: Tables, window: Window, filters: Filters, scope: Scope, both: Sequence[dict[Any, Any]], by: str
) -> dict[str | None, Quoted]:
    """The quotes that the index of each group compares with, each once; of a product those of its things."""
    if not both:
        return {}
    if by == "product":
        return {name: _of_things(things) for name, things in _grouped(both, by).items()}
    used = compared(tables, quotes(tables, window.end, filters, scope), both, by)
    return {key[0] if key else None: found for key, found in quoted(used, (by,) if by else ()).items()}


def _of_things(things: Sequence[dict[Any, Any]]) -> Quoted:
    return Quoted(
        0.0, sum(t["quotes"] for t in things), max(t["competitors"] for t in things),
        min(t["newest_days"] for t in things), median(t["age_days"] for t in things),
    )  # fmt: skip


def compared(tables: Tables, asked: nw.DataFrame[Any], both: Iterable[Mapping[Any, Any]], by: str) -> nw.DataFrame[Any]:
    """The quotes (of `quotes`) behind these things, which were compared by `by`."""
    named, placed = set(), set()
    for thing in both:
        if thing["matched_by"] == "product":
            named.add((thing["product"], thing[by] if by in PLACE else None))
        else:
            placed.add((thing["category"], thing["tier"]))
    group = 1 + PLACE.index(by) if by in PLACE else None
    kept = [i for i, label in enumerate(labels(tables))
            if (label[0], None if group is None else label[group]) in named or label[1:] in placed]  # fmt: skip
    return asked.filter(nw.col(OF).is_in(kept))
