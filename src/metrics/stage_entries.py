"""Entries into stages, counted by what became of the deals: what the stages' percentages are held against."""

from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters
from i18n import N_
from metrics.checks import check_filters
from metrics.deal_ages import chosen_window, of_the_beginning
from metrics.plan import columns_of
from metrics.rows import in_window
from metrics.slices import Tables
from metrics.stage_flow import entries, rows_of
from metrics.states import about

LABEL = N_("Stage calibration")
ABOUT = N_(
    "The percentage that the CRM gives a stage, against the share won of the decided deals that came into it, with its"
    " 95 % interval. A deal counts in a stage once, when it first gets that far."
)
STAGES = "stages"
CLOSED = ("won", "lost")
COUNTS = ["pipeline", "stage", "position", "crm", "won", "n", "deals"]


def stage_entries(filters: Filters, scope: Scope, tables: Tables) -> pd.DataFrame:
    """One row per stage that undecided deals are in: pipeline, stage, position, crm (the CRM's percentage, a fraction;
    null where it has none), won and n (won, and decided, among the deals that entered), deals (all that entered).

    Entries in the period of the filters, of the pages' usual period and of all time all of them. `attrs` as of
    `deal_ages`; no rows where the snapshot has no history of stages.
    """
    check_filters(filters, scope, tables)
    dims, window = of_the_beginning(filters.dims), chosen_window(filters, tables)
    counted: list[dict[str, Any]] = []
    if {"stage_changes", STAGES} <= set(tables.names):
        rows = entries(tables, Filters(dims=dims), scope).filter(nw.col("position") > nw.col("highest_before"))
        rows = rows if window is None else rows.filter(in_window("changed_on", window))
        won, decided = nw.col("is_won"), nw.col("is_won") | nw.col("is_lost")
        sums = rows.group_by("origin", "pipeline", "stage").agg(
            won.sum().alias("won"), decided.sum().alias("n"), nw.len().alias("deals")
        )
        counted = list(rows_of(engine.collect([sums])[0]))
    found = _by_stage(counted, _listed(tables))
    ignored = sorted({name for name, _values in filters.dims} - {name for name, _values in dims})
    found.attrs = about(tables, LABEL, ignored, window=window)
    return found


def _listed(tables: Tables) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The stages that undecided deals are in, by origin, pipeline and name."""
    if STAGES not in tables.names:
        return {}
    names = [name for name in ("origin", "pipeline", "stage", "position", "status", "probability")
             if name in columns_of(tables, STAGES)]  # fmt: skip
    rows = rows_of(tables.table(STAGES).select(*names).collect().to_dict(as_series=False))
    return {(row["origin"], row["pipeline"], row["stage"]): row for row in rows if row["status"] not in CLOSED}


def _by_stage(counted: list[dict[str, Any]], listed: dict[tuple[Any, ...], dict[str, Any]]) -> pd.DataFrame:
    """The counts of the same stage of all origins together; its percentage is the mean over their deals."""
    summed: dict[tuple[Any, Any], dict[str, Any]] = {}
    for row in counted:
        stage = listed.get((row["origin"], row["pipeline"], row["stage"]))
        if stage is None or stage["position"] is None:
            continue
        start = {"position": stage["position"], "won": 0, "n": 0, "deals": 0, "said": 0.0, "of": 0}
        found = summed.setdefault((row["pipeline"], row["stage"]), start)
        found |= {name: found[name] + int(row[name] or 0) for name in ("won", "n", "deals")}
        if stage.get("probability") is not None:
            found["said"] += stage["probability"] * int(row["deals"])
            found["of"] += int(row["deals"])
    rows = [
        {"pipeline": pipeline, "stage": stage, **found, "crm": found["said"] / found["of"] if found["of"] else None}
        for (pipeline, stage), found in summed.items()
    ]
    frame = pd.DataFrame(rows, columns=COUNTS)
    return frame.astype({"crm": float, "position": float, "won": int, "n": int, "deals": int})
