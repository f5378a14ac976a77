"""Reps: who did what today, and how many points that makes: the leaderboard, also for a screen on the wall.  /reps"""

import asyncio
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from auth.scope import current_scope
from data import engine
from data.publish import today
from errors import NoData
from filters import NONE, Filters
from i18n import N_, _, ngettext
from pages import reps_attainment, reps_profile, reps_rules, reps_tables, reps_trend
from pages.asked import Asked, asked
from pages.components import notes, page
from pages.exhibit import Exhibit
from pages.header import current_snapshot
from pages.reps_cards import cards, counts_of, score_key
from pages.reps_days import Days, days_of
from pages.reps_empty import nobody_plays, nothing_ever, nothing_then
from pages.reps_events import CHOSEN, dialog
from pages.reps_frames import board_of, events_of, last_day
from pages.reps_toolbar import toolbar, toolbar_outputs, toolbar_parts, wall_head

PATH = "/reps"
TITLE = N_("Reps")
ORDER = 30
CHARTS_FIRST = False  # what is seen first needs no Plotly: a wall that only shows cards does not wait for it
# Modules with panels(query, snapshot, scope) and exhibits(found); they start from `reps-below`.
BELOW = (reps_tables, reps_trend, reps_attainment, reps_profile, reps_rules)
BOARD, ASKED, NOW = "reps-board", "reps-asked", "reps-now"


def layout(**query: Any) -> html.Div:
    snapshot, scope = current_snapshot(), current_scope()
    below = [panel for module in BELOW for panel in module.panels(query, snapshot, scope)]
    head = html.Div([html.H2(id="reps-title"), html.P(id="reps-subtitle", className="muted")])
    stores = [
        dcc.Store(name) for name in (ASKED, NOW, "reps-look", "reps-looked", "reps-seen", "reps-below", "reps-drawn")
    ]
    return page(
        toolbar(),
        wall_head(),
        html.Section(
            [html.Div([head, html.Div(id="reps-key")], className="reps-head"),
             html.Div(_waiting(), id=BOARD, className="reps-board"), html.P(id="reps-note", className="note")],
            className="reps-main",
        ),
        *stores,
        html.Div(below, className="panels reps-below"),
        dialog(),
    )  # fmt: skip


def _waiting() -> html.Ol:
    """Cards to come, as high as those that come."""
    return html.Ol([html.Li(html.Div(className="rep-card waiting")) for _card in range(8)], className="rep-cards")


# Days, rep and wall are choices in the URL; the board is asked for anew only when its days or filters change.
clientside_callback(
    ClientsideFunction("reps", "split"), Output(ASKED, "data"), Output(CHOSEN, "data"), Input("filters", "data"),
    State(ASKED, "data"), State(CHOSEN, "data"),
)  # fmt: skip
clientside_callback(
    ClientsideFunction("repsWall", "drawn"), Output("reps-drawn", "data"), Input("reps-seen", "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("repsRefresh", "looked"), Input("reps-looked", "data"), prevent_initial_call=True
)


@callback(
    Output(BOARD, "children"), Output("reps-title", "children"), Output("reps-subtitle", "children"),
    Output("reps-key", "children"), Output("reps-note", "children"), *toolbar_outputs(), Output("reps-seen", "data"),
    Output("reps-below", "data"), Input(ASKED, "data"), Input(NOW, "data"), prevent_initial_call=True,
)  # fmt: skip
async def show(selected: dict[str, Any] | None, _now: Any) -> list[Any]:
    found = await asked(selected)
    days = days_of(found)
    board = await board_of(found, days)
    empty = await why_empty(found, days, board)
    key = score_key(board, days.start) if len(board) else None
    names = _names(found, board)
    words = [_("Points, {days}", days=days.words()), _subtitle(board, names), key, notes(board)]
    seen = {"snapshot": found.snapshot.id, "today": str(days.today), "days": [str(days.start), days.span]}
    return [[*empty, *(cards(board) if len(board) else [])], *words, *toolbar_parts(days, names), seen, selected]


async def why_empty(found: Asked, days: Days, board: pd.DataFrame) -> list[Any]:
    """What to say of a board on which nobody did anything; nothing where somebody did."""
    if len(board) and (board["points"].any() or board["calls"].any()):
        return []
    last = await last_day(found, days.end)
    if last is None and not found.filters.dims:
        return [nothing_ever()]
    if board.empty:
        return [nobody_plays(found)]
    return [nothing_then(days, last)] if last and not days.start <= last <= days.end else []


def _names(found: Asked, board: pd.DataFrame) -> str:
    """The teams, reps or managers that are filtered by; what is no property of a rep changes nothing here."""
    dims = [(name, values) for name, values in found.filters.dims if name not in board.attrs["ignored_filters"]]
    return " · ".join(_("(none)") if value == NONE else value for _name, values in dims for value in values)


def _subtitle(board: pd.DataFrame, names: str) -> str:
    if board["hidden"].all():
        return ""
    shown = ngettext("{n} rep", "{n} reps", int((~board["hidden"]).sum()))
    whose = _("{reps} of {names}", reps=shown, names=names) if names else shown
    return _("{reps}, most points first. Choose one to see what is behind the score.", reps=whose)


@callback(
    Output("reps-looked", "data"), Output(NOW, "data"), Input("reps-look", "data"), State("reps-seen", "data"),
    prevent_initial_call=True,
)  # fmt: skip
async def look(asked_at: Any, seen: dict[str, Any] | None) -> list[Any]:
    """Whether there is something new: another snapshot, or another day. If not, nothing is drawn."""
    try:
        now = {"snapshot": (await asyncio.to_thread(engine.newest)).id, "today": str(today())}
    except NoData:  # being made ready; the next look finds it
        return [asked_at, no_update]
    same = seen and all(seen[name] == value for name, value in now.items())
    return [asked_at, no_update if same else now]


async def warm() -> None:
    """Work out what the page shows first, today's board and events, before anyone asks."""
    found = await asked(None)
    days = days_of(found)
    await asyncio.gather(board_of(found, days), events_of(found, days))


def own_filters(found: Asked) -> Asked:
    """The page's days in the place of the filter bar's period, for what an export says of itself."""
    days = days_of(found)
    return replace(found, filters=Filters(start=days.start, end=days.end, compare="none", dims=found.filters.dims))


async def exhibits(found: Asked) -> list[Exhibit]:
    """Everything that the page shows, for exports."""
    days = days_of(found)
    board = await board_of(found, days)
    more = [await module.exhibits(found) for module in BELOW]
    return [board_exhibit(board, days), *(exhibit for shown in more for exhibit in shown)]


def board_exhibit(board: pd.DataFrame, days: Days) -> Exhibit:
    """The ranking as a table."""
    counted = counts_of(board)
    columns = ["rank", "rep", "team", "points", "goal", "share", "calls", "minutes", *counted]
    frame = board[[*columns, "last_on"]]
    frame.attrs = board.attrs
    labels = {"rank": _("Rank"), "points": _("Points"), "goal": _("Goal"), "share": _("Share of the goal"),
              "calls": _("Calls"), "minutes": _("Minutes"), "last_on": _("Last activity"), **counted}  # fmt: skip
    return Exhibit("reps-ranking", _("Points, {days}", days=days.words()), frame, (), note=notes(board), labels=labels,
                   units={"share": "fraction"})  # fmt: skip
