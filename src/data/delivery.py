"""One delivery of a source: its records named, batch by batch, and what became of every row."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import polars as pl

from data.credentials import scrub
from data.identity import Identifier
from data.mapping import Mapping
from data.mapping_faults import fields_used
from data.record_log import UNCHANGED, Version, live_ids
from data.sources._base import Cursor, Page
from errors import SourceError
from i18n import _

ROWS = {"external_id": pl.String, "outcome": pl.Categorical}


@dataclass(frozen=True)
class Batch:
    """What one page holds of one kind. Only the last batch of a page carries its cursor.

    A page that holds nothing but a cursor is a batch of no kind.
    """

    kind: str
    versions: Sequence[Version]
    deleted: Sequence[str]
    complete: bool
    cursor: Cursor | None


@dataclass
class Delivery:
    """What has been received so far."""

    rows: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    deleted: int = 0
    retired_demo: bool = False
    problems: list[str] = field(default_factory=list)
    unused: dict[str, None] = field(default_factory=dict)  # sentences on columns that no mapping reads
    said: list[str] = field(default_factory=list)  # by the source
    fault: SourceError | None = None  # what kept the source from being read to its end

    def note_unused(self, kind: str, columns: Iterable[str], mapping: Mapping) -> None:
        """Say of columns that the mapping does not name: they are kept in the log and read by nothing."""
        spec = mapping.kinds[kind]
        if not spec.fields:  # a kind of which no field is expected
            return
        known = {*spec.fields, *spec.optional, *spec.never_store, *spec.key, *fields_used(mapping, kind)}
        pattern = spec.unpivot.columns if spec.unpivot else "(?!)"
        for column in columns:
            if column not in known and not re.fullmatch(pattern, column):
                near = get_close_matches(column, known, n=1)
                hint = " " + _("Did you mean '{name}'?").format(name=near[0]) if near else ""
                said = _("{kind}: the column '{column}' is not in the mapping; it is kept in the log, not used.")
                self.unused[said.format(kind=kind, column=column) + hint] = None

    def add(self, batch: Batch, outcomes: Sequence[str]) -> None:
        """Note what became of each row of a batch: new, changed or unchanged."""
        if batch.versions:
            ids = [version.external_id for version in batch.versions]
            self.rows[batch.kind].append(pl.DataFrame({"external_id": ids, "outcome": outcomes}, schema=ROWS))

    def frame(self) -> pl.DataFrame:
        """Every source row: kind, external_id, outcome."""
        kinds = [pl.concat(rows).with_columns(pl.lit(kind).alias("kind")) for kind, rows in self.rows.items()]
        return pl.concat(kinds) if kinds else pl.DataFrame(schema={**ROWS, "kind": pl.String})

    @property
    def changes(self) -> int:
        """How many records are new or changed."""
        return sum(frame.filter(pl.col("outcome") != UNCHANGED).height for rows in self.rows.values() for frame in rows)

    def gone(self, origin: str, batch: Batch, mapping: Mapping) -> set[str]:
        """The live records that the batch says are deleted, or that a complete full delivery no longer has."""
        full = batch.complete and mapping.kinds[batch.kind].delivery == "full"
        if not full and not batch.deleted:
            return set()
        live = live_ids(origin, batch.kind)
        here = {version.external_id for version in batch.versions}
        for rows in self.rows.get(batch.kind, ()) if full else ():
            here.update(rows["external_id"])
        return live - here if full else live.intersection(batch.deleted) - here


def until_a_fault(pages: Iterable[Page], delivery: Delivery) -> Iterator[Page]:
    """The pages up to where the source fails; notes in `delivery` why, without any secret."""
    try:
        yield from pages
    except SourceError as fault:
        fault.message, fault.hint = scrub(fault.message), scrub(fault.hint)
        fault.args = (fault.message,)
        delivery.fault = fault


def batches(pages: Iterable[Page], mapping: Mapping, delivery: Delivery) -> Iterator[Batch]:
    """The pages' records by kind, identified; notes in `delivery` what could not be read and what nothing reads."""
    identifiers: dict[str, Identifier] = {}
    for page in pages:
        delivery.problems += [str(problem) for problem in page.problems]
        versions: dict[str, list[Version]] = defaultdict(list)
        deleted: dict[str, list[str]] = defaultdict(list)
        for record in page.records:
            namer = identifiers.setdefault(record.kind, Identifier(mapping.kinds[record.kind]))
            versions[record.kind].append(namer.identify(record.external_id, record.payload, record.modified_at))
        if page.records:
            delivery.note_unused(page.records[0].kind, page.records[0].payload, mapping)
        for kind, external_id in page.deleted:
            deleted[kind].append(external_id)
        named = () if page.kind is None else (page.kind,)
        kinds = list(dict.fromkeys([*versions, *deleted, *named]))
        for kind in kinds:
            cursor = page.cursor if kind == kinds[-1] else None
            yield Batch(kind, versions[kind], deleted[kind], page.complete, cursor)
        if page.cursor is not None and not kinds:  # nothing was there, and that need not be asked again
            yield Batch("", (), (), False, page.cursor)
