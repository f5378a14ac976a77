"""The pipeline day by day: what open deals were worth, and what of it was to be expected."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.lines import Amounts, Line, amounts, end_labels, trace
from charts.part_periods import starts_of
from charts.scales import amount_axis
from charts.theme import CLEAR, FORECAST, MUTED, OPEN, figure, nothing_found, tint
from charts.time_axis import time_axis
from i18n import _, day, money, ngettext, short_money

POINTED = 60  # days at which hovering says something
TWO_LINES = 0.14  # share of the axis that labels of two lines keep between them
_FILL = tint(OPEN, 0.12)


def pipeline_days(days: pd.DataFrame, currency: str) -> go.Figure:
    """The value of open deals on each day, and weighted by how often deals of their stage are won.

    `days` has columns day, deals_open, pipeline, weighted_pipeline (null where it is not known), in order. The
    pipeline over periods, whose points can be clicked, is charts.pipeline's pipeline_trend.
    """
    values, weighted = amounts(days["pipeline"]), amounts(days["weighted_pipeline"])
    if not any(values):
        return nothing_found(_("No deal was open in this period with these filters"))
    there = starts_of(days, "day")
    whole = Line(values, _ending(_("open"), values, currency), OPEN, MUTED)
    part = Line(weighted, _ending(_("weighted"), weighted, currency), FORECAST, FORECAST, 2, "6px,4px")
    drawn = [line for line in (whole, part) if line.drawn]
    known = [amount for line in drawn for amount in line.amounts if amount is not None]
    axis = amount_axis(min(known), max(known), lambda value: short_money(value, currency))
    layout = {
        "xaxis": time_axis(there[0], there[-1]), "yaxis": axis, "hovermode": "x", "hoverdistance": -1,
        "margin": {"l": 8, "r": 80, "t": 8, "b": 8},
        "annotations": end_labels(there, drawn, axis["range"], TWO_LINES, aligned=True),
    }  # fmt: skip
    filled = trace(there, whole, fill="tozeroy", fillcolor=_FILL)
    return figure([filled, *(trace(there, line) for line in drawn[1:]), _points(there, days, values, currency)], layout)


def _ending(name: str, values: Amounts, currency: str) -> str:
    last = next((value for value in reversed(values) if value is not None), None)
    return f"{name}<br>{short_money(last, currency)}"


def _points(there: list[date], days: pd.DataFrame, values: Amounts, currency: str) -> dict[str, Any]:
    """What the pointer meets: a day of every few, and the last."""
    every = -(-len(days) // POINTED)
    chosen = range(len(days) - 1, -1, -every)
    rows = days.iloc[list(chosen)].to_dict("records")
    marks = [mark(_hover(there[i], row, currency), None) for i, row in zip(chosen, rows, strict=True)]
    return {"type": "scatter", "x": [there[i] for i in chosen], "y": [values[i] for i in chosen], "mode": "markers",
            "marker": {"color": CLEAR, "size": 8}, "customdata": marks, "hovertemplate": HOVER}  # fmt: skip


def _hover(on: date, row: dict[Any, Any], currency: str) -> str:
    lines = [f"<b>{day(on)}</b>", _("open {amount}", amount=money(row["pipeline"], currency))]
    if pd.notna(row["weighted_pipeline"]):
        lines.append(_("weighted {amount}", amount=money(row["weighted_pipeline"], currency)))
    if pd.notna(row["deals_open"]):
        lines.append(ngettext("{n} deal", "{n} deals", int(row["deals_open"])))
    return "<br>".join(lines)
