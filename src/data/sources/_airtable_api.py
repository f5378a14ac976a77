"""The connection to Airtable: pyairtable over requests that are paced, tried again and answered in words."""

import re
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import requests
from pyairtable import Api
from pyairtable.api.base import Base
from pyairtable.api.table import Table
from pyairtable.api.types import RecordDict
from pydantic import ValidationError
from requests.adapters import HTTPAdapter

from data.sources._airtable_refusals import fault_of, refusal, turn
from data.sources._base import SourceConfig
from data.sources._http import TIMEOUT, Http
from data.sources._server import is_loopback, server_address
from errors import BadInput, SourceUnreachable
from i18n import _

HOST = "https://api.airtable.com"
RATE = 5.0  # requests a second that a base takes, from all who use it
SLACK = 1.01  # how much longer than needed we wait: clocks are not exact
PENALTY = 30.0  # seconds in which a base takes none, after one too many
LISTS = ("tables", "records")  # what an answer holds one of
BASE_ID = re.compile(r"app[A-Za-z0-9]+")


def opened(config: SourceConfig) -> tuple[Base, Http]:
    """The origin's base, and what its requests go through. Raises BadInput if its options cannot be used."""
    token, base_id = (str(config.options.get(name) or "").strip() for name in ("api_token", "base_id"))
    if not token.isascii() or not token.isprintable() or not token or " " in token:
        raise BadInput(
            _("{origin} has no api_token that can be used.").format(origin=config.origin),
            _("Make a personal access token at airtable.com/create/tokens and set it as the origin's api_token."),
        )
    if not BASE_ID.fullmatch(base_id):
        raise BadInput(
            _("{origin} has no base_id that can be used.").format(origin=config.origin),
            _("It is the part of the base's address that begins with app, e.g. appSW9R5uCNmRmfl6."),
        )
    address = server_address(config, HOST)
    http = Http(config, address, turn=turn, busy_wait=PENALTY, hidden=[token])
    seconds = float(config.options.get("timeout") or TIMEOUT)
    api = Api(token, endpoint_url=address, timeout=(seconds, seconds), retry_strategy=None)  # type: ignore[arg-type]
    api.session.mount(address, Paced(config, http))
    api.session.trust_env = not is_loopback(http.host)
    api.session.auth = lambda request: request  # else a .netrc of this machine would take the token's place
    return api.base(base_id), http


def tables_of(base: Base, http: Http) -> dict[str, Table]:
    """The tables of a base by name, with their schemas."""
    try:
        return {table.name: table for table in base.tables()}
    except ValidationError:
        raise _something_else(http) from None


def record_pages(table: Table, http: Http) -> Iterator[list[RecordDict]]:
    """The records of a table, a page at a time, their cells by the ids of the fields. Raises CursorExpired."""
    try:
        yield from table.iterate(use_field_ids=True)
    except (ValidationError, TypeError):  # a record that is none is a TypeError of pyairtable's
        raise _something_else(http) from None


def _something_else(http: Http) -> SourceUnreachable:
    said = _("{host} answers with something else than Airtable's tables and records.", host=http.host)
    return SourceUnreachable(said, _("Check the origin's host."))


class Paced(HTTPAdapter):
    """Sends requests: no more a second than Airtable allows, again after a fault, later if it is busy.

    Of each so many requests the last waits until a second after the first was answered. It was received before
    that, so that they are no closer to each other there than here, however long they are on their way.
    """

    def __init__(self, config: SourceConfig, http: Http) -> None:
        super().__init__()
        self._config, self._http = config, http
        rate = _rate(config)
        together = max(int(rate), 1)
        self._seconds = SLACK * together / rate
        self._answered: deque[float] = deque(maxlen=together)
        self._slept = 0.0

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        responses: list[requests.Response] = []

        def ask() -> requests.Response:
            self._pause()
            try:
                responses.append(super(Paced, self).send(request, *args, **kwargs))
            finally:
                self._answered.append(self._now())
            return responses[-1]

        answer = self._http.answered(ask)
        if answer.status >= requests.codes.bad_request:
            type_, message = fault_of(answer.body)
            raise refusal(answer, self._config.origin, self._http.said(f"{type_} {message}".strip()))
        if not isinstance(answer.body, dict) or not any(isinstance(answer.body.get(n), list) for n in LISTS):
            raise _something_else(self._http)
        return responses[-1]

    def _pause(self) -> None:
        """Wait until another request is allowed."""
        if len(self._answered) == self._answered.maxlen:
            wait = self._answered[0] + self._seconds - self._now()
            if wait > 0:
                self._sleep(wait)

    def _now(self) -> float:
        return time.monotonic() + self._slept

    def _sleep(self, seconds: float) -> None:
        """Sleep, and take the time for gone by, even where the origin's `sleep` returns at once."""
        until = time.monotonic() + seconds
        self._config.sleep(seconds)
        self._slept += max(until - time.monotonic(), 0.0)


def _rate(config: SourceConfig) -> float:
    """The requests a second that this origin may make. Raises BadInput."""
    given = config.options.get("requests_per_second", RATE)
    if not isinstance(given, int | float) or not given > 0:
        raise BadInput(
            _("{origin} has no requests_per_second that can be used.").format(origin=config.origin),
            _("It is a number; leave it out for Airtable's own limit of 5."),
        )
    return float(given)
