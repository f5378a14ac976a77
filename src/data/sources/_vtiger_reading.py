"""How both VTigers are read: module by module, page by page, so that nothing is lost and nothing doubled.

A round of a module: what `sync` says was deleted; what was modified since the last round began, less an
overlap; and once in a while a comparison of all ids. Every page moves the cursor to just behind itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from data.sources._base import Cursor, Page, Record, SourceConfig, Window
from data.sources._server import number_option
from data.sources._vtiger import PEOPLE, ModuleRefused, Row, Vtiger
from data.sources._vtiger_deletions import comparison, told_deleted, too_few_are_there
from data.sources._vtiger_pages import pages_of
from data.sources._vtiger_place import (
    Place,
    cursor_of_host,
    instant,
    modified_at,
    place_of,
    window_texts,
    with_place,
    written_since,
)
from data.sources._vtiger_progress import Progress
from errors import SourceRefused
from i18n import _

OVERLAP_MINUTES = 5.0
COMPARE_HOURS = 24.0
USER_FIELDS = (  # where the mapping names none: a `*` may hold passwords and keys
    "id", "user_name", "first_name", "last_name", "email1", "status", "roleid", "user_primary_group", "time_zone",
)  # fmt: skip


def read(config: SourceConfig, server: Vtiger, cursor: Cursor | None, window: Window | None = None) -> Iterator[Page]:
    """Yield what is new, changed and gone of the mapping's modules; with a window what was modified in it.

    A window moves no cursor. Raises BadInput if the cursor is of another host, and SourceRefused, at the end, if a
    module could not be read for want of rights.
    """
    reading = Reading(config, server, cursor_of_host(config, cursor or {}), window)
    readable, refusals = reading.readable(), []
    for place, module in enumerate(readable):
        reading.progress.enter(place, len(readable))
        try:
            yield from reading.module(module)
        except ModuleRefused as refusal:
            if module in PEOPLE:
                config.say(
                    _("{module} cannot be read by this user: names and teams of reps are missing.", module=module)
                )
            else:
                refusals.append(refusal)
    if refusals:
        raise SourceRefused(" ".join(refusal.message for refusal in refusals), refusals[0].hint)


class Reading:
    """One run over the modules of one server."""

    def __init__(self, config: SourceConfig, server: Vtiger, cursor: Cursor, window: Window | None) -> None:
        self._config, self._server, self._cursor, self._window = config, server, cursor, window
        self._overlap = timedelta(minutes=number_option(config, "overlap_minutes", OVERLAP_MINUTES))
        self._every = timedelta(hours=number_option(config, "compare_hours", COMPARE_HOURS))
        self._sync_failed = False
        self.progress = Progress(config, server)

    def readable(self) -> list[str]:
        """The mapping's modules that the server lets this user read; of the others it says so."""
        wanted = [kind for kind, spec in self._config.kinds.items() if not spec.ignore]
        there = set(self._server.modules())
        for module in wanted:
            if module not in there:
                self._config.say(
                    _("{module} is not read: it is switched off, or this user may not see it.", module=module)
                )
        if not there.intersection(wanted):
            raise SourceRefused(
                _("This user may read none of {modules}.", modules=", ".join(wanted)),
                _("Give the user a role whose profile may view these modules, or use an administrator."),
            )
        return [module for module in wanted if module in there]

    def module(self, module: str) -> Iterator[Page]:
        """One round of a module, or a window of it."""
        place = Place() if self._window else place_of(self._cursor, module)
        if module in PEOPLE:
            yield from self._people(module, place)
        elif self._window:
            yield from self._modified_within(module, self._window)
        else:
            place = self._begun(module, place)
            yield from self._told_deleted(module, place)
            yield from self._modified(module, place_of(self._cursor, module))
            yield from self._compared(module, place_of(self._cursor, module))

    def _people(self, module: str, place: Place) -> Iterator[Page]:
        columns = self._user_columns() if module == "Users" else "*"
        for rows, after in pages_of(self._server, module, self._config.sleep, columns, after=place.after):
            yield self._page(module, rows, replace(place, after=after))

    def _user_columns(self) -> str:
        spec, there = self._config.kinds["Users"], self._server.fields("Users")
        wanted = {name.lower() for name in (*spec.fields, *spec.optional)} or set(USER_FIELDS)
        return ", ".join(["id", *(name for name in there if name.lower() in wanted - {"id"})])

    def _begun(self, module: str, place: Place) -> Place:
        """The place with a round begun: from here on the server's clock is what counts."""
        now = self._server.now()
        anew = place.since is None and place.started is None
        if anew and not self._config.known(module):  # what has just been read needs no comparison
            place = replace(place, compared=now.isoformat())
        if anew or place.comparison_due(now, self._every):  # fields and sync may have come since
            place = replace(place, modified=self._modified_field(module), syncs=True)
        place = replace(place, started=place.started or now.isoformat())
        self._cursor = with_place(self._cursor, module, place)
        return place

    def _modified_field(self, module: str) -> str | None:
        return next((name for name in self._server.fields(module) if name.lower() == "modifiedtime"), None)

    def _told_deleted(self, module: str, place: Place) -> Iterator[Page]:
        if place.since is None or not place.syncs:
            return
        gone = told_deleted(self._server, module, int(instant(place.since).timestamp()))
        if gone is None:
            self._sync_fails()
            self._cursor = with_place(self._cursor, module, replace(place, syncs=False))
        elif gone:
            yield self._page(module, [], place, gone)

    def _sync_fails(self) -> None:
        if not self._sync_failed:
            self._config.say(_("sync does not work on this server: deletions are found by comparing all ids."))
        self._sync_failed = True

    def _modified(self, module: str, place: Place) -> Iterator[Page]:
        where = []
        if place.since and place.modified:
            since = written_since(instant(place.since), self._server.now(), self._server.zone)
            where = [f"{place.modified} >= '{since}'"]
        for rows, after in self.progress.pages(module, where, place.after):
            place = replace(place, after=after) if after else self._ended(place)
            yield self._page(module, rows, place)

    def _ended(self, place: Place) -> Place:
        if place.since is None and place.compared:  # a first load, however long it took, is all there is
            place = replace(place, compared=self._server.now().isoformat())
        return place.ended(self._overlap)

    def _modified_within(self, module: str, window: Window) -> Iterator[Page]:
        begin, end = window_texts(window, self._server.zone)
        field = self._modified_field(module)
        where = [f"{field} >= '{begin}'", f"{field} < '{end}'"] if field else []
        for rows, _after in self.progress.pages(module, where, None):
            yield self._page(module, rows, None)

    def _compared(self, module: str, place: Place) -> Iterator[Page]:
        now = self._server.now()
        if not place.comparison_due(now, self._every):
            return
        if place.comparing is None and too_few_are_there(self._server, module, self._config):
            return
        for found in comparison(self._server, module, self._config.known, self._config.sleep, place.comparing):
            self.progress.tell(1, _("{module}: looking for what has been deleted", module=module))
            place = replace(place, comparing=found.after)
            if found.after is None:
                place = replace(place, compared=now.isoformat())
            yield self._page(module, found.new, place, found.gone)

    def _page(self, module: str, rows: Sequence[Row], place: Place | None, gone: Sequence[str] = ()) -> Page:
        """A page; with a place, and outside a window, the cursor moves to there with it."""
        if place is not None:
            self._cursor = with_place(self._cursor, module, place)
        records = [Record(module, row["id"], row, modified_at(row, self._server.zone)) for row in rows]
        cursor = None if place is None or self._window else self._cursor
        return Page(records, [(module, i) for i in gone], cursor, kind=module)
