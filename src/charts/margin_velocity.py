"""Where there is leeway: each product's margin against how fast it sells, quartered by the middle of both."""

from collections.abc import Sequence
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, OTHER, by_value, mark
from charts.labels import name_of, short
from charts.rows import records
from charts.scales import log_ticks, ticks_inside
from charts.theme import COMPARISON, INK, MUTED, OPEN, WON, empty_figure, figure, tint
from i18n import N_, _, money, number, percent

CORNERS = {  # code: what it is called, its corner, its colour
    "keep": (N_("sells fast, earns well"), (1, 1), COMPARISON),
    "cheaper": (N_("room for a lower price"), (0, 1), WON),
    "dearer": (N_("try a higher price"), (1, 0), OPEN),
    "review": (N_("sells slowly, earns little"), (0, 0), COMPARISON),
}
NAMED = 14  # products with a name at most, those of most revenue
_LETTER, _LINE, _DOT = 0.0185, 0.045, 0.03  # of the width and height, on a phone: a letter, a line of text, a dot
_LABEL = 15  # characters
_WIDE = 8.0  # times the slowest that the fastest sells: more, and the axis is logarithmic
Box = tuple[float, float, float, float]  # left, right, low, high; from 0 to 1


def margin_velocity(frame: pd.DataFrame, currency: str, velocity: float, margin: float) -> go.Figure:
    """A dot a product, its area by revenue, a click filters by it; `velocity` and `margin` are the medians.

    `frame` has columns product, units_per_month, gross_margin, revenue, lines, leeway (of CORNERS, null: not drawn).
    """
    rows = [row for row in records(frame) if row["leeway"] in CORNERS and row["product"] != OTHER]
    if not rows:
        return empty_figure(_("Margin and sales are known of too few products"),
                            _("It takes unit costs of at least four products sold: load them, or take filters"
                              " off."))  # fmt: skip
    xs, ys = [float(row["units_per_month"]) for row in rows], [float(row["gross_margin"]) for row in rows]
    log = max(xs) > _WIDE * min(xs)
    across = [log10(x) for x in xs] if log else xs
    x_span, y_span = _span(across), _span(ys)
    dots = list(zip(_places(across, x_span), _places(ys, y_span), strict=True))
    largest = max(row["revenue"] for row in rows) or 1.0
    sizes = [8 + 22 * (max(row["revenue"], 0.0) / largest) ** 0.5 for row in rows]
    layout = {
        "xaxis": {"type": "log" if log else "linear", "range": x_span, "showgrid": False,
                  "title": {"text": _("units a month")}, **(log_ticks if log else ticks_inside)(x_span, _units)},
        "yaxis": {"range": y_span, "title": {"text": _("gross margin")},
                  **ticks_inside(y_span, lambda share: percent(share, 0))},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "shapes": [_cross("x", velocity), _cross("y", margin)],
        "annotations": [*_corners(), *_names(rows, dots, xs, ys, log)],
    }  # fmt: skip
    trace = {
        "type": "scatter", "mode": "markers", "x": xs, "y": ys, "hovertemplate": HOVER,
        "marker": {"size": sizes, "color": [tint(CORNERS[row["leeway"]][2], 0.7) for row in rows],
                   "line": {"width": 0}},
        "customdata": [mark(_hover(row, currency), by_value(product=row["product"])) for row in rows],
    }  # fmt: skip
    return figure([trace], layout)


def _units(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _span(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    edge = 0.14 * (high - low) or 0.1 * abs(high) or 0.1
    return [low - edge, high + edge]


def _places(values: Sequence[float], span: Sequence[float]) -> list[float]:
    return [(value - span[0]) / (span[1] - span[0]) for value in values]


def _cross(axis: str, value: float) -> dict[str, Any]:
    line = {"color": COMPARISON, "width": 1, "dash": "dot"}
    ends = {"x0": value, "x1": value, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
    if axis == "y":
        ends = {"x0": 0, "x1": 1, "y0": value, "y1": value, "xref": "paper", "yref": "y"}
    return {"type": "line", "layer": "below", "line": line, **ends}


def _corners() -> list[dict[str, Any]]:
    return [
        {"text": _(text), "x": x, "y": y, "xref": "paper", "yref": "paper", "showarrow": False,
         "xanchor": "right" if x else "left", "yanchor": "top" if y else "bottom",
         "font": {"size": 11, "color": MUTED}}
        for text, (x, y), _colour in CORNERS.values()
    ]  # fmt: skip


def _names(
    rows: list[dict[Any, Any]], dots: list[tuple[float, float]], xs: list[float], ys: list[float], log: bool
) -> list[dict[str, Any]]:
    """Names beside the dots of most revenue, where they cover neither a dot nor another name, nor a corner's."""
    taken = [_around(x, y, _DOT, _DOT) for x, y in dots]
    taken += [_corner_box(_(text), corner) for text, corner, _colour in CORNERS.values()]
    found = []
    for i in sorted(range(len(rows)), key=lambda i: -rows[i]["revenue"])[:NAMED]:
        text = short(rows[i]["product"], _LABEL)
        place = next((p for p in _beside(*dots[i], len(text) * _LETTER) if _free(p[0], taken, i)), None)
        if place:
            taken.append(place[0])
            x = log10(xs[i]) if log else xs[i]
            found.append({"x": x, "y": ys[i], "text": text, "showarrow": False, **place[1],
                          "font": {"size": 11, "color": INK}})  # fmt: skip
    return found


def _beside(x: float, y: float, width: float) -> list[tuple[Box, dict[str, Any]]]:
    """Where a name may stand: right of its dot, left, above, below; its box and how it is anchored."""
    off, half = _DOT, _LINE / 2
    return [
        ((x + off, x + off + width, y - half, y + half), {"xanchor": "left", "yanchor": "middle", "xshift": 12}),
        ((x - off - width, x - off, y - half, y + half), {"xanchor": "right", "yanchor": "middle", "xshift": -12}),
        ((x - width / 2, x + width / 2, y + off, y + off + _LINE),
         {"xanchor": "center", "yanchor": "bottom", "yshift": 9}),
        ((x - width / 2, x + width / 2, y - off - _LINE, y - off),
         {"xanchor": "center", "yanchor": "top", "yshift": -9}),
    ]  # fmt: skip


def _free(box: Box, taken: Sequence[Box], own: int) -> bool:
    """Whether the box lies inside the figure and meets no other but its own dot."""
    left, right, low, high = box
    inside = left >= 0 and right <= 1 and low >= 0 and high <= 1
    return inside and not any(
        left < other[1] and other[0] < right and low < other[3] and other[2] < high
        for i, other in enumerate(taken)
        if i != own
    )


def _around(x: float, y: float, width: float, height: float) -> Box:
    return x - width, x + width, y - height, y + height


def _corner_box(text: str, corner: tuple[int, int]) -> Box:
    width = len(text) * _LETTER
    left, low = (1 - width if corner[0] else 0.0), (1 - _LINE if corner[1] else 0.0)
    return left, left + width, low, low + _LINE


def _hover(row: dict[Any, Any], currency: str) -> str:
    return "<br>".join([
        f"<b>{name_of(row['product'])}</b>",
        _("{units} units a month, gross margin {margin}", units=number(row["units_per_month"], 1),
          margin=percent(row["gross_margin"])),
        _("revenue {amount} in {n} sales", amount=money(row["revenue"], currency), n=number(row["lines"])),
    ])  # fmt: skip
