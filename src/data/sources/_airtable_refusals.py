"""What Airtable answers when it gives no records, in words.  https://airtable.com/developers/web/api/errors"""

from typing import Any

from data.sources._answers import Answer
from errors import SourceBusy, SourceError, SourceRefused
from i18n import _

USED_UP = "PUBLIC_API_BILLING_LIMIT_EXCEEDED"
EXPIRED = "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"


class CursorExpired(SourceError):
    """The place in a table is forgotten: the table has to be read from its first record again."""


def fault_of(body: Any) -> tuple[str, str]:
    """The type and the message of an error, either may be "", whichever of its shapes it has."""
    if not isinstance(body, dict):
        return "", ""
    several = body.get("errors")
    error = body.get("error") or (several[0] if isinstance(several, list) and several else "")
    if isinstance(error, dict):
        return str(error.get("type") or error.get("error") or ""), str(error.get("message") or "")
    return str(error), ""


def turn(answer: Answer) -> float | None:
    """For `Http`: when a busy Airtable takes requests again; not known. Raises SourceBusy if it is not this minute."""
    if fault_of(answer.body)[0] == USED_UP:
        raise SourceBusy(
            _("The month's calls of this Airtable workspace are used up."),
            _("Airtable counts anew each month; until then a larger plan, or a longer time between syncs, helps."),
        )
    return None


def refusal(answer: Answer, origin: str, said: str) -> SourceError:
    """The error for an answer of 400 to 499. `said` are Airtable's own words, fit to be shown."""
    type_ = fault_of(answer.body)[0]
    if type_ == EXPIRED:
        return CursorExpired(_("Airtable has forgotten the place in the table."))
    words = {"origin": origin, "said": f" ({said})" if said else ""}
    if answer.status == 401:
        return SourceRefused(
            _("Airtable does not accept the token of {origin}{said}.").format(**words),
            _("Make a personal access token at airtable.com/create/tokens and set it as the origin's api_token."),
        )
    if answer.status == 403:
        return SourceRefused(
            _("Airtable gives the token of {origin} no access to the base, or there is no such base{said}.").format(
                **words
            ),
            _("Check base_id. The token needs the scopes data.records:read and schema.bases:read, and this base."),
        )
    if answer.status == 404:
        return SourceRefused(
            _("Airtable has no base or table of that id for {origin}{said}.").format(**words),
            _("Check base_id and host. If a table was just deleted, sync again."),
        )
    return SourceRefused(
        _("Airtable refuses the request of {origin}: error {status}{said}.").format(**words, status=answer.status),
        _("If a table or a field was just changed, sync again. Else check base_id and the mapping."),
    )
