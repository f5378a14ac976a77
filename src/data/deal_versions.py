"""What the versions of an origin's deals said, one by one, as its mapping reads them."""

from collections.abc import Sequence

import polars as pl

from data.decode import ROW, decode, repair
from data.dimensions import OF_REPS
from data.mapping import Entry, Mapping
from data.schema import POLARS_TYPES, TABLES, Table
from data.value_spec import ValueSpec
from data.values import own_id, read
from data.versions import changed_records
from settings import settings

DEALS, REPS = TABLES["opportunities"], TABLES["reps"]
SAID = (
    "opportunity_id", "stage", "status", "rep_id", "created_on", "created_at", "attributed_on", "amount", "quantity",
    "list_price", "expected_close_on", "forecast_category", "probability",
)  # fmt: skip
OWNER = ("opportunity_id", "stage", "rep_id")
Changed = Sequence[tuple[Entry, pl.DataFrame]]


def changed_deals(origin: str, mapping: Mapping) -> Changed:
    """Per way in which the mapping makes deals, every version of the records that have several, in their order.

    None for a mapping whose dates move (the demo): when its files came says nothing of its deals.
    """
    if mapping.shift_years:
        return []
    entries = mapping.entries_of_table(DEALS.name)
    records = {kind: changed_records(origin, kind) for kind in {entry.kind for entry in entries}}
    return [(entry, said_of_deals(origin, mapping, entry, records[entry.kind])) for entry in entries]


def said_of_deals(
    origin: str, mapping: Mapping, entry: Entry, versions: pl.DataFrame, columns: Sequence[str] = SAID
) -> pl.DataFrame:
    """What versions of deals say: these columns; `at` their instants, `on` the company's days; the owner's labels
    (rep, team ...) where the same record describes its rep."""
    kind = mapping.kinds[entry.kind]
    of_reps = next((e for e in mapping.entries_of_table("reps") if e.kind == entry.kind), None)
    key = () if "opportunity_id" in entry.columns else kind.key
    specs = {name: entry.columns.get(name, ValueSpec()) for name in columns}
    labels = {name: of_reps.columns.get(name, ValueSpec()) if of_reps else ValueSpec() for name in OF_REPS}
    used = [field for spec in (*specs.values(), *labels.values()) for field in spec.fields if field != ROW]
    fields = list(dict.fromkeys([*entry.where, *key, *used]))
    mendable = kind.model_copy(update={"repairs": {f: words for f, words in kind.repairs.items() if f in fields}})
    rows, _mended = repair(decode(versions, fields), mendable)
    values = [_value(origin, mapping, entry, DEALS, name, spec) for name, spec in specs.items()]
    values += [read(spec, REPS.column(name)).value.alias(name) for name, spec in labels.items()]
    on = pl.col("at").dt.convert_time_zone(settings().company.timezone).dt.date().alias("on")
    rows = rows.with_columns(versions["at"], pl.lit(entry.kind).alias("_kind"))
    for field, valid in entry.where.items():
        rows = rows.filter(pl.col(field).is_in(valid))
    return rows.select(ROW, "_seq", "_kind", "at", on, *values)


def _value(origin: str, mapping: Mapping, entry: Entry, table: Table, name: str, spec: ValueSpec) -> pl.Expr:
    column = table.column(name)
    space = spec.kind or mapping.namespace(column.references or table.name, entry.kind)
    key = mapping.kinds[entry.kind].key
    unsaid = name == table.key and name not in entry.columns
    reading = own_id(f"{origin}:{space}", key) if unsaid else read(spec, column, f"{origin}:{space}")
    return reading.value.cast(POLARS_TYPES[column.type]).alias(name)
