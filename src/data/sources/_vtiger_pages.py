"""The pages of a VTiger module in the order of ids: `id > last`, never an offset.

An offset shifts when records come and go between two pages; an id does not. A page is short at the end only.
"""

from collections.abc import Callable, Iterator, Sequence

from data.sources._vtiger import Row, Vtiger
from errors import SourceUnreachable
from i18n import _

PAGE = 100  # records: the server's own cap
TRIES = 4  # of a page that repeats
WAIT = 2.0  # seconds before a repeated page is asked for again

Sleep = Callable[[float], None]


def pages_of(
    server: Vtiger, module: str, sleep: Sleep, columns: str = "*", where: Sequence[str] = (), after: str | None = None
) -> Iterator[tuple[list[Row], str | None]]:
    """The pages of a module: their records, and the id after which the next page begins; None with the last."""
    seen = {after}
    while True:
        rows = _page(server, module, _select(columns, module, where, after), seen, sleep)
        seen.update(row["id"] for row in rows)
        after = rows[-1]["id"] if len(rows) >= PAGE else None
        yield rows, after
        if after is None:
            return


def records_of(server: Vtiger, module: str, ids: Sequence[str], columns: str = "*") -> list[Row]:
    """Those of these records that there are, some hundreds of ids at most."""
    found: list[Row] = []
    for start in range(0, len(ids), PAGE):
        among = f"id IN ({', '.join(map(quoted, ids[start : start + PAGE]))})"
        found += server.query(_select(columns, module, [among], None))
    return found


def count(server: Vtiger, module: str, where: Sequence[str], after: str | None) -> int | None:
    """How many records there are after that id; None if the server does not say."""
    rows = server.query(f"SELECT COUNT(*) FROM {module}{_where(where, after)};")  # noqa: S608
    told = str(rows[0].get("count", "")) if rows else ""
    return int(told) if told.isdecimal() else None


def quoted(text: str) -> str:
    """A text as VTQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def number_of(record_id: str) -> int:
    """The number within an id, by which ids are in order: 5x929210 is 929210; -1 where there is none."""
    number = record_id.rpartition("x")[2]
    return int(number) if number.isdecimal() else -1


def _page(server: Vtiger, module: str, vtql: str, seen: set[str | None], sleep: Sleep) -> list[Row]:
    """One page of records that are not known from an earlier one; one that repeats is asked for again."""
    for attempt in range(TRIES):
        if attempt:
            sleep(WAIT)
        rows = server.query(vtql)
        ids = [row.get("id") for row in rows]
        if all(isinstance(i, str) and i for i in ids) and seen.isdisjoint(ids):
            return rows
    raise SourceUnreachable(
        _("{module}: the server sends the same page, or records without an id, again and again.", module=module)
    )


def _select(columns: str, module: str, where: Sequence[str], after: str | None) -> str:
    return f"SELECT {columns} FROM {module}{_where(where, after)} ORDER BY id ASC LIMIT {PAGE};"  # noqa: S608


def _where(where: Sequence[str], after: str | None) -> str:
    conditions = [*where, *([f"id > {quoted(after)}"] if after else [])]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
