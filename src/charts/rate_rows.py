"""Rates by group, one below the other: a dot with its 95 % interval and how many cases it rests on."""

from collections.abc import Callable
from math import ceil, floor
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark
from charts.labels import name_of, short
from charts.rows import records
from charts.scales import round_step
from charts.theme import CLEAR, COMPARISON, INK, MUTED, WON, figure, nothing_found
from i18n import _, number, percent

MOST = 14  # groups drawn
NAMES = 18  # characters of a group beside its dot
_N_ROOM = 92  # pixels for the rate and its n at the right
Row = dict[Any, Any]


def rate_rows(
    frame: pd.DataFrame,
    dimension: str,
    rate: str,
    too_few: int,
    says: Callable[[Row], list[str]],
    empty: str,
    overall: float | None = None,
    colour: str = WON,
) -> go.Figure:
    """The groups from top to bottom as they stand; rings have fewer than `too_few` cases. A click filters by the group.

    `frame` has columns `dimension`, `rate` and its _n, _low, _high. `says` gives the lines of the hover text below the
    name; `overall` is drawn across; `empty` says of what there is none.
    """
    rows = [row for row in records(frame.head(MOST)) if pd.notna(row[rate])]
    if not rows:
        return nothing_found(empty)
    low, high, n = f"{rate}_low", f"{rate}_high", f"{rate}_n"
    places = list(range(len(rows), 0, -1))
    few = [row[n] < too_few for row in rows]
    names = [None if row[dimension] is None or pd.isna(row[dimension]) else str(row[dimension]) for row in rows]
    marks = [mark(_hover(row, name, says(row), unsure), by_value(**{dimension: name}))
             for row, name, unsure in zip(rows, names, few, strict=True)]  # fmt: skip
    axis = _axis([*(row[low] for row in rows), *(row[high] for row in rows), *([] if overall is None else [overall])])
    dots = {
        "type": "scatter", "mode": "markers", "x": [row[rate] for row in rows], "y": places, "customdata": marks,
        "hovertemplate": HOVER, "cliponaxis": False,
        "marker": {"size": 10, "color": [CLEAR if unsure else colour for unsure in few],
                   "line": {"width": 1.5, "color": [COMPARISON if unsure else colour for unsure in few]}},
        "error_x": {"type": "data", "array": [row[high] - row[rate] for row in rows],
                    "arrayminus": [row[rate] - row[low] for row in rows], "color": COMPARISON, "thickness": 1.5,
                    "width": 4},
    }  # fmt: skip
    texts = [f"  <b>{percent(row[rate], 0)}</b>  n {number(row[n])}" for row in rows]
    beside = {
        "type": "scatter", "mode": "text", "x": [axis["range"][1]] * len(rows), "y": places, "text": texts,
        "textposition": "middle right", "textfont": {"size": 11.5, "color": MUTED}, "cliponaxis": False,
        "hoverinfo": "skip",
    }  # fmt: skip
    layout = {
        "xaxis": {**axis, "showgrid": True},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [0.4, len(rows) + 0.6],
                  "ticktext": [f"{short(name, NAMES)}  " for name in names], "tickfont": {"size": 12, "color": INK}},
        "shapes": [] if overall is None else [_across(overall)], "margin": {"l": 8, "r": _N_ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    return figure([dots, beside], layout)


def _axis(values: list[float]) -> Row:
    """Round percentages around the intervals: a rate is not an amount, so it need not start at zero."""
    step = max(round_step((max(values) - min(values)) / 4), 0.01)
    first, last = max(floor(min(values) / step), 0), min(ceil(max(values) / step), round(1 / step))
    last = max(last, first + 1)
    ticks = [step * i for i in range(first, last + 1)]
    edge = 0.03 * (ticks[-1] - ticks[0])
    return {"range": [ticks[0] - edge, ticks[-1] + edge], "tickvals": ticks,
            "ticktext": [percent(tick, 1 if round(step * 1000) % 10 else 0) for tick in ticks]}  # fmt: skip


def _across(overall: float) -> Row:
    line = {"color": COMPARISON, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": overall, "x1": overall, "y0": 0, "y1": 1, "yref": "paper", "line": line,
            "layer": "below"}  # fmt: skip


def _hover(row: Row, name: str | None, lines: list[str], few: bool) -> str:
    return "<br>".join([f"<b>{name_of(name)}</b>", *lines, *([_("too few deals to tell")] if few else [])])


def interval_words(row: Row, rate: str) -> str:
    """The interval of a row's rate in words."""
    return _("95 % interval {low} – {high}", low=percent(row[f"{rate}_low"]), high=percent(row[f"{rate}_high"]))
