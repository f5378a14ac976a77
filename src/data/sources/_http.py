"""JSON over HTTP from a server that may fail: tried again, waited for when it asks for that, its faults in words.

No address with its query, no header and no body ever stands in an error: they may hold secrets.
"""

import random
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from data.sources._answers import Answer, answer_of, clean, http_date
from data.sources._base import SourceConfig
from data.sources._server import is_loopback, number_option
from errors import SourceBusy, SourceUnreachable
from i18n import _, moment, number
from settings import settings

TRIES = 4
FIRST_WAIT = 1.0  # seconds; each further wait is twice as long
LONGEST_WAIT = 15 * 60.0  # seconds that one request waits in all for its turn
BUSY_WAIT = 60.0  # seconds to wait for a server that does not say how long it is busy
TIMEOUT = 30.0  # seconds without a byte

Turn = Callable[[Answer], float | None]  # seconds until a busy server takes the next request, if its answer tells


class Http:
    """The requests of one run to one server.

    `auth` is the pair for HTTP Basic, `headers` go with every request. `turn` reads from a 429 in how many
    seconds the server takes requests again, where it has no Retry-After; `busy_wait` is for one that says
    nothing. `hidden` are secrets to blank in what is shown of an answer, beside those of `auth`.
    `done` is the share of the work done, told again while waiting; `latest` is the last answer.
    """

    def __init__(
        self,
        config: SourceConfig,
        address: str,
        *,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        turn: Turn = lambda answer: None,
        busy_wait: float = BUSY_WAIT,
        hidden: Iterable[str] = (),
    ) -> None:
        self.address, self.done, self._config = address.rstrip("/"), 0.0, config
        self.host = urlsplit(address).hostname or address
        self._turn, self._busy_wait = turn, busy_wait
        self._hidden = (*hidden, *((auth[1], b64encode(":".join(auth).encode()).decode()) if auth else ()))
        self._timeout = number_option(config, "timeout", TIMEOUT) or TIMEOUT
        self.latest: Answer | None = None
        self._session = requests.Session()
        self._session.trust_env = not is_loopback(self.host)  # proxies are for the world outside
        self._session.auth = HTTPBasicAuth(*(part.encode() for part in auth)) if auth else _no_sign_in
        self._session.headers.update(headers or {})

    def get(self, path: str, params: Mapping[str, Any] | None = None, *, tries: int = TRIES) -> Answer:
        """GET address + path; see `answered`."""
        return self._request("GET", path, params, None, tries)

    def post(
        self, path: str, data: Mapping[str, Any], params: Mapping[str, Any] | None = None, *, tries: int = TRIES
    ) -> Answer:
        """POST a form to address + path; see `answered`."""
        return self._request("POST", path, params, data, tries)

    def _request(
        self, method: str, path: str, params: Mapping[str, Any] | None, data: Mapping[str, Any] | None, tries: int
    ) -> Answer:
        def ask() -> requests.Response:
            return self._session.request(
                method, self.address + path, params=params, data=data, timeout=self._timeout, allow_redirects=False
            )

        return self.answered(ask, tries=tries)

    def answered(self, ask: Callable[[], requests.Response], *, tries: int = TRIES) -> Answer:
        """Ask until there is an answer: JSON, or a 4xx that the caller has to read (429 aside, which is waited for).

        Raises SourceUnreachable after `tries` faults in a row, SourceBusy if the wait would be too long.
        """
        failed, waited = 0, 0.0
        while True:
            found = self._attempt(ask)
            if isinstance(found, Answer):
                self.latest = found
                if found.status != requests.codes.too_many_requests:
                    return found
                waited += self._wait_for_turn(found, waited)
                continue
            failed += 1
            if failed >= tries:
                raise SourceUnreachable(
                    _("{host} cannot be read: {reason}. Tried {n} times.", host=self.host, reason=found, n=tries)
                )
            self._pause(FIRST_WAIT * 2 ** (failed - 1), found)

    def _attempt(self, ask: Callable[[], requests.Response]) -> Answer | str:
        """An answer that can be used, or in words what is wrong with it."""
        try:
            answer = answer_of(ask())
        except requests.exceptions.SSLError:
            return _("its certificate is not valid")
        except requests.exceptions.Timeout:
            return _("there was no answer within {n} seconds", n=number(self._timeout))
        except requests.exceptions.RequestException:
            return _("the connection failed or was cut off")
        if answer.status >= requests.codes.internal_server_error or answer.status == requests.codes.request_timeout:
            said = clean(answer.reason, self._hidden)
            return _("it answered with error {status} {said}", status=answer.status, said=said).rstrip()
        if requests.codes.multiple_choices <= answer.status < requests.codes.bad_request:
            raise self._moved(answer)
        if answer.status < requests.codes.bad_request and answer.body is None:
            return _("it sent a web page instead of data") if answer.is_page else _("its answer was cut off")
        return answer

    def said(self, text: str) -> str:
        """A server's own words, fit to be shown."""
        return clean(text, self._hidden)

    def tell(self, share: float, message: str) -> None:
        """Tell how much of the work is done."""
        self.done = share
        self._config.tell(share, message)

    def wait(self, seconds: float, reason: str) -> None:
        """Wait so many seconds, and tell for what."""
        told = _("{host}: {reason}. Going on in {n} s.", host=self.host, reason=reason, n=number(seconds))
        self._config.tell(self.done, told)
        self._config.sleep(seconds)

    def _pause(self, seconds: float, reason: str) -> None:
        self.wait(seconds * random.uniform(1, 1.25), reason)  # noqa: S311  # so that several do not come back at once

    def _wait_for_turn(self, answer: Answer, waited: float) -> float:
        seconds = next((s for s in (retry_after(answer), self._turn(answer)) if s is not None), self._busy_wait)
        if waited + seconds > LONGEST_WAIT:
            raise self.busy(seconds, _("its rate limit is used up"))
        self.wait(max(seconds, 1.0), _("its rate limit is used up"))
        return max(seconds, 1.0)

    def busy(self, seconds: float, reason: str) -> SourceBusy:
        """The error that says when a server takes requests again: in so many seconds."""
        goes_on = moment(datetime.now(UTC) + timedelta(seconds=seconds), settings().zone)
        return SourceBusy(_("{host}: {reason} until {moment}.", host=self.host, reason=reason, moment=goes_on))

    def _moved(self, answer: Answer) -> SourceUnreachable:
        target = urlsplit(answer.headers.get("Location", ""))
        where = f"{target.scheme}://{target.netloc.rpartition('@')[2]}" if target.netloc else _("another page")
        return SourceUnreachable(
            _("{host} sends on to {where} instead of answering.", host=self.host, where=where),
            _("If that is the right server, make it the origin's host."),
        )


def retry_after(answer: Answer) -> float | None:
    """The seconds of a Retry-After header, a date in it being measured by the server's own clock."""
    seconds = answer.number("Retry-After")
    until = http_date(answer.headers.get("Retry-After", ""))
    if seconds is None and until is not None:
        seconds = (until - (answer.date or datetime.now(UTC))).total_seconds()
    return None if seconds is None else max(seconds, 0.0)


def _no_sign_in(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """In place of what a .netrc file may hold for this host."""
    return request
