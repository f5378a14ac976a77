"""The Data page's origins: where records come from, shown or not; and how to connect more of them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from dash import ALL, Input, Output, callback, ctx, html, no_update
from dash.exceptions import PreventUpdate

from data.ledger import DONE, get_job, latest_jobs
from data.mapping import load_mapping
from data.origins import DEMO, all_origins
from data.record_log import live_records
from data.sources import _base as sources
from data.tables import Origin
from errors import BadMapping, FairleadError, UnknownName
from i18n import _, ago, ngettext
from pages.components import aria, state
from pages.data_page_jobs import local, progress
from pages.exhibit import Exhibit
from uploads.starting import start_switch, start_sync

LOOKED_AT = 500  # of the newest imports, for when an origin was last read
EXAMPLE = """[origins.crm-export]
source = "files"
mapping = "simple"
options = { path = "/srv/crm/export" }"""
STARTED = (  # what a button of this panel changes
    Output("data-origins-run", "children", allow_duplicate=True),
    Output("data-watched", "data", allow_duplicate=True),
    Output("data-poll", "disabled", allow_duplicate=True),
)


def origins_panel() -> html.Section:
    """Where the data comes from, each origin to be turned on or off."""
    head = html.Div(html.H2(_("Where the data comes from"), id="data-origins-title"), className="panel-head")
    return html.Section(
        [head, html.P(_("Only origins that are on are in the figures."), className="muted"),
         html.Div(id="data-origins-list", className="origins"), html.Div(id="data-origins-run")],
        className="panel normal", **aria(labelledby="data-origins-title"),
    )  # fmt: skip


def connect_panel() -> html.Section:
    """What can be connected here, as things are."""
    names = [name for name in sources.names() if name != "files"]
    there = (
        _("Connectors installed here: {names}.", names=", ".join(names))
        if names
        else _("No connector to a CRM is installed here yet: what can be read is files.")
    )
    how = _(
        "A folder into which your CRM exports its files can be read again and again. Name it in settings.toml, and run "
        "manage.py sync crm-export whenever there is something new, or press Sync above:"
    )
    return html.Section(
        [
            html.Div(html.H2(_("Connect a CRM"), id="data-connect-title"), className="panel-head"),
            html.P(there),
            html.P(how),
            html.Pre(EXAMPLE, className="code", tabIndex="0"),
        ],
        id="connect", className="panel wide connect", **aria(labelledby="data-connect-title"),
    )  # fmt: skip


@callback(Output("data-origins-list", "children"), Input("data-changed", "data"))
async def show_origins(_changed: Any) -> list[Any]:
    return await asyncio.to_thread(_list)


@callback(
    *STARTED,
    Input({"type": "data-switch", "origin": ALL, "on": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
async def switch(clicks: list[int | None]) -> list[Any]:
    if not any(clicks) or not ctx.triggered_id:
        raise PreventUpdate
    wanted = ctx.triggered_id
    return await _start(lambda: start_switch(wanted["origin"], wanted["on"]))


@callback(*STARTED, Input({"type": "data-sync", "origin": ALL}, "n_clicks"), prevent_initial_call=True)
async def sync(clicks: list[int | None]) -> list[Any]:
    if not any(clicks) or not ctx.triggered_id:
        raise PreventUpdate
    wanted = ctx.triggered_id
    return await _start(lambda: start_sync(wanted["origin"]))


async def _start(start: Callable[[], int]) -> list[Any]:
    try:
        job_id = await asyncio.to_thread(start)
        job = await asyncio.to_thread(get_job, job_id)
    except FairleadError as error:
        return [state(error.message, error.hint, kind="failed"), no_update, no_update]
    return [progress(job) if job else "", job_id, False]


def origins_exhibit() -> Exhibit:
    """The origins for exports."""
    records, read = live_records(), _last_read()
    rows = [
        {
            "origin": origin.name, "source": origin.source, "mapping": origin.mapping, "on": origin.enabled,
            "records": records.get(origin.name, 0), "read": local(read.get(origin.name)),
        }
        for origin in all_origins()
    ]  # fmt: skip
    labels = {
        "origin": _("Origin"), "source": _("Source"), "mapping": _("Mapping"), "on": _("On"), "records": _("Records"),
        "read": _("Last read"),
    }  # fmt: skip
    return Exhibit("data-origins", _("Origins"), pd.DataFrame(rows, columns=list(labels)), (), labels=labels)


def _list() -> list[Any]:
    origins, records, read = all_origins(), live_records(), _last_read()
    if not origins:
        return [
            html.P(_("There is none yet: your first import makes one."), className="muted"),
            html.Button(_("Load the demo company"), id="load-demo", className="button", type="button"),
            html.Div(id="load-demo-progress", role="status"),
        ]
    off = any(origin.name == DEMO and not origin.enabled for origin in origins)
    said = (
        [html.P(_("The demo company is off, so that its figures are not among yours."), className="muted")]
        if off
        else []
    )
    return [html.Ul([_row(o, records.get(o.name, 0), read.get(o.name)) for o in origins]), *said]


def _row(origin: Origin, records: int, read: datetime | None) -> html.Li:
    chip = html.Span(_("on") if origin.enabled else _("off"), className=f"badge {'done' if origin.enabled else ''}")
    name = html.Span([html.Strong(origin.name), chip], className="job-line")
    since = _("read {when}", when=ago(read, datetime.now(UTC))) if read else _("not read yet")
    about = [_title(origin), ngettext("{n} record", "{n} records", records), since]
    words = html.Div([name, html.Span(" · ".join(about), className="muted")], className="origin-words")
    turns = _("Turn off {origin}") if origin.enabled else _("Turn on {origin}")
    turn = html.Button(
        _("Turn off") if origin.enabled else _("Turn on"), type="button", className="button",
        id={"type": "data-switch", "origin": origin.name, "on": not origin.enabled},
        **aria(label=turns.format(origin=origin.name)),
    )  # fmt: skip
    again = html.Button(
        _("Sync"), type="button", className="button", id={"type": "data-sync", "origin": origin.name},
        **aria(label=_("Sync {origin}", origin=origin.name)),
    )  # fmt: skip
    buttons = [again, turn] if origin.options and origin.enabled else [turn]
    return html.Li([words, html.Div(buttons, className="origin-buttons")])


def _title(origin: Origin) -> str:
    """What its mapping is called."""
    try:
        return _(load_mapping(origin.mapping).title)
    except (UnknownName, BadMapping):
        return _("mapping {name}, which cannot be read", name=origin.mapping)


def _last_read() -> dict[str, datetime]:
    """When each origin was last imported or synced to the end."""
    jobs = latest_jobs(LOOKED_AT, ("import", "sync"))
    done = [job for job in reversed(jobs) if job.status == DONE and job.ended_at]
    return {job.arguments.get("origin", ""): job.ended_at for job in done if job.ended_at}
