"""The house style of every figure: a Plotly template set once, the palette, the empty figure.

Backgrounds are transparent. Ink, grid and the palette's colours are repainted by assets/charts.css when
the reader switches between light and dark, so figures carry the light palette and nothing is redrawn.
A colour used in a figure must be one of these, else it does not follow the theme.
"""

from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from i18n import _

WON = "rgb(37, 99, 201)"
LOST = "rgb(200, 85, 61)"
OPEN = "rgb(217, 154, 0)"
FORECAST = "rgb(15, 139, 126)"
COMPARISON = "rgb(154, 167, 181)"
MUTED = "rgb(92, 107, 122)"
LINE = "rgb(226, 232, 239)"
INK = "rgb(22, 32, 43)"
SURFACE = "rgb(255, 255, 255)"  # of panels: lines between pieces
LINE_LENGTH = 40  # characters that fit into the narrowest panel
CLEAR = "rgba(0, 0, 0, 0)"
SERIES = (  # groups that mean nothing by their colour; told apart with any colour blindness, in light and dark
    WON,
    "rgb(218, 113, 54)",
    "rgb(1, 68, 38)",
    "rgb(68, 1, 100)",
    "rgb(175, 65, 112)",
    "rgb(55, 153, 184)",
    "rgb(104, 95, 2)",
)
STRONGEST = 0.42  # how opaque a fill of any of these is at most where text stands on it: ink can be read in both themes
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


def tint(colour: str, opacity: float) -> str:
    """The colour seen through; it follows the theme as the colour does."""
    return f"rgba({colour.removeprefix('rgb(').removesuffix(')')}, {opacity:.3g})"


class _Plain(go.Figure):  # type: ignore[misc]  # (Plotly says nothing of its types)
    """A figure that is sent as it stands: Plotly would copy all of it first, in case that it is changed afterwards."""

    def to_plotly_json(self) -> dict[str, Any]:
        return {"data": self._data, "layout": self._layout}


def figure(data: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """A figure of plain traces and layout as they are. Plotly's checks would take most of the time: tests make them."""
    return _Plain(data=data, layout=layout, _validate=False)


def empty_figure(message: str, hint: str = "") -> go.Figure:
    """A figure without axes that says why it is empty and, below, what to do about it."""
    lines = wrap(message, LINE_LENGTH)
    told = [_centred("<br>".join(lines), 0)]
    if hint:
        told.append(_centred("<br>".join(wrap(hint, LINE_LENGTH)), 10 * len(lines) + 6))
    return go.Figure(layout=go.Layout(**_bare(), annotations=told))


def nothing_found(message: str) -> go.Figure:
    """The same where other filters would show something; `message` says of what there is none."""
    return empty_figure(message, _("Choose a longer period, or take filters off."))


def waiting_figure() -> go.Figure:
    """A figure without anything: the panel shows its skeleton until the real one arrives."""
    return go.Figure(layout=go.Layout(**_bare()))


def _bare() -> dict[str, Any]:
    return {"xaxis": {"visible": False}, "yaxis": {"visible": False}}


def _centred(message: str, below: float) -> dict[str, Any]:
    """Text around the middle; `below`: pixels from there to its top, 0 to stand on the middle line."""
    return {
        "text": message, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False,
        "font": {"size": 13 if not below else 12, "color": MUTED}, "align": "center",
        "yanchor": "top" if below else "middle", "yshift": -below,
    }  # fmt: skip
