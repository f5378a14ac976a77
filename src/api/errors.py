"""Every error of the API in one shape, {"error": {"code", "message", "hint"}}, with the right status."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from errors import BadInput, FairleadError
from i18n import _


def install_errors(api: FastAPI) -> None:
    """Let `api` answer every error in our shape; the trace of an unexpected one goes to the server's log."""
    api.add_exception_handler(FairleadError, _ours)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _unexpected)


def answer(error: FairleadError) -> JSONResponse:
    """One of our errors as an answer."""
    return JSONResponse(error.as_dict(), error.status)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FairleadError)  # noqa: S101 (registered for it; narrows the type)
    return answer(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for it; narrows the type)
    return answer(BadInput("; ".join(map(_reason, error.errors())), _("The parameters are described at /docs.")))


def _reason(found: dict[str, Any]) -> str:
    """ "top: Input should be greater than 0 (found 0)" of one of pydantic's errors."""
    where: Sequence[str | int] = found["loc"]
    return f"{where[-1]}: {found['msg']} ({_('found {value}', value=found.get('input'))})"


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for it; narrows the type)
    message = {
        404: _("There is nothing at {path}.", path=request.url.path),
        405: _("{method} is not possible at {path}.", method=request.method, path=request.url.path),
    }.get(error.status_code, str(error.detail))
    body = {"code": "http", "message": message, "hint": _("What there is, is described at /docs.")}
    return JSONResponse({"error": body}, error.status_code, error.headers)


async def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return answer(FairleadError(_("Something went wrong here."), _("The server's log says what; try again later.")))
