"""How far a period has come: won revenue to date against its target and the year before, as running totals."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_days, mark
from charts.forecast import Ahead, ahead_of, fan, forecast_words
from charts.lines import Amounts, Line, amounts, end_labels, trace
from charts.part_periods import starts_of
from charts.scales import amount_axis
from charts.theme import CLEAR, COMPARISON, MUTED, WON, figure, nothing_found
from charts.time_axis import time_axis
from i18n import _, day, money, short_money

TWO_LINES = 0.13  # share of the axis that labels of two lines keep between them


def revenue_progress(frame: pd.DataFrame, grain: str, currency: str) -> go.Figure:
    """Running totals; `frame` has columns `grain` (first day), to (last day), won_revenue, target, year_before.

    What is null is not drawn. A click filters by the week (day, month) of the point.
    """
    return progress_with_forecast(frame, None, grain, currency)


def progress_with_forecast(
    frame: pd.DataFrame, forecast: pd.DataFrame | None, grain: str, currency: str
) -> go.Figure:  # fmt: skip
    """The same with what the period may come to, in bands that open from what is won so far.

    `forecast` has columns to (day, ahead), forecast, low80, high80, low95, high95: running totals of the period up
    to and with that day, those won so far included. Its last row is the end of the period.
    """
    starts, days = starts_of(frame, grain), starts_of(frame, "to")
    won, target, before = (amounts(frame[name]) for name in ("won_revenue", "target", "year_before"))
    ahead = ahead_of(forecast, _so_far(days, won), "to")
    if ahead is None and not any((*won, *target, *before)):
        return nothing_found(_("No deal was won in this period with these filters"))
    lines = [
        Line(before, _named(_("year before"), before, currency), COMPARISON, MUTED, 1.75, "dot"),
        Line(target, _named(_("target"), target, currency), MUTED, MUTED, 1.5, "dash"),
        Line(won, _named(_("won"), won, currency), WON, WON, 2.75),
    ]
    named = lines if ahead is None else [*lines, _with_total(ahead.line, currency)]
    known = [amount for line in named for amount in line.amounts if amount is not None]
    axis = amount_axis(min(known), max(known + (ahead.reach if ahead else [])), lambda v: short_money(v, currency))
    first = (frame.attrs.get("window") or (None, None))[0]
    said = forecast_words(ahead, currency) if ahead else {}
    marks = [mark(_hover(*row, currency, said.pop(row[0], [])), by_days(max(start, first or start), row[0]))
             for start, row in zip(starts, zip(days, won, target, before, strict=True), strict=True)]  # fmt: skip
    ends = [*days, *(day for day in (ahead.days[-1:] if ahead else []) if day > days[-1])]
    return figure(
        data=[
            *(fan(ahead) if ahead else []),
            *(trace(days, line) for line in lines if line.drawn),
            *_last(days, lines[-1]),
            _carrier(days, (won, target, before), marks, _beyond(ahead, said) if ahead else []),
        ],
        layout={
            "xaxis": time_axis(days[0], ends[-1]),
            "yaxis": axis,
            "hovermode": "x",
            "margin": {"l": 8, "r": 88, "t": 8, "b": 8},
            "annotations": end_labels(ends, named, axis["range"], TWO_LINES, aligned=True),
        },
    )


def _so_far(days: list[date], won: Amounts) -> tuple[date, float] | None:
    """The last day with facts, and what was won up to it."""
    known = [(day, amount) for day, amount in zip(days, won, strict=True) if amount is not None]
    return known[-1] if known else None


def _with_total(line: Line, currency: str) -> Line:
    return line._replace(name=_named(line.name, line.amounts, currency))


def _beyond(ahead: Ahead, said: dict[date, list[str]]) -> list[tuple[date, float | None, list[Any]]]:
    """Day, height and mark of days of the forecast that are not in the frame."""
    heights = dict(zip(ahead.days, ahead.columns["forecast"], strict=True))
    return [(to, heights[to], mark("<br>".join([f"<b>{_('to {day}', day=day(to))}</b>", *lines]), None))
            for to, lines in said.items()]  # fmt: skip


def _named(name: str, amounts: Amounts, currency: str) -> str:
    """The line's name with the total it ends at."""
    ends = [amount for amount in amounts if amount is not None]
    return f"{name}<br>{short_money(ends[-1], currency)}" if ends else name


def _last(days: list[date], line: Line) -> list[dict[str, Any]]:
    """A dot where the line ends, which may be before the others do."""
    end = max((i for i, amount in enumerate(line.amounts) if amount is not None), default=None)
    if end is None:
        return []
    return [{"type": "scatter", "x": [days[end]], "y": [line.amounts[end]], "mode": "markers", "hoverinfo": "skip",
             "marker": {"color": line.colour, "size": 8}}]  # fmt: skip


def _carrier(
    days: list[date], courses: tuple[Amounts, ...], marks: list[Any],
    beyond: list[tuple[date, float | None, list[Any]]],
) -> dict[str, Any]:  # fmt: skip
    """What the pointer meets: one unseen line on the first course that is known, also on days ahead."""
    heights = [next((a for a in amounts if a is not None), None) for amounts in zip(*courses, strict=True)]
    unseen = {"color": CLEAR, "width": 0}
    return {"type": "scatter", "x": [*days, *(to for to, _amount, _mark in beyond)],
            "y": [*heights, *(amount for _day, amount, _mark in beyond)], "mode": "lines", "line": unseen,
            "customdata": [*marks, *(told for _day, _amount, told in beyond)], "hovertemplate": HOVER}  # fmt: skip


def _hover(
    to: date, won: float | None, target: float | None, before: float | None, currency: str, more: list[str]
) -> str:
    lines = [f"<b>{_('to {day}', day=day(to))}</b>"]
    for text, amount in ((_("won {amount}"), won), (_("target {amount}"), target), (_("year before {amount}"), before)):
        if amount is not None:
            lines.append(text.format(amount=money(amount, currency)))
    if won is not None and target:
        ahead = won - target
        text = _("{amount} ahead of the target") if ahead >= 0 else _("{amount} behind the target")
        lines.append(text.format(amount=money(abs(ahead), currency)))
    return "<br>".join([*lines, *more])
