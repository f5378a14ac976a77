"""One delivery of a source: its records named, batch by batch, and what became of every row."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import polars as pl

from data.identity import Identifier
from data.mapping import Mapping
from data.mapping_faults import fields_used
from data.record_log import Version, live_ids
from data.sources._base import Cursor, Page
from i18n import _

ROWS = {"external_id": pl.String, "outcome": pl.Categorical}


@dataclass(frozen=True)
class Batch:
    """What one page holds of one kind. Only the last batch of a page carries its cursor."""

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

    def note_unused(self, kind: str, columns: Iterable[str], mapping: Mapping) -> None:
        """Say of columns that the mapping does not name: they are kept in the log and read by nothing."""
        spec = mapping.kinds[kind]
        known = {*spec.fields, *spec.optional, *spec.never_store, *spec.key, *fields_used(mapping, kind)}
        pattern = spec.unpivot.columns if spec.unpivot else "(?!)"
        for column in columns:
            if spec.fields and column not in known and not re.fullmatch(pattern, column):
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

    def gone(self, origin: str, batch: Batch, mapping: Mapping) -> set[str]:
        """The live records that the batch says are deleted, or that a complete full delivery no longer has."""
        full = batch.complete and mapping.kinds[batch.kind].delivery == "full"
        if not full and not batch.deleted:
            return set()
        live = live_ids(origin, batch.kind)
        here = {version.external_id for version in batch.versions}
        for rows in self.rows[batch.kind] if full else ():
            here.update(rows["external_id"])
        return live - here if full else live.intersection(batch.deleted) - here


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
        kinds = list(dict.fromkeys([*versions, *deleted]))
        for kind in kinds:
            cursor = page.cursor if kind == kinds[-1] else None
            yield Batch(kind, versions[kind], deleted[kind], page.complete, cursor)
