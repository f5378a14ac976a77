"""How points are counted: the rules in force and how they came to be, others tried on last month, and saved.

What is saved is kept by data.point_rules from a day on, never in the past; then everything is scored anew by a job, and
the page shows what came of it.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update
from dash.exceptions import PreventUpdate

from auth.scope import Scope
from data import engine
from data.engine import Snapshot
from data.point_rules import all_rules
from data.publish import today
from errors import FairleadError
from i18n import N_, _
from pages.asked import Asked, asked
from pages.components import state
from pages.exhibit import Exhibit
from pages.panel import Definition, frame
from pages.reps_rules_form import ERROR, FIELD, PREVIEW, SAVE, form, offered
from pages.reps_rules_key import key_parts, versions_frame
from pages.reps_rules_preview import previewed
from pages.reps_rules_saving import POLL_MS, saved, stand_of
from pages.reps_rules_typed import read_rules

NAME, BELOW, ASKED, NOW = "reps-rules", "reps-below", "reps-asked", "reps-now"
JOB, POLL = "reps-rules-job", "reps-rules-poll"
TITLE = N_("How points are counted")
RULES = Definition(
    N_("Point rules"),
    N_("Each call or other activity that counts gives its points; each stage that a deal enters gives its points once"
       " per deal and day, to who owned the deal then. Every day keeps the rules that were in force on it."),
)  # fmt: skip
Fields = list[Any]
FIELDS = State({"type": FIELD, "name": ALL}, "value"), State({"type": FIELD, "name": ALL}, "id")
ERRORS, PLACES = Output({"type": ERROR, "name": ALL}, "children"), State({"type": ERROR, "name": ALL}, "id")


def panels(_query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """The rules, and the form folded away below them."""
    versions, day = all_rules(), today()
    newest = versions[-1].rules
    trial = html.Details(
        [html.Summary(_("Try other rules"), className="button unfolds"),
         form(newest, offered(newest, snapshot, scope), day)],
        className="rules-trial",
    )  # fmt: skip
    stores = [dcc.Store(id=JOB), dcc.Interval(id=POLL, interval=POLL_MS, disabled=True)]
    key = html.Div(key_parts(versions, day), id=f"{NAME}-key")
    body = html.Div([key, trial, *stores], className="rules")
    return [frame(NAME, _(TITLE), (RULES,), body, subtitle=_("Every day keeps the rules of that day"), width="full")]


async def exhibits(_found: Asked) -> list[Exhibit]:
    """All versions of the rules."""
    rows = versions_frame(await asyncio.to_thread(all_rules))
    labels = {"valid_from": _("In force from"), "author": _("Saved by"), "rule": _("What counts"),
              "points": _("Points"), "which": _("Which of them"), "goal": _("Goal"),
              "silent_days": _("Days of silence until hidden"), "teams": _("Teams that play")}  # fmt: skip
    return [Exhibit(NAME, _(TITLE), rows, (), labels=labels, subtitle=_("All rules there have been, the newest first"))]


@callback(Output(f"{NAME}-key", "children"), Input(BELOW, "data"), prevent_initial_call=True)
async def show_rules(_selected: Any) -> list[Any]:
    return key_parts(await asyncio.to_thread(all_rules), today())


@callback(
    ERRORS, Output(f"{PREVIEW}-shown", "children"), Input(PREVIEW, "n_clicks"), *FIELDS, PLACES, State(ASKED, "data"),
    running=[(Output(PREVIEW, "disabled"), True, False)], prevent_initial_call=True,
)  # fmt: skip
async def show_preview(
    clicks: int | None, values: Fields, ids: Fields, places: Fields, selected: dict[str, Any] | None
) -> list[Any]:
    """Last month under the rules typed; what is wrong with them beside the fields."""
    if not clicks:
        raise PreventUpdate
    base = (await asyncio.to_thread(all_rules))[-1].rules
    rules, wrong = read_rules(by_name(values, ids), base)
    if rules is None:
        return [said(wrong, places), _mend()]
    try:
        return [said({}, places), await previewed(rules, await asked(selected), today())]
    except FairleadError as error:
        return [said({}, places), state(error.message, error.hint, kind="failed")]


@callback(
    Output({"type": ERROR, "name": ALL}, "children", allow_duplicate=True), Output(f"{SAVE}-said", "children"),
    Output(JOB, "data"), Output(POLL, "disabled"), Output(f"{NAME}-key", "children", allow_duplicate=True),
    Input(SAVE, "n_clicks"), *FIELDS, PLACES, running=[(Output(SAVE, "disabled"), True, False)],
    prevent_initial_call=True,
)  # fmt: skip
async def save(clicks: int | None, values: Fields, ids: Fields, places: Fields) -> list[Any]:
    """Keep the rules typed, and start scoring by them."""
    if not clicks:
        raise PreventUpdate
    made, wrong = await asyncio.to_thread(saved, by_name(values, ids), today())
    if wrong:
        return [said(wrong, places), _mend(), no_update, no_update, no_update]
    if made is None:
        words = html.P(_("Nothing was changed: these are the rules of that day."))
        return [said({}, places), words, no_update, no_update, no_update]
    version = made.id
    shown, job, _done = await asyncio.to_thread(stand_of, version, None)
    key = key_parts(await asyncio.to_thread(all_rules), today())
    return [said({}, places), shown, {"rules": version, "job": job}, False, key]


@callback(
    Output(f"{SAVE}-said", "children", allow_duplicate=True), Output(JOB, "data", allow_duplicate=True),
    Output(POLL, "disabled", allow_duplicate=True), Output(NOW, "data", allow_duplicate=True),
    Input(POLL, "n_intervals"), State(JOB, "data"), prevent_initial_call=True,
)  # fmt: skip
async def follow(_n: int, job: dict[str, Any] | None) -> list[Any]:
    """How far scoring is; once it is through, the page shows the new points."""
    if not job:
        return [no_update, no_update, True, no_update]
    shown, job_id, ended = await asyncio.to_thread(stand_of, job["rules"], job["job"])
    now: Any = no_update
    if ended:
        now = {"snapshot": (await asyncio.to_thread(engine.newest)).id, "today": str(today())}
    return [shown, {**job, "job": job_id}, ended, now]


def by_name(values: Fields, ids: Fields) -> dict[str, Any]:
    """What the fields hold, by their names."""
    return {each["name"]: value for each, value in zip(ids, values, strict=True)}


def said(wrong: Mapping[str, str], places: Fields) -> list[str]:
    """What is wrong, in the order of the places where it is said."""
    return [wrong.get(place["name"], "") for place in places]


def _mend() -> html.P:
    return html.P(_("Mend the fields marked above."), className="field-error")
