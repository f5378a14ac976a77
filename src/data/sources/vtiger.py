"""VTiger Cloud's REST interface.  https://help.vtiger.com/article/147111249-Rest-API-Manual

Options of an origin: username (an e-mail), access_key (from "My Preferences", not the password; a secret), host
(https://name.od2.vtiger.com); if wanted overlap_minutes (5), compare_hours (24: how often all ids are compared, 0
for every sync), most_gone (0.5: share of a module that may be gone at once), moved_from (the host it had before) and
timeout (30 seconds). Texts come with HTML entities and are decoded; times are in UTC.
"""

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import requests

from data.sources._base import Cursor, Page, SourceConfig, Window, source
from data.sources._http import TRIES, Http
from data.sources._server import server_address
from data.sources._vtiger import Deleted, Row
from data.sources._vtiger_limits import await_turn, until_turn
from data.sources._vtiger_reading import read
from data.sources._vtiger_refusals import refusal
from data.sources._vtiger_zones import zones_checked
from errors import BadInput, SourceBusy, SourceError, SourceUnreachable
from i18n import _

BASE = "/restapi/v1/vtiger/default"
SYNC_TRIES = 2  # where it is broken it answers 500 each time


@source(
    "vtiger",
    secrets=("access_key",),
    live=True,
    example={"host": "https://acme.od2.vtiger.com", "username": "you@acme.com"},
)
def pages(config: SourceConfig, cursor: Cursor | None, window: Window | None = None) -> Iterator[Page]:
    """Yield the mapping's modules: what has changed since the cursor, or was modified in the window."""
    cloud = Cloud(config)
    cloud.sign_in()
    found = read(replace(config, tell=cloud.http.tell), cloud, cursor, window)
    yield from zones_checked(config, cloud.zone, found)


class Cloud:
    """A VTiger Cloud instance, as `_vtiger.Vtiger` describes it."""

    zone = ZoneInfo("UTC")

    def __init__(self, config: SourceConfig) -> None:
        address = server_address(config)
        user, key = (str(config.options.get(name) or "") for name in ("username", "access_key"))
        if not user or not key:
            raise BadInput(
                _("{origin} has no user name and key to sign in with.", origin=config.origin),
                _("Set username among its options, and access_key as its secret."),
            )
        if "/restapi" not in urlsplit(address).path:
            address += BASE
        headers = {"Accept": "application/json, text/json"}
        self.http = Http(config, address, auth=(user, key), headers=headers, turn=until_turn)

    def sign_in(self) -> None:
        """Raise SourceRefused if the server does not take the user name and the key."""
        self._ask("/me")

    def query(self, vtql: str) -> list[Row]:
        """One page of records; see Vtiger."""
        module = vtql.partition(" FROM ")[2].partition(" ")[0].rstrip(";")
        rows = self._ask("/query", {"query": vtql}, module)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._unexpected("query")
        return [{name.lower(): _decoded(value) for name, value in row.items()} for row in rows]

    def modules(self) -> list[str]:
        """The modules that this user may read."""
        found = self._ask("/listtypes", {"fieldTypeList": "null"})
        if not isinstance(found, dict) or not isinstance(found.get("types"), list):
            raise self._unexpected("listtypes")
        return [str(name) for name in found["types"]]

    def fields(self, module: str) -> list[str]:
        """The names of a module's fields."""
        found = self._ask("/describe", {"elementType": module}, module)
        if not isinstance(found, dict) or not isinstance(found.get("fields"), list):
            raise self._unexpected("describe")
        return [str(field["name"]) for field in found["fields"] if isinstance(field, dict) and field.get("name")]

    def deleted_since(self, module: str, unix: int) -> Deleted | None:
        """What `sync` says was deleted since then; None if it answers with an error or with something else."""
        asked = {"modifiedTime": unix, "elementType": module, "syncType": "application"}
        try:
            found = self._ask("/sync", asked, module, tries=SYNC_TRIES)
            ids = [str(i) for i in found["deleted"]]
            return Deleted(ids, str(found.get("more")).lower() in ("true", "1"), int(found["lastModifiedTime"]))
        except SourceBusy:
            raise
        except (SourceError, LookupError, TypeError, ValueError):
            return None

    def now(self) -> datetime:
        """The server's clock at its last answer."""
        latest = self.http.latest
        return (latest and latest.date) or datetime.now(UTC)

    def _ask(self, path: str, params: Mapping[str, Any] | None = None, module: str = "", tries: int = TRIES) -> Any:
        """The result of a GET. Raises SourceError for everything else."""
        await_turn(self.http)
        answer = self.http.get(path, params, tries=tries)
        body = answer.body if isinstance(answer.body, dict) else {}
        if answer.status < requests.codes.bad_request and body.get("success") is True and "result" in body:
            return body["result"]
        raise refusal(answer, self.http, path, module)

    def _unexpected(self, what: str) -> SourceError:
        return SourceUnreachable(_("{host} answers {what} with something else.", host=self.http.host, what=what))


def _decoded(value: Any) -> Any:
    """Texts without HTML entities; all else as it is."""
    return html.unescape(value) if isinstance(value, str) and "&" in value else value
