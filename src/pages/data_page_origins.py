"""The Data page's origins: where records come from, shown or not, and how the syncs of live ones stand."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from data.ledger import DONE, get_job, latest_jobs
from data.mapping import load_mapping
from data.origins import DEMO, all_origins, is_live
from data.record_log import live_records
from data.tables import Origin
from errors import BadMapping, FairleadError, UnknownName
from i18n import _, ago, ngettext
from pages.components import aria, state
from pages.data_page_jobs import local, progress
from pages.data_page_syncs import sync_below, sync_words
from pages.exhibit import Exhibit
from uploads.starting import start_switch, start_sync

LOOKED_AT = 500  # of the newest imports, for when an origin was last read
LOOK = 5_000  # ms between two looks how the syncs stand
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
         html.Div(id="data-origins-run"), html.Div(id="data-origins-list", className="origins"),
         dcc.Interval(id="data-origins-look", interval=LOOK)],
        className="panel normal", **aria(labelledby="data-origins-title"),
    )  # fmt: skip


@callback(Output("data-origins-list", "children"), Input("data-changed", "data"), State("data-watched", "data"))
async def show_origins(_changed: Any, watched: int | None = None) -> list[Any]:
    return await asyncio.to_thread(_list, watched)


@callback(
    Output("data-origins-list", "children", allow_duplicate=True),
    Input("data-origins-look", "n_intervals"),
    State("data-watched", "data"),
    prevent_initial_call=True,
)
async def look_again(_looks: int, watched: int | None) -> Any:
    """Live origins are read meanwhile: how that stands now."""
    return await asyncio.to_thread(lambda: _list(watched) if any(map(is_live, all_origins())) else no_update)


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


def _list(watched: int | None) -> list[Any]:
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
    return [html.Ul([_row(o, records.get(o.name, 0), read.get(o.name), watched) for o in origins]), *said]


def _row(origin: Origin, records: int, read: datetime | None, watched: int | None) -> html.Li:
    chip = html.Span(_("on") if origin.enabled else _("off"), className=f"badge {'done' if origin.enabled else ''}")
    name = html.Span([html.Strong(origin.name), chip], className="job-line")
    now = datetime.now(UTC)
    since = _("read {when}", when=ago(read, now)) if read else _("not read yet")
    synced = is_live(origin) and origin.enabled
    stands = sync_words(origin, now) if synced else (since,)
    about = [_title(origin), ngettext("{n} record", "{n} records", records), *stands]
    below = [html.Div(each, className="origin-below") for each in (sync_below(origin, now, watched) if synced else ())]
    words = html.Div([name, html.Span(" · ".join(about), className="muted")], className="origin-words")
    turns = _("Turn off {origin}") if origin.enabled else _("Turn on {origin}")
    turn = html.Button(
        _("Turn off") if origin.enabled else _("Turn on"), type="button", className="button",
        id={"type": "data-switch", "origin": origin.name, "on": not origin.enabled},
        **aria(label=turns.format(origin=origin.name)),
    )  # fmt: skip
    again = html.Button(
        _("Sync now"), type="button", className="button", id={"type": "data-sync", "origin": origin.name},
        **aria(label=_("Sync now: {origin}", origin=origin.name)),
    )  # fmt: skip
    buttons = [again, turn] if origin.enabled and (origin.options or is_live(origin)) else [turn]
    return html.Li([words, html.Div(buttons, className="origin-buttons"), *below])


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
