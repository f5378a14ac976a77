"""What stands in the place of a page while there is nothing to show: the first steps, or a moment's patience."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from data import engine
from data.sources import _base as sources
from errors import NoData, NotReady
from i18n import _
from pages.components import page, state

RETRY = 2_000  # ms between two looks whether a snapshot is there again
FILES = "files"  # the source that is no connector: what is uploaded or lies in a folder


def unless_empty(module: ModuleType) -> Callable[..., Any]:
    """The page's layout; while there are no data the first steps instead, except on pages that need none."""
    if not getattr(module, "NEEDS_DATA", True):
        return module.layout  # type: ignore[no-any-return]

    def layout(**query: Any) -> Any:
        try:
            engine.current()
        except NotReady as error:
            return page(not_ready(error))
        except NoData:
            return page(first_run())
        return module.layout(**query)

    return layout


def not_ready(error: NotReady) -> html.Div:
    """Data there is, in a moment; the page loads again by itself (assets/connection.js)."""
    again = dcc.Interval(id="not-ready", interval=RETRY)
    return state(
        error.message, _("This page loads again by itself as soon as they are there."), again, kind="no-filters"
    )


def first_run() -> html.Div:
    """Three ways to the first figures. The Data page's callback starts the demo (ids load-demo, load-demo-progress)."""
    return html.Div(
        [
            html.H2(_("Welcome to Fairlead")),
            html.P(_("There is no data yet. Three ways to your first figures:"), className="muted"),
            html.Div([_demo(), _upload(), _connect()], className="first-steps"),
        ],
        className="first-run no-filters",
    )


def _demo() -> html.Section:
    return _step(
        _("Look around"),
        _("A made-up company with four years of deals, orders and targets. Your own data replaces it later."),
        html.Button(_("Load the demo company"), id="load-demo", className="button primary", type="button"),
        html.Div(id="load-demo-progress", role="status"),
    )


def _upload() -> html.Section:
    return _step(
        _("Upload a file"),
        _("Deals as CSV, Excel or Parquet. You see what would be imported, and what not, before anything is stored."),
        dcc.Link(_("Choose a file"), href="/data", className="button"),
    )


def _connect() -> html.Section:
    return _step(
        _("Connect a CRM"), _connectors(), dcc.Link(_("How to connect"), href="/data#connect", className="button")
    )


def _connectors() -> str:
    """Which systems can be read here, as things are."""
    there = [name for name in sources.names() if name != FILES]
    if there:
        return _("Connectors here: {names}.", names=", ".join(there))
    return _(
        "No connector to a CRM is installed here yet. Until then, export its deals as CSV or Excel and upload them."
    )


def _step(title: str, words: str, *ways: Any) -> html.Section:
    return html.Section([html.H3(title), html.P(words), *ways], className="panel first-step")


clientside_callback(
    ClientsideFunction("connection", "lookAgain"), Input("not-ready", "n_intervals"), prevent_initial_call=True
)
