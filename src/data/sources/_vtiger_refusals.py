"""What VTiger Cloud means by an error: which sign-in, module or right is at fault, and what to do about it."""

import requests

from data.sources._answers import Answer
from data.sources._http import Http
from data.sources._vtiger import ModuleRefused
from errors import SourceError, SourceRefused, SourceUnreachable
from i18n import _

DENIED = "ACCESS_DENIED"


def refusal(answer: Answer, http: Http, path: str, module: str = "") -> SourceError:
    """The error to raise for an answer that is no result; `module` is the one it was asked of."""
    code, words = _reason(answer)
    said = http.said(f"{code}: {words}" if words else code)
    if answer.status == requests.codes.unauthorized:
        return SourceRefused(
            _("{host} does not accept the user name and access key ({status}).", host=http.host, status=answer.status),
            _("The key is under My Preferences in VTiger, not the password; it changes when it is reset there."),
        )
    if answer.status == requests.codes.forbidden or code == DENIED:
        return _forbidden(http.host, module, said)
    if answer.status == requests.codes.not_found:
        return SourceUnreachable(
            _("{host} has no VTiger Cloud at this address (404).", host=http.host),
            _("The host option is the address you sign in at, e.g. https://name.od2.vtiger.com."),
        )
    told = _("{host} refuses {path} with {status}. {said}", host=http.host, path=path, status=answer.status, said=said)
    return SourceError(told.rstrip())


def _forbidden(host: str, module: str, said: str) -> SourceError:
    if not module:
        return SourceRefused(
            _("{host} does not let this user use the API. {said}", host=host, said=said).rstrip(),
            _("Check the user's rights, and that this edition of VTiger has an API."),
        )
    return ModuleRefused(
        _("{host}: this user may not read {module}. {said}", host=host, module=module, said=said).rstrip(),
        _("In VTiger, let the profile of the user's role view {module}.", module=module),
    )


def _reason(answer: Answer) -> tuple[str, str]:
    """Code and words of an error: from the body if it has them, else from the status line, CODE:text."""
    error = answer.body.get("error") if isinstance(answer.body, dict) else None
    if isinstance(error, dict):
        return str(error.get("code", "")), str(error.get("message", ""))
    code, _colon, words = answer.reason.partition(":")
    return code.strip(), words.strip()
