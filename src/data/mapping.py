"""Mappings: TOML files that say how a source's records become canonical tables (see mappings/README.md)."""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.mapping_faults import mapping_faults
from data.mapping_options import for_origin, option_faults, options_read
from data.schema import TABLES
from data.stage_spec import Stage
from data.value_spec import Unpivot, ValueSpec
from errors import BadMapping, UnknownName
from i18n import _
from settings import settings

FOLDER = Path(__file__).parent / "mappings"
FROZEN = ConfigDict(frozen=True, extra="forbid")
NOT_COLUMNS = ("from", "where", "when", "dimensions")


class KindSpec(BaseModel):
    """A kind of record: how it is recognised, identified, delivered and repaired."""

    model_config = FROZEN

    files: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    delivery: Literal["changes", "full"] = "changes"
    never_store: tuple[str, ...] = ()
    repairs: dict[str, dict[str, str]] = {}
    known: dict[str, tuple[str, ...]] = {}
    unpivot: Unpivot | None = None
    ignore: bool = False


class Entry(BaseModel):
    """How one kind feeds one canonical table."""

    model_config = FROZEN

    table: str
    kind: str
    where: dict[str, tuple[str, ...]] = {}
    when: tuple[str, ...] = Field((), description="Only records in which these fields have a value feed it.")
    columns: dict[str, ValueSpec]
    dimensions: dict[str, ValueSpec] = {}


class Mapping(BaseModel):
    model_config = FROZEN

    name: str
    digest: str
    title: str
    about: str = ""
    currency: str | None = None
    date_basis: Literal["closed_on", "attributed_on"] = "closed_on"
    date_note: str = ""
    closes_on_entry: bool = Field(
        False, description="A deal closed on entering its last stage, whatever the date_basis of others is."
    )
    source: str = Field("files", description="The source whose records it reads.")
    shift_years: bool = Field(False, description="The demo: dates move by whole years until the last year is ours.")
    zones: dict[str, str] = Field({}, description="Names of zones that an origin's options may set otherwise.")
    kinds: dict[str, KindSpec]
    entries: tuple[Entry, ...]
    stages: tuple[Stage, ...] = ()
    dimensions: dict[str, str] = {}

    def entries_of(self, kind: str) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.kind == kind)

    def entries_of_table(self, table: str) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.table == table)

    def namespace(self, table: str, kind: str) -> str:
        """The kind in the ids of `table`, as a record of `kind` writes or refers to them.

        Tables that several records may describe (accounts, products, reps) share the namespace of the
        first kind that feeds them; facts are named by their own kind.
        """
        feeding = [e.kind for e in self.entries_of_table(table)]
        if not feeding:
            return table
        return kind if kind in feeding and not TABLES[table].merged else feeding[0]

    def fields_looked_up(self, kind: str) -> list[str]:
        """The fields of a kind that the lookups of others, or its own, show in place of its ids."""
        specs = (spec for e in self.entries for spec in (*e.columns.values(), *e.dimensions.values()))
        return list(dict.fromkeys(spec.looks_up[1] for spec in specs if spec.lookup and spec.looks_up[0] == kind))

    @model_validator(mode="after")
    def _fits_the_schema(self) -> "Mapping":
        if faults := mapping_faults(self):
            raise ValueError("; ".join(faults))
        return self


def mapping_names() -> list[str]:
    """The mappings there are: the shipped ones and the user's own."""
    return sorted(_files())


def load_mapping(name: str, options: dict[str, Any] | None = None) -> Mapping:
    """The mapping `name`: the user's own, else the shipped one, as an origin with these options uses it.

    Raises UnknownName or BadMapping.
    """
    files = _files()
    if name not in files:
        raise UnknownName(_("mapping"), name, files)
    try:
        text = files[name].read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = _("Mapping {file} cannot be read: {error}").format(file=files[name], error=error)
        raise BadMapping(message, _("Save it as UTF-8 text.")) from None
    plain = parse_mapping(name, text)
    used = options_read(_written(name, text), options or {})
    return parse_mapping(name, text, json.dumps(used, sort_keys=True, default=str)) if used else plain


@cache
def parse_mapping(name: str, text: str, options: str = "{}") -> Mapping:
    """A mapping from its TOML text, as an origin with these options (JSON) uses it.

    Raises BadMapping that says which part is wrong.
    """
    mapping, given = _written(name, text), json.loads(options)
    if faults := "; ".join(option_faults(mapping, given)):
        raise BadMapping(
            _("Mapping {name} cannot be used with the origin's options: {faults}").format(name=name, faults=faults)
        )
    return for_origin(mapping, given)


@cache
def _written(name: str, text: str) -> Mapping:
    """The mapping as its author wrote it: zones by their names, places of options still open."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(_("Mapping {name} is not valid TOML: {error}").format(name=name, error=error)) from None
    entries = list(_entries(name, given.pop("tables", {})))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    try:
        return Mapping.model_validate({**given, "name": name, "digest": digest, "entries": entries})
    except ValidationError as error:
        wrong = "; ".join(f"{_place(e['loc'], entries)}{e['msg']}" for e in error.errors())
        raise BadMapping(_("Mapping {name} is wrong: {faults}").format(name=name, faults=wrong)) from None


def _files() -> dict[str, Path]:
    """The mapping files by name; one of the user's own stands in for a shipped one of that name."""
    folders = (FOLDER, settings().var / "mappings")
    return {path.stem: path for folder in folders for path in folder.glob("*.toml")}


def _entries(name: str, tables: Any) -> Iterator[dict[str, Any]]:
    for table, entries in tables.items() if isinstance(tables, dict) else [("NAME", tables)]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            message = _("Mapping {name} is wrong: table {table} must be written as [[tables.{table}]].")
            raise BadMapping(message.format(name=name, table=table))
        for given in entries:
            yield {
                "table": table,
                "kind": given.get("from", ""),
                "where": given.get("where", {}),
                "when": given.get("when", ()),
                "columns": {k: v for k, v in given.items() if k not in NOT_COLUMNS},
                "dimensions": given.get("dimensions", {}),
            }


def _place(loc: tuple[int | str, ...], entries: list[dict[str, Any]]) -> str:
    """Where in the TOML a fault is, as its author knows it: entry 3 is one of [[tables.orders]]."""
    if loc and loc[0] == "entries" and len(loc) > 1:
        entry = entries[int(loc[1])]
        loc = ("tables", entry["table"], f"from {entry['kind']}", *loc[2:])
    return ".".join(map(str, loc)) + ": " if loc else ""
