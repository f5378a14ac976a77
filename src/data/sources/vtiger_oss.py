"""VTiger open source, by its webservice.php.  https://code.vtiger.com/vtiger/vtigercrm

Options: host (the address of its start page), username, access_key (secret), zone (the server's default_timezone,
in which it writes its times; default UTC), overlap_minutes, compare_hours, most_gone, moved_from, timeout. Deletions
are found by comparing ids: its sync does not tell of deals that went with their account, and on some versions does
not work at all.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data.sources._base import Cursor, Page, SourceConfig, Window, source
from data.sources._vtiger import Deleted, ModuleRefused, Row
from data.sources._vtiger_place import modified_at
from data.sources._vtiger_reading import read
from data.sources._vtiger_webservice import Failed, Sessions
from data.sources._vtiger_zones import zones_checked
from errors import BadInput, SourceError, SourceUnreachable
from i18n import _, number

AHEAD = timedelta(minutes=15)  # a record modified so long after now was not: the zone is wrong


@source(
    "vtiger_oss",
    secrets=("access_key",),
    live=True,
    example={"host": "https://crm.acme.com", "username": "admin", "zone": "UTC"},
)
def pages(config: SourceConfig, cursor: Cursor | None, window: Window | None = None) -> Iterable[Page]:
    """Yield what has changed, module by module, then what has gone."""
    server = WebService(config)
    found = read(replace(config, tell=server.sessions.http.tell), server, cursor, window)
    return zones_checked(config, server.zone, found)


class WebService:
    """One VTiger, as `_vtiger.Vtiger` asks it."""

    def __init__(self, config: SourceConfig) -> None:
        self._config, self.sessions = config, Sessions(config)
        self.zone = _zone(config)
        self._zone_doubted = False

    def query(self, vtql: str) -> list[Row]:
        """The records of one page, keys in lower case, texts as stored."""
        found = self._ask("query", query=vtql)
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise self._unexpected("query")
        rows = [{name.lower(): value for name, value in row.items()} for row in found]
        self._check_zone(rows)
        return rows

    def modules(self) -> list[str]:
        """The modules that this user may read."""
        found = self._ask("listtypes")
        if not isinstance(found, dict) or not isinstance(found.get("types"), list):
            raise self._unexpected("listtypes")
        if not self.sessions.is_admin:
            self._config.say(
                _("The user {user} is no administrator of {host}: VTiger shows it no users, and of the calls only its"
                  " own. Use an administrator's key.",
                  user=self._config.options["username"], host=self.sessions.host)
            )  # fmt: skip
        return [str(name) for name in found["types"]]

    def fields(self, module: str) -> list[str]:
        """The names of a module's fields, in VTiger's own case."""
        found = self._ask("describe", elementType=module)
        if not isinstance(found, dict) or not isinstance(found.get("fields"), list):
            raise self._unexpected("describe")
        return [str(field["name"]) for field in found["fields"] if isinstance(field, dict) and field.get("name")]

    def deleted_since(self, module: str, unix: int) -> Deleted | None:
        """What sync tells of deletions; None where it does not work, as on 8.2.0."""
        asked = {"modifiedTime": max(1, unix), "elementType": module, "syncType": "application"}
        try:
            found = self.sessions.ask("sync", asked, tries=1)
            return Deleted([str(i) for i in found["deleted"]], bool(found["more"]), int(found["lastModifiedTime"]))
        except (SourceError, LookupError, TypeError, ValueError):
            return None

    def now(self) -> datetime:
        """The server's clock, in UTC."""
        return self.sessions.now

    def _ask(self, operation: str, **params: str) -> Any:
        """Raises ModuleRefused for what this user may not see, SourceError for every other refusal."""
        try:
            return self.sessions.ask(operation, params)
        except Failed as failed:
            host, said = self.sessions.host, failed.message.rstrip(".")
            if failed.said != "ACCESS_DENIED":
                message = _("{host} cannot answer ({code}): {reason}.", host=host, code=failed.said, reason=said)
                raise SourceError(message) from None
            module = params.get("elementType") or params.get("query", "").partition(" FROM ")[2].partition(" ")[0]
            raise ModuleRefused(
                _("{host} refuses {user} to read {module}: {reason}.", host=host,
                  user=self._config.options["username"], module=module or operation, reason=said),
                _("Use an administrator's key, or let this user's profile view that module."),
            ) from None  # fmt: skip

    def _unexpected(self, what: str) -> SourceError:
        return SourceUnreachable(_("{host} answers {what} with something else.", host=self.sessions.host, what=what))

    def _check_zone(self, rows: list[Row]) -> None:
        """Say it, once, if something was modified after now: then the server does not write its times in `zone`.

        Only a real zone east of it shows so: one to the west makes all records look older, which they may be.
        """
        last = max((at for row in rows if (at := modified_at(row, self.zone))), default=None)
        if last is None or self._zone_doubted or last - self.now() < AHEAD:
            return
        self._zone_doubted = True
        hours = number(round((last - self.now()).total_seconds() / 3600, 1))
        self._config.say(
            _("{host} has records that were modified {hours} hours after now, by its own clock: it does not write its"
              " times in {zone}. Set the origin's zone to its default_timezone.",
              host=self.sessions.host, hours=hours, zone=self.zone.key)
        )  # fmt: skip


def _zone(config: SourceConfig) -> ZoneInfo:
    name = str(config.options.get("zone") or "UTC")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadInput(
            _("The zone of {origin}, '{zone}', is no time zone.", origin=config.origin, zone=name),
            _("Write the server's default_timezone, like Europe/Paris."),
        ) from None
