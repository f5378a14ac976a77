"""One password in front of everything, until there are users and roles. Pure ASGI, so WebSockets are covered too.

With FAIRLEAD_PASSWORD, every request needs HTTP Basic with it, any user name. Without, only requests made
to a loopback name are answered: a web page elsewhere could otherwise point its own name at 127.0.0.1
and read the figures through the reader's browser (DNS rebinding).
"""

import json
import secrets
from base64 import b64decode
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr

from errors import FairleadError, NotSignedIn
from i18n import App, Receive, Scope, Send, _

OPEN_PATHS = ("/health",)
ASKED_BY_THE_PAGE = "/_dash-"  # the page says itself what to do (assets/connection.js); the browser opens no window
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WEBSOCKET_REFUSED = 1008


class WrongHost(FairleadError):
    status = HTTPStatus.FORBIDDEN
    code = "wrong_host"


class PasswordMiddleware:
    """Answers 401 (or 403 without a password, off loopback) instead of the app; `password` None means loopback only."""

    def __init__(self, app: App, password: SecretStr | None) -> None:
        self.app = app
        self.password = password.get_secret_value().encode() if password else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in OPEN_PATHS:
            return await self.app(scope, receive, send)
        refusal = self._refusal(
            scope.get("client"), {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        )
        if refusal is None:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": WEBSOCKET_REFUSED})
        return await _answer(refusal, scope["path"], send)

    def _refusal(self, client: tuple[str, int] | None, headers: dict[str, str]) -> FairleadError | None:
        if self.password is None:
            host = headers.get("host", "")
            return None if is_loopback(host) and not _is_elsewhere(client) else WrongHost(
                _("This Fairlead has no password, so it answers on this machine only, not as '{host}'.", host=host),
                _("Open it as http://localhost, or set FAIRLEAD_PASSWORD."),
            )  # fmt: skip
        given = _basic_password(headers.get("authorization", ""))
        if given is not None and secrets.compare_digest(given, self.password):
            return None
        return NotSignedIn(_("This page needs the password of this Fairlead."))


def _is_elsewhere(client: tuple[str, int] | None) -> bool:
    """Whether the request comes from another machine, whatever its Host header says."""
    try:
        return client is not None and not ip_address(client[0]).is_loopback
    except ValueError:
        return False  # a socket file, or a test


def is_loopback(host: str) -> bool:
    """Whether a Host header, with or without a port, names this machine."""
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False


def _basic_password(header: str) -> bytes | None:
    scheme, _space, token = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _user, colon, password = b64decode(token.strip(), validate=True).partition(b":")
    except ValueError:
        return None
    return password if colon else None


async def _answer(error: FairleadError, path: str, send: Send) -> None:
    api = path.startswith("/api")
    body = json.dumps(error.as_dict()) if api else f"{error.message} {error.hint}"
    kind = b"application/json" if api else b"text/plain; charset=utf-8"
    headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
    if error.status == HTTPStatus.UNAUTHORIZED:
        scheme = b"x-Basic" if path.startswith(ASKED_BY_THE_PAGE) else b"Basic"
        headers.append((b"www-authenticate", scheme + b' realm="Fairlead", charset="UTF-8"'))
    await send({"type": "http.response.start", "status": int(error.status), "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
