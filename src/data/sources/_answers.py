"""What an API answered: status, reason, headers, JSON body; its clock, and its words made fit to show."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import requests

LONGEST = 200  # characters of a server's own words that are shown
HIDDEN = "***"


@dataclass(frozen=True)
class Answer:
    """One answer. `headers` are found in whatever case they are written; `body` is None where it is no JSON."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: Any = None
    is_page: bool = False  # HTML came in place of data

    @property
    def date(self) -> datetime | None:
        """The instant by the server's clock, to the second; None if it did not say."""
        return http_date(self.headers.get("Date", ""))

    def number(self, header: str) -> float | None:
        """A header's value as a number; None if it is missing or none."""
        text = (self.headers.get(header) or "").strip()
        return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def answer_of(response: requests.Response) -> Answer:
    """The response read to its end."""
    content = response.content
    body, is_page = None, content.lstrip()[:1] == b"<"
    if content and not is_page:
        try:
            body = _loaded(content)
        except ValueError:
            body = None
    return Answer(response.status_code, response.reason or "", response.headers, body, is_page)


def _loaded(content: bytes) -> Any:
    """JSON, if need be with half characters, as a text has that was cut within an emoji."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return json.loads(content)


def http_date(text: str) -> datetime | None:
    """A date as HTTP writes it, "Sat, 21 Nov 2026 16:22:19 GMT", as an instant in UTC; None if it is none."""
    try:
        given = parsedate_to_datetime(text)
    except ValueError:
        return None
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


def clean(text: str, hidden: Iterable[str] = ()) -> str:
    """A server's words in one short line, without tags and with these secrets blanked."""
    for secret in hidden:
        if secret:
            text = text.replace(secret, HIDDEN)
    text = text.encode("utf-8", "replace").decode()
    plain = " ".join(re.sub(r"<[^>]*>", " ", html.unescape(text)).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
