"""Dash's server as we want it: no WebSockets, HEAD wherever there is GET, a callback's request that is not one
answered with 400 instead of 500, and answers written once."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from dash import Dash, _callback
from dash.backends._fastapi import FastAPIDashServer
from dash.exceptions import PreventUpdate
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from plotly.io import json as plotly_json
from plotly.utils import PlotlyJSONEncoder

from errors import BadInput, FairleadError
from i18n import App, Receive, Scope, Send, _

log = logging.getLogger(__name__)
plotly_json.config.default_engine = "json"  # for orjson, Plotly first takes all of an answer apart in Python
_own_kinds = PlotlyJSONEncoder().default  # components, figures, timestamps


def written(answer: Any) -> str:
    """A callback's answer as JSON; what is not known (NaN) is null.

    Dash asks Plotly for it, which writes an answer with a gap in a figure twice.
    """
    return orjson.dumps(answer, _own_kinds, orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY).decode()


_callback.to_json = written  # type: ignore[attr-defined]


class Backend(FastAPIDashServer):
    """Dash on FastAPI. Pages' callbacks handle their own errors; whatever fails here failed before or after them."""

    websocket_capability = False  # else every reader's browser opens one, for nothing
    lifespan: Callable[[FastAPI], Any]

    @classmethod
    def create_app(cls, _name: str = "", _config: dict[str, Any] | None = None) -> FastAPI:
        return FastAPI(title="Fairlead", docs_url=None, redoc_url=None, openapi_url=None, lifespan=cls.lifespan)

    def serve_callback(self, dash_app: Dash) -> Callable[[Request], Awaitable[Response]]:
        answer: Callable[[Request], Awaitable[Response]] = super().serve_callback(dash_app)

        async def checked(request: Request) -> Response:
            try:
                return await answer(request)
            except PreventUpdate:
                raise
            except Exception as failure:  # noqa: BLE001 (told, and logged where it is ours)
                error = self._told(dash_app, failure)
                return JSONResponse(error.as_dict(), error.status)

        return checked

    def _told(self, dash_app: Dash, failure: Exception) -> FairleadError:
        """What to tell of a failure: the request's fault if it does not fit any callback, else ours."""
        try:
            fits = _fits(dash_app, self.request_adapter().get_json())
        except Exception:  # noqa: BLE001 (a body can be anything)
            fits = False
        if not fits:
            return BadInput(_("This request asks for nothing that a page has."), _("Load the page again."))
        log.error("A callback's answer could not be made", exc_info=failure)
        return FairleadError(_("Something went wrong here."), _("The server's log says what; try again later."))


def _fits(dash_app: Dash, body: Any) -> bool:
    """Whether a request is one that the callback it names can be run for. Raises where it is far from it."""
    context = dash_app._initialize_context(body)
    dash_app._prepare_callback(context, body)
    dash_app._inputs_to_vals(context.inputs_list + context.states_list)
    known = dash_app.callback_map[body["output"]]
    outputs = context.outputs_list if isinstance(context.outputs_list, list) else [context.outputs_list]
    given = (len(context.inputs_list), len(context.states_list), len(outputs))
    wanted = (len(known["inputs"]), len(known["state"]), body["output"].count("...") + 1)
    return given == wanted and all(isinstance(output, (dict, list)) for output in outputs)


class HeadMiddleware:
    """Answers HEAD as GET would be, without the body: Dash's and FastAPI's routes do not."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def without_body(message: Any) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return await self.app({**scope, "method": "GET"}, receive, without_body)
