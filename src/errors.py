"""Everything that Fairlead itself raises.

    FairleadError                 500
    ├── BadInput                  400  the caller's words are wrong
    │   ├── UnknownName           404  no metric, dimension, mapping ... of that name
    │   ├── BadFilter             400  a period or a filter value that does not exist
    │   ├── BadMapping            400  a mapping that does not fit the data or the schema
    │   ├── UnreadableFile        400  a file that cannot be read: file, line, reason
    │   └── TooLarge              413  more than one upload may bring
    ├── SettingsError             500  the environment or settings.toml is wrong
    ├── JobRunning                409  another job of this type holds the lock
    ├── NoData                    503  nothing has been published yet
    │   └── NotReady              503  data there is; its files are being made again
    ├── NotSignedIn               401
    ├── ForeignRequest            403  the page of another site asks for a change
    ├── SourceError               502  a source answers wrongly, or refuses
    │   ├── SourceUnreachable     502  no answer, cut off, or nothing readable, after several tries
    │   ├── SourceRefused         502  it refuses the sign-in or the rights
    │   └── SourceBusy            503  its rate or budget is used up: when it goes on
    └── StorageError              507  the disk or the database refused a write

Each carries a message (what happened, why) and a hint (what to do). A command prints both and
exits with 1; the API answers `{"error": {"code", "message", "hint"}}` with `status`.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from i18n import N_, _


class FairleadError(Exception):
    status = 500
    code = "error"
    hint = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or _(type(self).hint)

    def as_dict(self) -> dict[str, dict[str, str]]:
        """The error as every API answer shows it."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}


class BadInput(FairleadError):
    status = 400
    code = "bad_input"


class UnknownName(BadInput):
    """A name that is not in a list; the message has the nearest, the hint has all valid ones."""

    status = 404
    code = "unknown_name"

    def __init__(self, what: str, name: str, valid: Iterable[str]) -> None:
        names = sorted(valid)
        near = get_close_matches(name, names, n=1)
        message = _("There is no {what} '{name}'.", what=what, name=name)
        if near:
            message += " " + _("Did you mean '{name}'?", name=near[0])
        super().__init__(message, _("Valid: {names}.", names=", ".join(names) or _("none yet")))


class BadFilter(BadInput):
    code = "bad_filter"


class BadMapping(BadInput):
    code = "bad_mapping"
    hint = N_("See src/data/mappings/README.md for what a mapping may say.")


class UnreadableFile(BadInput):
    """One file of an import: which, where in it, why."""

    code = "unreadable_file"

    def __init__(self, file: str, reason: str, line: int | None = None, hint: str = "") -> None:
        where = _("{file}, line {line}", file=file, line=line) if line else file
        super().__init__(f"{where}: {reason}", hint)
        self.file, self.line, self.reason = file, line, reason


class TooLarge(BadInput):
    status = 413
    code = "too_large"


class SettingsError(FairleadError):
    code = "settings"


class JobRunning(FairleadError):
    status = 409
    code = "job_running"
    hint = N_("Wait for it to end, then try again. Nothing was changed.")


class NoData(FairleadError):
    status = 503
    code = "no_data"
    hint = N_("Load the demo company or import a file: on the Data page, or by python src/manage.py import.")


class NotReady(NoData):
    code = "not_ready"
    hint = N_("Try again in a moment.")


class NotSignedIn(FairleadError):
    status = 401
    code = "not_signed_in"
    hint = N_("Sign in with the password set in FAIRLEAD_PASSWORD.")


class ForeignRequest(FairleadError):
    status = 403
    code = "foreign_request"
    hint = N_("Open the Data page and choose the files there.")


class SourceError(FairleadError):
    """A source that cannot be read. The message holds no secret: no header, no address with a key in it.

    What it gave before stays in the log, and the next sync goes on from there.
    """

    status = 502
    code = "source"
    hint = N_("What was received before is kept. Sync again; if it goes on, look into the source's own log.")


class SourceUnreachable(SourceError):
    code = "source_unreachable"
    hint = N_("Check the origin's host and the network. What was received is kept; the next sync goes on from there.")


class SourceRefused(SourceError):
    code = "source_refused"
    hint = N_("Check the origin's user name and key, and that this user may read by the API.")


class SourceBusy(SourceError):
    status = 503
    code = "source_busy"
    hint = N_("It goes on by itself at a later sync. What was received is kept.")


class StorageError(FairleadError):
    status = 507
    code = "storage"
    hint = N_("Free some space or check the permissions, then run it again. What was served is served on.")
