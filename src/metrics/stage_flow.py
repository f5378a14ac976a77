"""Stage by stage: how many deals came in, how many of them went further, and how long they stayed."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics.checks import check_filters
from metrics.definition import ratio
from metrics.intervals import wilson
from metrics.plan import columns_of
from metrics.remembered import remembered
from metrics.rows import in_dims, in_scope, in_window
from metrics.slices import Tables
from metrics.states import DEAL, about, those

LABEL = N_("Stage conversion")
ABOUT = N_(
    "Of the deals that first came into a stage in the period and are no longer on their way there, those that reached a"
    " later stage or were won. A stage that was skipped counts as passed through once a later one is reached; a deal"
    " that returns to a stage is not counted again. Days: median of the stays that began in the period and have ended."
)
CHANGES, STAGES = "stage_changes", "stages"
COUNTS = ("entered", "skipped", "reached_later", "won", "lost", "still")
Place = tuple[str | None, str | None, int]  # origin, pipeline, position
Counts = dict[Place, dict[str, int]]


async def stage_flow(window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """One row per stage, by pipeline in the order of its stages; won and lost are no stages here.

    Columns pipeline, position, stage, entered (deals that first came into it in the window), skipped (of those, the
    ones that passed it by on the way to a later one), reached_later, won (of those), lost (without reaching a later
    one), still (undecided and not further yet), conversion = reached_later / (entered - still) with conversion_low and
    conversion_high (Wilson, 95 %), median_days, n_days (stays). entered = reached_later + lost + still.
    `attrs`: window, as_of, ignored_filters (a stage cannot be filtered by itself), notes.
    """
    return await asyncio.to_thread(measure_stage_flow, window, filters, scope, snapshot)


def measure_stage_flow(window: Window, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """`stage_flow` for callers that are not async."""
    return _stage_flow(snapshot or engine.current(), window, Filters(dims=filters.dims), scope)


@remembered
def _stage_flow(tables: Tables, window: Window, filters: Filters, scope: Scope) -> pd.DataFrame:
    check_filters(filters, scope, tables)
    rows = entries(tables, filters, scope)
    came = rows.filter(in_window("changed_on", window))
    first = came.filter(nw.col("position") > nw.col("highest_before"))
    won, lost, later = nw.col("is_won"), nw.col("is_lost"), nw.col("reached_later")
    by_place = first.group_by("origin", "pipeline", "position").agg(
        nw.len().alias("entered"), later.sum(), won.sum().alias("won"), (lost & ~later).sum().alias("lost"),
        (~won & ~lost & ~later).sum().alias("still"),
    )  # fmt: skip
    over = first.filter(nw.col("position") > nw.col("highest_before") + 1)
    jumps = over.group_by("origin", "pipeline", "highest_before", "position").agg(nw.len().alias("n"), won.sum())
    wins = rows.filter(in_window("won_on", window)).group_by("origin", "pipeline", "position").agg(nw.len().alias("n"))
    days = came.filter(~nw.col("position").is_null()).group_by("pipeline", "stage").agg(
        nw.col("stay_days").median().alias("median_days"), nw.col("stay_days").count().alias("n_days")
    )  # fmt: skip
    entered, jumped, finished, stays = (list(rows_of(c)) for c in engine.collect([by_place, jumps, wins, days]))
    stages = stage_order(tables, filters)
    counts = _counts(entered, stages)
    _pass_through(counts, jumped, finished)
    frame = _frame(stages, counts, {(row["pipeline"], row["stage"]): row for row in stays})
    ignored = [name for name, _values in filters.dims if name == "stage"]
    frame.attrs = about(tables, LABEL, ignored, window=window)
    return frame


def entries(tables: Tables, filters: Filters, scope: Scope) -> nw.LazyFrame[Any]:
    """The entries of the deals meant; what only the table of deals knows of a deal is looked up there."""
    columns, of_deals = columns_of(tables, CHANGES), columns_of(tables, "opportunities")
    dims = tuple(pair for pair in filters.dims if pair[0] != "stage")
    rows = those(tables.table(CHANGES), [*in_scope(scope, columns), *in_dims(dims, columns)])
    elsewhere = in_dims(tuple(pair for pair in dims if pair[0] not in columns), of_deals)
    if not elsewhere:
        return rows
    deals = tables.table("opportunities").collect().with_row_index(DEAL).lazy().filter(*elsewhere)
    return rows.join(deals.select(nw.col(DEAL).cast(nw.Int32)), on=DEAL, how="semi")


def rows_of(columns: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """The rows of collected columns."""
    return (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))


def stage_order(tables: Tables, filters: Filters) -> dict[Place, str]:
    """The stages that undecided deals are in, of the pipelines and origins meant, by their place and in order."""
    listed = those(tables.table(STAGES), in_dims(filters.dims, frozenset({"origin", "pipeline"}))).select(
        "origin", "pipeline", "stage", "position", nw.col("status").cast(nw.String)
    )
    named = {
        (row["origin"], row["pipeline"], row["position"]): row["stage"]
        for row in rows_of(listed.collect().to_dict(as_series=False))
        if row["status"] not in ("won", "lost") and row["position"] is not None
    }
    return dict(sorted(named.items(), key=lambda one: (one[0][1] or "", one[0][2], one[0][0] or "")))


def _counts(entered: Sequence[dict[str, Any]], stages: dict[Place, str]) -> Counts:
    counts: Counts = {place: dict.fromkeys(COUNTS, 0) for place in stages}
    for row in entered:
        place = (row["origin"], row["pipeline"], row["position"])
        if place in counts:
            counts[place] |= {name: int(row[name] or 0) for name in COUNTS if name in row}
    return counts


def _pass_through(counts: Counts, jumped: Sequence[dict[str, Any]], finished: Sequence[dict[str, Any]]) -> None:
    """Count deals in the stages that they skipped: on the way to a later one, or to the win."""
    for (origin, pipeline, position), found in counts.items():
        for row in (*jumped, *finished):
            after, before = row.get("highest_before", row["position"]), row["position"]
            over = after < position and ("highest_before" not in row or position < before)
            if over and (row["origin"], row["pipeline"]) == (origin, pipeline):
                for name in ("entered", "skipped", "reached_later"):
                    found[name] += int(row["n"])
                found["won"] += int(row.get("is_won", row["n"]) or 0)


def _frame(
    stages: dict[Place, str], counts: Counts, stays: dict[tuple[str | None, str], dict[str, Any]]
) -> pd.DataFrame:
    """One row per pipeline and stage; the same stage of several origins is one. Pipelines nobody entered are left out,
    unless that is all of them."""
    summed: dict[tuple[str | None, str], dict[str, int]] = {}
    in_use = defaultdict[tuple[str | None, str | None], int](int)
    for (origin, pipeline, _position), found in counts.items():
        in_use[origin, pipeline] += found["entered"]
    for place, stage in stages.items():
        if in_use[place[:2]] or not any(in_use.values()):
            row = summed.setdefault((place[1], stage), {"position": place[2], **dict.fromkeys(COUNTS, 0)})
            row.update({name: row[name] + counts[place][name] for name in COUNTS})
    frame = pd.DataFrame(
        [{"pipeline": pipeline, "stage": stage, **row} for (pipeline, stage), row in summed.items()],
        columns=["pipeline", "position", "stage", *COUNTS],
    )
    trials = (frame["entered"] - frame["still"]).to_numpy(float)
    frame["conversion"] = ratio(frame["reached_later"].to_numpy(), trials)
    frame["conversion_low"], frame["conversion_high"] = wilson(frame["conversion"].to_numpy(), trials)
    known = [stays.get(key, {}) for key in summed]
    frame["median_days"] = np.array([row.get("median_days") for row in known], float)
    frame["n_days"] = np.array([row.get("n_days") or 0 for row in known], int)
    return frame
