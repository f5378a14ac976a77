"""Pipeline: is there enough, where does it sit, what moved; and the open deals one by one.  /pipeline"""

import asyncio
from typing import Any

from dash import Input, Output, callback, dcc, html

from auth.scope import current_scope
from i18n import N_, _
from pages import (
    pipeline_ageing,
    pipeline_course,
    pipeline_deals,
    pipeline_first,
    pipeline_funnel,
    pipeline_movement,
    pipeline_pace,
    pipeline_slippage,
)
from pages.asked import Asked, asked
from pages.cards import cards
from pages.components import page
from pages.exhibit import Exhibit
from pages.header import current_snapshot
from pages.panel import outputs, panel
from pages.pipeline_cards import CARDS
from pages.pipeline_columns import FILTERED, fitted
from pages.table import table, table_outputs, table_parts

PATH = "/pipeline"
TITLE = N_("Pipeline")
ORDER = 15
QUERIES = pipeline_first.QUERIES  # warmed after a publish
CHARTS = (pipeline_course.NAME, pipeline_slippage.NAME, pipeline_ageing.NAME)
HEIGHTS = {"moves": 340, "late": 430}


def layout(**query: Any) -> html.Div:
    snapshot, scope = current_snapshot(), current_scope()
    first = [
        panel(pipeline_funnel.NAME, _(pipeline_funnel.TITLE), pipeline_funnel.DEFINITIONS,
              controls=pipeline_funnel.controls(query, snapshot, scope)),
        panel(pipeline_movement.NAME, _("What moved the pipeline"), pipeline_movement.DEFINITIONS, width="wide",
              controls=[pipeline_movement.since_control(query)]),
    ]  # fmt: skip
    return page(
        cards("pipeline-cards", CARDS, sentences=True),
        html.Div(first, className="panels pipeline-first"),
        dcc.Store("pipeline-below"),
        html.Div([*_panels_below(query), *pipeline_deals.panels(query, snapshot, scope)], className="panels"),
    )


def _panels_below(query: dict[str, Any]) -> list[Any]:
    return [
        table(pipeline_movement.TABLE, _("Deals that moved"), pipeline_movement.DEFINITIONS, height=HEIGHTS["moves"],
              controls=[pipeline_movement.move_control(query)]),
        panel(pipeline_course.NAME, _("Pipeline by day"), pipeline_course.METRICS, width="third",
              controls=[pipeline_course.control(query)]),
        panel(pipeline_slippage.NAME, _("What became of what was due"), pipeline_slippage.DEFINITIONS, width="third"),
        pipeline_pace.panel(),
        panel(pipeline_ageing.NAME, _("Age of open deals against the age at win"), pipeline_ageing.DEFINITIONS,
              tall=True),
        table(pipeline_ageing.TABLE, _("Late deals"), pipeline_ageing.DEFINITIONS, width="wide",
              height=HEIGHTS["late"], controls=[pipeline_ageing.control(query)]),
    ]  # fmt: skip


@callback(
    Output("pipeline-cards", "children"), *outputs(pipeline_funnel.NAME, pipeline_movement.NAME),
    Output("pipeline-below", "data"), Input("filters", "data"),
)  # fmt: skip
async def show(selected: dict[str, Any] | None) -> list[Any]:
    row, (_figures, *charts) = await pipeline_first.first_screen(await asked(selected))
    return [row, *(part for exhibit in charts for part in exhibit.parts()), selected]


@callback(
    *table_outputs(pipeline_movement.TABLE), Input("pipeline-below", "data"), prevent_initial_call=True,
)  # fmt: skip
async def show_moves(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    moves = await pipeline_movement.deals_exhibit(found)
    rows, columns, *words = table_parts(moves, found.currency, by=FILTERED)
    return [rows, fitted(columns, pipeline_movement.WIDTHS), *words]


@callback(
    *outputs(*CHARTS), *table_outputs(pipeline_ageing.TABLE), Output(pipeline_pace.BODY, "children"),
    Output(f"{pipeline_pace.NAME}-subtitle", "children"), Output(f"{pipeline_pace.NAME}-note", "children"),
    Input("pipeline-below", "data"), prevent_initial_call=True,
)  # fmt: skip
async def show_below(selected: dict[str, Any] | None) -> list[Any]:
    found = await asked(selected)
    days, slipped, pace, ageing, late = await _below(found)
    figures = [part for exhibit in (days, slipped, ageing) for part in exhibit.parts()]
    rows, columns, *words = table_parts(late, found.currency, by=FILTERED)
    listed = [rows, fitted(columns, pipeline_ageing.WIDTHS), *words]
    return [*figures, *listed, pipeline_pace.body(pace, found.currency), pace.subtitle, pace.note]


async def _below(found: Asked, exported: bool = False) -> list[Exhibit]:
    """Days, slippage, pace, ageing and the late deals, measured at once."""
    days, slipped, pace, ageing = await asyncio.gather(
        pipeline_course.exhibit(found), pipeline_slippage.exhibit(found), pipeline_pace.exhibit(found),
        pipeline_ageing.exhibits(found, exported),
    )  # fmt: skip
    return [days, slipped, pace, *ageing]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    (_row, shown), moves, below, deals = await asyncio.gather(
        pipeline_first.first_screen(found), pipeline_movement.deals_exhibit(found, exported=True),
        _below(found, exported=True), pipeline_deals.exhibits(found),
    )  # fmt: skip
    return [*shown, moves, *below, *deals]
