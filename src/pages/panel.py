"""Panels: a chart with its title, how to read it, definition, notes, and a menu to take its data away."""

from collections.abc import Sequence
from typing import Any

from dash import Output, dcc, html

from charts.theme import waiting_figure
from i18n import _
from metrics.definition import Metric
from pages.components import aria, data, info

GRAPH: Any = {"displayModeBar": False, "responsive": True, "doubleClick": False, "showTips": False}
WIDTHS = ("third", "half", "normal", "wide", "full")  # of six, of ten columns: 2/6, 3/6, 4/10, 6/10, all


def graph_id(name: str) -> dict[str, str]:
    return {"type": "graph", "name": name}


def panel(
    name: str,
    title: str,
    metrics: Sequence[Metric],
    *,
    subtitle: str = "",
    width: str = "normal",
    tall: bool = False,
    controls: Sequence[Any] = (),
) -> html.Section:
    """A chart's panel; `name` is the element's id, and what clicks, exports and `outputs` go by.

    `controls` stand at its right above the chart: choices of the page's own.
    """
    chart = dcc.Graph(id=graph_id(name), figure=waiting_figure(), config=GRAPH, className="graph")
    return frame(name, title, metrics, html.Div(chart, className="plot tall" if tall else "plot"),
                 subtitle=subtitle, width=width, controls=controls, image=True)  # fmt: skip


def frame(
    name: str,
    title: str,
    metrics: Sequence[Metric],
    body: Any,
    *,
    subtitle: str = "",
    width: str = "normal",
    controls: Sequence[Any] = (),
    image: bool = False,
) -> html.Section:
    """What surrounds a chart, a table or anything else that a page shows under a title."""
    head = html.Div(
        [html.H2(title, id=f"{name}-title"), html.Div([info(definitions(metrics), title), menu(name, title, image)],
                                                       className="panel-buttons")],
        className="panel-head",
    )  # fmt: skip
    below = html.Div([html.P(subtitle, id=f"{name}-subtitle", className="muted"), *controls], className="panel-sub")
    return html.Section(
        [head, below, body, html.P(id=f"{name}-note", className="note")],
        id=name, className=f"panel {width}", **aria(labelledby=f"{name}-title"),
    )  # fmt: skip


def outputs(*names: str) -> list[Output]:
    """Figure, title, subtitle and note of these panels, in the order of `Exhibit.parts`."""
    return [
        output
        for name in names
        for output in (
            Output(graph_id(name), "figure"),
            Output(f"{name}-title", "children"),
            Output(f"{name}-subtitle", "children"),
            Output(f"{name}-note", "children"),
        )
    ]


def definitions(metrics: Sequence[Metric]) -> list[Any]:
    """What the info button says: each metric's name and definition, from the registry."""
    return [html.P([html.Strong(_(metric.label)), " ", _(metric.about)]) for metric in metrics]


def menu(name: str, title: str, image: bool) -> html.Details:
    """CSV, PNG and full screen; assets/panels.js does what they say."""
    entries = [("csv", _("Data as CSV"))] + ([("png", _("Image as PNG"))] if image else []) + [
        ("full", _("Full screen"))
    ]  # fmt: skip
    buttons = [
        html.Button(label, type="button", className="menu-entry", **data(do=do, panel=name)) for do, label in entries
    ]
    button = html.Summary("⋯", title=_("More"), **aria(label=_("More of: {name}", name=title)))
    return html.Details([button, html.Div(buttons, className="popover menu")], className="info")
