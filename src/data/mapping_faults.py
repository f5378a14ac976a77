"""What can be wrong with a mapping that is well written: it does not fit the schema, or itself."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from data.sale_lines import OWN as SALE_COLUMNS
from data.schema import TABLES, Column
from data.value_spec import zone_fault
from data.wide_deals import WIDE_COLUMNS
from data.wide_facts import FACTS
from i18n import _

if TYPE_CHECKING:
    from data.mapping import Entry, KindSpec, Mapping
    from data.value_spec import ValueSpec

NAME = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = {name for table in TABLES.values() for name in table.names} | {
    *WIDE_COLUMNS, *(column for fact in FACTS.values() for column in (*fact.labels, *fact.numbers)),
    *SALE_COLUMNS, "from", "to", "period", "compare", "by", "grain", "top",  # words of a page's or the API's address
}  # fmt: skip


def mapping_faults(mapping: "Mapping") -> list[str]:
    """Every fault found, as sentences; none if the mapping can be used."""
    faults = [_("dimension '{name}' cannot be called so").format(name=d) for d in mapping.dimensions if not _free(d)]
    faults += [f"zones.{name}: {fault}" for name, zone in mapping.zones.items() if (fault := zone_fault(zone))]
    for kind, spec in mapping.kinds.items():
        faults += [f"kinds.{kind}: {fault}" for fault in _kind_faults(mapping, kind, spec)]
    for entry in mapping.entries:
        faults += [f"tables.{entry.table}: {fault}" for fault in _entry_faults(mapping, entry)]
    return faults


def fields_used(mapping: "Mapping", kind: str) -> list[str]:
    """The fields of a kind that the mapping reads, in order of appearance."""
    spec = mapping.kinds[kind]
    names = dict.fromkeys([*spec.repairs, *spec.known, *spec.key])
    for entry in mapping.entries_of(kind):
        names.update(dict.fromkeys([*entry.where, *entry.when]))
        for value in (*entry.columns.values(), *entry.dimensions.values()):
            names.update(dict.fromkeys(value.reads))
    return list(dict.fromkeys([*names, *mapping.fields_looked_up(kind)]))


def _free(dimension: str) -> bool:
    return bool(NAME.fullmatch(dimension)) and dimension not in TAKEN


def _kind_faults(mapping: "Mapping", kind: str, spec: "KindSpec") -> Iterator[str]:
    declared = {*spec.fields, *spec.optional, *(spec.unpivot.makes if spec.unpivot else ())}
    for name in dict.fromkeys([*spec.key, *fields_used(mapping, kind)]):
        if name in spec.never_store:
            yield _("field '{name}' is never stored, so nothing can be made of it").format(name=name)
        elif (spec.fields or spec.optional) and not {name, name.partition(".")[0]} & declared:
            yield _("field '{name}' is used, but neither in fields nor in optional").format(name=name)


def _entry_faults(mapping: "Mapping", entry: "Entry") -> Iterator[str]:
    if entry.table not in TABLES:
        yield _("there is no table '{name}'; there are {names}").format(name=entry.table, names=", ".join(TABLES))
        return
    table = TABLES[entry.table]
    if entry.kind not in mapping.kinds:
        unknown = _("comes from '{kind}', which is no kind of this mapping").format(kind=entry.kind)
        yield unknown if entry.kind else _("it has no 'from'")
    for name in entry.columns:
        if name not in table.names:
            names = ", ".join(table.names)
            yield _("there is no column '{name}'; there are {names}").format(name=name, names=names)
    for column in table.columns:
        spec = entry.columns.get(column.name)
        instant = column.name.removesuffix("_on") + "_at"
        if spec is not None:
            yield from _value_faults(mapping, column, spec)
            yield from _lookup_faults(mapping, entry, column, spec)
            if spec.kind and column.name == table.key and not table.merged:
                yield _("{column} is named by its own kind; leave 'kind' out").format(column=column.name)
        elif column.required and column.name != table.key and instant not in entry.columns:
            yield _("column '{column}' is required").format(column=column.name)
    for name, spec in entry.dimensions.items():
        if name not in mapping.dimensions:
            yield _("dimension '{name}' has no label in [dimensions]").format(name=name)
        yield from _lookup_faults(mapping, entry, Column(name), spec)


def _lookup_faults(mapping: "Mapping", entry: "Entry", column: Column, spec: "ValueSpec") -> Iterator[str]:
    alike = [e for e in mapping.entries_of_table(entry.table) if e.kind == entry.kind]
    said = {e.columns.get(column.name, e.dimensions.get(column.name, spec)).lookup for e in alike}
    if len(said) > 1:
        several = _("{column}: the entries from {kind} must look it up alike")
        yield several.format(column=column.name, kind=entry.kind)
    if not spec.lookup:
        return
    if column.type != "text" or column.one_of:
        yield _("{column} is no text, so it cannot be looked up").format(column=column.name)
    if spec.looks_up[0] not in mapping.kinds:
        unknown = _("{column} is looked up in '{kind}', which is no kind of this mapping")
        yield unknown.format(column=column.name, kind=spec.looks_up[0])


def _value_faults(mapping: "Mapping", column: Column, spec: "ValueSpec") -> Iterator[str]:
    if spec.zone not in mapping.zones and (fault := zone_fault(spec.zone)):
        names = ", ".join(mapping.zones)
        yield fault + (_(", or one of [zones]: {names}").format(names=names) if names else "")
    if spec.template and (column.type != "text" or column.one_of):
        yield _("{column} is no text, so no template makes it").format(column=column.name)
    if column.type == "id" and len(spec.fields) > 1 and (spec.values or spec.empty or spec.default is not None):
        several = _("{column} is made of several fields: values, empty and default do not apply")
        yield several.format(column=column.name)
    if spec.earliest and (column.type != "date" or not spec.fields):
        yield _("{column} is no day, so it has no earliest").format(column=column.name)
    if spec.fallback:
        yield from _value_faults(mapping, column, spec.fallback)
    written = [spec.const, spec.default, spec.others, *spec.values.values()]
    for value in dict.fromkeys(written):
        if column.one_of and value is not None and value not in column.one_of:
            wrong = _("{column} cannot be '{value}'; it is one of {names}")
            yield wrong.format(column=column.name, value=value, names=", ".join(column.one_of))
