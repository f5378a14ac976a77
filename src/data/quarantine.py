"""What the checks found in the snapshot in force, as a person who mends it needs it: where, why, and the row itself."""

from collections.abc import Iterator

import orjson
import pandas as pd
import polars as pl

from data.checks import say
from data.engine import Snapshot
from data.identity import is_by_content
from data.mapping import Mapping
from data.origins import get_origin, mapping_of
from data.record_log import payloads
from errors import BadMapping, UnknownName

QUARANTINE, WARNINGS = "quarantine", "warnings"
COLUMNS = ("origin", "kind", "record", "field", "value", "check", "reason", "content")
SEPARATOR = " · "  # between the fields of a row's content
AT_A_TIME = 5_000  # records whose content is read from the log at once
Finding = dict[str, str | None]


def found_rows(
    snapshot: Snapshot, which: str, origin: str | None = None, check: str | None = None, most: int | None = None
) -> pd.DataFrame:
    """One row for each finding of an origin and a check, or of all: the columns are COLUMNS, all texts.

    `record` is the id that its source or its key gives it, null where only its content names it; `field` and
    `content` have the names of the file's own columns. `which` is QUARANTINE or WARNINGS; `most` rows are given.
    """
    frame = _chosen(snapshot, which, origin, check)
    frame = frame.sort("origin", "kind", "check", "external_id", maintain_order=True)
    found = [row for part in (frame.head(most) if most else frame).iter_slices(AT_A_TIME) for row in _rows(part)]
    return pd.DataFrame(found, columns=list(COLUMNS), dtype="object")


def count_found(snapshot: Snapshot, which: str, origin: str | None = None, check: str | None = None) -> tuple[int, int]:
    """How many findings there are, and in how many records."""
    frame = _chosen(snapshot, which, origin, check)
    return frame.height, frame.select("origin", "kind", "external_id").n_unique()


def names_found(snapshot: Snapshot, column: str) -> list[str]:
    """The origins, or checks, of which there is any finding."""
    names = pl.concat([snapshot.frame(which)[column].cast(pl.String) for which in (QUARANTINE, WARNINGS)])
    return sorted(names.unique().drop_nulls())


def _chosen(snapshot: Snapshot, which: str, origin: str | None, check: str | None) -> pl.DataFrame:
    frame = snapshot.frame(which).with_columns(pl.col(pl.Categorical).cast(pl.String))
    for column, wanted in (("origin", origin), ("check", check)):
        if wanted is not None:
            frame = frame.filter(pl.col(column) == wanted)
    return frame


def _rows(part: pl.DataFrame) -> Iterator[Finding]:
    """A slice's findings, with the content of their records."""
    mappings = {origin: _mapping_of(origin) for origin in part["origin"].unique()}
    contents = {
        (origin, kind): payloads(origin, kind, some["external_id"].unique().to_list())
        for (origin, kind), some in part.group_by("origin", "kind")
    }
    for row in part.iter_rows(named=True):
        field = _field(mappings[row["origin"]], row["kind"], row["table"], row["column"])
        yield {
            **{name: row[name] for name in ("origin", "kind", "check", "value")},
            "record": None if is_by_content(row["external_id"]) else row["external_id"],
            "field": field,
            "reason": say(row["check"], field, row["value"]),
            "content": _content(contents[row["origin"], row["kind"]].get(row["external_id"])),
        }


def _mapping_of(name: str) -> Mapping | None:
    """An origin's mapping as it is now, for the names of its fields; None if it cannot be read."""
    try:
        return mapping_of(get_origin(name))
    except (UnknownName, BadMapping):
        return None


def _field(mapping: Mapping | None, kind: str, table: str, column: str | None) -> str | None:
    """The file's column, or columns, from which a column of a table is made; else that column itself."""
    for entry in mapping.entries_of(kind) if mapping else ():
        if entry.table == table and column in entry.columns and entry.columns[column].fields:
            return ", ".join(entry.columns[column].fields)
    return column


def _content(payload: str | None) -> str | None:
    """A record's fields as received, the empty ones left out: "status: Won · amount: 12"."""
    if payload is None:
        return None
    given = orjson.loads(payload) or {}
    return SEPARATOR.join(f"{name}: {_text(value)}" for name, value in given.items() if value not in (None, ""))


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
