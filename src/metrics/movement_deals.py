"""The deals of one bar of the pipeline's movement."""

import asyncio
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from errors import UnknownName
from filters import Filters, Window
from i18n import _
from metrics.deals import detail_of
from metrics.movement import KINDS, LABEL, PARTS
from metrics.moves import BETWEEN, Between, between, changes
from metrics.remembered import with_notes
from metrics.slices import Tables
from metrics.states import DEAL, about, ignored, states

MOST = 200
MOVED = "moved"  # every part of the movement at once, unlike its two ends
CLOSES = {"close_before": "expected_close_before", "close_after": "expected_close_after"}
LABELS = ("account", "rep", "stage")
VALUES = ("value_before", "value_after", "change")


async def movement_deals(
    kind: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    due_by: Window | None = None, limit: int = MOST,
) -> pd.DataFrame:  # fmt: skip
    """The deals behind the bar `kind` of `movement` with the same arguments ("between": came and decided since;
    "moved": those of all bars but opening and closing).

    Columns opportunity_row, kind (of `movement`, or "same" where the value did not change), opportunity_id,
    opportunity, url, account, rep, stage (at the end, or when the deal left), stage_before, value_before, value_after,
    change, expected_close_before, expected_close_after; null where the deal was not in the pipeline. Largest change
    first, of opening and closing the largest value; the first `limit`, and in `attrs` their `count` in all. Raises
    UnknownName, BadFilter.
    """
    return await asyncio.to_thread(list_movement_deals, kind, start, end, filters, scope, snapshot, due_by, limit)


def list_movement_deals(
    kind: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    due_by: Window | None = None, limit: int = MOST,
) -> pd.DataFrame:  # fmt: skip
    """`movement_deals` for callers that are not async."""
    if kind not in (*KINDS, BETWEEN, MOVED):
        raise UnknownName(_("part of the movement"), kind, (*KINDS, BETWEEN, MOVED))
    tables = snapshot or engine.current()
    days, dims = between(tables, start, end, due_by), Filters(dims=filters.dims)
    rows = states(tables, dims, scope)
    chosen = changes(rows, days).filter(_of(kind, days)).with_columns(_size(kind).alias("_size"))
    largest = chosen.top_k(limit, by=["_size", DEAL]).sort("_size", DEAL, descending=[True, False], nulls_last=True)
    listed, count = engine.collect([largest, chosen.select(nw.len().alias("n"))])
    frame = _frame(tables, rows, days, listed)
    n = int(count["n"][0])
    frame.attrs = about(tables, LABEL, ignored(tables, dims), start=days.start, end=days.end, count=n)
    return with_notes(frame)


def _of(kind: str, days: Between) -> nw.Expr:
    """The deals that the bar counts."""
    before, after = nw.col("_before"), nw.col("_after")
    if kind in ("opening", "closing"):
        return before if kind == "opening" else after
    if days.due_by is None and kind in ("pushed_out", "pulled_in"):
        was, is_now = nw.col("close_before"), nw.col("close_after")
        return before & after & (is_now > was if kind == "pushed_out" else is_now < was)
    return nw.col("kind").is_in(list(PARTS)) if kind == MOVED else nw.col("kind") == kind


def _size(kind: str) -> nw.Expr:
    """What deals of the bar are ordered by: what it changed, or their value where it changed none."""
    if kind in ("opening", "closing"):
        return nw.col("value_before" if kind == "opening" else "value_after")
    moved = kind in ("pushed_out", "pulled_in")
    return nw.coalesce(nw.col("value_after"), nw.col("value_before")) if moved else nw.col("change").abs()


def _frame(tables: Tables, rows: nw.LazyFrame[Any], days: Between, listed: dict[str, list[Any]]) -> pd.DataFrame:
    """The listed deals with what they are called, and what was known of them on the two days."""
    places: list[int] = listed[DEAL]
    then, later = _labels(rows, days, places)
    columns: dict[str, Any] = {DEAL: places, "kind": listed["kind"], **detail_of(tables, places)}
    for name in LABELS:
        columns[name] = [(later.get(place) or then.get(place, {})).get(name) for place in places]
    columns["stage_before"] = [then.get(place, {}).get("stage") for place in places]
    columns |= {name: pd.Series(listed[name], dtype="float64") for name in VALUES}
    columns |= {shown: pd.Series(listed[name], dtype="datetime64[s]") for name, shown in CLOSES.items()}
    return pd.DataFrame(
        {name: values if isinstance(values, pd.Series) else pd.Series(values, dtype=object)
         for name, values in columns.items()}
    ).astype({DEAL: "int64"})  # fmt: skip


def _labels(rows: nw.LazyFrame[Any], days: Between, places: list[int]) -> tuple[dict[int, Any], dict[int, Any]]:
    """Account, rep and stage by deal: as they stood at the start, and at the end or when the deal was decided."""
    first, last, decided = days.holds()
    held = rows.filter(nw.col(DEAL).is_in(places), first | last | decided)
    found = (
        held.select(DEAL, *LABELS, first.alias("_first"), (last | decided).alias("_last")).collect().rows(named=True)
    )
    then = {row[DEAL]: row for row in found if row["_first"]}
    return then, {row[DEAL]: row for row in found if row["_last"]}
