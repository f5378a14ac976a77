"""What a VTiger instance is asked, be it the cloud's REST or the open-source webservice.php.

`_vtiger_reading.read` reads whatever answers these questions.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from errors import SourceRefused

Row = dict[str, Any]
PEOPLE = ("Users", "Groups")  # read whole each time; those that have vanished stay


class ModuleRefused(SourceRefused):
    """This user may not read one module; the others may be readable."""


class Deleted(NamedTuple):
    """One answer of `sync`: the ids deleted, whether there are more, and the unix time to ask from next."""

    ids: Sequence[str]
    more: bool
    last: int


class Vtiger(Protocol):
    """A VTiger instance. Each method raises SourceError where the server gives no answer."""

    @property
    def zone(self) -> ZoneInfo:
        """In which the server writes and compares its times."""
        ...

    def query(self, vtql: str) -> list[Row]:
        """The records of one page as they come, keys in lower case, texts decoded.

        Raises ModuleRefused if this user may not read the module.
        """
        ...

    def modules(self) -> list[str]:
        """The modules that this user may read (listtypes)."""
        ...

    def fields(self, module: str) -> list[str]:
        """The names of a module's fields as VTQL wants them (describe). Raises ModuleRefused."""
        ...

    def deleted_since(self, module: str, unix: int) -> Deleted | None:
        """What has been deleted since then (sync); None where sync does not work."""
        ...

    def now(self) -> datetime:
        """The server's clock, in UTC, at its last answer; ours if it has not told."""
        ...
