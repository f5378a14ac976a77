"""How far each module of a VTiger has been read: the origin's cursor, {module: place}, and of which host."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from data.sources._base import Cursor, SourceConfig
from data.sources._server import server_address
from errors import BadInput
from i18n import _
from settings import settings

HOST = "host"  # no module is called so
TIME = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Place:
    """Where the reading of one module stands. Instants are ISO texts in UTC, by the server's clock.

    A round reads what was modified from `since` on (null: everything). `started` is when it began, `after` the
    last id it has; both are null between rounds. `compared` is when all ids were last compared, `comparing`
    the last id of a comparison under way. `modified` is the field that VTQL knows modification by, null if
    there is none; `syncs` is whether the server tells of deletions.
    """

    since: str | None = None
    after: str | None = None
    started: str | None = None
    compared: str | None = None
    comparing: str | None = None
    modified: str | None = None
    syncs: bool = True

    def ended(self, overlap: timedelta) -> "Place":
        """The place after a round: the next reads from a little before this one began."""
        if self.started is None:
            return self
        return replace(self, since=(instant(self.started) - overlap).isoformat(), after=None, started=None)

    def comparison_due(self, now: datetime, every: timedelta) -> bool:
        """Whether it is time to compare all ids again, or a comparison is under way."""
        return self.comparing is not None or self.compared is None or now - instant(self.compared) >= every


def cursor_of_host(config: SourceConfig, cursor: Cursor) -> Cursor:
    """The cursor, naming the host it is of. Raises BadInput if that was another one: its ids mean other records."""
    host = urlsplit(server_address(config)).hostname
    before = cursor.get(HOST, host)
    if before not in (host, config.options.get("moved_from")):
        raise BadInput(
            _("{origin} was read from {before} so far, and its host is {host} now.",
              origin=config.origin, before=before, host=host),
            _("Another CRM is another origin: add one. If this one has moved, set its option moved_from to {before}.",
              before=before),
        )  # fmt: skip
    return {**cursor, HOST: host}


def place_of(cursor: Cursor, module: str) -> Place:
    """The module's place in the cursor; at the beginning if it has none."""
    return Place(**cursor.get(module, {}))


def with_place(cursor: Cursor, module: str, place: Place) -> Cursor:
    """The cursor with the module's new place."""
    return {**cursor, module: asdict(place)}


def instant(text: str) -> datetime:
    """An instant of the cursor."""
    return datetime.fromisoformat(text)


def written_since(since: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The smallest text that the server may have written for an instant between the two.

    Where clocks were put back meanwhile, texts written later are smaller: the text goes back as far.
    """
    put_back = max(_offset(since, zone) - _offset(now, zone), timedelta(0))
    return (since.astimezone(zone).replace(tzinfo=None) - put_back).strftime(TIME)


def window_texts(window: tuple[date, date], zone: ZoneInfo) -> tuple[str, str]:
    """From when to before when the company's days of a window last, as the server writes it."""
    first, last = window
    days = (first, last + timedelta(days=1))
    begin, end = (datetime(d.year, d.month, d.day, tzinfo=settings().zone).astimezone(zone) for d in days)
    return begin.strftime(TIME), end.strftime(TIME)


def modified_at(row: dict[str, Any], zone: ZoneInfo) -> datetime | None:
    """When the record was last modified, in UTC; None if it does not say."""
    try:
        local = datetime.fromisoformat(str(row.get("modifiedtime") or ""))
    except ValueError:
        return None
    return local.replace(tzinfo=zone).astimezone(UTC)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
