"""What a VTiger Cloud answers to its REST requests, limits and quirks included; `vtiger` serves it over HTTP."""

import html
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from demo.crm.faults import Faults
from demo.crm.vtiger_store import Store
from demo.crm.vtql import parse, run

SYNCED = 100  # ids of one answer of sync
MINUTE, DAY = 60.0, 24 * 3600.0


class Refused(Exception):
    """An answer that is no result: an HTTP status and the words of its status line, CODE:text."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class TooMany(Refused):
    """A limit is used up; `headers` tell which, if the server tells."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__(429, "TOO_MANY_REQUESTS:API limit reached")
        self.headers = headers


@dataclass
class Crm:
    """An instance: its records, who may sign in, its limits, what it does wrong and what it was asked.

    `hidden` are modules that this user may not read. Limits are enforced if given, and told in headers
    unless `tells_limits` is off.
    """

    store: Store = field(default_factory=Store)
    username: str = "owner@example.com"
    key: str = "demo-key"
    per_minute: int | None = None
    per_day: int | None = None
    tells_limits: bool = True
    syncs: bool = True
    hidden: tuple[str, ...] = ()
    faults: Faults = field(default_factory=Faults)
    asked: list[str] = field(default_factory=list)  # each request: path and query, decoded
    _times: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def requests(self) -> Counter[str]:
        """How often each endpoint was asked: {"query": 12, "me": 1}."""
        return Counter(text.partition("?")[0].rpartition("/")[2] for text in self.asked)

    def queries(self) -> list[str]:
        """The VTQL of all queries, in order."""
        return [text.partition("query=")[2] for text in self.asked if "/query?" in text]

    def limits(self) -> dict[str, str]:
        """Count a request against the limits; their headers. Raises Refused when one is used up."""
        now = self.store.clock.now().timestamp()
        with self._lock:
            while self._times and self._times[0] <= now - DAY:
                self._times.popleft()
            minute = now - now % MINUTE
            used, used_today = sum(time >= minute for time in self._times), len(self._times)
            told = _told("FloodControl", "MinuteLimit", self.per_minute, used + 1, minute + MINUTE)
            first = self._times[0] if self._times else now
            told |= _told("RateLimit", "DailyLimit", self.per_day, used_today + 1, first + DAY)
            over = (self.per_minute is not None and used >= self.per_minute) or (
                self.per_day is not None and used_today >= self.per_day
            )
            if not over:
                self._times.append(now)
        shown = told if self.tells_limits else {}
        if over:
            raise TooMany(shown)
        return shown

    def answer(self, endpoint: str, given: dict[str, str]) -> Any:
        """The result of a request. Raises Refused."""
        answers = {
            "/me": self._me,
            "/listtypes": self._listtypes,
            "/describe": lambda: self._describe(given.get("elementType", "")),
            "/query": lambda: self._query(given.get("query", "")),
            "/retrieve": lambda: self._retrieve(given.get("id", "")),
            "/sync": lambda: self._sync(given),
        }
        if endpoint not in answers:
            raise Refused(404, "UNKNOWN_OPERATION:Unknown operation requested")
        return answers[endpoint]()

    def _me(self) -> dict[str, str]:
        about = {"user_name": self.username, "time_zone": "Europe/Amsterdam", "currency_symbol": "€", "id": "19x1"}
        return next((_sent(row) for row in self.store.rows("Users") if row["user_name"] == self.username), _sent(about))

    def _listtypes(self) -> dict[str, Any]:
        seen = {name: about for name, about in self.store.modules.items() if name not in self.hidden}
        return {
            "types": list(seen),
            "information": {n: {"isEntity": True, "label": a.label, "singular": a.label} for n, a in seen.items()},
        }

    def _describe(self, module: str) -> dict[str, Any]:
        self._check(module)
        names = self.store.modules[module].names
        kind = {"name": "string", "length": "100"}
        fields = [{"name": n, "label": n, "dblabel": n, "mandatory": False, "type": kind} for n in names]
        return {"name": module, "label": self.store.modules[module].label, "fields": fields}

    def _query(self, text: str) -> list[dict[str, str]]:
        statement = parse(text)
        self._check(statement.module)
        if unknown := statement.named() - set(self.store.modules[statement.module].names):
            raise Refused(400, f"QUERY_SYNTAX_ERROR:Unknown column {', '.join(sorted(unknown))}")
        rows = self.store.rows(statement.module, statement.after)
        return [_sent(row) for row in run(statement, rows)]

    def _retrieve(self, record_id: str) -> dict[str, str]:
        try:
            return _sent(self.store.get(record_id))
        except KeyError:
            raise Refused(404, "RECORD_NOT_FOUND:Record you are trying to access is not found") from None

    def _sync(self, given: dict[str, str]) -> dict[str, Any]:
        if not self.syncs:
            raise Refused(500, "INTERNAL_SERVER_ERROR:sync")
        module, since = given.get("elementType", ""), datetime.fromtimestamp(int(given["modifiedTime"]), UTC)
        self._check(module)
        found = [(at, i) for at, name, i in self.store.tombstones if name == module and at >= since]
        page = found[:SYNCED]
        last = int(page[-1][0].timestamp()) if page else int(since.timestamp())
        return {"updated": [], "deleted": [i for _at, i in page], "more": len(found) > SYNCED, "lastModifiedTime": last}

    def _check(self, module: str) -> None:
        if module not in self.store.modules or module in self.hidden:
            raise Refused(403, f"ACCESS_DENIED:Permission to perform the operation is denied for {module}")


def _told(kind: str, limit: str, whole: int | None, used: int, reset: float) -> dict[str, str]:
    if whole is None:
        return {}
    return {
        f"X-{kind}-{limit}": str(whole),
        f"X-{kind}-Remaining": str(max(whole - used, 0)),
        f"X-{kind}-Reset": str(int(reset)),
    }


def _sent(row: dict[str, str]) -> dict[str, str]:
    """A record as the cloud sends it: with HTML entities."""
    return {name: html.escape(value, quote=False).replace("€", "&#8364;") for name, value in row.items()}
