"""Ageing: open deals against the age at which deals that had been in their stage were won.

Late is older than three of four such deals were when they were won, very late older than nine of ten.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from errors import UnknownName
from filters import Filters
from i18n import N_, _
from metrics.checks import check_filters
from metrics.deals import detail_of
from metrics.plan import columns_of
from metrics.remembered import remembered, with_notes
from metrics.rows import in_dims, in_scope
from metrics.slices import Tables
from metrics.stage_flow import rows_of, stage_order
from metrics.states import DEAL, about, those
from metrics.usual_age import UNKNOWN, Place, Usual, usual_ages

LABEL = N_("Ageing")
ABOUT = N_(
    "Open deals by age against the age at which deals that had been in their stage were won. Late: older than three of"
    " four of those; very late: older than nine of ten. Not judged where fewer than ten were won, or without a date."
)
LATENESS = {"on_time": N_("On time"), "late": N_("Late"), "very_late": N_("Very late"), "unknown": N_("Not judged")}
MOST = 200
SHOWN = ("account", "rep", "stage", "pipeline", "value", "opened_on", "expected_close_on", "age_days")
OPEN = "opportunities"


async def ageing(filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """The open deals of today by stage, in order: how many are how late, whatever the period.

    Columns pipeline, position, stage, deals, amount; on_time, late, very_late, unknown and the amount of each
    (on_time_amount ...); usual_low, usual, usual_high, usual_most (days of age by which a quarter, half, three quarters
    and nine tenths were won; NaN where too few were), usual_n (deals won). `attrs`: as_of, ignored_filters, notes.
    """
    return await asyncio.to_thread(measure_ageing, filters, scope, snapshot)


def measure_ageing(filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """`ageing` for callers that are not async."""
    return _ageing(snapshot or engine.current(), Filters(dims=filters.dims), scope)


async def ageing_deals(
    filters: Filters, scope: Scope, snapshot: Tables | None = None, lateness: str | None = None, limit: int = MOST
) -> pd.DataFrame:
    """The open deals one by one, or those of one `LATENESS`; largest first, the first `limit`.

    Columns opportunity_row, opportunity_id, opportunity, url, account, rep, stage, pipeline, value, opened_on,
    expected_close_on, age_days, usual_low, usual, usual_high, usual_most, late (older than usual_high), lateness.
    `attrs` as of `ageing`, and `count`: how many there are in all. Raises UnknownName.
    """
    return await asyncio.to_thread(list_ageing_deals, filters, scope, snapshot, lateness, limit)


def list_ageing_deals(
    filters: Filters, scope: Scope, snapshot: Tables | None = None, lateness: str | None = None, limit: int = MOST
) -> pd.DataFrame:
    """`ageing_deals` for callers that are not async."""
    if lateness not in (None, *LATENESS):
        raise UnknownName(_("lateness"), str(lateness), LATENESS)
    tables = snapshot or engine.current()
    usual = usual_ages(tables, filters, scope)
    rows = _open(tables, filters, scope, numbered=True).with_columns(_lateness(usual).alias("lateness"))
    rows = rows if lateness is None else rows.filter(nw.col("lateness") == lateness)
    largest = rows.top_k(limit, by=["value", DEAL]).sort("value", DEAL, descending=[True, False], nulls_last=True)
    listed, counted = engine.collect([largest.select(DEAL, *SHOWN, "lateness"), rows.select(nw.len().alias("n"))])
    frame = pd.DataFrame({DEAL: listed[DEAL], **detail_of(tables, listed[DEAL]), **listed})
    frame = frame.astype(dict.fromkeys(("opened_on", "expected_close_on"), "datetime64[s]") | {"value": "float64"})
    places = list(zip(listed["pipeline"], listed["stage"], strict=True))
    for name in Columns._fields:
        frame[name] = np.array([Columns.of(usual.get(place, UNKNOWN))._asdict()[name] for place in places], float)
    frame["late"] = frame["lateness"].isin(["late", "very_late"])
    frame.attrs = about(tables, LABEL, (), count=int(counted["n"][0]))
    return with_notes(frame)


class Columns(NamedTuple):
    """The usual ages as columns of a result."""

    usual_low: float
    usual: float
    usual_high: float
    usual_most: float

    @classmethod
    def of(cls, usual: Usual) -> "Columns":
        return cls(usual.quarter, usual.half, usual.three_quarters, usual.nine_tenths)


def _open(tables: Tables, filters: Filters, scope: Scope, numbered: bool = False) -> nw.LazyFrame[Any]:
    """The open deals meant, with their place in the table if asked."""
    check_filters(filters, scope, tables)
    columns = columns_of(tables, OPEN)
    table = tables.table(OPEN).collect().with_row_index(DEAL).lazy() if numbered else tables.table(OPEN)
    return those(table, [nw.col("is_open"), *in_scope(scope, columns), *in_dims(filters.dims, columns)])


def _lateness(usual: Mapping[Place, Usual]) -> nw.Expr:
    """How late a deal is for its stage."""
    age, result = nw.col("age_days"), nw.lit("unknown")
    for (pipeline, stage), ages in usual.items():
        lane = nw.col("pipeline").is_null() if pipeline is None else nw.col("pipeline") == pipeline
        late = nw.when(age > ages.nine_tenths).then(nw.lit("very_late")).when(age > ages.three_quarters)
        judged = late.then(nw.lit("late")).otherwise(nw.lit("on_time"))
        result = nw.when(lane & (nw.col("stage") == stage) & ~age.is_null()).then(judged).otherwise(result)
    return result


@remembered
def _ageing(tables: Tables, filters: Filters, scope: Scope) -> pd.DataFrame:
    usual = usual_ages(tables, filters, scope)
    rows = _open(tables, filters, scope).with_columns(_lateness(usual).alias("lateness"))
    of = {name: nw.col("lateness") == name for name in LATENESS}
    value = nw.col("value").fill_null(0)
    sums = rows.group_by("pipeline", "stage").agg(
        nw.len().alias("deals"), value.sum().alias("amount"),
        *(so_late.sum().alias(name) for name, so_late in of.items()),
        *(nw.when(so_late).then(value).otherwise(0.0).sum().alias(f"{name}_amount") for name, so_late in of.items()),
    )  # fmt: skip
    positions = {(place[1], stage): place[2] for place, stage in stage_order(tables, filters).items()}
    found = []
    for row in rows_of(engine.collect([sums])[0]):
        place = row["pipeline"], row["stage"]
        ages = usual.get(place, UNKNOWN)
        found.append({**row, "position": positions.get(place), **Columns.of(ages)._asdict(), "usual_n": ages.n})
    found.sort(key=_place)
    frame = pd.DataFrame(found, columns=[*_COLUMNS, *Columns._fields, "usual_n"])
    frame.attrs = about(tables, LABEL, ())
    return frame


def _place(row: Mapping[str, Any]) -> tuple[str, bool, int, str]:
    """Where a row stands: by pipeline and position, stages that are not listed last."""
    position = row["position"]
    return row["pipeline"] or "", position is None, position or 0, row["stage"] or ""


_COLUMNS = ("pipeline", "position", "stage", "deals", "amount", *LATENESS, *(f"{name}_amount" for name in LATENESS))
