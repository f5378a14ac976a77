"""What a base of Airtable holds: tables, their fields and records, and how its API writes them.

As the API does it: empty cells and unticked boxes are left out, links are lists of record ids, lookups are lists of
what the linked records hold (null where they hold nothing), and a place in a list is kept for some minutes only.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

CURSOR_LIFE = timedelta(minutes=5)
BLANK: tuple[Any, ...] = (None, "", [])
Cells = dict[str, Any]


class NoSuchPlace(LookupError):
    """The place in a list is forgotten."""


@dataclass(frozen=True)
class Field:
    """A column. `link` names the table it refers to; `through` and `column` what a lookup shows."""

    name: str
    type: str = "singleLineText"
    options: Mapping[str, Any] | None = None
    link: str | None = None
    through: str | None = None
    column: str | None = None


def link(name: str, table: str) -> Field:
    """A column that refers to records of a table."""
    return Field(name, "multipleRecordLinks", link=table)


def lookup(column: str, through: str) -> Field:
    """A column that shows one of the linked records, called as Airtable calls it: "revenue (from account)"."""
    return Field(f"{column} (from {through})", "multipleLookupValues", through=through, column=column)


@dataclass(eq=False)
class Row:
    """A record: its place in the order of the table, and its cells by the names of their fields."""

    number: int
    created: datetime
    cells: Cells


@dataclass
class Table:
    id: str
    name: str
    fields: dict[str, tuple[str, Field]]  # by name: the field's id, and what it is
    rows: list[Row] = field(default_factory=list)

    def row(self, number: int) -> Row:
        place = bisect_right(self.rows, number - 1, key=lambda row: row.number)
        if place == len(self.rows) or self.rows[place].number != number:
            raise KeyError(number)
        return self.rows[place]


@dataclass
class Base:
    """A base. `now` is Airtable's clock."""

    id: str = "appSalesPipeline1"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    cursor_life: timedelta = CURSOR_LIFE
    tables: dict[str, Table] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    _places: dict[str, tuple[str, int, datetime]] = field(default_factory=dict)
    _numbers: int = 0

    def add_table(self, name: str, *fields: Field) -> None:
        self.tables[name] = Table(self._id("tbl"), name, {f.name: (self._id("fld"), f) for f in fields})

    def add_field(self, table: str, made: Field) -> None:
        self.tables[table].fields[made.name] = (self._id("fld"), made)

    def rename_field(self, table: str, old: str, new: str) -> None:
        """A field's name changes; its id, and what its cells hold, do not."""
        with self.lock:
            found = self.tables[table]
            key, made = found.fields[old]
            renamed = replace(made, name=new)
            found.fields = {
                (new if n == old else n): ((key, renamed) if n == old else f) for n, f in found.fields.items()
            }
            for row in found.rows:
                if old in row.cells:
                    row.cells[new] = row.cells.pop(old)

    def add(self, table: str, cells: Cells) -> str:
        """A new record at the table's end; gives its id. A linked cell is a list of record ids."""
        with self.lock:
            self._check(table, cells)
            self._numbers += 1
            self.tables[table].rows.append(Row(self._numbers, self.now(), dict(cells)))
            return _record_id(self._numbers)

    def change(self, table: str, record: str, cells: Cells) -> None:
        with self.lock:
            self._check(table, cells)
            self.tables[table].row(_number(record)).cells.update(cells)

    def delete(self, table: str, record: str) -> None:
        """Delete a record, and the links to it."""
        with self.lock:
            self.tables[table].rows.remove(self.tables[table].row(_number(record)))
            for other in self.tables.values():
                for name in [name for name, (_key, made) in other.fields.items() if made.link == table]:
                    for row in other.rows:
                        row.cells[name] = [each for each in row.cells.get(name) or [] if each != record]

    def expire(self) -> None:
        """Forget all places in lists, as Airtable does by itself after some minutes."""
        self._places.clear()

    def schema(self) -> list[dict[str, Any]]:
        """The tables as the meta call gives them."""
        return [
            {"id": t.id, "name": t.name, "primaryFieldId": next(iter(t.fields.values()))[0], "views": [],
             "fields": [self._field(t, key, f) for key, f in t.fields.values()]}
            for t in self.tables.values()
        ]  # fmt: skip

    def page(self, table: str, size: int, offset: str | None, by_id: bool) -> dict[str, Any]:
        """Up to `size` records from the place on, and the next place if there are more. Raises NoSuchPlace."""
        with self.lock:
            found, after = self.tables[table], self._place(table, offset)
            start = bisect_right(found.rows, after, key=lambda row: row.number)
            rows = found.rows[start : start + size]
            records = [self._record(found, row, by_id) for row in rows]
            if start + size >= len(found.rows):
                return {"records": records}
            return {"records": records, "offset": self._new_place(table, rows[-1].number)}

    def _check(self, table: str, cells: Cells) -> None:
        if unknown := set(cells) - set(self.tables[table].fields):
            raise KeyError(f"{table} has no {', '.join(sorted(unknown))}")

    def _id(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}{self._numbers:014d}"

    def _place(self, table: str, offset: str | None) -> int:
        if offset is None:
            return 0
        known, number, made = self._places.get(offset, ("", 0, self.now()))
        if known != table or self.now() - made > self.cursor_life:
            raise NoSuchPlace(offset)
        return number

    def _new_place(self, table: str, number: int) -> str:
        offset = f"itr{len(self._places):014d}/{_record_id(number)}"
        self._places[offset] = (table, number, self.now())
        return offset

    def _record(self, table: Table, row: Row, by_id: bool) -> dict[str, Any]:
        values = {(key if by_id else name): self._value(table, f, row.cells) for name, (key, f) in table.fields.items()}
        filled = {name: value for name, value in values.items() if value is not False and value not in BLANK}
        return {"id": _record_id(row.number), "createdTime": _written(row.created), "fields": filled}

    def _value(self, table: Table, made: Field, cells: Cells) -> Any:
        """What the cell holds; that of a lookup is worked out, unless a test has said what it is."""
        if made.through is None or made.name in cells:
            return cells.get(made.name)
        target = self.tables[str(table.fields[made.through][1].link)]
        return [target.row(_number(record)).cells.get(str(made.column)) for record in cells.get(made.through) or []]

    def _field(self, table: Table, key: str, made: Field) -> dict[str, Any]:
        about: dict[str, Any] = {"id": key, "name": made.name, "type": made.type}
        options = dict(made.options or {})
        if made.link:
            options |= {"linkedTableId": self.tables[made.link].id, "isReversed": False,
                        "prefersSingleRecordLink": True}  # fmt: skip
        if made.through:
            by, (target_key, target) = self._looked_up(table, made)
            result = {"type": target.type, **({"options": target.options} if target.options else {})}
            options |= {"isValid": True, "recordLinkFieldId": by, "fieldIdInLinkedTable": target_key, "result": result}
        return {**about, "options": options} if options else about

    def _looked_up(self, table: Table, made: Field) -> tuple[str, tuple[str, Field]]:
        by, through = table.fields[str(made.through)]
        return by, self.tables[str(through.link)].fields[str(made.column)]


def _record_id(number: int) -> str:
    return f"rec{number:014d}"


def _number(record: str) -> int:
    return int(record.removeprefix("rec"))


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
