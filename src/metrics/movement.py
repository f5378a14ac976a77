"""What became of the pipeline between two days: what came in, what was decided, what was moved.

The parts sum to the difference: new deals count with what they are worth at the end, those won, lost or handed on with
what they were worth at the start, those open on both days with the change. Every deal is in one part, or unchanged.
"""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics.moves import BETWEEN, SAME, between, changes
from metrics.remembered import remembered
from metrics.slices import Tables
from metrics.states import about, ignored, states
from metrics.stretches import IN_PIPELINE

LABEL = N_("Pipeline movement")
ABOUT = N_(
    "The pipeline at the end of one day against another. New deals count with their value at the end, won and lost ones"
    " with their value at the start; a deal that was opened and decided in between is in neither."
)
PARTS = {  # in the order of the bars, each with its name for readers
    "new": N_("New"), "won": N_("Won"), "lost": N_("Lost"), "up": N_("Value up"), "down": N_("Value down"),
    "pulled_in": N_("Pulled in"), "pushed_out": N_("Pushed out"), "other_in": N_("Other in"),
    "other_out": N_("Other out"),
}  # fmt: skip
KINDS = {"opening": N_("Opening"), **PARTS, "closing": N_("Closing")}
SIGNS = {"new": 1, "pulled_in": 1, "other_in": 1, "won": -1, "lost": -1, "pushed_out": -1, "other_out": -1}


async def movement(
    start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    due_by: Window | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The pipeline at the end of `start`, what moved it, and the pipeline at the end of `end` (at most the last day
    with facts); with `due_by` only the part of it whose expected close lies in that window.

    Columns kind (`KINDS`, in that order), deals, amount. pulled_in and pushed_out: deals whose expected close came into
    or left the window; without one, deals whose expected close was moved, beside the other parts and with amount 0.
    other_in, other_out: deals that came under or left the filters (another rep, another stage), or were taken up again.
    `attrs`: start, end, due_by, as_of, between and between_won (deals that came and were decided in between, of those
    won), reconstructed (how many of the opening ones are known only as they were later), ignored_filters, notes.
    Raises BadFilter.
    """
    return await asyncio.to_thread(measure_movement, start, end, filters, scope, snapshot, due_by)


def measure_movement(
    start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    due_by: Window | None = None,
) -> pd.DataFrame:  # fmt: skip
    """`movement` for callers that are not async."""
    dims = Filters(dims=filters.dims)
    return _movement(snapshot or engine.current(), start, end, dims, scope, due_by)


@remembered
def _movement(
    tables: Tables, start: date, end: date, filters: Filters, scope: Scope, due_by: Window | None
) -> pd.DataFrame:
    days = between(tables, start, end, due_by)
    rows = states(tables, filters, scope)
    first, last, _decided = days.holds()
    known = nw.col("reconstructed").sum().alias("reconstructed")
    unmoved = rows.filter(first, last, IN_PIPELINE, days.due)  # one row that holds on both days: nothing to compare
    unmoved = unmoved.select(nw.len().alias("deals"), nw.col("value").sum().alias("amount"), known)
    close = nw.col("close_after") > nw.col("close_before"), nw.col("close_after") < nw.col("close_before")
    moved = changes(rows.filter(~(first & last)), days)
    parts = moved.group_by("kind").agg(
        nw.len().alias("deals"), nw.col("change").sum().alias("amount"), nw.col("value_before").sum().alias("before"),
        close[0].sum().alias("later"), close[1].sum().alias("earlier"), nw.col("_reconstructed").sum(),
        nw.col("_won").sum().alias("won"),
    )  # fmt: skip
    still, found = engine.collect([unmoved, parts])
    by_kind = {kind: {name: found[name][i] for name in found} for i, kind in enumerate(found["kind"])}
    passed = by_kind.get(BETWEEN, {})
    frame = _bars({name: values[0] or 0 for name, values in still.items()}, by_kind, due_by is not None)
    frame.attrs = about(
        tables, LABEL, ignored(tables, filters), start=days.start, end=days.end, due_by=due_by,
        between=passed.get("deals", 0), between_won=int(passed.get("won") or 0),
        reconstructed=sum(int(n or 0) for n in (*still["reconstructed"], *found["_reconstructed"])),
    )  # fmt: skip
    return frame


def _bars(still: Mapping[str, Any], by_kind: Mapping[str, Mapping[str, Any]], due: bool) -> pd.DataFrame:
    """The rows of the waterfall, from deals that no change of theirs can be seen of, and those by kind of change."""
    parts = {kind: (int(p["deals"]), float(p["amount"])) for kind, p in by_kind.items() if kind in PARTS}
    both = [by_kind[kind] for kind in ("up", "down", SAME) if kind in by_kind]
    if not due:
        parts |= {"pushed_out": (sum(int(p["later"] or 0) for p in both), 0.0),
                  "pulled_in": (sum(int(p["earlier"] or 0) for p in both), 0.0)}  # fmt: skip
    there = [*both, *(by_kind[kind] for kind in ("won", "lost", "pushed_out", "other_out") if kind in by_kind)]
    deals = still["deals"] + sum(int(p["deals"]) for p in there)
    amount = still["amount"] + sum(float(p["before"] or 0) for p in there)
    moved = [kind for kind in parts if due or kind not in ("pushed_out", "pulled_in")]
    came = sum(SIGNS.get(kind, 0) * parts[kind][0] for kind in moved)
    closing = (deals + came, amount + sum(parts[kind][1] for kind in moved))
    rows = {"opening": (deals, amount), **{kind: parts.get(kind, (0, 0.0)) for kind in PARTS}, "closing": closing}
    return pd.DataFrame([(kind, *row) for kind, row in rows.items()], columns=["kind", "deals", "amount"])
