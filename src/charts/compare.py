"""Two or three groups side by side."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark
from charts.labels import name_of, short
from charts.lines import Line, end_labels, trace
from charts.part_periods import is_whole, starts_of
from charts.scales import amount_axis
from charts.theme import INK, SERIES, figure, nothing_found
from charts.time_axis import time_axis
from i18n import _, money, period, short_money

LABEL = 16  # characters of a line's name


def whole_months(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of months that are whole."""
    whole = [is_whole(start, "month", frame.attrs) for start in starts_of(frame)]
    return frame[pd.Series(whole, frame.index, dtype=bool)]


def revenue_of_each(frame: pd.DataFrame, dimension: str, members: Sequence[Any], currency: str) -> go.Figure:
    """Won revenue by month, a line for each of at most as many members as there are colours; a click filters by one.

    `frame` has columns `dimension`, month, won_revenue.
    """
    courses = [(member, frame[_is(frame[dimension], member)]) for member in members]
    known = [float(amount) for _member, course in courses for amount in course["won_revenue"].dropna()]
    if not any(known):
        return nothing_found(_("No deal was won in this period with these filters"))
    starts, y_axis = starts_of(courses[0][1]), amount_axis(min(known), max(known), lambda v: short_money(v, currency))
    lines = [_line(member, course, colour) for (member, course), colour in zip(courses, SERIES, strict=False)]
    traces = [
        trace(
            starts,
            line,
            hoverinfo=None,
            hovertemplate=HOVER,
            customdata=_marks(member, starts, line, dimension, currency),
        )
        for (member, _course), line in zip(courses, lines, strict=True)
    ]
    layout = {
        "xaxis": time_axis(starts[0], starts[-1], months=True), "yaxis": y_axis, "hoverdistance": 40,
        "margin": {"l": 8, "r": 128, "t": 12, "b": 8}, "annotations": end_labels(starts, lines, y_axis["range"]),
    }  # fmt: skip
    return figure(traces, layout)


def _is(values: pd.Series, member: Any) -> pd.Series:
    return values.isna() if pd.isna(member) else values == member


def _line(member: Any, course: pd.DataFrame, colour: str) -> Line:
    """The name is written in ink, beside a dot in the line's colour: the colour alone may be too pale to read."""
    amounts = [None if pd.isna(amount) else float(amount) for amount in course["won_revenue"]]
    return Line(amounts, f'<span style="color: {colour}">●</span> {short(member, LABEL)}', colour, INK)


def _marks(member: Any, starts: Sequence[date], line: Line, dimension: str, currency: str) -> list[Any]:
    filter_ = by_value(**{dimension: None if pd.isna(member) else member})
    head = f"<b>{name_of(member)}</b>"
    return [
        mark(f"{head}<br>{period(start, 'month')}<br>{_('won {amount}', amount=money(amount, currency))}", filter_)
        for start, amount in zip(starts, line.amounts, strict=True)
    ]
