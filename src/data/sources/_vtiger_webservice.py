"""Sessions of an open-source VTiger's webservice.php: a challenge, a login, requests, and a login anew at need."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

import requests

from data.sources._answers import Answer
from data.sources._base import SourceConfig
from data.sources._http import TRIES, Http
from data.sources._server import server_address
from errors import BadInput, SourceError, SourceRefused, SourceUnreachable
from i18n import _

PAGE = "/webservice.php"
ENDED = ("INVALID_SESSIONID", "AUTHENTICATION_REQUIRED")
VOIDED = ("INVALID_USER_CREDENTIALS", "INVALID_AUTH_TOKEN")  # a challenge that another program's has replaced
NO_SIGN_IN = ("INVALID_USER_CREDENTIALS", "INVALID_AUTH_TOKEN", "ACCESS_DENIED")
TOO_MUCH = (requests.codes.unauthorized, requests.codes.forbidden)


class Failed(SourceError):
    """What the server says in a body: a code of VTiger's, and its words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.said = code


class Sessions:
    """Requests of one user. The session's name goes in the body, never in an address, which servers write down."""

    def __init__(self, config: SourceConfig) -> None:
        options = config.options
        self._username, self._key = str(options.get("username") or ""), str(options.get("access_key") or "")
        if not self._username or not self._key:
            raise BadInput(
                _("{origin} has no user name or no access key.", origin=config.origin),
                _("Set username and access_key; the key stands under My Preferences in VTiger."),
            )
        self.http = Http(config, server_address(config).removesuffix(PAGE) + PAGE, hidden=(self._key,))
        self._session: str | None = None
        self._date: datetime | None = None
        self.is_admin = True

    @property
    def host(self) -> str:
        return self.http.host

    @property
    def now(self) -> datetime:
        """The server's clock at its last answer, in UTC; ours if it has not told."""
        return self._date or datetime.now(UTC)

    def ask(self, operation: str, params: Mapping[str, Any], tries: int = TRIES) -> Any:
        """The result of an operation. Raises Failed with the server's words, or another SourceError."""
        if self._session is None:
            self._log_in()
        try:
            return self._post(operation, params, {"sessionName": self._session}, tries)
        except Failed as failed:
            if failed.said not in ENDED:
                raise
        self._log_in()
        return self._post(operation, params, {"sessionName": self._session}, tries)

    def _log_in(self) -> None:
        """A new session; once more with a fresh challenge, where another program may have voided ours."""
        try:
            user = self._challenged()
        except Failed as failed:
            if failed.said not in VOIDED:
                raise self._refused(failed) from None
            user = self._challenged_again()
        self._session, self.is_admin = str(user["sessionName"]), user.get("is_admin", "on") == "on"

    def _challenged_again(self) -> dict[str, Any]:
        try:
            return self._challenged()
        except Failed as failed:
            raise self._refused(failed) from None

    def _challenged(self) -> dict[str, Any]:
        answer = self.http.get("", {"operation": "getchallenge", "username": self._username})
        challenge = self._result(answer)
        if not isinstance(challenge, dict) or "token" not in challenge:
            raise self._unexpected("getchallenge")
        self._date = answer.date or _instant(challenge.get("serverTime"))
        key = md5(f"{challenge['token']}{self._key}".encode()).hexdigest()  # noqa: S324 (the protocol's)
        form = {"operation": "login", "username": self._username, "accessKey": key}
        user = self._result(self.http.post("", form))
        if not isinstance(user, dict) or "sessionName" not in user:
            raise self._unexpected("login")
        return user

    def _unexpected(self, what: str) -> SourceError:
        return SourceUnreachable(_("{host} answers {what} with something else.", host=self.host, what=what))

    def _refused(self, failed: Failed) -> SourceError:
        if failed.said not in NO_SIGN_IN:
            return failed
        return SourceRefused(
            _("{host} refuses the sign-in of {user}: {reason}.", host=self.host, user=self._username,
              reason=failed.message.rstrip(".")),
            _("Check username and access_key. The key stands under My Preferences in VTiger; it is not the password."),
        )  # fmt: skip

    def _post(self, operation: str, params: Mapping[str, Any], form: Mapping[str, Any], tries: int) -> Any:
        return self._result(self.http.post("", form, {"operation": operation, **params}, tries=tries))

    def _result(self, answer: Answer) -> Any:
        self._date = answer.date or self._date
        if answer.status in TOO_MUCH:
            message = _("{host} answers {status} before VTiger is asked.", host=self.host, status=answer.status)
            raise SourceRefused(
                message, _("Let this server through to webservice.php: a firewall or a password is before it.")
            )
        if answer.status != requests.codes.ok or not isinstance(answer.body, dict):
            raise SourceUnreachable(
                _(
                    "There is no webservice.php of VTiger at {host}: it answers {status}.",
                    host=self.host,
                    status=answer.status,
                ),
                _("Check the origin's host: the address of VTiger's start page, with its folder."),
            )
        if answer.body.get("success"):
            return answer.body.get("result")
        error = answer.body.get("error")
        told = error if isinstance(error, dict) else {"message": error or ""}
        raise Failed(str(told.get("code", "")), self.http.said(str(told.get("message", ""))) or _("no reason given"))


def _instant(unix: Any) -> datetime | None:
    """The instant of a unix time; None if it is none."""
    try:
        return datetime.fromtimestamp(int(unix), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
