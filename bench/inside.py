"""The real app in this process, asked without a network and without the time that a client takes for itself."""

import json
from typing import Any

HOST = (b"host", b"127.0.0.1")
AS_BROWSERS_DO = [HOST, (b"content-type", b"application/json"), (b"accept-encoding", b"gzip, br")]


async def get(app: Any, path: str) -> Any:
    """The JSON at a path."""
    return json.loads(await _answer(app, "GET", path, b"", [HOST]))


async def post(app: Any, path: str, body: bytes) -> bytes:
    """The answer to a request as browsers send it, compressed as for them."""
    return await _answer(app, "POST", path, body, AS_BROWSERS_DO)


async def _answer(app: Any, method: str, path: str, body: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    """The body of the answer. Raises RuntimeError unless it is 200."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8050),
    }  # fmt: skip
    status, pieces = 0, []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        pieces.append(message.get("body", b""))

    await app(scope, receive, send)
    if status != 200:
        raise RuntimeError(f"{method} {path} answered {status}: {b''.join(pieces)[:500]!r}")
    return b"".join(pieces)
