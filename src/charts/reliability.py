"""Reliability of a model: the chances it gave, against the share of those deals that was won."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.scales import round_step
from charts.theme import COMPARISON, MUTED, WON, empty_figure, figure, tint
from i18n import _, number, percent


def reliability(groups: pd.DataFrame) -> go.Figure:
    """A dot for each group of deals at the chance foretold and the share that came true, with its 95 % interval; on
    the line across they are the same.

    `groups` has columns predicted, observed, low, high (fractions), n.
    """
    rows = groups[groups["observed"].notna()].to_dict("records")
    if not rows:
        return empty_figure(
            _("Too few deals are decided to judge the model by"), _("It is judged by itself as deals are decided.")
        )
    top = min(1.0, max(max(row["high"], row["predicted"]) for row in rows) * 1.05)
    step = round_step(top / 4)
    ticks = [step * i for i in range(int(top / step) + 1)]
    axis = {"range": [0, top], "tickvals": ticks, "ticktext": [percent(tick, 0) for tick in ticks]}
    dots = {
        "type": "scatter", "mode": "markers", "x": [row["predicted"] for row in rows],
        "y": [row["observed"] for row in rows], "hovertemplate": HOVER, "cliponaxis": False,
        "customdata": [mark(_hover(row), None) for row in rows], "marker": {"color": WON, "size": 9},
        "error_y": {"type": "data", "symmetric": False, "width": 0, "thickness": 5, "color": tint(WON, 0.25),
                    "array": [row["high"] - row["observed"] for row in rows],
                    "arrayminus": [row["observed"] - row["low"] for row in rows]},
    }  # fmt: skip
    same = {"type": "scatter", "mode": "lines", "x": [0, top], "y": [0, top], "hoverinfo": "skip",
            "line": {"color": COMPARISON, "width": 1.5, "dash": "dot"}}  # fmt: skip
    layout = {
        "xaxis": {**axis, "showgrid": True, "title": {"text": _("chance foretold")}},
        "yaxis": {**axis, "title": {"text": _("share won")}},
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
        "annotations": [_named(top)],
    }  # fmt: skip
    return figure([same, dots], layout)


def _named(top: float) -> dict[str, Any]:
    """What the line across is, in the corner that no dot is in."""
    return {"x": top, "y": 0.02 * top, "text": _("dotted: as foretold"), "xanchor": "right", "yanchor": "bottom",
            "showarrow": False, "font": {"size": 12, "color": MUTED}}  # fmt: skip


def _hover(row: dict[Any, Any]) -> str:
    low, high = percent(row["low"]), percent(row["high"])
    return "<br>".join([
        f"<b>{_('chance foretold {share}', share=percent(row['predicted']))}</b>",
        _("won {rate} of {n} decided", rate=percent(row["observed"]), n=number(int(row["n"]))),
        _("95 % interval {low} – {high}", low=low, high=high),
    ])  # fmt: skip
