"""Where the pipeline sits: open deals by stage, and of those that came into each stage how many went on."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from auth.scope import Scope
from charts.funnel import stage_funnel
from charts.theme import empty_figure
from data.engine import Snapshot
from filters import NONE, Filters, Window
from i18n import N_, _, day
from metrics import stage_flow
from metrics.checks import dimension_values
from metrics.past_pipeline import pipeline_days
from metrics.pipeline import DEALS_OPEN, PIPELINE
from metrics.query import Query
from metrics.registry import measure_all
from pages.asked import Asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pipeline_spans import end_of, knows_past, knows_stages, unknown_past
from pages.spans import window_of

NAME, CHOICE = "pipeline-funnel", "pipeline.funnel"
TITLE = N_("Open pipeline by stage")
BY_STAGE = Query(DEALS_OPEN, PIPELINE, by="stage")
DEFINITIONS = (PIPELINE, DEALS_OPEN, Definition(stage_flow.LABEL, stage_flow.ABOUT))
OF_FLOW = ("conversion", "conversion_low", "conversion_high", "n", "median_days")
HELD = ("stage", "deals_open", "pipeline")
NUMBERS = ("position", "deals_open", "pipeline", *OF_FLOW)


def pipelines(snapshot: Snapshot | None, scope: Scope) -> list[str]:
    """The names of several pipelines, each with stages of its own; none where there is but one."""
    names = [] if snapshot is None else list(dimension_values("pipeline", scope, snapshot))
    return names if len(names) > 1 else []


def controls(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """Which pipeline's funnel it is, where there are several."""
    names = pipelines(snapshot, scope)
    return [choice(CHOICE, _("Of"), {name: name for name in names}, query)] if names else []


def _filters(found: Asked) -> Filters:
    """The filters, and one of several pipelines: stages of two cannot stand in one funnel."""
    names = pipelines(found.snapshot, found.scope)
    filtered = dict(found.filters.dims).get("pipeline", ())
    if not names or len(filtered) == 1:
        return found.filters
    chosen = found.choice(CHOICE, names)
    meant = (filtered[0] if filtered and chosen not in filtered else chosen,)
    return replace(found.filters, dims=tuple(sorted({**dict(found.filters.dims), "pipeline": meant}.items())))


async def exhibit(found: Asked) -> Exhibit:
    """The funnel on the last day of the period, with the flow through the stages within it."""
    filters, end, flow = _filters(found), end_of(found), None
    window, as_of = window_of(found)
    past = end < as_of
    if past and not knows_past(found):
        return _unknown()
    if knows_stages(found):
        flow = stage_flow.stage_flow(window or Window(None, as_of), filters, found.scope, found.snapshot)
    stages, flowed = await asyncio.gather(_stages(found, filters, past), flow or _nothing())
    of = dict(filters.dims).get("pipeline", ())
    title = _("Open pipeline by stage: {pipeline}", pipeline=of[0]) if len(of) == 1 and of[0] != NONE else _(TITLE)
    return replace(_shown(found, stages, flowed), title=title)


async def _nothing() -> None:
    return None


async def _stages(found: Asked, filters: Filters, past: bool) -> pd.DataFrame:
    """stage, deals_open, pipeline: today's from the deals, of a past day as they stood then."""
    if past:
        held = await pipeline_days([end_of(found)], filters, found.scope, found.snapshot, by="stage")
        found_then = held[held["deals_open"] > 0]
        found_then.attrs = held.attrs
        return found_then
    (stages,) = await measure_all(BY_STAGE, filters=filters, scope=found.scope, snapshot=found.snapshot)
    return stages


def _shown(found: Asked, stages: pd.DataFrame, flow: pd.DataFrame | None) -> Exhibit:
    frame = _joined(stages, flow)
    words = _("{day}; below each stage how many go on, and after how long", day=day(end_of(found)))
    if flow is None or flow["conversion"].isna().all():
        words = day(end_of(found))
    also = []
    if flow is None:
        also = [_("No stage changes are known: nothing can be said of conversion.")]
    elif not flow["entered"].any():
        also = [_("No deal came into a stage in this period: nothing can be said of conversion.")]
    return Exhibit(
        NAME, _(TITLE), frame, (DEALS_OPEN, PIPELINE), lambda: stage_funnel(frame, found.currency),
        words, notes(*(one for one in (stages, flow) if one is not None), also=also),
        {"conversion": _("Went on"), "conversion_low": _("Went on, at least (95 %)"),
         "conversion_high": _("Went on, at most (95 %)"), "n": _("Came in, and are through"),
         "median_days": _("Usual stay")},
        {"conversion": "fraction", "conversion_low": "fraction", "conversion_high": "fraction", "median_days": "days"},
    )  # fmt: skip


def _joined(stages: pd.DataFrame, flow: pd.DataFrame | None) -> pd.DataFrame:
    """stage, position, deals_open, pipeline and what is known of the flow; stages outside the order come last.

    Row by row: of a dozen stages that takes a tenth of the time of pandas' merge.
    """
    held = [tuple(stages[name].tolist()) for name in HELD]
    open_in = {_key(stage): (stage, deals, value) for stage, deals, value in zip(*held, strict=True)}
    rows: dict[Any, tuple[Any, ...]] = {}
    for row in [] if flow is None else flow.to_dict("records"):
        if _key(row["stage"]) not in rows:
            stage, deals, value = open_in.pop(_key(row["stage"]), (row["stage"], 0, 0.0))
            row["n"] = row["entered"] - row["still"]
            rows[_key(stage)] = (stage, row["position"], deals, value, *(row[name] for name in OF_FLOW))
    last = max((row[1] for row in rows.values()), default=-1) + 1
    others = sorted(open_in.values(), key=lambda one: str(one[0])) if rows else list(open_in.values())
    unknown = (float("nan"),) * len(OF_FLOW)
    found = [(one[0], last if rows else at, *one[1:], *unknown) for at, one in enumerate(others)]
    known = sorted(rows.values(), key=lambda row: row[1])
    names, *values = zip(*known, *found, strict=True) if known or found else [()] * (len(NUMBERS) + 1)
    columns = dict(zip(NUMBERS, np.array(values, float), strict=True))
    return pd.DataFrame({"stage": np.array(names, object), **columns})


def _key(stage: Any) -> Any:
    """A stage as a key: all that are null are one."""
    return None if pd.isna(stage) else stage


def _unknown() -> Exhibit:
    why, hint = unknown_past()
    return Exhibit(NAME, _(TITLE), pd.DataFrame(), (), lambda: empty_figure(why, hint))
