"""An open-source VTiger's webservice.php, as a small server in memory: for tests, and to try a sync on.

It answers as a real 8.2 was seen to: refusals as bodies of a 200, a challenge voided by another one, sessions that
end, HTTP 500 without a body for what it does not know, pages of 100 rows, rows lost over pages that are ordered by
modifiedtime alone, a broken sync.

    with running(Server(store, {"admin": Login("key", "19x1")})) as address: ...
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit
from zlib import crc32

from demo.crm.faults import Faults
from demo.crm.vtiger_oss_store import MODULES, Row, Store, module_of
from demo.crm.vtql import CAP, Statement, VtqlError, parse, run

FOLDER = "/crm"  # in which VTiger lies on its web server
TOKEN_LIFE = timedelta(minutes=5)
DENIED = "Permission to perform the operation is denied"


class Refused(Exception):
    """A refusal: a code of VTiger's and its words."""

    def __init__(self, code: str, message: str = DENIED) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Login:
    """Who may sign in: the access key, the id of the user, and whether that is an administrator."""

    access_key: str
    user_id: str
    is_admin: bool = True


@dataclass
class Server:
    """What the server knows. `rivals`: so often another program takes a challenge just before a login.

    `seen` are the addresses asked for, with their queries, in order; `logins` counts those that succeeded.
    """

    store: Store
    users: Mapping[str, Login]
    sync_works: bool = False
    rivals: int = 0
    faults: Faults = field(default_factory=Faults)
    seen: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    logins: int = 0
    _tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _sessions: dict[str, str] = field(default_factory=dict)

    def end_sessions(self) -> None:
        """Let all sessions end, as they do by themselves after a while."""
        self._sessions.clear()

    def answer(self, method: str, query: Mapping[str, str], form: Mapping[str, str]) -> Any:
        """The result of one request. Raises Refused, VtqlError, or KeyError for what ends in HTTP 500."""
        operation = query.get("operation") or form.get("operation") or ""
        if operation == "getchallenge":
            return self._challenge(query["username"])
        if operation == "login":
            return self._login(form["username"], form["accessKey"])
        work: dict[str, Callable[[Login, Mapping[str, str]], Any]] = {
            "listtypes": self._list_types, "describe": self._describe, "query": self._query,
            "retrieve": self._retrieve, "sync": self._sync,
        }  # fmt: skip
        run_operation = work[operation]
        session = query.get("sessionName") or form.get("sessionName")
        if not session:
            raise Refused("AUTHENTICATION_REQUIRED", "Authentication required")
        if session not in self._sessions:
            raise Refused("INVALID_SESSIONID", "Session Identifier provided is Invalid")
        return run_operation(self.users[self._sessions[session]], query)

    def _challenge(self, username: str) -> dict[str, Any]:
        name = username.lower()
        if name not in self.users:
            raise Refused("ACCESS_DENIED", "Given user cannot be found")
        now = self.store.now()
        self._tokens[name] = (token_hex(8), now + TOKEN_LIFE)
        return {"token": self._tokens[name][0], "serverTime": int(now.timestamp()),
                "expireTime": int((now + TOKEN_LIFE).timestamp())}  # fmt: skip

    def _login(self, username: str, access_key: str) -> dict[str, Any]:
        name = username.lower()
        if self.rivals:
            self.rivals -= 1
            self._challenge(name)
        token, until = self._tokens.get(name, ("", datetime.min.replace(tzinfo=UTC)))
        if until < self.store.now():
            raise Refused("INVALID_AUTH_TOKEN", "Specified token is invalid or expired")
        if access_key != md5(f"{token}{self.users[name].access_key}".encode()).hexdigest():  # noqa: S324 (its protocol)
            raise Refused("INVALID_USER_CREDENTIALS", "Invalid username or password")
        session, login = token_hex(10), self.users[name]
        self._sessions[session] = name
        self.logins += 1
        user = self.store.rows["Users"].get(login.user_id, {})
        return {"sessionName": session, "userId": login.user_id, "version": "0.22", "vtigerVersion": "8.2.0",
                "username": username, "time_zone": user.get("time_zone", "UTC"),
                "is_admin": "on" if login.is_admin else "off"}  # fmt: skip

    def _list_types(self, login: Login, query: Mapping[str, str]) -> dict[str, Any]:
        about = {name: {"isEntity": name != "Groups", "label": name, "singular": name} for name in MODULES}
        return {"types": list(MODULES), "information": about}

    def _describe(self, login: Login, query: Mapping[str, str]) -> dict[str, Any]:
        name = query["elementType"]
        self._may_read(login, name)
        fields = [{"name": c, "label": c, "type": {"name": "string"}} for c in MODULES[name].all_columns]
        return {"name": name, "label": name, "fields": fields, "idPrefix": str(MODULES[name].prefix)}

    def _query(self, login: Login, query: Mapping[str, str]) -> list[dict[str, str]]:
        self.asked.append(query["query"])
        statement = parse(query["query"])
        self._may_read(login, statement.module)
        about = MODULES[statement.module]
        if statement.named() - set(about.all_columns):
            raise Refused("ACCESS_DENIED", "Permission to access the field is denied")
        if any("" in c.values and c.column in about.references for c in statement.where):
            raise Refused("INTERNAL_SERVER_ERROR", "Unknown Error while processing request")
        with self.store.lock:
            return run(statement, self._visible(login, statement), CAP)

    def _visible(self, login: Login, statement: Statement) -> Iterable[Row]:
        """The rows that this user sees: no inactive users, and of calls an ordinary user's own."""
        rows: Iterable[Row] = self.store.ordered(statement.module, statement.after)
        if statement.module == "Users":
            rows = (row for row in rows if row["status"] == "Active")
        if statement.module == "PBXManager" and not login.is_admin:
            rows = (row for row in rows if row["assigned_user_id"] == login.user_id)
        if statement.order and "id" not in statement.order:  # equal ones come as they like, on each page differently
            rows = sorted(rows, key=lambda row: crc32(f"{statement.offset} {row['id']}".encode()))
        return rows

    def _may_read(self, login: Login, module: str) -> None:
        if module not in MODULES or (module == "Users" and not login.is_admin):
            raise Refused("ACCESS_DENIED", "Permission to access the module is denied")

    def _retrieve(self, login: Login, query: Mapping[str, str]) -> Row:
        try:
            return self.store.rows[module_of(query["id"])][query["id"]]
        except KeyError:
            raise Refused("ACCESS_DENIED", "Permission to read given object is denied") from None

    def _sync(self, login: Login, query: Mapping[str, str]) -> dict[str, Any]:
        if not self.sync_works:
            raise KeyError("sync")
        since, module = int(query["modifiedTime"]), query["elementType"]
        if since < 1:
            raise Refused("INVALID_MODIFIED_TIME", "Modified time is invalid")
        gone = [key for name, key, at in self.store.deleted if name == module and at.timestamp() > since]
        text = self.store.written(datetime.fromtimestamp(since, UTC))
        modified = (MODULES[module].times or ("", ""))[1]
        updated = [row for row in self.store.rows[module].values() if row.get(modified, "") > text]
        return {"updated": updated, "deleted": gone, "more": False,
                "lastModifiedTime": int(self.store.now().timestamp())}  # fmt: skip


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm, wbufsize = True, -1  # an answer goes out at once and as a whole, else it waits 40 ms
    crm: Server

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._serve(dict(parse_qsl(sent.decode(), keep_blank_values=True)))

    def _serve(self, form: Mapping[str, str]) -> None:
        self.crm.seen.append(self.path)
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        status, content = self._answer(address.path, query, form)
        if fault := self.crm.faults.of(f"{unquote_plus(self.path)} {form}"):
            return fault(self, content)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def _answer(self, path: str, query: Mapping[str, str], form: Mapping[str, str]) -> tuple[int, bytes]:
        if path != f"{FOLDER}/webservice.php":
            return 404, b"<html>Not Found</html>"
        try:
            body = {"success": True, "result": self.crm.answer(self.command, query, form)}
        except (Refused, VtqlError) as refused:
            body = {"success": False, "error": {"code": refused.code, "message": refused.message}}
        except KeyError:
            return 500, b""
        return 200, json.dumps(body).encode()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header is by the store's clock."""
        return super().date_time_string(int(self.crm.store.now().timestamp()) if timestamp is None else timestamp)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written."""


@contextmanager
def running(server: Server, port: int = 0) -> Iterator[str]:
    """The base address of the server while it runs, without /webservice.php."""
    handler = type("Requests", (_Requests,), {"crm": server})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as http:
        http.daemon_threads = True
        threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}{FOLDER}"
        finally:
            http.shutdown()
