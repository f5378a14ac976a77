"""What goes wrong with an API, on demand: a queue of faults, each at the request it is meant for.

server.faults.at(3, Reset())           the third request from now on
server.faults.next(Status(500), times=2)
server.faults.when("query", CutJson()) the next request whose path or query holds that text
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Protocol


class Fault(Protocol):
    """Spoils one answer; `content` is what the server would have sent."""

    def __call__(self, request: BaseHTTPRequestHandler, content: bytes) -> None: ...


@dataclass(frozen=True)
class Hang:
    """No byte for so many seconds, and then none at all."""

    seconds: float = 5.0

    def __call__(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        time.sleep(self.seconds)
        request.close_connection = True


@dataclass(frozen=True)
class Reset:
    """The connection is reset."""

    def __call__(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.close_connection = True
        request.connection.close()


@dataclass(frozen=True)
class Status:
    """An error with these headers, its words in the status line, and this body."""

    code: int
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = "text/json"

    def __call__(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        request.send_response(self.code, self.reason)
        for name, value in self.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Type", self.content_type)
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        request.wfile.write(self.body)


@dataclass(frozen=True)
class CutJson:
    """Half of the answer, as if that were all of it; with `broken`, the connection ends before the length said."""

    broken: bool = False

    def __call__(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        half = content[: len(content) // 2]
        request.send_response(200)
        request.send_header("Content-Type", "text/json")
        request.send_header("Content-Length", str(len(content if self.broken else half)))
        request.end_headers()
        request.wfile.write(half)
        request.close_connection = self.broken or request.close_connection


def html_page(code: int = 200, text: str = "<html><body><h1>Please log in</h1></body></html>") -> Status:
    """A web page where JSON should be."""
    return Status(code, body=text.encode(), content_type="text/html; charset=utf-8")


@dataclass(frozen=True)
class Repeat:
    """The page that the server sent last, once more: servers keep it as `last_content`."""

    def __call__(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        Status(200, body=getattr(request.server, "last_content", content))(request, content)


@dataclass(frozen=True)
class Then:
    """The answer as it should be; when it has been made, something happens, e.g. a record changes."""

    action: Callable[[], object]

    def __call__(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        self.action()
        Status(200, body=content)(request, content)


class Faults:
    """The faults still to come. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen = 0
        self._at: dict[int, Fault] = {}
        self._when: list[tuple[Callable[[str], bool], Fault]] = []

    def at(self, number: int, fault: Fault) -> None:
        """The fault of the request with this number from now on; 1 is the next."""
        with self._lock:
            self._at[self._seen + number] = fault

    def next(self, fault: Fault, times: int = 1) -> None:
        """The fault of the next request, or of so many in a row."""
        for number in range(1, times + 1):
            self.at(number, fault)

    def when(self, text: str, fault: Fault, times: int = 1) -> None:
        """The fault of the next request whose decoded path, query or form holds this text."""
        with self._lock:
            self._when += [(lambda address: text in address, fault)] * times

    def of(self, address: str) -> Fault | None:
        """Called by the server at each request, with its decoded path, query and form: the fault due, if any."""
        with self._lock:
            self._seen += 1
            if self._seen in self._at:
                return self._at.pop(self._seen)
            for place, (is_meant, fault) in enumerate(self._when):
                if is_meant(address):
                    del self._when[place]
                    return fault
        return None

    def clear(self) -> None:
        """No more faults."""
        with self._lock:
            self._at.clear()
            self._when.clear()
