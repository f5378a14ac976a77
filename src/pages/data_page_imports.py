"""The Data page's imports: a list of the jobs that brought data, and the receipt of the one that is chosen."""

import asyncio
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pandas as pd
from dash import ALL, Input, Output, callback, ctx, html
from dash.exceptions import PreventUpdate

from data.ledger import DONE, FAILED, UNDER_WAY, get_job, latest_jobs
from data.tables import Job
from i18n import _, ago, moment
from pages.components import aria, state
from pages.data_page_jobs import BRINGING, STATES, TITLES, counts_of, failed, local, progress, what_of
from pages.data_page_receipt import receipt
from pages.data_page_syncs import Line, is_idle, lines, repeated
from pages.exhibit import Exhibit
from settings import settings

SHOWN, LOOKED_AT, EXPORTED = 30, 300, 1000


def imports_panel() -> html.Section:
    """The list, and beside it the receipt of the one that was chosen."""
    head = html.Div(html.H2(_("Imports"), id="data-imports-title"), className="panel-head")
    words = html.P(_("The newest first. Choose one to see its receipt."), className="muted")
    return html.Section(
        [head, words, html.Div(id="data-imports", className="jobs")],
        className="panel normal", **aria(labelledby="data-imports-title"),
    )  # fmt: skip


def receipt_panel() -> html.Section:
    """The receipt of the import that was chosen."""
    head = html.Div(html.H2(_("Receipt"), id="data-receipt-title"), className="panel-head")
    return html.Section(
        [head, html.Div(id="data-receipt", **aria(live="polite"))],
        id="data-receipt-panel", className="panel wide", **aria(labelledby="data-receipt-title"),
    )  # fmt: skip


@callback(Output("data-imports", "children"), Output("data-receipt", "children"), Input("data-changed", "data"))
async def show_imports(_changed: Any) -> list[Any]:
    jobs = await asyncio.to_thread(latest_jobs, LOOKED_AT, BRINGING)
    if not jobs:
        return [html.P(_("Nothing has been imported yet."), className="muted"), ""]
    shown = list(islice(lines(jobs), SHOWN))
    chosen = next((line.job for line in shown if line.job.type != "publish" and not is_idle(line.job)), jobs[0])
    return [html.Ul([_row(line, line.job.id == chosen.id) for line in shown]), _told(chosen)]


@callback(
    Output("data-receipt", "children", allow_duplicate=True),
    Output({"type": "data-job", "id": ALL}, "className"),
    Output({"type": "data-job", "id": ALL}, "aria-pressed"),
    Input({"type": "data-job", "id": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
async def choose(clicks: list[int | None]) -> list[Any]:
    if not any(clicks) or not ctx.triggered_id:
        raise PreventUpdate
    chosen = ctx.triggered_id["id"]
    job = await asyncio.to_thread(get_job, chosen)
    here = [each["id"]["id"] == chosen for each in ctx.outputs_list[1]]
    told = _told(job) if job else state(_("This job is not in the ledger any more."), "")
    return [told, [_row_class(on) for on in here], [str(on).lower() for on in here]]


def imports_exhibit() -> Exhibit:
    """The list for exports: a row for each job."""
    jobs = latest_jobs(EXPORTED, BRINGING)
    counts = ("received", "accepted", "new", "changed", "unchanged", "quarantined", "deleted")
    rows = [
        {
            "started": local(job.started_at), "job": _(TITLES[job.type]),
            "what": what_of(job), "mapping": job.arguments.get("mapping"), "state": _(STATES[job.status]),
            **{name: (job.result or {}).get(name) for name in counts}, "message": _(job.message),
        }
        for job in jobs
    ]  # fmt: skip
    labels = {
        "started": _("Started"), "job": _("Job"), "what": _("What"), "mapping": _("Mapping"), "state": _("State"),
        "received": _("Received"), "accepted": _("Accepted"), "new": _("New"), "changed": _("Changed"),
        "unchanged": _("Unchanged"), "quarantined": _("Quarantined"), "deleted": _("Deleted"),
        "message": _("Message"),
    }  # fmt: skip
    return Exhibit("data-imports", _("Imports"), pd.DataFrame(rows, columns=list(labels)), (), labels=labels)


def _row(listed: Line, chosen: bool) -> html.Li:
    job = listed.job
    when = html.Span(ago(job.started_at, datetime.now(UTC)), className="job-when",
                     title=moment(job.started_at, settings().zone))  # fmt: skip
    what = html.Span([html.Strong(_(TITLES[job.type])), " ", what_of(job)], className="job-what")
    chip = html.Span(_(STATES[job.status]), className=f"badge {job.status}")
    counts = repeated(listed) if job.type == "sync" and job.status == DONE else counts_of(job)
    line = html.Span([chip, html.Span(counts, className="job-counts")], className="job-line")
    button = html.Button(
        [html.Span([what, when], className="job-line"), line], id={"type": "data-job", "id": job.id},
        type="button", className=_row_class(chosen), **aria(pressed=str(chosen).lower()),
    )  # fmt: skip
    return html.Li(button)


def _row_class(chosen: bool) -> str:
    return "job-row chosen" if chosen else "job-row"


def _told(job: Job) -> list[Any]:
    """A job as the receipt's panel shows it."""
    about = _("{job} of {what}", job=_(TITLES[job.type]), what=what_of(job)) if what_of(job) else _(TITLES[job.type])
    since = moment(job.started_at, settings().zone)
    head = html.P(_("{about}, {when}", about=about, when=since), className="muted")
    if job.status == FAILED:
        return [head, failed(job)]
    if job.status in UNDER_WAY:
        return [head, progress(job)]
    result = job.result or {}
    if job.status == DONE and "received" in result:
        return [head, receipt(result)]
    return [head, html.P(_("Published as snapshot {id}", id=result.get("snapshot") or ""))]
