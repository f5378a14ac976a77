"""Loading the demo company, from wherever a button `load-demo` stands with a `load-demo-progress` below it."""

import asyncio
from typing import Any

from dash import Input, Output, State, callback, dcc, html

from data.ledger import DONE, UNDER_WAY, get_job
from errors import FairleadError
from i18n import _
from pages.components import state
from pages.data_page_jobs import failed, progress
from uploads.starting import start_demo

POLL = 700  # ms between two looks


@callback(
    Output("load-demo-progress", "children"),
    Input("load-demo", "n_clicks"),
    running=[(Output("load-demo", "disabled"), True, False)],
    prevent_initial_call=True,
)
async def load(_clicks: int) -> Any:
    try:
        job_id = await asyncio.to_thread(start_demo)
        job = await asyncio.to_thread(get_job, job_id)
    except FairleadError as error:
        return state(error.message, error.hint, kind="failed")
    return [
        html.Div(progress(job) if job else "", id="load-demo-said"),
        dcc.Store(id="load-demo-job", data=job_id),
        dcc.Interval(id="load-demo-poll", interval=POLL),
    ]


@callback(
    Output("load-demo-said", "children"),
    Output("load-demo-poll", "disabled"),
    Input("load-demo-poll", "n_intervals"),
    State("load-demo-job", "data"),
    prevent_initial_call=True,
)
async def follow(_n: int, job_id: int) -> list[Any]:
    job = await asyncio.to_thread(get_job, job_id)
    if job is None or job.status in UNDER_WAY:
        return [progress(job) if job else "", job is None]
    if job.status != DONE:
        return [failed(job), True]
    see = html.A(_("See the figures"), href="/", className="button primary")
    return [[html.P(_("The demo company is loaded."), role="status"), see], True]
