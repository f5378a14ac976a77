"""Movers: who brought more and who brought less than before, as bars to the right and to the left."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, OTHER, by_value, mark
from charts.labels import name_of, short
from charts.theme import CLEAR, COMPARISON, LOST, MUTED, WON, figure
from i18n import _, money, ngettext, short_money, signed

NAMES = 22  # characters of a member's name beside its bar
_ROOM = 0.6  # of all bars' width, for the labels at their right


def mover_bars(frame: pd.DataFrame, dimension: str, currency: str) -> go.Figure:
    """Change by member, the largest rise on top, all others together below; a click filters by the member.

    `frame` has columns `dimension`, won_revenue, before, change, as `metrics.movers` gives it. All others have no
    bar: many together are longer than any one of them, and would make every other bar a stroke. Labels stand right
    of the bars, also of those to the left, whose names stand there.
    """
    members = frame[frame[dimension] != OTHER]
    rest = frame[frame[dimension] == OTHER]
    rows = [*members.itertuples(index=False, name=None), *rest.itertuples(index=False, name=None)][::-1]
    changes = [change for _name, _now, _before, change in rows]
    lengths = [0.0 if name == OTHER else change for name, _now, _before, change in rows]
    low, high = min(0.0, *lengths), max(0.0, *lengths)
    width, others = high - low or 1.0, int(frame.attrs.get("others", 0))
    places = list(range(len(rows)))
    return figure(
        [
            {"type": "bar", "orientation": "h", "y": places, "x": lengths, "hovertemplate": HOVER,
             "marker": {"color": [_colour(length) for length in lengths], "line": {"width": 0}},
             "customdata": [_mark(row, dimension, others, currency) for row in rows]},
            {"type": "scatter", "mode": "text", "y": places, "x": [max(length, 0.0) for length in lengths],
             "text": [f" {_label(change, currency)}" for change in changes], "textposition": "middle right",
             "textfont": {"size": 12, "color": MUTED}, "cliponaxis": False, "hoverinfo": "skip"},
        ],
        {
            "xaxis": {"visible": False, "range": [low - 0.02 * width, high + _ROOM * width]},
            "yaxis": {"showgrid": False, "ticksuffix": "  ", "tickvals": places, "range": [-0.6, len(rows) - 0.4],
                      "ticktext": [_name(row[0], others) for row in rows]},
            "shapes": [_zero(len(rows))], "bargap": max(0.28, 1 - len(rows) * 0.08),
        },
    )  # fmt: skip


def _colour(change: float) -> str:
    return WON if change > 0 else LOST if change < 0 else CLEAR


def _label(change: float, currency: str) -> str:
    """Arrow, sign and size: not the colour alone."""
    arrow = "▲ " if change > 0 else "▼ " if change < 0 else ""
    return arrow + signed(short_money(abs(change), currency), change)


def _name(value: str | None, others: int) -> str:
    return ngettext("{n} other", "{n} others", others) if value == OTHER else short(value, NAMES)


def _mark(row: tuple[Any, ...], dimension: str, others: int, currency: str) -> list[Any]:
    value, now, before, change = row
    name = _name(value, others) if value == OTHER else name_of(value)
    lines = [f"<b>{name}</b>", _label(change, currency), _("won {amount}", amount=money(now, currency)),
             _("before {amount}", amount=money(before, currency))]  # fmt: skip
    return mark("<br>".join(lines), by_value(**{dimension: value}))


def _zero(rows: int) -> dict[str, Any]:
    """The line from which bars go right and left."""
    return {"type": "line", "x0": 0, "x1": 0, "y0": -0.5, "y1": rows - 0.5,
            "line": {"color": COMPARISON, "width": 1}}  # fmt: skip
