"""Sends less, less often: scripts and styles are compressed once and kept, and cached long by the browser.

Dash serves plotly.min.js (4.8 MB) uncompressed and without Cache-Control; a general middleware would compress
it again for every reader. Pages and callback answers are compressed as they go, lightly.
"""

import asyncio
import gzip
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import brotli  # type: ignore[import-untyped]
from cachetools import LRUCache

from i18n import App, Receive, Scope, Send

STATIC = ("/assets/", "/_dash-component-suites/", "/api/swagger-ui/")
TEXT = (b"text/", b"application/json", b"application/javascript", b"image/svg+xml")
CALLBACKS = "/_dash-update-component"
TOO_SMALL = 1024
LARGE = 200_000  # bytes from which on others would notice that one is being served
KEPT_BYTES = 24_000_000
OK, NOT_MODIFIED = int(HTTPStatus.OK), int(HTTPStatus.NOT_MODIFIED)
YEAR = b"public, max-age=31536000, immutable"
CODERS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {  # name: kept, as it goes
    "br": (lambda body: brotli.compress(body, quality=9), lambda body: brotli.compress(body, quality=4)),
    "gzip": (lambda body: gzip.compress(body, 9), lambda body: gzip.compress(body, 4)),
}


class Kept(NamedTuple):
    """A static answer, ready to be sent again."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


class AssetsMiddleware:
    """Compresses what is text and sets Cache-Control on static files. Inside of sign-in: kept files need it too."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.kept: LRUCache[tuple[str, bytes, str], Kept] = LRUCache(KEPT_BYTES, getsizeof=lambda k: len(k.body))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        coding = accepted_coding(_header(scope, b"accept-encoding").decode("latin-1"))
        key = (scope["path"], scope["query_string"], coding)
        if key in self.kept:
            return await _send_kept(self.kept[key], scope, send)
        start: dict[str, Any] = {}
        pieces: list[bytes] = []

        async def gather(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message, headers=_completed_headers(scope, message))
                if not _is_text(start):
                    await send(start)
            elif not _is_text(start):
                await send(message)
            else:
                pieces.append(message.get("body", b""))
                if not message.get("more_body"):
                    await self._send(scope, start, b"".join(pieces), coding, send)

        return await self.app(scope, receive, gather)

    async def _send(self, scope: Scope, start: dict[str, Any], body: bytes, coding: str, send: Send) -> None:
        fits = len(body) >= TOO_SMALL and start["status"] == OK and not _header(start, b"content-encoding")
        if coding and fits:
            once, as_it_goes = CODERS[coding]
            pack = once if _is_static(scope) else as_it_goes
            body = await asyncio.to_thread(pack, body) if _is_static(scope) or len(body) > LARGE else pack(body)
            plain = [(k, v) for k, v in start["headers"] if k != b"content-length"]
            length = (b"content-length", str(len(body)).encode())
            packed = [(b"content-encoding", coding.encode()), length, (b"vary", b"Accept-Encoding")]
            start["headers"] = plain + packed
            if _is_static(scope) and len(body) <= KEPT_BYTES:
                self.kept[scope["path"], scope["query_string"], coding] = Kept(start["headers"], body)
        await send(start)
        await send({"type": "http.response.body", "body": body})


async def _send_kept(kept: Kept, scope: Scope, send: Send) -> None:
    """The whole file, or 304 for a browser that has it."""
    tag = _header({"headers": kept.headers}, b"etag")
    same = bool(tag) and _header(scope, b"if-none-match") == tag
    headers = [(k, v) for k, v in kept.headers if not (same and k.startswith(b"content-"))]
    await send({"type": "http.response.start", "status": NOT_MODIFIED if same else OK, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if same else kept.body})


def accepted_coding(header: str) -> str:
    """The best coding of an Accept-Encoding header that we have, else ""; those with q=0 are refused ones."""
    offers = {name.strip(): rest.replace(" ", "") for name, _s, rest in (p.partition(";") for p in header.split(","))}
    refused = ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in CODERS if name in offers and offers[name] not in refused), "")


def _completed_headers(scope: Scope, message: Any) -> list[tuple[bytes, bytes]]:
    """A file with its version in the URL never changes; any other is asked for again (and answered 304).

    Dash's answers to callbacks carry no type at all: they are JSON.
    """
    headers: list[tuple[bytes, bytes]] = [(k.lower(), v) for k, v in message["headers"]]
    if scope["path"] == CALLBACKS and not _header({"headers": headers}, b"content-type"):
        headers.append((b"content-type", b"application/json"))
    if _is_static(scope) and message["status"] == OK and not _header({"headers": headers}, b"cache-control"):
        versioned = {"m", "v"} & parse_qs(scope["query_string"].decode("latin-1")).keys()
        headers.append((b"cache-control", YEAR if versioned else b"no-cache"))
    return headers


def _is_static(scope: Scope) -> bool:
    return bool(scope["path"].startswith(STATIC))


def _is_text(start: Any) -> bool:
    return _header(start, b"content-type").startswith(TEXT) and b"event-stream" not in _header(start, b"content-type")


def _header(message: Any, name: bytes) -> bytes:
    return next((bytes(value) for key, value in message["headers"] if key.lower() == name), b"")
