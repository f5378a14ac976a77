"""The open deals one by one, what matters most first; above them their sums by forecast category.

A part of the Pipeline page, below its fold. A click on a deal opens the panel in which it is judged
(pages.pipeline_judge); after that the sums and the table are shown anew.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash import Input, Output, callback

from auth.scope import Scope
from data.derived import Derived, derived
from data.engine import Snapshot
from data.judgements import CATEGORIES
from i18n import N_, _, day, moment, number
from metrics.open_deals import MOST, OpenDeals, open_deals
from pages import pipeline_categories, pipeline_judge
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pipeline_deals_columns import EXPORTED, LABELS, ON_SCREEN, UNITS, on_screen
from pages.pipeline_links import safe_address
from pages.pipeline_model import model_notes
from pages.pipeline_reasons import in_brief
from pages.pipeline_target import Pursued, pursued
from pages.table import grid_id, table, table_outputs, table_parts
from settings import settings

NAME, BELOW = "pipeline-deals", "pipeline-below"
CHARTS: tuple[str, ...] = ()
TABLES = (NAME,)
EXPORTED_MOST = 10_000
OPTIONAL = ("opportunity", "url")  # columns that stand only where some deal has one
CHOSEN_BY_A_CLICK = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}
DEFINITIONS = (
    Definition(N_("Order"), N_("By the money to be expected soon: amount x chance to be won within 56 days.")),
    Definition(N_("Chance to win"), N_("That the deal is won in the end, learnt from decided deals by what was known of"
                                       " them while they were open.")),
    Definition(N_("Won, closed in 28 and 56 days"), N_("Chance that it is won, or decided either way, by then.")),
    Definition(N_("Expected"), N_("Chance to win x what deals of this amount bring when won; where somebody judged the"
                                  " amount, x that.")),
    Definition(N_("What moves it"), N_("What speaks for the deal (+) and against it (−), beside the usual; the"
                                       " strongest first.")),
    Definition(N_("Silent"), N_("Days since the last activity that the CRM knows of.")),
)  # fmt: skip


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """What the page places, in this order: categories, table, and the panel to judge a deal in (shown when asked)."""
    control = choice(pipeline_categories.CATEGORY, _("Category"), pipeline_categories.categories(), query)
    deals = table(NAME, _("Open deals"), DEFINITIONS, controls=[control], height=620)
    options = deals[grid_id(NAME)]
    options.dashGridOptions["rowSelection"] = CHOSEN_BY_A_CLICK
    options.rowClassRules = {"clickable": "true"}
    return [pipeline_categories.panel(), deals, pipeline_judge.dialog()]


@callback(
    *table_outputs(NAME),
    Output(pipeline_categories.BODY, "children"),
    Output(f"{pipeline_categories.NAME}-subtitle", "children"),
    Output(f"{pipeline_categories.NAME}-note", "children"),
    Input(BELOW, "data"),
    Input(pipeline_judge.JUDGED, "data"),
    prevent_initial_call=True,
)
async def show(selected: dict[str, Any] | None, _judged: Any) -> list[Any]:
    found = await asked(selected)
    opened, model, now = await _opened(found, MOST)
    sums = pipeline_categories.exhibit(opened.sums, now, _last(opened.deals))
    looked_at = pipeline_categories.chosen(found)
    drawn = pipeline_categories.body(opened.sums, now, sums, looked_at, found.currency)
    deals = deals_exhibit(found, opened, model, ON_SCREEN)
    rows, columns, *words = table_parts(deals, found.currency, by=(), extra=found.snapshot.dimensions)
    for row, deal in zip(
        rows, opened.deals[["overdue", "author", "judged_at", "note"]].to_dict("records"), strict=True
    ):
        row["_key"] = json.dumps({"i": row["opportunity_id"], "filter": None})  # the same row after another order
        row |= {"overdue": deal["overdue"], "judged": _judgement(deal)}
    return [rows, on_screen(columns), *words, drawn, sums.subtitle, sums.note]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Sums and deals, for exports: more deals than on screen, and all that is known of them."""
    opened, model, now = await _opened(found, EXPORTED_MOST)
    return [
        pipeline_categories.exhibit(opened.sums, now, _last(opened.deals)),
        deals_exhibit(found, opened, model, EXPORTED),
    ]


async def _opened(found: Asked, limit: int) -> tuple[OpenDeals, Derived | None, Pursued]:
    now = await pursued(found)
    model = await asyncio.to_thread(derived, found.snapshot.id)
    category = pipeline_categories.chosen(found)
    deals = await open_deals(found.filters, found.scope, found.snapshot, model, now.due, category, limit)
    return deals, model, now


def deals_exhibit(found: Asked, opened: OpenDeals, model: Derived | None, columns: tuple[str, ...]) -> Exhibit:
    """The deals with their words; `columns` of ON_SCREEN or EXPORTED."""
    frame, extra = opened.deals, found.snapshot.dimensions
    shown = frame.assign(
        forecast_category=frame["category"].map(lambda name: _(CATEGORIES[name])).astype(object),
        reasons=frame["reasons"].map(lambda reasons: in_brief(reasons, extra) or None).astype(object),
        url=frame["url"].map(safe_address).astype(object),
    )
    kept = shown[[name for name in columns if name not in OPTIONAL or shown[name].notna().any()]]
    kept.attrs = frame.attrs
    labels = {name: _(label) for name, label in LABELS.items() if name in kept}
    units = {name: unit for name, unit in UNITS.items() if name in kept}
    said = [*model_notes(model, found), _without_chance(frame, model)]
    return Exhibit(NAME, _("Open deals"), kept, (), subtitle=_count_in_words(frame), note=notes(frame, also=said),
                   labels=labels, units=units)  # fmt: skip


def _judgement(deal: Mapping[Any, Any]) -> str | None:
    """Who judged the deal, when and why; None where nobody did."""
    if pd.isna(deal["author"]):
        return None
    said = _("{name}, {moment}", name=deal["author"], moment=moment(deal["judged_at"], settings().zone))
    return f"{said}: {deal['note']}" if deal["note"] else said


def _count_in_words(frame: pd.DataFrame) -> str:
    count, as_of = frame.attrs["count"], _last(frame)
    if not count:
        return _("No deal is open with these filters")
    if len(frame) < count:
        return _("The {most} that matter most of {n}, open on {day}; choose one to judge it", most=number(len(frame)),
                 n=number(count), day=day(as_of))  # fmt: skip
    return _("{n} open on {day}, what matters most first; choose one to judge it", n=number(count), day=day(as_of))


def _last(frame: pd.DataFrame) -> date:
    return frame.attrs["as_of"]  # type: ignore[no-any-return]


def _without_chance(frame: pd.DataFrame, model: Derived | None) -> str:
    missing = int(frame["p_won"].isna().sum())
    if model is None or not missing:
        return ""
    return _(
        "{n} of the deals shown have no chance yet (—): they came in after it was last worked out.", n=number(missing)
    )
