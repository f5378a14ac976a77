"""Panels: a chart with its title, how to read it, definition, notes, and a menu to take its data away."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dash import Output, dcc, html

from charts.theme import waiting_figure
from i18n import _
from metrics.definition import Metric
from pages.components import aria, data, info

GRAPH: Any = {"displayModeBar": False, "responsive": True, "doubleClick": False, "showTips": False}
WIDTHS = ("third", "half", "normal", "wide", "full")  # of six, of ten columns: 2/6, 3/6, 4/10, 6/10, all


class Definition(NamedTuple):
    """What a column is that no metric stands for: label and definition, marked for translation."""

    label: str
    about: str


def graph_id(name: str) -> dict[str, str]:
    """The id of a panel's graph, by which clicks on it are heard wherever it stands."""
    return {"type": "graph", "name": name}


def panel(
    name: str,
    title: str,
    metrics: Sequence[Metric | Definition],
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
    described = aria(labelledby=f"{name}-title {name}-subtitle", describedby=f"{name}-note")
    body = html.Div(chart, className="plot tall" if tall else "plot", role="img", **described)
    return frame(name, title, metrics, body, subtitle=subtitle, width=width, controls=controls, image=True)


def frame(
    name: str,
    title: str,
    metrics: Sequence[Metric | Definition],
    body: Any,
    *,
    subtitle: str = "",
    width: str = "normal",
    controls: Sequence[Any] = (),
    image: bool = False,
) -> html.Section:
    """What surrounds a chart, a table or anything else that a page shows under a title; `image`: it is a chart."""
    about = [info(definitions(metrics), title, f"{name}-about")] if metrics else []
    close = html.Button(
        "✕", type="button", className="panel-close", title=_("Close"),
        **data(do="full", panel=name), **aria(label=_("Close full screen")),
    )  # fmt: skip
    buttons = html.Div([*about, menu(name, title, image), close], className="panel-buttons")
    head = html.Div([html.H2(title, id=f"{name}-title"), buttons], className="panel-head")
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


def definitions(metrics: Sequence[Metric | Definition]) -> list[Any]:
    """What the info button says: each metric's name and definition, from the registry; other columns' beside."""
    return [html.P([html.Strong(_(metric.label)), " ", _(metric.about)]) for metric in metrics]


def menu(name: str, title: str, image: bool) -> html.Details:
    """CSV, PNG, full screen, and the figures to read; assets/panels.js does what they say."""
    of_charts = [("png", _("Image as PNG")), ("data", _("Show as table"))] if image else []
    entries = [("csv", _("Data as CSV")), *of_charts, ("full", _("Full screen"))]
    buttons = [
        html.Button(
            label, type="button", className="menu-entry",
            **data(do=do, panel=name, **({"close": _("Close")} if do == "data" else {})),
        )
        for do, label in entries
    ]  # fmt: skip
    button = html.Summary("⋯", title=_("More"), **aria(label=_("More of: {name}", name=title)))
    return html.Details([button, html.Div(buttons, className="popover menu")], className="info", **waiting_words())


def waiting_words() -> Any:
    """What assets/panels.js says while a file is made, and when it could not be: on anything with data-do in it."""
    return data(wait=_("Making the file…"), failed=_("The server could not be reached. Try again."))
