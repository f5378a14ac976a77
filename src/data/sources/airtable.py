"""Airtable bases.  https://airtable.com/developers/web/api/list-records

A kind of the mapping is the table of that name. Every table is read whole each time, by its fields' ids, so that a
column renamed meanwhile is not lost. Nothing but a pass from the first record to the last tells which are gone.
"""

from collections.abc import Generator, Iterator, Mapping
from enum import Enum

from pyairtable.api.table import Table

from data.sources._airtable_api import opened, record_pages, tables_of
from data.sources._airtable_cells import OURS, modified, payloads
from data.sources._airtable_refusals import CursorExpired
from data.sources._base import Cursor, Kind, Page, Record, SourceConfig, Window, source
from data.sources._http import Http
from data.sources._kinds import missing_fields
from errors import SourceUnreachable, UnreadableFile
from i18n import _, number

PASSES = 3  # through a table, if its cursor expires or records come twice
AHEAD = 100  # records that a table may hold beyond those expected
IDLE = 10  # pages in a row that bring nothing new before a table is given up
SHOWN = "https://airtable.com"  # where people see a record: base, table and record follow


class Outcome(Enum):
    WHOLE = "every record was given once"
    EXPIRED = "the cursor expired on the way"
    REPEATED = "records came twice: others may have been left out for them"


@source(
    "airtable",
    secrets=("api_token",),
    live=True,
    example={"base_id": "appXXXXXXXXXXXXXX"},
)
def pages(config: SourceConfig, cursor: Cursor | None, window: Window | None = None) -> Iterator[Page]:
    """Yield the records of options["base_id"], table by table, after one page that lists what cannot be read.

    There is no cursor and no window: a base tells neither what has changed nor what is gone. Raises BadInput for
    options that cannot be used, SourceRefused, SourceBusy or SourceUnreachable, each with what to check.
    """
    base, http = opened(config)
    tables = tables_of(base, http)
    wanted = {name: kind for name, kind in config.kinds.items() if not kind.ignore}
    problems = [problem for name, kind in wanted.items() if (problem := _problem(name, kind, tables))]
    if problems:
        yield Page(problems=problems)
    if others := sorted(set(tables) - set(config.kinds)):
        config.say(_("Tables of the base that the mapping does not name: {names}.").format(names=", ".join(others)))
    unread = {problem.file for problem in problems}
    read = [tables[name] for name in wanted if name not in unread]
    for done, table in enumerate(read):
        yield from _table(table, config, http, (done, len(read)))


def _problem(name: str, kind: Kind, tables: Mapping[str, Table]) -> UnreadableFile | None:
    """Why the kind cannot be read: it has no table, or the table lacks columns. None if it can."""
    if name not in tables:
        reason = _("the base has no table of that name. Found: {found}.").format(found=", ".join(sorted(tables)))
        return UnreadableFile(name, reason, hint=_("Name the table, or the kind of the mapping, alike."))
    columns = (*OURS, *(field.name for field in tables[name].schema().fields))
    if not (absent := missing_fields(columns, kind)):
        return None
    reason = _("the table lacks these columns: {absent}. Found: {found}.").format(
        absent=", ".join(absent), found=", ".join(columns[len(OURS) :])
    )
    return UnreadableFile(name, reason, hint=_("Is it the right mapping? If so, rename the columns."))


def _table(table: Table, config: SourceConfig, http: Http, place: tuple[int, int]) -> Iterator[Page]:
    """A table's records, a page at a time; then one page that says that these were all."""
    outcome = Outcome.EXPIRED
    for _pass in range(PASSES):
        outcome = yield from _one_pass(table, config, http, place)
        if outcome == Outcome.WHOLE:
            yield Page(kind=table.name, complete=True)
            return
    if outcome == Outcome.EXPIRED:
        raise SourceUnreachable(
            _("Airtable forgot {n} times where we were in {table}.", n=PASSES, table=table.name),
            _("A place is kept for some minutes: check how fast the connection is, then sync again."),
        )
    said = _("{table}: records came twice. None is taken for deleted until the table is read without.")
    config.say(said.format(table=table.name))


def _one_pass(table: Table, config: SourceConfig, http: Http, place: tuple[int, int]) -> Generator[Page, None, Outcome]:
    """The pages from the first record on; gives how it ended."""
    schema = table.schema()
    payload, modified_at = payloads(schema, f"{SHOWN}/{table.base.id}/{schema.id}"), modified(schema)
    seen: set[str] = set()
    expected, outcome, idle = len(config.known(table.name)), Outcome.WHOLE, 0
    try:
        for rows in record_pages(table, http):
            fresh = {row["id"] for row in rows} - seen
            outcome = outcome if len(fresh) == len(rows) else Outcome.REPEATED
            idle = 0 if fresh else idle + 1
            if idle > IDLE:
                raise SourceUnreachable(
                    _("Airtable gives the same records of {table} again and again.", table=schema.name)
                )
            seen |= fresh
            yield Page([Record(schema.name, row["id"], payload(row), modified_at(row)) for row in rows])
            http.done = (place[0] + len(seen) / (max(expected, len(seen)) + AHEAD)) / place[1]
            config.tell(http.done, _("{table}: {n} records read", table=schema.name, n=number(len(seen))))
    except CursorExpired:
        return Outcome.EXPIRED
    return outcome
