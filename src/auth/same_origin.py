"""What changes something is asked for by our own pages, or by a program: never by a page of another site.

A browser sends the password along whoever's page makes the request. It also says whose page that was:
Sec-Fetch-Site over HTTPS and on this machine, Origin everywhere. Programs send neither. Pure ASGI.
"""

import json
from urllib.parse import urlsplit

from errors import ForeignRequest
from i18n import App, Receive, Scope, Send, _

READING = ("GET", "HEAD", "OPTIONS")
OURS = ("same-origin", "none")


class SameOriginMiddleware:
    """Answers 403 to requests other than reading ones that the page of another site makes."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in READING:
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        if not is_foreign(headers):
            await self.app(scope, receive, send)
            return
        error = ForeignRequest(_("This request was made by the page of another site."), _("Open Fairlead itself."))
        body = json.dumps(error.as_dict()).encode()
        answer = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": error.status, "headers": answer})
        await send({"type": "http.response.body", "body": body})


def is_foreign(headers: dict[str, str]) -> bool:
    """Whether the headers (names in lower case) tell of a page of another site."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in OURS
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True
