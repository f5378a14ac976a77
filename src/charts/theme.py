"""The house style of every figure: a Plotly template set once, the palette, the empty figure.

Backgrounds are transparent. Ink, grid and the palette's colours are repainted by assets/charts.css when
the reader switches between light and dark, so figures carry the light palette and nothing is redrawn.
A colour used in a figure must be one of these, else it does not follow the theme.
"""

from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

WON = "rgb(37, 99, 201)"
LOST = "rgb(200, 85, 61)"
OPEN = "rgb(217, 154, 0)"
FORECAST = "rgb(15, 139, 126)"
COMPARISON = "rgb(154, 167, 181)"
MUTED = "rgb(92, 107, 122)"
LINE = "rgb(226, 232, 239)"
CLEAR = "rgba(0, 0, 0, 0)"
FONT = "Inter Variable, system-ui, -apple-system, Segoe UI, Roboto, sans-serif"

_AXIS = {
    "showline": False, "zeroline": False, "ticks": "", "gridcolor": LINE, "gridwidth": 1, "automargin": True,
    "fixedrange": True, "tickfont": {"size": 12, "color": MUTED}, "title": {"font": {"size": 12, "color": MUTED}},
}  # fmt: skip

pio.templates["fairlead"] = go.layout.Template(
    layout=go.Layout(
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "size": 12, "color": MUTED},
        colorway=[WON, FORECAST, OPEN, LOST, COMPARISON],
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hovermode="closest",
        hoverlabel={"font": {"family": FONT, "size": 12.5}, "align": "left", "namelength": 0},
        xaxis={**_AXIS, "showgrid": False},
        yaxis=_AXIS,
        bargap=0.32,
        dragmode=False,
        separators=".,",
    )
)
pio.templates.default = "fairlead"


def empty_figure(message: str) -> go.Figure:
    """A figure without axes that says why it is empty and what to do."""
    return go.Figure(layout=go.Layout(**_bare(), annotations=[_centred(message)]))


def waiting_figure() -> go.Figure:
    """A figure without anything: the panel shows its skeleton until the real one arrives."""
    return go.Figure(layout=go.Layout(**_bare()))


def _bare() -> dict[str, Any]:
    return {"xaxis": {"visible": False}, "yaxis": {"visible": False}}


def _centred(message: str) -> dict[str, Any]:
    return {
        "text": message, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False,
        "font": {"size": 13, "color": MUTED}, "align": "center",
    }  # fmt: skip
