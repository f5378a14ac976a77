"""What happens on the Data page between a file and its figures: proposals, dry run, import, and how far they are."""

import asyncio
from collections.abc import Callable
from typing import Any

from dash import Input, Output, State, callback, html, no_update

from data.ledger import DONE, FAILED, UNDER_WAY, get_job
from data.origins import all_origins
from data.tables import Job
from errors import FairleadError
from i18n import _
from pages.components import state
from pages.data_page_jobs import BRINGING, failed, progress
from pages.data_page_proposals import files_told, nothing_fits, proposal_told
from pages.data_page_receipt import receipt, sums
from pages.data_page_syncs import brought
from uploads.starting import propose, start_import, start_rehearsal

HIDDEN, SHOWN = "choice-step hidden", "choice-step"
NO_IMPORT, IMPORT = "button primary hidden", "button primary"
STARTED = (  # what a callback that starts a job from the upload changes
    Output("data-run", "children", allow_duplicate=True),
    Output("data-watched", "data", allow_duplicate=True),
    Output("data-poll", "disabled", allow_duplicate=True),
    Output("data-import", "className", allow_duplicate=True),
)


@callback(
    Output("data-files", "children"),
    Output("data-choice", "className"),
    Output("data-mapping", "options"),
    Output("data-mapping", "value"),
    Output("data-run", "children", allow_duplicate=True),
    Output("data-import", "className", allow_duplicate=True),
    Input("data-uploaded", "data"),
    running=[(Output("data-looking", "className"), "muted", "hidden")],
    prevent_initial_call=True,
)
async def show_proposals(uploaded: dict[str, Any] | None) -> list[Any]:
    """What was sent, and which mappings fit it."""
    if not uploaded:
        return ["", HIDDEN, [], None, "", NO_IMPORT]
    try:
        found = await propose(uploaded["id"])
    except FairleadError as error:
        return [_refused(error), HIDDEN, [], None, "", NO_IMPORT]
    proposals = found["proposals"]
    told = files_told(uploaded["files"], found["problems"])
    if not proposals:
        return [[*told, nothing_fits()], HIDDEN, [], None, "", NO_IMPORT]
    options = [{"value": each["mapping"], "label": proposal_told(each)} for each in proposals]
    return [told, SHOWN, options, proposals[0]["mapping"], "", NO_IMPORT]


@callback(
    Output("data-origin", "value"),
    Output("data-origins", "children"),
    Output("data-run", "children", allow_duplicate=True),
    Output("data-import", "className", allow_duplicate=True),
    Input("data-mapping", "value"),
    prevent_initial_call=True,
)
async def suggest_origin(mapping: str | None) -> list[Any]:
    """The origin that has this mapping, else a new one called like it."""
    origins = await asyncio.to_thread(all_origins)
    fitting = [origin.name for origin in origins if origin.mapping == mapping]
    suggested = mapping if mapping in fitting or not fitting else fitting[0]
    return [suggested or "", [html.Option(value=name) for name in fitting], "", NO_IMPORT]


@callback(*STARTED[:1], *STARTED[3:], Input("data-origin", "value"), prevent_initial_call=True)
async def start_over(_origin: str) -> list[Any]:
    """A dry run for another origin says nothing of this one."""
    return ["", NO_IMPORT]


@callback(
    *STARTED,
    Input("data-check", "n_clicks"),
    State("data-uploaded", "data"),
    State("data-mapping", "value"),
    State("data-origin", "value"),
    running=[(Output("data-check", "disabled"), True, False)],
    prevent_initial_call=True,
)
async def rehearse(_clicks: int, uploaded: dict[str, Any], mapping: str, origin: str | None) -> list[Any]:
    return await _start(lambda: start_rehearsal(uploaded["id"], mapping, (origin or "").strip()))


@callback(
    *STARTED,
    Input("data-import", "n_clicks"),
    State("data-watched", "data"),
    running=[(Output("data-import", "disabled"), True, False)],
    prevent_initial_call=True,
)
async def import_it(_clicks: int, rehearsal: int) -> list[Any]:
    """Import what was rehearsed, as it was rehearsed. A second click finds the import that the first has started."""

    def start() -> int:
        job = get_job(rehearsal)
        given = job.arguments if job else {}
        if job is not None and job.type == "import":
            return job.id
        return start_import(given.get("upload", ""), given.get("mapping", ""), given.get("origin", ""))

    return await _start(start)


@callback(
    Output("data-run", "children"),
    Output("data-import", "className"),
    Output("data-import", "children"),
    Output("data-origins-run", "children"),
    Output("data-poll", "disabled"),
    Output("data-changed", "data"),
    Output("data-files", "children", allow_duplicate=True),
    Output("data-choice", "className", allow_duplicate=True),
    Input("data-poll", "n_intervals"),
    State("data-watched", "data"),
    prevent_initial_call=True,
)
async def follow(_n: int, watched: int | None) -> list[Any]:
    """How far the watched job is; when it has ended, what it gave."""
    job = await asyncio.to_thread(get_job, watched) if watched else None
    same: list[Any] = [no_update] * 8
    if job is None:
        return [*same[:4], True, *same[5:]]
    over = job.status not in UNDER_WAY
    changed = job.id if over and job.type in BRINGING else no_update
    if job.type not in ("rehearsal", "import"):
        return [*same[:3], _told(job), over, changed, *same[6:]]
    ready = job.type == "rehearsal" and job.status == DONE and bool((job.result or {})["received"])
    into = _("Import into {origin}", origin=job.arguments.get("origin", ""))
    files = ["", HIDDEN] if job.type == "import" and job.status == DONE else same[6:]
    return [_shown(job), IMPORT if ready else NO_IMPORT, into, no_update, over, changed, *files]


async def _start(start: Callable[[], int]) -> list[Any]:
    """What STARTED receive: the job from its beginning, or why there is none."""
    try:
        job_id = await asyncio.to_thread(start)
        job = await asyncio.to_thread(get_job, job_id)
    except FairleadError as error:
        return [_refused(error), no_update, no_update, NO_IMPORT]
    return [progress(job) if job else "", job_id, False, NO_IMPORT]


def _told(job: Job) -> Any:
    """A sync or a publish, under way or at its end; what a publish gives shows by itself."""
    if job.status in UNDER_WAY:
        return progress(job)
    if job.status == FAILED:
        return failed(job)
    if job.type != "sync":
        return ""
    return html.P(_("{origin} synced: {found}.", origin=job.arguments["origin"], found=brought(job)), role="status")


def _shown(job: Job) -> Any:
    """A dry run or an import, under way or at its end."""
    if job.status in UNDER_WAY:
        return progress(job)
    if job.status == FAILED:
        return failed(job)
    result = job.result or {}
    if job.type == "rehearsal":
        said = html.P([html.Strong(_("Dry run of {origin}:", origin=result["origin"])), " ",
                       _("nothing has been stored yet.")], role="status")  # fmt: skip
        return html.Div([said, receipt(result)], className="run-result")
    done = html.P([html.Strong(_("Imported into {origin}.", origin=result["origin"])), " ",
                   _("The figures are up to date.") if result["snapshot"] else ""], role="status")  # fmt: skip
    see = html.A(_("See the figures"), href="/", className="button primary")
    below = html.P(_("The receipt below says what became of every row."), className="muted")
    return html.Div([done, sums(result), see, below], className="run-result")


def _refused(error: FairleadError) -> html.Div:
    return state(error.message, error.hint, kind="failed")
