"""Conform the records of one kind: from the log's payloads to typed, checked rows of canonical tables.

What needs other kinds (references, merges), today or the rules is done later, at every publish
(`assemble.py`), so that this part can be kept until a record of the kind, the mapping or the zone changes.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from data.checks import ERROR, no_findings
from data.decode import ROW, decode, feeding, payload_fields, repair, unpivot
from data.mapping import Entry, Mapping
from data.mapping_faults import fields_used
from data.row_checks import Checked, dates_reversed, double_ids, listed, masks_of, prices_reversed, unknown_categories
from data.schema import POLARS_TYPES, TABLES, Column, Table
from data.values import Reading, own_id, read
from i18n import _, number

Tell = Callable[[float, str], None]
SLICE = 100_000  # records conformed at a time: their text takes several times the memory of their values


@dataclass
class Conformed:
    """The rows of one kind. Every frame has _record, the external id a row comes from; tables also _seq."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    named: pl.DataFrame = field(default_factory=pl.DataFrame)  # _record and the fields that lookups show of it
    findings: pl.DataFrame = field(default_factory=no_findings)
    repaired: pl.DataFrame = field(default_factory=pl.DataFrame)
    checked: Checked = field(default_factory=Counter)
    records: int = 0


def conform_kind(
    origin: str,
    kind: str,
    mapping: Mapping,
    heads: pl.DataFrame,
    zone: str,
    tell: Tell = lambda share, message: None,
) -> Conformed:
    """Conform all live records of a kind. A record that fails in one table is kept out of all.

    `zone` is the company's: the day of an instant is its day there. `tell` hears how many rows are done.
    """
    fields, total = _fields(mapping, kind, heads), heads.height
    parts: list[Conformed] = []
    for rows in heads.iter_slices(SLICE) if total else [heads]:
        done = SLICE * len(parts)
        said = _("Checking {kind} of {origin}: {n} of {total} rows")
        tell(done / max(total, 1), said.format(kind=kind, origin=origin, n=number(done), total=number(total)))
        parts.append(_conform_slice(origin, kind, mapping, rows, fields, zone))
    del heads, rows  # a large kind's payloads need not wait for the end
    result = Conformed(repaired=pl.concat([part.repaired for part in parts]), records=total)
    result.named = pl.concat([part.named for part in parts])
    for part in parts:
        result.checked.update(part.checked)
    tables = {name: pl.concat([part.tables[name] for part in parts]) for name in parts[0].tables}
    found = [part.findings for part in parts]
    found += [double_ids(frame, TABLES[name], result.checked) for name, frame in tables.items()]
    result.findings = pl.concat(found).unique(maintain_order=True)  # a record may give many rows
    out = result.findings.filter(pl.col("severity") == ERROR).select(pl.col(ROW).unique())
    result.tables = {name: _without(frame, out) for name, frame in tables.items()}
    return result


def _without(frame: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    return frame.join(records, on=ROW, how="anti", maintain_order="left") if records.height else frame


def _fields(mapping: Mapping, kind: str, heads: pl.DataFrame) -> list[str]:
    """The fields to read: those that the mapping uses, and of a kind to unpivot all there are."""
    spec, used = mapping.kinds[kind], fields_used(mapping, kind)
    if spec.unpivot is None:
        return used
    made = spec.unpivot.makes
    return list(dict.fromkeys([*payload_fields(heads), *(name for name in used if name not in made)]))


def _conform_slice(
    origin: str, kind: str, mapping: Mapping, heads: pl.DataFrame, fields: list[str], zone: str
) -> Conformed:
    """Some records of a kind, before their ids are compared and what fails is taken out."""
    spec = mapping.kinds[kind]
    rows, repaired = repair(decode(heads, fields), spec)
    if spec.unpivot:
        rows = unpivot(rows, spec.unpivot)
    rows = rows.with_columns(pl.lit(kind).alias("_kind"))
    result = Conformed(repaired=repaired, named=_named(rows, mapping.fields_looked_up(kind)))
    found = [unknown_categories(rows, mapping, kind, result.checked)]
    built: dict[str, list[pl.DataFrame]] = {}
    for entry in mapping.entries_of(kind):
        frame, faults = _conform_entry(origin, mapping, entry, rows, zone, result.checked)
        built.setdefault(entry.table, []).append(frame)
        found += faults
    result.tables = {table: pl.concat(frames, how="diagonal_relaxed") for table, frames in built.items()}
    result.findings = pl.concat(found)
    return result


def _named(rows: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    """What lookups show of these records: _record and the fields; no rows where none is asked for."""
    return rows.select(ROW, *fields).unique(ROW) if fields else pl.DataFrame(schema={ROW: pl.String})


def _conform_entry(
    origin: str, mapping: Mapping, entry: Entry, rows: pl.DataFrame, zone: str, checked: Checked
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    table = TABLES[entry.table]
    readings = {c.name: _reading(origin, mapping, entry, table, c) for c in table.columns}
    rows = feeding(rows, entry)
    if table.key and table.merged and any(not TABLES[e.table].merged for e in mapping.entries_of(entry.kind)):
        rows = rows.filter(readings[table.key].text.is_not_null())  # a deal need not name an account or a product
    masks = masks_of(table, readings)
    values = [value.alias(name) for name, value in _values(table, readings, zone).items()]
    extra = [read(spec, Column(name)).value.alias(name) for name, spec in entry.dimensions.items()]
    failed = [mask.alias(f"{column}|{check}") for (column, check), mask in masks.items()]
    wide = rows.lazy().select(ROW, "_seq", "_kind", *values, *extra, *failed).collect()
    found = listed(rows, wide, table, readings, list(masks))
    for check in {check for _column, check in masks}:
        checked[table.name, check] += rows.height
    frame = wide.drop([f"{column}|{check}" for column, check in masks])
    return frame, [*found, *dates_reversed(frame, table, checked), *prices_reversed(frame, table, checked)]


def _values(table: Table, readings: dict[str, Reading], zone: str) -> dict[str, pl.Expr]:
    """The values by column. A day that is not given is that of its instant."""
    values = {c.name: readings[c.name].value.cast(POLARS_TYPES[c.type]) for c in table.columns}
    for name in table.names:
        day = name.removesuffix("_at") + "_on"
        if name.endswith("_at") and day in values:
            values[day] = pl.coalesce(values[day], values[name].dt.convert_time_zone(zone).dt.date())
    return values


def _reading(origin: str, mapping: Mapping, entry: Entry, table: Table, column: Column) -> Reading:
    spec = entry.columns.get(column.name)
    if column.name == table.key and spec is None:
        return own_id(f"{origin}:{mapping.namespace(table.name, entry.kind)}", mapping.kinds[entry.kind].key)
    if spec is None:
        return Reading(pl.lit(None, POLARS_TYPES[column.type]), pl.lit(None, pl.String))
    owner = column.references or table.name
    kind = spec.kind or mapping.namespace(owner, entry.kind)
    return read(spec, column, f"{origin}:{kind}")
