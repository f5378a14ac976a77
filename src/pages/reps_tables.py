"""The calls and the stage entries of the days one by one, below the cards of the Reps page."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import Input, State, callback, no_update

from auth.scope import Scope
from data.engine import Snapshot
from i18n import N_, _, ngettext, number
from metrics.definition import Unit
from pages.asked import Asked, asked
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pipeline_links import safe_address
from pages.reps_days import Days, days_of
from pages.reps_frames import events_of
from pages.reps_words import STAGE, duration, event_name, known, why
from pages.table import grid_id, table, table_outputs, table_parts

CALLS, DEALS, BELOW = "reps-calls", "reps-deals", "reps-below"
POINTS = Definition(N_("Points"), N_("By the rules in force on the day; what did not count says why."))
DEFINITIONS = {
    CALLS: (POINTS, Definition(N_("Time"), N_("By the clock of the rep's team."))),
    DEALS: (POINTS, Definition(N_("Stage"), N_("A stage that a deal enters twice on one day counts once."))),
}
LABELS = {
    "on": N_("Time"), "rep": N_("Rep"), "team": N_("Team"), "what": N_("What"), "way": N_("Direction"),
    "result": N_("Result"), "lasted": N_("Length"), "title": N_("Deal"), "account": N_("Account"),
    "previous_stage": N_("From stage"), "stage": N_("Stage"), "points": N_("Points"), "reason": N_("Not counted"),
    "url": N_("CRM"), "recording_url": N_("Recording"),
}  # fmt: skip
WIDTHS = {  # in this order: least width in pixels, and share of what is left
    "on": (152, 1), "rep": (124, 2), "what": (84, 1), "way": (94, 1), "result": (100, 1), "lasted": (84, 1),
    "title": (136, 3), "account": (120, 3), "previous_stage": (136, 3), "stage": (136, 3), "points": (78, 1),
    "reason": (126, 3), "url": (76, 1), "recording_url": (94, 1),
}  # fmt: skip
COLUMNS = {
    CALLS: ("on", "rep", "team", "what", "way", "result", "lasted", "account", "title", "points", "reason",
            "url", "recording_url"),
    DEALS: ("on", "rep", "team", "title", "account", "previous_stage", "stage", "points", "reason", "url"),
}  # fmt: skip
OPTIONAL = ("what", "title", "account", "url", "recording_url", "reason", "way", "result")
TEXTS = {  # columns by those of the events; of what is a dimension, a table says "not known" where nothing is
    **{name: name for name in ("rep", "team", "title", "account", "stage", "previous_stage")},
    "way": "direction", "result": "call_status",
}  # fmt: skip
UNITS: Mapping[str, Unit] = {"points": "count"}


def panels(_query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """What the page places below its cards."""
    return [
        table(CALLS, _("Calls"), DEFINITIONS[CALLS], height=400),
        table(DEALS, _("Stages entered"), DEFINITIONS[DEALS], height=400),
    ]


@callback(
    *table_outputs(CALLS, DEALS), Input(BELOW, "data"), State(grid_id(CALLS), "columnDefs"),
    State(grid_id(DEALS), "columnDefs"), prevent_initial_call=True,
)  # fmt: skip
async def show_tables(selected: dict[str, Any] | None, *there: list[Any]) -> list[Any]:
    """Columns that are as they were are not sent again: the reader may have made one wider."""
    found = await asked(selected)
    days = days_of(found)
    events = await events_of(found, days)
    parts: list[Any] = []
    for exhibit, before in zip((calls_exhibit(events, days), deals_exhibit(events, days)), there, strict=True):
        rows, columns, *words = table_parts(exhibit, found.currency, by=())
        shown = fitted(columns, days)
        parts += [rows, no_update if shown == before else shown, *words]
    return parts


async def exhibits(found: Asked) -> list[Exhibit]:
    """Both tables, for exports."""
    days = days_of(found)
    events = await events_of(found, days, limit=None)
    return [calls_exhibit(events, days), deals_exhibit(events, days)]


def calls_exhibit(events: pd.DataFrame, days: Days) -> Exhibit:
    """Calls and whatever else reps did besides moving deals."""
    of = events[events["event"] != STAGE]
    name = _("Calls") if (of["event"] == "call").all() else _("Calls and other activities")
    return _exhibit(CALLS, _("{what}, {days}", what=name, days=days.words()), of, events)


def deals_exhibit(events: pd.DataFrame, days: Days) -> Exhibit:
    """Entries of deals into stages."""
    title = _("Stages entered, {days}", days=days.words())
    return _exhibit(DEALS, title, events[events["event"] == STAGE], events)


def _exhibit(name: str, title: str, of: pd.DataFrame, events: pd.DataFrame) -> Exhibit:
    frame = pd.DataFrame({column: values for column, values in _columns(of).items() if column in COLUMNS[name]})
    kept = frame[[c for c in COLUMNS[name] if c not in OPTIONAL or frame[c].notna().any()]]
    kept.attrs = events.attrs
    labels = {str(column): _(LABELS[str(column)]) for column in kept}
    return Exhibit(
        name, title, kept, (), subtitle=_counted(of), note=" ".join(_notes(events)), labels=labels, units=UNITS
    )


def _columns(of: pd.DataFrame) -> dict[str, Any]:
    """The table's columns in words; a text that is not known is missing."""
    texts = {name: of[given].map(known).replace("", None) for name, given in TEXTS.items()}
    rows = of.to_dict("records")
    return {
        **texts,
        "on": of["local"],
        "what": _kinds(of),
        "lasted": [duration(row["duration_s"]) or None for row in rows],
        "points": of["points"],
        "reason": [None if row["counted"] else why(row["why"]) for row in rows],
        "url": of["url"].map(safe_address),
        "recording_url": of["recording_url"].map(safe_address),
    }


def _kinds(of: pd.DataFrame) -> list[str | None]:
    """What each was; nothing where all were calls, as the title says."""
    kinds = [str(event) for event in of["event"]]
    return [None if set(kinds) == {"call"} else event_name(kind) for kind in kinds]


def _counted(of: pd.DataFrame) -> str:
    counted = ngettext("{n} of them counts", "{n} of them count", int(of["counted"].sum()))
    return _("{n} listed, newest first; {counted}", n=number(len(of)), counted=counted)


def _notes(events: pd.DataFrame) -> list[str]:
    said = [notes(events)]
    if len(events) < events.attrs["count"]:
        said.append(_("Listed are the newest {most} of {n} calls and stages.", most=number(len(events)),
                      n=number(events.attrs["count"])))  # fmt: skip
    return said


def fitted(columns: Sequence[Mapping[str, Any]], days: Days) -> list[dict[str, Any]]:
    """These columns of a table as wide as what they hold, in the order of reading; addresses as links."""
    named = {column["field"]: dict(column) for column in columns}
    return [named[name] | _look(name, days) for name in WIDTHS if name in named]


def _look(name: str, days: Days) -> dict[str, Any]:
    least, share = WIDTHS[name]
    look: dict[str, Any] = {"minWidth": least, "flex": share}
    if name == "on" and days.span == "day":  # the day stands in the title, and in the CSV
        look |= {"minWidth": 84, "valueFormatter": {"function": "clock(params)"}}
    links = {"url": _("Open ↗"), "recording_url": _("Listen ↗")}
    if name in links:
        look |= {"cellRenderer": "CrmLink", "cellRendererParams": {"text": links[name]}, "filter": False,
                 "sortable": False, "tooltipField": None}  # fmt: skip
    return look
