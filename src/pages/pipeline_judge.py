"""The panel in which a person judges one open deal: category, amount, note; and who did so before.

A row chosen in the table opens it (assets/open_deals.js); what is saved is kept by data.judgements, append only, so
that of two people at once the later one counts and the history has both.
"""

import asyncio
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html
from dash.exceptions import PreventUpdate

from data.judgements import LONGEST_NAME, LONGEST_NOTE
from i18n import _, number
from pages.components import aria
from pages.pipeline_judging import CRM, FIELDS, category_options, deal_parts, saved_parts
from pages.table import grid_id

TABLE, JUDGED, CHOSEN, SEEN = "pipeline-deals", "pipeline-judged", "pipeline-judge-chosen", "pipeline-judge-seen"
DIALOG = "pipeline-judge"


def dialog() -> html.Div:
    """The panel, closed; its parts are filled when a deal is chosen."""
    head = html.Div(
        [html.H2(_("Deal"), id=f"{DIALOG}-title", tabIndex="-1"),
         html.Button("✕", id=f"{DIALOG}-close", type="button", className="panel-close", **aria(label=_("Close")))],
        className="panel-head",
    )  # fmt: skip
    form = html.Div(
        [html.H3(_("Your judgement")), _category(), _amount(), _note(), _author(), _save()],
        id=f"{DIALOG}-form", className="judge-form",
    )  # fmt: skip
    parts = [head, html.Div(id=f"{DIALOG}-facts"), form, html.Div(id=f"{DIALOG}-history", className="judge-history")]
    panel = html.Dialog(parts, id=DIALOG, className="judge", **aria(labelledby=f"{DIALOG}-title"))
    stores = [dcc.Store(name) for name in (CHOSEN, SEEN, JUDGED, f"{DIALOG}-open")]
    return html.Div([panel, *stores], className="judge-place")


def _field(name: str, label: str, control: Any, hint: str = "") -> html.Div:
    """A control with its label, how to fill it in, and place for what is wrong with it."""
    error = html.P(id=f"{DIALOG}-{name}-error", className="field-error", role="alert")
    below = [html.P(hint, className="muted", id=f"{DIALOG}-{name}-hint")] if hint else []
    return html.Div([html.Label(label, htmlFor=f"{DIALOG}-{name}"), control, *below, error], className="field")


def _category() -> html.Fieldset:
    control = dcc.RadioItems(id=f"{DIALOG}-category", options=category_options(CRM), value=CRM, className="segments")
    error = html.P(id=f"{DIALOG}-category-error", className="field-error", role="alert")
    return html.Fieldset([html.Legend(_("Category")), control, error], className="field")


def _amount() -> html.Div:
    control = dcc.Input(id=f"{DIALOG}-amount", type="text", autoComplete="off", className="text-input")
    return _field("amount", _("Amount"), control, _("Empty: the CRM's amount counts."))


def _note() -> html.Div:
    control = dcc.Textarea(id=f"{DIALOG}-note", maxLength=LONGEST_NOTE, rows=4, className="text-area")
    return _field("note", _("Note"), control, _("Why, in at most {n} characters.", n=number(LONGEST_NOTE)))


def _author() -> html.Div:
    control = dcc.Input(
        id=f"{DIALOG}-author", type="text", autoComplete="name", className="text-input", persistence=True,
        persistence_type="local", maxLength=LONGEST_NAME,
    )  # fmt: skip
    return _field("author", _("Your name"), control, _("Kept with the judgement; this browser remembers it."))


def _save() -> html.Div:
    said = html.Span(id=f"{DIALOG}-said", className="judge-said", role="status")
    button = html.Button(_("Save"), id=f"{DIALOG}-save", type="button", className="button primary")
    return html.Div([button, said], className="judge-save")


def errors(allow_duplicate: bool = False) -> list[Output]:
    """The places for what is wrong with each field."""
    return [Output(f"{DIALOG}-{name}-error", "children", allow_duplicate=allow_duplicate) for name in FIELDS]


clientside_callback(
    ClientsideFunction("openDeals", "chosen"), Output(CHOSEN, "data"), Input(grid_id(TABLE), "selectedRows"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("openDeals", "open"), Output(f"{DIALOG}-open", "data"), Input(SEEN, "data"),
    prevent_initial_call=True,
)  # fmt: skip


@callback(
    Output(f"{DIALOG}-facts", "children"),
    Output(f"{DIALOG}-title", "children"),
    Output(f"{DIALOG}-form", "className"),
    Output(f"{DIALOG}-history", "children"),
    Output(f"{DIALOG}-category", "options"),
    Output(f"{DIALOG}-category", "value"),
    Output(f"{DIALOG}-amount", "value"),
    Output(f"{DIALOG}-note", "value"),
    Output(f"{DIALOG}-said", "children"),
    *errors(),
    Output(SEEN, "data"),
    Input(CHOSEN, "data"),
    prevent_initial_call=True,
)
async def show_deal(chosen: dict[str, Any] | None) -> list[Any]:
    if not chosen:
        raise PreventUpdate
    return await asyncio.to_thread(deal_parts, chosen)


@callback(
    *errors(allow_duplicate=True),
    Output(f"{DIALOG}-said", "children", allow_duplicate=True),
    Output(f"{DIALOG}-history", "children", allow_duplicate=True),
    Output(JUDGED, "data"),
    Input(f"{DIALOG}-save", "n_clicks"),
    State(SEEN, "data"),
    *(State(f"{DIALOG}-{name}", "value") for name in FIELDS),
    prevent_initial_call=True,
)
async def save(clicks: int | None, seen: dict[str, Any] | None, *typed: str | None) -> list[Any]:
    if not clicks or not seen:
        raise PreventUpdate
    return await asyncio.to_thread(saved_parts, seen, dict(zip(FIELDS, typed, strict=True)))
