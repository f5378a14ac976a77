"""A VTiger Cloud that lives in memory: its REST interface, as far as a reader needs it, limits and quirks included.

    crm = Crm(Store(), key="secret")
    with running(crm) as address: ...

`python -m demo.crm.vtiger --port 8051 --key secret` serves a handful of records.
"""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import orjson
import typer

from demo.crm.record_page import ADDRESSES, record_page
from demo.crm.vtiger_instance import Crm, Refused, TooMany
from demo.crm.vtiger_store import Store
from demo.crm.vtql import VtqlError

__all__ = ["BASE", "Crm", "Store", "handful", "running"]

BASE = "/restapi/v1/vtiger/default"


class Handler(BaseHTTPRequestHandler):
    """One connection to a Crm."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    crm: Crm

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith(ADDRESSES):
            self._show(record_page(self.crm.store, parts.path, parts.query))
            return
        asked = unquote_plus(self.path)
        self.crm.asked.append(asked)
        given = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        headers: dict[str, str] = {}
        status, reason, content = 200, "OK", b""
        try:
            self._sign_in()
            headers = self.crm.limits()
            result = self.crm.answer(parts.path.removeprefix(BASE), given)
            content = orjson.dumps({"success": True, "result": result})
        except VtqlError as error:
            status, reason = 400, f"{error.code}:{error.message}"
        except TooMany as error:
            status, reason, headers = error.status, error.reason, error.headers
        except Refused as error:
            status, reason = error.status, error.reason
        if fault := self.crm.faults.of(asked):
            fault(self, content)
        else:
            self._send(status, reason, content, headers)
            if content and "/query?" in asked and "COUNT(" not in asked:
                self.server.last_content = content  # type: ignore[attr-defined]

    def _show(self, page: str | None) -> None:
        """A record as a person sees it in a browser; who may is not asked here."""
        content = (page or "There is no such record.").encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _sign_in(self) -> None:
        expected = base64.b64encode(f"{self.crm.username}:{self.crm.key}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            raise Refused(401, "AUTHENTICATION_FAILURE:Invalid username or access key")

    def _send(self, status: int, reason: str, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status, reason)
        for name, value in {**headers, "X-Vtiger-Version": "demo", "Content-Type": "text/json; charset=UTF-8"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header: by the server's own clock."""
        return format_datetime(self.crm.store.clock.now(), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A broken connection is what the faults are for: nothing to print."""

    daemon_threads = True
    last_content = b""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@contextmanager
def running(crm: Crm, port: int = 0) -> Iterator[str]:
    """Serve an instance on this machine until the block ends; gives its address, the `host` of an origin."""
    server = Server(("127.0.0.1", port), type("CrmHandler", (Handler,), {"crm": crm}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def handful() -> Store:
    """Two people of one team, an account, a deal and a call."""
    store = Store()
    team = store.put("Groups", groupname="Sales")
    ann, bob = (
        store.put("Users", user_name=f"{name.lower()}@example.com", first_name=name, last_name=last, status="Active",
                  user_primary_group=team)
        for name, last in (("Ann", "Lee"), ("Bob", "Roy"))
    )  # fmt: skip
    account = store.put("Accounts", accountname="Hill & Sons", assigned_user_id=ann)
    store.put("Potentials", potentialname="Ten pumps", amount="900.00000000", sales_stage="Demo Scheduled",
              related_to=account, assigned_user_id=ann, closingdate="2030-01-31")  # fmt: skip
    store.put("PhoneCalls", callstatus="completed", direction="outbound", user=bob, assigned_user_id=bob,
              totalduration="56", billduration="56")  # fmt: skip
    return store


def main(port: int = 8051, key: str = "demo-key", username: str = "owner@example.com") -> None:
    """Serve a handful of records until interrupted."""
    with running(Crm(handful(), username, key), port) as address:
        print(f"VTiger Cloud at {address} for {username}. Ctrl+C ends it.")
        threading.Event().wait()


if __name__ == "__main__":
    typer.run(main)
