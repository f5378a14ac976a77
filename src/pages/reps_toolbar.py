"""The strip on top of the Reps page: the days, the automatic looks, the way to the wall; and the wall's own head.

What stands here stays while the figures below are drawn anew, so that nothing loses the focus: `toolbar_outputs`
changes it in place. assets/reps.js, reps_refresh.js and reps_wall.js do what the server need not.
"""

import json
from typing import Any

from dash import Output, dcc, html

from data.publish import today
from filters import YEARS
from i18n import N_, _
from pages.components import aria, data
from pages.reps_days import DAY_CHOICE, SPAN_CHOICE, SPANS, Days
from settings import settings

WALL_CHOICE = "reps.wall"
EVERY = {"30": N_("Every 30 seconds"), "60": N_("Every minute"), "300": N_("Every 5 minutes")}  # the first look: 60
BEFORE, FIELD, AFTER, TODAY = "reps-before", "reps-day", "reps-after", "reps-today"
WALL_TITLE, WALL_DAYS = "reps-wall-title", "reps-wall-days"


def toolbar() -> html.Div:
    """Days, span, looks and wall, as the page comes."""
    parts = [_days(), _spans(), html.Span(className="reps-gap"), _looks(), _wall_button()]
    return html.Div(parts, className="reps-bar", role="group", **aria(label=_("Days and refresh")))


def _days() -> html.Div:
    own: Any = "date"  # the browser's own field, as in the filter bar
    field = dcc.Input(
        id=FIELD, type=own, min=f"{YEARS.start}-01-01", max=f"{YEARS.stop - 1}-12-31", className="day-input"
    )
    return html.Div(
        [
            _step(BEFORE, "‹", _("Earlier"), -1),
            html.Label([html.Span(_("Day"), className="only-read"), field], htmlFor=FIELD, **aria(label=_("Day"))),
            _step(AFTER, "›", _("Later"), 1),
            html.Button(_("Today"), id=TODAY, type="button", className="button",
                        **data(view=json.dumps({DAY_CHOICE: ""}), today=str(today()))),
        ],
        className="reps-days",
    )  # fmt: skip


def _step(id: str, sign: str, label: str, by: int) -> html.Button:
    """Leads to the days before or after; off until the board stands, and says whether there are any."""
    return html.Button(sign, id=id, type="button", className="button icon step", title=label, disabled=True,
                       **data(step=str(by)), **aria(label=label))  # fmt: skip


def _spans() -> html.Div:
    first = next(iter(SPANS))
    buttons = [
        html.Button(
            _(label), id=f"reps-span-{span}", type="button",
            **data(view=json.dumps({SPAN_CHOICE: "" if span == first else span})), **aria(pressed="false"),
        )
        for span, label in SPANS.items()
    ]  # fmt: skip
    return html.Div(buttons, className="segmented", role="group", **aria(label=_("Days shown")))


def countdown_words() -> Any:
    """What assets/reps_refresh.js says of the next look, in its own element."""
    return data(
        soon=_("Next look in {time}"), now=_("Looking …"), off=_("Not refreshed"),
        paused=_("Paused while this is open"), lost=_("No connection; trying again"),
        seconds=_("{n} s"), minutes=_("{n} min {s} s"),
    )  # fmt: skip


def _looks() -> html.Div:
    """Whether and how often to look for new data; remembered by the browser."""
    switch = html.Button(
        [html.Span(className="switch-mark", **aria(hidden="true")), html.Span(_("Auto refresh"))],
        id="reps-refresh", type="button", className="switch", role="switch", **aria(checked="true"),
    )  # fmt: skip
    entries = [html.Button(_("Look now"), type="button", className="menu-entry", **data(look="now"))]
    entries += [
        html.Button(_(label), type="button", className="menu-entry", **data(every=every))
        for every, label in EVERY.items()
    ]  # fmt: skip
    count = html.Span(className="countdown", **countdown_words())
    button = html.Summary(count, className="button unfolds", title=_("How often to look"))
    menu = html.Details([button, html.Div(entries, className="drop-menu")], className="drop", id="reps-every")
    return html.Div([switch, menu], className="reps-looks")


def _wall_button() -> html.Button:
    return html.Button(
        _("Wall"), id="reps-wall-enter", type="button", className="button wall-enter",
        title=_("For a screen on the wall: full screen, dark, large"), **data(view=json.dumps({WALL_CHOICE: "1"})),
    )  # fmt: skip


def wall_head() -> html.Div:
    """What stands on top of the wall: whose points of which days, the clock, the next look, the way back."""
    leave = html.Button(
        _("Leave"), id="reps-wall-leave", type="button", className="button", title=_("Leave the wall (Escape)"),
        **data(view=json.dumps({WALL_CHOICE: ""})),
    )  # fmt: skip
    return html.Div(
        [
            html.Div([html.Strong(id=WALL_TITLE), html.Span(id=WALL_DAYS)], className="wall-title"),
            html.P(id="reps-wall-cheer", role="status", className="wall-cheer",
                   **data(words=_("{name} passed the goal!"))),
            html.Div([html.Span(className="countdown", **countdown_words()), leave], className="wall-small"),
            html.Span(id="reps-wall-clock", className="wall-clock", role="timer", **aria(live="off", label=_("Time"))),
        ],
        className="wall-head",
    )  # fmt: skip


def toolbar_outputs() -> list[Output]:
    """What `toolbar_parts` gives, in its order."""
    spans = [output for span in SPANS for output in (Output(f"reps-span-{span}", "aria-pressed"),)]
    return [
        Output(BEFORE, "disabled"), Output(FIELD, "value"), Output(AFTER, "disabled"), Output(TODAY, "disabled"),
        Output(TODAY, "data-today"), *spans, Output(WALL_TITLE, "children"), Output(WALL_DAYS, "children"),
    ]  # fmt: skip


def toolbar_parts(days: Days, names: str) -> list[Any]:
    """The strip as it is for these days; the wall is called by `names`, of teams or reps, else by the company's."""
    pressed = [str(span == days.span).lower() for span in SPANS]
    return [
        days.is_first, days.chosen.isoformat(), days.is_last, days.is_now, days.today.isoformat(), *pressed,
        names or settings().company.name, days.words(),
    ]  # fmt: skip
