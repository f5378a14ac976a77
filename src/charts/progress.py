"""How far a period has come: won revenue to date against its target and the year before, as running totals."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_days, mark
from charts.lines import Amounts, Line, end_labels, trace
from charts.part_periods import starts_of
from charts.scales import amount_axis
from charts.theme import CLEAR, COMPARISON, MUTED, WON, nothing_found
from charts.time_axis import time_axis
from i18n import _, day, money, short_money

TWO_LINES = 0.13  # share of the axis that labels of two lines keep between them


def revenue_progress(frame: pd.DataFrame, grain: str, currency: str) -> go.Figure:
    """Running totals; `frame` has columns `grain` (first day), to (last day), won_revenue, target, year_before.

    What is null is not drawn. A click filters by the week (day, month) of the point.
    """
    starts, days = starts_of(frame, grain), starts_of(frame, "to")
    won, target, before = (_amounts(frame[name]) for name in ("won_revenue", "target", "year_before"))
    if not any((*won, *target, *before)):
        return nothing_found(_("No deal was won in this period with these filters"))
    lines = [
        Line(before, _named(_("year before"), before, currency), COMPARISON, MUTED, 1.75, "dot"),
        Line(target, _named(_("target"), target, currency), MUTED, MUTED, 1.5, "dash"),
        Line(won, _named(_("won"), won, currency), WON, WON, 2.75),
    ]
    known = [amount for line in lines for amount in line.amounts if amount is not None]
    axis = amount_axis(min(known), max(known), lambda v: short_money(v, currency))
    first = (frame.attrs.get("window") or (None, None))[0]
    marks = [mark(_hover(*row, currency), by_days(max(start, first or start), row[0]))
             for start, row in zip(starts, zip(days, won, target, before, strict=True), strict=True)]  # fmt: skip
    return go.Figure(
        data=[
            *(trace(days, line) for line in lines if line.drawn),
            *_last(days, lines[-1]),
            _carrier(days, (won, target, before), marks),
        ],
        layout={
            "xaxis": time_axis(days[0], days[-1]),
            "yaxis": axis,
            "hovermode": "x",
            "margin": {"l": 8, "r": 88, "t": 8, "b": 8},
            "annotations": end_labels(days, lines, axis["range"], TWO_LINES, aligned=True),
        },
    )


def _amounts(values: pd.Series) -> Amounts:
    return [None if pd.isna(value) else float(value) for value in values]


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


def _carrier(days: list[date], courses: tuple[Amounts, ...], marks: list[Any]) -> dict[str, Any]:
    """What the pointer meets: one unseen line on the first course that is known, also on days ahead."""
    heights = [next((a for a in amounts if a is not None), None) for amounts in zip(*courses, strict=True)]
    unseen = {"color": CLEAR, "width": 0}
    return {"type": "scatter", "x": days, "y": heights, "mode": "lines", "line": unseen, "customdata": marks,
            "hovertemplate": HOVER}  # fmt: skip


def _hover(to: date, won: float | None, target: float | None, before: float | None, currency: str) -> str:
    lines = [f"<b>{_('to {day}', day=day(to))}</b>"]
    for text, amount in ((_("won {amount}"), won), (_("target {amount}"), target), (_("year before {amount}"), before)):
        if amount is not None:
            lines.append(text.format(amount=money(amount, currency)))
    if won is not None and target:
        ahead = won - target
        text = _("{amount} ahead of the target") if ahead >= 0 else _("{amount} behind the target")
        lines.append(text.format(amount=money(abs(ahead), currency)))
    return "<br>".join(lines)
