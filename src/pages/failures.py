"""A callback that fails says so in the place of what it would have shown; the trace goes to the log."""

import logging
from typing import Any

from dash import ctx, no_update

from charts.theme import empty_figure
from errors import FairleadError, NoData
from i18n import _
from pages.components import state

log = logging.getLogger(__name__)


def show_failure(error: Exception) -> Any:
    """For each output of the failed callback what to show: Dash's `on_error`."""
    if isinstance(error, FairleadError):
        title, hint = error.message, error.hint
    else:
        log.error("A callback failed", exc_info=error)
        title, hint = (
            _("This could not be worked out."),
            _("The server's log says why. Try again, or reset the filters."),
        )
    kind = "empty" if isinstance(error, NoData) else "failed"
    outputs = ctx.outputs_list
    many = isinstance(outputs, list)
    told = False
    shown: list[Any] = []
    for output in outputs if many else [outputs]:
        if output["property"] == "figure":
            shown.append(empty_figure(_("No data yet") if kind == "empty" else title))
        elif output["property"] == "children":
            shown.append("" if told else state(title, hint, kind=kind))
            told = True
        else:
            shown.append(no_update)
    return shown if many else shown[0]
