"""What reps did over time: those who lead, or the one chosen, in colour and named; all others grey behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_choice, mark
from charts.labels import name_of, short
from charts.lines import Line, amounts, end_labels, trace
from charts.part_periods import starts_of
from charts.scales import amount_axis
from charts.theme import COMPARISON, INK, MUTED, SERIES, empty_figure, figure, tint
from charts.time_axis import time_axis
from i18n import _, day, number, period

LEADERS = 5  # named lines at once
TICKS = 6  # of points, about
LABEL = 17  # characters of a line's name
FAR = 1.8  # a goal this many times the highest point would press all lines flat: it is told, not drawn
BEHIND = 0.5  # how opaque the grey lines are
BY_CHOICE = "reps.trend_rep"


def rep_trend(frame: pd.DataFrame, grain: str, column: str, label: str, chosen: Sequence[str]) -> go.Figure:
    """A line per rep; `frame` has columns rep, `grain` (first day), `column`, called `label`, and goal (null: none).

    Reps come in the frame's order, the leading ones first; `chosen` are those in colour, else these. A click on a line
    chooses its rep. The goal is drawn where it is near enough.
    """
    if frame.empty:
        return empty_figure(_("Nothing was done in these days"), _("Choose a longer range, or take filters off."))
    names = list(dict.fromkeys(frame["rep"]))
    front = [name for name in names if name in chosen] or names[:LEADERS]
    courses = {name: frame[frame["rep"] == name] for name in names}
    starts = starts_of(courses[names[0]], grain)
    aim = _goal(courses[names[0]], float(frame[column].max()))
    lines = {name: _line(name, courses[name][column], SERIES[front.index(name)]) for name in front}
    behind = {name: _grey(name, courses[name][column]) for name in names if name not in lines}
    drawn = [*lines.values(), *([aim] if aim else [])]
    top = max(amount for line in (*drawn, *behind.values()) for amount in line.amounts if amount is not None)
    axis = amount_axis(0, top, _number, TICKS)
    texts = [_when(start, grain) for start in starts]
    traces = [_trace(name, starts, texts, line, label) for name, line in (*behind.items(), *reversed(lines.items()))]
    layout = {
        "xaxis": time_axis(starts[0], starts[-1], most=6, months=grain == "month"), "yaxis": axis, "hoverdistance": 30,
        "margin": {"l": 8, "r": 138, "t": 12, "b": 8}, "annotations": end_labels(starts, drawn, axis["range"]),
    }  # fmt: skip
    return figure([*([trace(starts, aim)] if aim else []), *traces], layout)


def goal_is_far(frame: pd.DataFrame, column: str) -> bool:
    """Whether the goal lies so far above all lines that it is told in words instead."""
    return not frame.empty and float(frame["goal"].min()) > FAR * float(frame[column].max())


def _goal(course: pd.DataFrame, highest: float) -> Line | None:
    goals = amounts(course["goal"])
    known = [goal for goal in goals if goal]
    if not known or min(known) > FAR * highest:
        return None
    return Line(goals, _("goal {points}", points=_number(known[-1])), MUTED, MUTED, 1.5, "dash")


def _line(name: str, course: pd.Series, colour: str) -> Line:
    """The name is in ink beside a dot of the line's colour, which alone may be too pale to read."""
    return Line(amounts(course), f'<span style="color: {colour}">●</span> {short(name, LABEL)}', colour, INK, 2.25)


def _grey(name: str, course: pd.Series) -> Line:
    return Line(amounts(course), name, tint(COMPARISON, BEHIND), MUTED, 1)


def _trace(name: str, starts: list[date], texts: list[str], line: Line, label: str) -> dict[str, Any]:
    head, choose = f"<b>{name_of(name)}</b>", by_choice(BY_CHOICE, name)
    marks = [
        mark(f"{head}<br>{text}<br>{label}: {_number(amount or 0.0)}", choose)
        for text, amount in zip(texts, line.amounts, strict=True)
    ]
    return trace(starts, line, hoverinfo=None, hovertemplate=HOVER, customdata=marks)


def _when(start: date, grain: str) -> str:
    return _("week from {day}", day=day(start)) if grain == "week" else period(start, grain)


def _number(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)
