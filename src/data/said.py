"""What versions of records say in the columns of a canonical table: read as conforming does, without its checks."""

from collections.abc import Mapping as Columns
from collections.abc import Sequence

import polars as pl

from data.decode import ROW, decode, feeding, repair
from data.mapping import Entry, Mapping
from data.schema import POLARS_TYPES, TABLES, Column
from data.value_spec import ValueSpec
from data.values import own_id, read
from settings import settings


def said(
    origin: str,
    mapping: Mapping,
    entry: Entry,
    versions: pl.DataFrame,
    columns: Sequence[str],
    more: Columns[Column, ValueSpec] | None = None,
) -> pl.DataFrame:
    """_record, _seq, _kind, `at` and these columns of the versions that feed the entry's table.

    A value that cannot be read is null; a day that is not given is that of its instant, where that is among them.
    `more` are columns of other tables. `versions` are as data.versions gives them.
    """
    table, kind, more = TABLES[entry.table], mapping.kinds[entry.kind], more or {}
    specs = {name: entry.columns.get(name, ValueSpec()) for name in columns}
    key = () if table.key is None or table.key in entry.columns else kind.key
    used = [field for spec in (*specs.values(), *more.values()) for field in spec.reads if field != ROW]
    fields = list(dict.fromkeys([*entry.where, *entry.when, *key, *used]))
    mendable = kind.model_copy(update={"repairs": {f: words for f, words in kind.repairs.items() if f in fields}})
    rows, _mended = repair(decode(versions, fields), mendable)
    rows = feeding(rows.with_columns(versions["at"].alias("_at"), pl.lit(entry.kind).alias("_kind")), entry)
    values = [_value(origin, mapping, entry, name, spec) for name, spec in specs.items()]
    values += [read(spec, column).value.alias(column.name) for column, spec in more.items()]
    found = rows.select(ROW, "_seq", "_kind", pl.col("_at").alias("at"), *values)
    zone = settings().company.timezone
    instants = {name.removesuffix("_at") + "_on": name for name in columns if name.endswith("_at")}
    return found.with_columns(
        pl.coalesce(day, pl.col(at).dt.convert_time_zone(zone).dt.date())
        for day, at in instants.items()
        if day in specs
    )


def _value(origin: str, mapping: Mapping, entry: Entry, name: str, spec: ValueSpec) -> pl.Expr:
    table = TABLES[entry.table]
    column = table.column(name)
    space = spec.kind or mapping.namespace(column.references or table.name, entry.kind)
    unsaid = name == table.key and name not in entry.columns
    key = mapping.kinds[entry.kind].key
    reading = own_id(f"{origin}:{space}", key) if unsaid else read(spec, column, f"{origin}:{space}")
    return reading.value.cast(POLARS_TYPES[column.type]).alias(name)
