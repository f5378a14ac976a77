"""Airtable's API, as a small server in memory: for tests, and to try a sync on.

It answers as the protocol says: pages of at most 100 records, places in a list that are forgotten, 5 requests a
second and none for half a minute after a sixth, errors in each of their shapes.

    with running(Server(base)) as address: ...
"""

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit

from demo.crm.airtable_base import Base, NoSuchPlace
from demo.crm.faults import Faults, Status

CAP = 100  # records on a page
RATE, PENALTY = 5, timedelta(seconds=30)
KNOWN = {"pageSize", "offset", "returnFieldsByFieldId", "include[]", "include"}


class Refused(Exception):
    """A refusal: its status and the body, in whichever shape."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(status)
        self.status, self.body = status, body


def shaped(status: int, type_: str, message: str = "") -> Refused:
    """The usual shape of an error; some have no message."""
    return Refused(status, {"error": {"type": type_, **({"message": message} if message else {})}})


USED_UP = Status(
    429,
    body=b'{"errors":[{"error":"PUBLIC_API_BILLING_LIMIT_EXCEEDED","message":"API billing plan limit exceeded"}]}',
    content_type="application/json",
)
BUSY = Refused(429, {"errors": [{"error": "RATE_LIMIT_REACHED", "message": "Rate limit exceeded. Retry later."}]})


@dataclass
class Server:
    """What the server knows. `limited` turns the rate limit on; `seen` are the addresses asked for, decoded."""

    base: Base
    token: str = "patTestToken.0123456789abcdef"  # noqa: S105 (of a server that is ours)
    limited: bool = False
    faults: Faults = field(default_factory=Faults)
    seen: list[str] = field(default_factory=list)
    last_content: bytes = b""
    _recent: deque[datetime] = field(default_factory=deque)
    _blocked_until: datetime | None = None

    def answer(self, path: str, query: Mapping[str, str], authorization: str) -> Any:
        """The body of the answer. Raises Refused."""
        if authorization != f"Bearer {self.token}":
            raise shaped(401, "AUTHENTICATION_REQUIRED", "Authentication required")
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if parts[0] != "v0" or len(parts) < 3:
            raise Refused(404, {"error": "NOT_FOUND"})
        is_meta = parts[1:3] == ["meta", "bases"]
        if (parts[3] if is_meta else parts[1]) != self.base.id:
            raise shaped(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", "Invalid permissions, or not found.")
        self._count()
        if unknown := set(query) - KNOWN:
            raise shaped(422, "INVALID_REQUEST_UNKNOWN", f"Unknown parameters: {', '.join(sorted(unknown))}")
        return {"tables": self.base.schema()} if is_meta else self._page(parts[2], query)

    def _page(self, asked: str, query: Mapping[str, str]) -> Any:
        name = next((t.name for t in self.base.tables.values() if asked in (t.id, t.name)), None)
        if name is None:
            raise shaped(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", "Invalid permissions, or not found.")
        size = int(query.get("pageSize") or CAP)
        if not 1 <= size <= CAP:
            raise shaped(422, "INVALID_REQUEST_UNKNOWN", "pageSize is out of range")
        try:
            by_id = query.get("returnFieldsByFieldId") in ("1", "true", "True")
            return self.base.page(name, size, query.get("offset"), by_id)
        except NoSuchPlace:
            raise shaped(422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE") from None

    def _count(self) -> None:
        """Hold the request against the base's rate limit."""
        if not self.limited:
            return
        now = self.base.now()
        if self._blocked_until and now < self._blocked_until:
            raise BUSY
        while self._recent and now - self._recent[0] >= timedelta(seconds=1):
            self._recent.popleft()
        if len(self._recent) >= RATE:
            self._blocked_until = now + PENALTY
            raise BUSY
        self._recent.append(now)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    crm: Server

    @property
    def last_content(self) -> bytes:
        return self.crm.last_content


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out apart: together with delayed acknowledgements, 40 ms each
    server: _Http

    def do_GET(self) -> None:
        self._serve(self._query())

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        self._serve({**self._query(), **{name: str(value) for name, value in sent.items()}})

    def _query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def _serve(self, query: Mapping[str, str]) -> None:
        crm, address = self.server.crm, unquote_plus(self.path)
        crm.seen.append(address)
        path = urlsplit(self.path).path.removesuffix("/listRecords")
        try:
            status, body = 200, crm.answer(path, query, self.headers.get("Authorization") or "")
        except Refused as refused:
            status, body = refused.status, refused.body
        content = json.dumps(body).encode()
        if fault := crm.faults.of(address):
            fault(self, content)
            return
        crm.last_content = content
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written."""


@contextmanager
def running(server: Server, port: int = 0) -> Iterator[str]:
    """The address of the server while it runs."""
    with _Http(("127.0.0.1", port), _Requests) as http:
        http.crm = server
        threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}"
        finally:
            http.shutdown()
