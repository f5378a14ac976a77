"""One figure by groups, as bars in the order given, or by month, as columns in time's order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, OTHER, Filter, by_days, by_value, mark
from charts.labels import name_of, short
from charts.scales import amount_axis
from charts.theme import COMPARISON, MUTED, WON, figure, nothing_found
from charts.time_axis import time_axis
from i18n import _, number, percent, period
from periods import DAY, next_start

MOST_BARS = 16  # the largest groups, and one of all others
_BAR_SHARE = 0.11  # of the height, at most, for one bar: few bars are no blocks
_ROOM, _ROOM_FEW = 0.24, 0.55  # of the longest bar, for the values outside; with "too few" behind them
_GAP = "\u00a0\u00a0"  # between a label and its bar
_WIDTH = 0.72  # of its month that a column takes
_FEW = 6  # columns at most that carry their values


@dataclass(frozen=True)
class Measure:
    """What a bar's length is: a column of the frame, what it is called, how its values are written."""

    column: str
    label: str
    short: Callable[[float | None], str]
    full: Callable[[float | None], str]
    too_few: int = 0  # of a rate: with fewer behind it, it is not ranked and stands pale
    colour: str = WON


def breakdown_bars(frame: pd.DataFrame, dimension: str, measure: Measure) -> go.Figure:
    """The frame's groups from top to bottom as they stand; a click filters by the group.

    `frame` has columns `dimension` first and the measure's, with _n, _low and _high where it has them.
    """
    bars = frame[frame[measure.column].notna()].head(MOST_BARS)
    if bars.empty:
        return nothing_found(_("There is nothing in this period with these filters"))
    rows = list(reversed(_rows(bars, measure)))  # Plotly draws the first one lowest
    values = [row["value"] for row in rows]
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low or 1.0) * (_ROOM_FEW if any(row["pale"] and row["key"] != OTHER for row in rows) else _ROOM)
    return figure(
        data=[{
            "type": "bar", "orientation": "h", "y": list(range(len(rows))), "x": values,
            "marker": _paint(rows, measure), "text": [row["text"] for row in rows], "textposition": "outside",
            "textfont": {"size": 12, "color": MUTED}, "constraintext": "none", "cliponaxis": False,
            "hovertemplate": HOVER,
            "customdata": [mark(row["hover"], by_value(**{dimension: row["key"]})) for row in rows],
        }],
        layout={
            "xaxis": {"visible": False, "range": [low - room if low < 0 else 0, high + room]},
            "yaxis": {"showgrid": False, "tickvals": list(range(len(rows))),
                      "ticktext": [f"{short(row['key'])}{_GAP}" for row in rows], "range": [-0.6, len(rows) - 0.4]},
            "bargap": max(0.32, 1 - len(rows) * _BAR_SHARE),
        },
    )  # fmt: skip


def breakdown_columns(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """A column a month; a click filters by the month, as far as the period shown goes. `frame` has a column month."""
    if not frame[measure.column].fillna(0).any():
        return nothing_found(_("There is nothing in this period with these filters"))
    rows = _rows(frame, measure)
    starts = [date(m.year, m.month, 1) for m in frame["month"]]
    values = [0.0 if row["value"] is None else row["value"] for row in rows]
    middle = [start + (next_start(start, "month") - start) / 2 for start in starts]
    axis = time_axis(starts[0], starts[-1], months=True)
    edge = timedelta(days=20)
    first, last = starts[0], next_start(starts[-1], "month")
    return figure(
        data=[{
            "type": "bar", "x": middle, "y": values, "width": [_WIDTH * 30.4 * 86_400_000] * len(rows),
            "marker": _paint(rows, measure), "hovertemplate": HOVER, "cliponaxis": False, "textposition": "outside",
            "text": [measure.short(row["value"]) for row in rows] if len(rows) <= _FEW else None,
            "textfont": {"size": 11, "color": MUTED}, "constraintext": "none", "textangle": 0,
            "customdata": [mark(row["hover"], _days(start, frame)) for row, start in zip(rows, starts, strict=True)],
        }],
        layout={
            "xaxis": {**axis, "range": [first - edge / 4, last + edge / 4],
                      "tickvals": [tick + timedelta(days=15) for tick in axis["tickvals"]]},
            "yaxis": amount_axis(min(0.0, *values), max(values) * 1.06, measure.short),
        },
    )  # fmt: skip


def _rows(frame: pd.DataFrame, measure: Measure) -> list[dict[str, Any]]:
    """For each row of the frame: its key, value, text beside the bar, hover text, and whether it stands pale."""
    found = []
    for row in frame.to_dict("records"):
        key, value = next(iter(row.values())), row[measure.column]
        value = None if pd.isna(value) else float(value)
        n = row.get(f"{measure.column}_n")
        few = bool(measure.too_few) and (n or 0) < measure.too_few
        text = _("{value} · too few", value=measure.short(value)) if few and value is not None else measure.short(value)
        found.append({
            "key": None if pd.isna(key) else key, "value": value, "text": text, "pale": few or key == OTHER,
            "hover": _hover(key, row, value, n, few, measure),
        })  # fmt: skip
    return found


def _hover(key: Any, row: dict[Any, Any], value: float | None, n: Any, few: bool, measure: Measure) -> str:
    name = period(key, "month") if isinstance(key, date) else name_of(key)
    lines = [f"<b>{name}</b>", _("{metric}: {value}", metric=measure.label, value=measure.full(value))]
    low, high = row.get(f"{measure.column}_low"), row.get(f"{measure.column}_high")
    if low is not None and not pd.isna(low):
        lines.append(_("95 % interval {low} – {high}", low=percent(low), high=percent(high)))
    if n is not None and not pd.isna(n):
        lines.append(_("n {n}", n=number(n)))
    return "<br>".join([*lines, _("too few deals to tell")] if few else lines)


def _paint(rows: Sequence[dict[str, Any]], measure: Measure) -> dict[str, Any]:
    return {"color": [COMPARISON if row["pale"] else measure.colour for row in rows], "line": {"width": 0}}


def _days(start: date, frame: pd.DataFrame) -> Filter:
    first, last = frame.attrs.get("window") or (None, frame.attrs.get("as_of"))
    end = next_start(start, "month") - DAY
    return by_days(max(start, first or start), min(end, last or end))
