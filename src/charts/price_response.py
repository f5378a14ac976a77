"""How price moves the chance to win: the curve with its band, what was observed, and the prices that stand out."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts.bands import band
from charts.clicks import HOVER, mark
from charts.lines import amounts
from charts.scales import round_step
from charts.theme import CLEAR, COMPARISON, FORECAST, INK, LINE, MUTED, WON, figure, tint
from i18n import _, number, percent

NEAR = 0.5  # share of the axis, within which two names above it would touch on a phone
NAME_HEIGHT = 0.09  # share of the axis


class Mark(NamedTuple):
    """A price that stands out, by its name; `is_best`: it is one to ask for, else one to know."""

    name: str
    value: float
    low: float | None
    high: float | None
    is_best: bool


def price_curve(curve: pd.DataFrame, bins: pd.DataFrame, marks: Sequence[Mark]) -> go.Figure:
    """`curve`: relative_price, probability, low, high. `bins`: relative_price, n, rate, low, high, groups of deals.

    Prices are shares of the reference. Marks beyond the curve are not drawn: there is nothing known there.
    """
    places, chances = curve["relative_price"].tolist(), amounts(curve["probability"])
    start, end = places[0], places[-1]
    top = min(1.0, 1.08 * max(*curve["high"], *bins["high"], 0.05))
    drawn = [one for one in marks if start <= one.value <= end]
    heights = _heights(drawn, end - start, top)
    traces = [
        band(places, amounts(curve["low"]), amounts(curve["high"]), tint(WON, 0.14)),
        *(trace for one, height in zip(drawn, heights, strict=True) for trace in _lines(one, height, start, end)),
        _observed(bins),
        {"type": "scatter", "x": places, "y": chances, "mode": "lines", "line": {"color": WON, "width": 2.5},
         "hoverinfo": "skip"},
        _pointed(curve),
    ]  # fmt: skip
    room = top * (1 + NAME_HEIGHT) if not heights else max(heights) + NAME_HEIGHT * top
    layout = {
        "xaxis": _price_axis(start, end), "yaxis": _share_axis(top, room),
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8}, "annotations": [
            {"x": one.value, "y": height, "text": f"{one.name} <b>{percent(one.value, 0)}</b>", "showarrow": False,
             "yanchor": "bottom", "xanchor": _anchor(one.value, start, end),
             "font": {"size": 12, "color": FORECAST if one.is_best else INK}}
            for one, height in zip(drawn, heights, strict=True)
        ],
    }  # fmt: skip
    return figure(traces, layout)


def _heights(drawn: Sequence[Mark], width: float, top: float) -> list[float]:
    """How high each name stands: one above the other where prices are close."""
    heights: list[float] = []
    for i, one in enumerate(drawn):
        taken = {heights[j] for j in range(i) if abs(drawn[j].value - one.value) < NEAR * width}
        free = (top * (1 + NAME_HEIGHT * n) for n in range(len(drawn)))
        heights.append(next(height for height in free if height not in taken))
    return heights


def _anchor(value: float, start: float, end: float) -> str:
    share = (value - start) / (end - start)
    return "left" if share < 0.3 else "right" if share > 0.7 else "center"


def _lines(one: Mark, height: float, start: float, end: float) -> list[dict[str, Any]]:
    """The price as a dotted line, and its interval as a pale bar from bottom to top."""
    colour = FORECAST if one.is_best else COMPARISON
    line = {"type": "scatter", "x": [one.value, one.value], "y": [0, height], "mode": "lines", "hoverinfo": "skip",
            "line": {"color": colour, "width": 1.5, "dash": "dot"}}  # fmt: skip
    if one.low is None or one.high is None:
        return [line]
    low, high = max(one.low, start), min(one.high, end)
    return [band([low, high], [0, 0], [height, height], tint(colour, 0.16)), line]


def _observed(bins: pd.DataFrame) -> dict[str, Any]:
    rows = bins.to_dict("records")
    return {
        "type": "scatter", "mode": "markers", "x": [row["relative_price"] for row in rows],
        "y": [row["rate"] for row in rows], "customdata": [mark(_bin_words(row), None) for row in rows],
        "hovertemplate": HOVER, "marker": {"color": MUTED, "size": 7},
        "error_y": {"type": "data", "symmetric": False, "width": 0, "thickness": 1, "color": MUTED,
                    "array": [row["high"] - row["rate"] for row in rows],
                    "arrayminus": [row["rate"] - row["low"] for row in rows]},
    }  # fmt: skip


def _bin_words(row: dict[Any, Any]) -> str:
    low, high = percent(row["low"]), percent(row["high"])
    return "<br>".join([
        f"<b>{_('about {price} of the reference', price=percent(row['relative_price']))}</b>",
        _("won {rate} of {n} decided", rate=percent(row["rate"]), n=number(int(row["n"]))),
        _("95 % interval {low} – {high}", low=low, high=high),
    ])  # fmt: skip


def _pointed(curve: pd.DataFrame) -> dict[str, Any]:
    rows = curve.to_dict("records")
    return {"type": "scatter", "mode": "markers", "x": [row["relative_price"] for row in rows],
            "y": [row["probability"] for row in rows], "customdata": [mark(_curve_words(row), None) for row in rows],
            "hovertemplate": HOVER, "marker": {"color": CLEAR, "size": 8}}  # fmt: skip


def _curve_words(row: dict[Any, Any]) -> str:
    low, high = percent(row["low"]), percent(row["high"])
    return "<br>".join([
        f"<b>{_('{price} of the reference', price=percent(row['relative_price']))}</b>",
        _("chance to win {share}", share=percent(row["probability"])),
        _("95 % interval {low} – {high}", low=low, high=high),
    ])  # fmt: skip


def _price_axis(start: float, end: float) -> dict[str, Any]:
    step = round_step((end - start) / 5)
    first = int(-(-start // step))
    values = [step * i for i in range(first, int(end // step + 1e-9) + 1)]
    edge = 0.02 * (end - start)
    texts = [percent(value, 0 if step >= 0.01 else 1) for value in values]
    return {"range": [start - edge, end + edge], "tickvals": values, "ticktext": texts, "showgrid": True,
            "gridcolor": LINE, "title": {"text": _("price asked, of the reference price")}}  # fmt: skip


def _share_axis(top: float, room: float) -> dict[str, Any]:
    step = round_step(top / 4)
    values = [step * i for i in range(int(top // step + 1e-9) + 1)]
    return {"range": [-0.02 * top, room], "tickvals": values, "ticktext": [percent(value, 0) for value in values],
            "title": {"text": _("chance to win")}}  # fmt: skip
