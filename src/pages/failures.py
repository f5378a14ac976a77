"""A callback that fails says so once, where its figures would have been; the trace goes to the log.

Titles keep, charts show a dash and tables no row; what loads below the fold is still asked for.
"""

import logging
from typing import Any

from dash import ctx, html, no_update

from charts.labels import escape
from charts.theme import empty_figure
from errors import BadInput, FairleadError, NotReady
from i18n import NOTHING, _
from pages.components import state
from pages.first_run import not_ready

log = logging.getLogger(__name__)
PARTS = ("-title", "-subtitle", "-note")  # end the ids of a panel's texts (pages.panel)
BELOW = "-below"  # ends the ids of stores that start what is below the fold


def show_failure(error: Exception) -> Any:
    """For each output of the failed callback what to show: Dash's `on_error`."""
    if not isinstance(error, FairleadError):
        log.error("A callback failed", exc_info=error)
    outputs = ctx.outputs_list
    if not isinstance(outputs, list):
        return _shown(outputs, error, _place([outputs]) is outputs)
    place = _place(outputs)
    return [_shown(output, error, output is place) for output in outputs]


def _place(outputs: list[Any]) -> Any:
    """The one output that tells what went wrong: an area of the page's own, else the first chart, else a note."""
    ways = (lambda o: o["property"] == "children" and not _id(o).endswith(PARTS),
            lambda o: o["property"] == "figure", lambda o: _id(o).endswith("-note"))  # fmt: skip
    single = [output for output in outputs if not isinstance(output, list)]
    return next((output for fits in ways for output in single if fits(output)), None)


def _shown(output: Any, error: Exception, here: bool) -> Any:
    """What one output receives; `here`: it is the one that tells."""
    if isinstance(output, list):  # of a wildcard
        return [_shown(one, error, here=False) for one in output]
    name, property_ = _id(output), output["property"]
    if property_ == "children":
        return _text(name, error, here)
    if property_ == "figure":
        return empty_figure(*map(escape, _words(error))) if here else empty_figure(NOTHING)
    if property_ == "data" and name.endswith(BELOW):
        return next(given.get("value") for given in ctx.inputs_list if isinstance(given, dict))
    return [] if property_ == "rowData" else no_update


def _text(name: str, error: Exception, here: bool) -> Any:
    """What stands in the element of that name: the message, where it belongs; titles stay."""
    if name.endswith("-title"):
        return no_update
    if not here:
        return ""
    return " ".join(_words(error)) if name.endswith(PARTS) else failure(error)


def _id(output: Any) -> str:
    return output["id"] if isinstance(output["id"], str) else ""


def failure(error: Exception) -> html.Div:
    """What went wrong and what to do about it, with a way to do it."""
    if isinstance(error, NotReady):
        return not_ready(error)
    more = [reset_filters()] if isinstance(error, BadInput) else []
    return state(*_words(error), *more, kind="failed")


def _words(error: Exception) -> tuple[str, str]:
    if isinstance(error, FairleadError):
        return error.message, error.hint
    return _("This could not be worked out."), _("The server's log says why. Try again in a moment.")


def reset_filters() -> html.A:
    """Opens the page as it comes, whatever stands in its address."""
    return html.A(_("Reset filters"), href="?", className="button")


def no_connection() -> list[html.Div]:
    """What assets/connection.js shows while the server does not answer, or wants another password."""
    again = html.Button(_("Sign in again"), id="sign-in-again", className="button", type="button")
    return [
        html.Div(_("No connection to the server; trying again …"), id="connection-lost", className="connection",
                 role="alert", hidden=True),
        html.Div([_("The server wants to know again who you are."), again], id="connection-refused",
                 className="connection", role="alert", hidden=True),
    ]  # fmt: skip
