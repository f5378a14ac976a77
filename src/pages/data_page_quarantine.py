"""The Data page's quarantine: what the checks found, row by row, with what a person needs to mend it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash import ALL as WILDCARD
from dash import Input, Output, callback, ctx, html, no_update

from data.engine import Snapshot
from data.quarantine import QUARANTINE, SEPARATOR, WARNINGS, count_found, found_rows, names_found
from errors import BadFilter
from i18n import N_, _, ngettext, number
from pages.asked import VIEW
from pages.choices import choice
from pages.components import aria, data
from pages.data_page_checks import check_label, no_data, published
from pages.exhibit import Exhibit
from pages.table import grid_id, table, table_outputs, table_parts

MOST = 1000  # findings on screen; exports have all
ALL = "all"
WIDTHS = {"record": 3, "reason": 7, "field": 2, "content": 8, "kind": 2, "origin": 2}  # of the columns on screen
SHOW, ORIGIN, CHECK = "data.show", "data.origin", "data.check"
CHOSEN_BY_A_CLICK = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}
LISTS = {QUARANTINE: N_("Quarantine"), WARNINGS: N_("Warnings")}


@dataclass(frozen=True)
class Wanted:
    """Which findings the reader asked for; None is any."""

    which: str
    origin: str | None
    check: str | None

    @classmethod
    def of(cls, view: Mapping[str, str]) -> "Wanted":
        """From the page's choices. Raises BadFilter for a list that there is not."""
        which = view.get(SHOW, QUARANTINE)
        if which not in LISTS:
            message = _("There is no choice '{value}' for {name}.", value=which, name=SHOW)
            raise BadFilter(message, _("Valid: {names}.", names=", ".join(LISTS)))
        origin, check = (None if view.get(name, ALL) == ALL else view[name] for name in (ORIGIN, CHECK))
        return cls(which, origin, check)


def quarantine_panel(query: Mapping[str, Any]) -> html.Section:
    """The rows that were kept out of the figures, with the reasons."""
    origins, checks = _offered(published())
    controls = [
        choice(SHOW, _("Show"), {name: _(label) for name, label in LISTS.items()}, query),
        choice(ORIGIN, _("Origin"), origins, query),
        choice(CHECK, _("Check"), checks, query),
        html.Span(id="data-quarantine-links", className="links"),
    ]
    panel = table("data-quarantine", _("Quarantine"), (), controls=controls, height=460)
    panel[grid_id("data-quarantine")].dashGridOptions["rowSelection"] = CHOSEN_BY_A_CLICK
    panel.children.append(html.Div(id="data-quarantine-row", **aria(live="polite")))
    return panel


@callback(
    *table_outputs("data-quarantine"),
    Output("data-quarantine-links", "children"),
    Output("data-quarantine-row", "children"),
    Input("filters", "data"),
    Input("data-changed", "data"),
)
async def show_quarantine(selected: dict[str, Any] | None, _changed: Any) -> list[Any]:
    wanted = Wanted.of((selected or {}).get("view") or {})
    exhibit = await asyncio.to_thread(lambda: found_exhibit(published(), "data-quarantine", wanted, MOST))
    rows, columns, *words = table_parts(exhibit, "", by=())
    named = {column["field"]: column for column in columns}
    shown = [{**named[name], "flex": width} for name, width in WIDTHS.items()]
    return [rows, shown, *words, _links(wanted), ""]


@callback(  # by a wildcard: Dash takes no dot in the id of an output
    Output({"type": "view", "name": WILDCARD}, "options"), Input("data-changed", "data"), prevent_initial_call=True
)
async def offer_more(_changed: Any) -> list[Any]:
    """After an import there may be findings of other origins and checks."""
    origins, checks = await asyncio.to_thread(lambda: _offered(published()))
    offered = {ORIGIN: origins, CHECK: checks}
    return [_options(offered.get(output["id"]["name"])) for output in ctx.outputs_list]


@callback(
    Output("data-quarantine-row", "children", allow_duplicate=True),
    Input(grid_id("data-quarantine"), "selectedRows"),
    prevent_initial_call=True,
)
async def show_row(chosen: list[dict[str, Any]] | None) -> Any:
    """The row that was clicked, in full."""
    if not chosen:
        return ""
    (row,) = chosen
    content = [html.Li(line) for line in (row["content"] or "").split(SEPARATOR)]
    named = row["record"] or _("a row without an id")
    return html.Div([html.P([html.Strong(named), f": {row['reason']}"]), html.Ul(content)], className="found-row")


def found_exhibit(snapshot: Snapshot | None, name: str, wanted: Wanted, most: int | None = None) -> Exhibit:
    """What the checks found, a row for each finding."""
    labels = {
        "origin": _("Origin"), "kind": _("Kind of record"), "record": _("Record"), "field": _("Column"),
        "value": _("Value"),
        "check": _("Check"), "reason": _("Reason"), "content": _("The row as received"),
    }  # fmt: skip
    title = _(LISTS[wanted.which])
    if snapshot is None:
        return Exhibit(name, title, pd.DataFrame(columns=list(labels)), (), note=no_data(), labels=labels)
    frame = found_rows(snapshot, wanted.which, wanted.origin, wanted.check, most)
    frame["check"] = [check_label(check) for check in frame["check"]]
    findings, records = count_found(snapshot, wanted.which, wanted.origin, wanted.check)
    note = _(
        "Of {n} findings the first {most} are shown; the downloads have all.",
        n=number(findings),
        most=number(most or 0),
    )
    return Exhibit(
        name, title, frame, (), subtitle=_found_words(wanted, records), labels=labels,
        note=note if most and findings > most else "",
    )  # fmt: skip


def _offered(snapshot: Snapshot | None) -> tuple[dict[str, str], dict[str, str]]:
    """The origins and the checks that there are findings of, by name."""
    origins, checks = ((names_found(snapshot, column) if snapshot else []) for column in ("origin", "check"))
    every = {ALL: _("all")}
    return every | {name: name for name in origins}, every | {name: check_label(name) for name in checks}


def _options(offered: Mapping[str, str] | None) -> Any:
    return no_update if offered is None else [{"value": value, "label": label} for value, label in offered.items()]


def _found_words(wanted: Wanted, records: int) -> str:
    """What the list means, and how many there are."""
    if wanted.which == WARNINGS:
        return ngettext(
            "{n} row is in the figures, but something about it looks wrong.",
            "{n} rows are in the figures, but something about them looks wrong.", records,
        )  # fmt: skip
    if not records:
        return _("No row is kept out of the figures.")
    return ngettext(
        "{n} row is kept out of the figures until it is mended where it comes from and delivered again.",
        "{n} rows are kept out of the figures until they are mended where they come from and delivered again.", records,
    )  # fmt: skip


def _links(wanted: Wanted) -> list[html.A]:
    """The downloads, under the choices in force. assets/panels.js fetches them, and says so if it cannot."""
    chosen = {ORIGIN: wanted.origin, CHECK: wanted.check}
    query = urlencode({f"{VIEW}{name}": value for name, value in chosen.items() if value})
    after = f"?{query}" if query else ""
    name = "data-quarantine" if wanted.which == QUARANTINE else "data-warnings"
    ways = {_("All as CSV"): f"/export/data/{name}.csv{after}", _("All as XLSX"): f"/export/data.xlsx{after}"}
    return [html.A(label, href=href, className="button", **data(do="xlsx")) for label, href in ways.items()]
