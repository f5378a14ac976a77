"""Margins over time: what share of revenue is left at each subtotal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.labels import escape, short
from charts.lines import Line, amounts, end_labels
from charts.period_axis import NARROW as FEW_TICKS
from charts.period_axis import period_axis, period_name
from charts.scales import amount_axis
from charts.theme import INK, LOST, SERIES, empty_figure, figure
from i18n import _, percent

SIGN = "⚠"
LABEL = 16  # characters of a name


def margins_over_time(
    frame: pd.DataFrame, labels: Mapping[str, str], grain: str, broken: Mapping[str, Sequence[date]],
    narrow: bool = False,
) -> go.Figure:  # fmt: skip
    """A line for each subtotal, its name and last value at its end.

    `frame` has column period (first day) and one for each of `labels`, whose shares of revenue it holds. `broken`:
    the periods in which a subtotal does not add up, by its name: there the line has a ring.
    """
    starts = frame["period"].tolist()
    courses = {line: amounts(frame[line]) for line in labels}
    known = [share for course in courses.values() for share in course if share is not None]
    if not known:
        return empty_figure(_("No margin: there is no revenue in these periods"),
                            _("Choose other periods with the slider."))  # fmt: skip
    places = [float(i) for i in range(len(starts))]
    axis = amount_axis(min(known), max(known), lambda share: percent(share, 0))
    lines = [_line(labels[line], course, SERIES[i % len(SERIES)]) for i, (line, course) in enumerate(courses.items())]
    rings = [_rings(places, starts, courses[line], broken.get(line, ())) for line in labels]
    traces = [_trace(places, starts, each, labels[line], grain, broken.get(line, ()))
              for line, each in zip(labels, lines, strict=True)]  # fmt: skip
    x_axis = period_axis(starts, grain, FEW_TICKS if narrow else 13)
    layout = {
        "xaxis": {**x_axis, "range": [-0.15, max(len(starts) - 0.85, 0.15)]}, "yaxis": axis, "hoverdistance": 40,
        "margin": {"l": 8, "r": 128 if narrow else 134, "t": 12, "b": 8},
        "annotations": end_labels(places, lines, axis["range"], apart=0.17),
    }  # fmt: skip
    return figure([*traces, *(ring for ring in rings if ring)], layout)


def _line(label: str, course: Sequence[float | None], colour: str) -> Line:
    """The name is in ink beside a dot of the line's colour, which alone may be too pale to read."""
    last = next((share for share in reversed(course) if share is not None), None)
    name = f'<span style="color: {colour}">●</span> {short(label, LABEL)}<br>    <b>{percent(last)}</b>'
    return Line(course, name, colour, INK, 2.25)


def _trace(
    places: Sequence[float], starts: Sequence[date], line: Line, label: str, grain: str, broken: Sequence[date]
) -> dict[str, Any]:
    marks = [mark(_hover(label, start, share, grain, start in broken), None)
             for start, share in zip(starts, line.amounts, strict=True)]  # fmt: skip
    few = len(places) <= 2
    return {
        "type": "scatter", "x": list(places), "y": list(line.amounts), "mode": "lines+markers" if few else "lines",
        "line": {"color": line.colour, "width": line.width}, "marker": {"color": line.colour, "size": 8},
        "connectgaps": False, "customdata": marks, "hovertemplate": HOVER,
    }  # fmt: skip


def _rings(
    places: Sequence[float], starts: Sequence[date], course: Sequence[float | None], broken: Sequence[date]
) -> dict[str, Any] | None:
    at = [i for i, start in enumerate(starts) if start in broken and course[i] is not None]
    if not at:
        return None
    return {"type": "scatter", "x": [places[i] for i in at], "y": [course[i] for i in at], "mode": "text",
            "text": [SIGN] * len(at), "textposition": "top center", "textfont": {"size": 13, "color": LOST},
            "hoverinfo": "skip"}  # fmt: skip


def _hover(label: str, start: date, share: float | None, grain: str, broken: bool) -> str:
    lines = [f"<b>{escape(label)}</b>", period_name(start, grain), _("{share} of revenue", share=percent(share))]
    if broken:
        lines.append(_("{sign} does not equal the sum of its parts", sign=SIGN))
    return "<br>".join(lines)
