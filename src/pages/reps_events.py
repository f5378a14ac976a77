"""What is behind a score: a rep's calls and stage entries of the days, in a panel beside the cards.

A card opens it by the page's choice reps.rep, so that a link and the browser's back button do, too.
"""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html
from dash.exceptions import PreventUpdate

from charts.labels import plain_name
from i18n import _, day, ngettext, number
from pages.asked import asked
from pages.components import aria
from pages.pipeline_links import safe_address
from pages.reps_cards import progress
from pages.reps_days import Days, days_of
from pages.reps_frames import board_of, events_of
from pages.reps_words import clock, known, many, points_of, scored, what

DIALOG, CHOSEN, SEEN = "reps-events", "reps-chosen", "reps-events-seen"
LISTED = 500
Event = Mapping[Any, Any]


def dialog() -> html.Div:
    """The panel, closed."""
    head = html.Div(
        [html.H2(id=f"{DIALOG}-title", tabIndex="-1"),
         html.Button("✕", id=f"{DIALOG}-close", type="button", className="panel-close", **aria(label=_("Close")))],
        className="panel-head",
    )  # fmt: skip
    body = html.Div(id=f"{DIALOG}-body")
    panel = html.Dialog([head, body], id=DIALOG, className="judge reps-events", **aria(labelledby=f"{DIALOG}-title"))
    return html.Div([panel, dcc.Store(CHOSEN), dcc.Store(SEEN), dcc.Store(f"{DIALOG}-open")], className="judge-place")


@callback(
    Output(f"{DIALOG}-body", "children"), Output(f"{DIALOG}-title", "children"), Output(SEEN, "data"),
    Input(CHOSEN, "data"), prevent_initial_call=True,
)  # fmt: skip
async def show_events(chosen: dict[str, Any] | None) -> list[Any]:
    if not chosen or not chosen.get("rep"):
        raise PreventUpdate
    found = await asked(chosen["asked"])
    days, rep = days_of(found), str(chosen["rep"])
    board, events = await asyncio.gather(board_of(found, days), events_of(found, days, rep, LISTED))
    card = board[board["rep_id"].astype(str) == rep]
    return [*await asyncio.to_thread(panel_parts, days, card, events), chosen]  # of a month they are thousands of parts


clientside_callback(
    ClientsideFunction("reps", "open"), Output(f"{DIALOG}-open", "data"), Input(SEEN, "data"),
    prevent_initial_call=True,
)  # fmt: skip


def panel_parts(days: Days, card: pd.DataFrame, events: pd.DataFrame) -> tuple[list[Any], str]:
    """The panel's body and title; `card` is the rep's row of the board, `events` what was done, newest first."""
    if card.empty:
        return [html.P(_("This rep does not play, or is left out by the filters."), className="muted")], _(
            "Not among the reps"
        )
    row = card.to_dict("records")[0]
    listed = events.to_dict("records")
    return [*_head(row, days), *_note(events), *_list(listed, days)], plain_name(row["rep"])


def _head(row: Event, days: Days) -> list[Any]:
    team = " · ".join(filter(None, (known(row["team"]), days.words())))
    total = html.Span([html.Strong(points_of(row["points"])), " ", ngettext("point", "points", many(row["points"]))],
                      className="rep-points")  # fmt: skip
    return [html.P(team, className="muted"), html.Div([total, progress(row)], className="events-score")]


def _note(events: pd.DataFrame) -> list[html.P]:
    count = events.attrs["count"]
    if not count:
        return [html.P(_("Nothing was done in these days."), className="muted")]
    if len(events) < count:
        return [html.P(_("The newest {shown} of {n}.", shown=number(len(events)), n=number(count)), className="muted")]
    return []


def _list(listed: Sequence[Event], days: Days) -> list[Any]:
    """The events newest first; of more days than one under each day's heading."""
    found: list[Any] = []
    for on, events in groupby(listed, key=lambda event: event["day"]):
        if days.span != "day":
            found.append(html.H3(day(pd.Timestamp(on).date())))
        found.append(html.Ol([_event(event) for event in events], className="events"))
    return found


def _event(event: Event) -> html.Li:
    title, account = known(event["title"]), known(event["account"])
    about = " · ".join(filter(None, (title, "" if account in title else account)))  # deals are often called like theirs
    links = [_link(event["url"], _("CRM ↗")), _link(event["recording_url"], _("Recording ↗"))]
    words = [
        html.Div(what(event), className="event-what"),
        html.Div([about, *filter(None, links)], className="event-about"),
    ]
    points = html.Span(scored(event), className="event-points" if event["counted"] else "event-points not")
    return html.Li([html.Span(clock(event["local"]), className="event-time"), html.Div(words), points])


def _link(url: object, text: str) -> html.A | None:
    address = safe_address(url)
    if address is None:
        return None
    return html.A(text, href=address, target="_blank", rel="noopener noreferrer", className="crm-link")
