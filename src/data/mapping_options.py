"""A mapping as one origin uses it: with its zones, its own stages and their fields, and what its templates name."""

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from data.stage_spec import Stage
from data.templates import options_of, with_options
from data.value_spec import ValueSpec, zone_fault
from i18n import _

if TYPE_CHECKING:
    from data.mapping import Entry, Mapping

STAGE_ZONE, STAGE_FORMATS = "workflow", ("%m-%d-%Y %I:%M %p",)
SERVER_ZONE = "server"  # of the mapping's zones, the one that the option `zone` sets
STAGES = TypeAdapter(tuple[Stage, ...])


def options_read(mapping: "Mapping", options: dict[str, Any]) -> dict[str, Any]:
    """Those of an origin's options that bear on how its records are read: nothing else enters the digest."""
    templates = [spec.template for spec in _specs(mapping.entries) if spec.template]
    own = ("zones", "stages", "stage_fields", *(["zone"] if SERVER_ZONE in mapping.zones else []))
    names = dict.fromkeys([*own, *(name for text in templates for name in options_of(text))])
    return {name: options[name] for name in names if options.get(name)}


def option_faults(mapping: "Mapping", options: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an origin's `zone`, `zones`, `stages` and `stage_fields`, as sentences."""
    if (zone := options.get("zone")) and (fault := zone_fault(zone)):
        yield f"options.zone: {fault}"
    try:
        STAGES.validate_python(options.get("stages", ()))
    except ValidationError as error:
        yield "options.stages: " + "; ".join(f"{'.'.join(map(str, e['loc']))} {e['msg']}" for e in error.errors())
    for name in ("zones", "stage_fields"):
        if not isinstance(options.get(name, {}), dict):
            yield _("options.{name}: write it as {{ name = value }}").format(name=name)
            return
    for name, zone in options.get("zones", {}).items():
        if name not in mapping.zones:
            unknown = _("options.zones: the mapping has no zone '{name}'; it has {names}")
            yield unknown.format(name=name, names=", ".join(mapping.zones) or "-")
        if fault := zone_fault(zone):
            yield f"options.zones.{name}: {fault}"
    if options.get("stage_fields") and not mapping.entries_of_table("opportunities"):
        yield _("options.stage_fields: no kind of this mapping makes opportunities")
    for stage, given in options.get("stage_fields", {}).items():
        try:
            _instant(given)
        except ValidationError as error:
            yield f"options.stage_fields.{stage}: " + "; ".join(e["msg"] for e in error.errors())


def for_origin(mapping: "Mapping", options: dict[str, Any]) -> "Mapping":
    """The mapping with named zones and options put in, and the entries of the origin's own stage fields added.

    A template that names an option which the origin lacks gives nothing. Its digest tells its options too.
    """
    used = options_read(mapping, options)
    zones = {**mapping.zones, **({SERVER_ZONE: used["zone"]} if "zone" in used else {}), **used.get("zones", {})}
    stages = STAGES.validate_python(used.get("stages", ()))
    added = list(_stage_entries(mapping, used.get("stage_fields", {})))
    entries = tuple(_with_specs(_with_stages(entry, stages), zones, used) for entry in (*mapping.entries, *added))
    kinds = dict(mapping.kinds)
    for entry in added:
        kind = kinds[entry.kind]
        if kind.fields or kind.optional:
            optional = tuple(dict.fromkeys([*kind.optional, *entry.columns["changed_at"].fields]))
            kinds[entry.kind] = kind.model_copy(update={"optional": optional})
    told = json.dumps(used, sort_keys=True, default=str)
    digest = hashlib.sha256(f"{mapping.digest}{told}".encode()).hexdigest()[:16] if used else mapping.digest
    return mapping.model_copy(
        update={
            "entries": entries,
            "kinds": kinds,
            "zones": zones,
            "stages": stages or mapping.stages,
            "digest": digest,
        }
    )


def _with_stages(entry: "Entry", stages: tuple[Stage, ...]) -> "Entry":
    """A deal's status, where it is read off its stage, as the origin's own stages say."""
    stage, status = entry.columns.get("stage"), entry.columns.get("status")
    if not stages or entry.table != "opportunities" or not stage or not status or stage.fields != status.fields:
        return entry
    meant = {**status.values, **{each.stage: each.status for each in stages}}
    return entry.model_copy(
        update={"columns": {**entry.columns, "status": status.model_copy(update={"values": meant})}}
    )


def _stage_entries(mapping: "Mapping", fields: dict[str, Any]) -> "Iterator[Entry]":
    """An entry into each of these stages, dated by its field of the deal's own record."""
    for deals in mapping.entries_of_table("opportunities"):
        own = deals.columns.get("opportunity_id", ValueSpec(fields=mapping.kinds[deals.kind].key))
        owner = {"rep_id": deals.columns["rep_id"]} if "rep_id" in deals.columns else {}
        for stage, given in fields.items():
            at = _instant(given)
            columns = {"opportunity_id": own, "stage": ValueSpec(const=stage), "changed_at": at, **owner}
            when = (*deals.when, *at.fields)
            update = {"table": "stage_changes", "columns": columns, "dimensions": {}, "when": when}
            yield deals.model_copy(update=update)


def _instant(given: Any) -> ValueSpec:
    spec = ValueSpec.model_validate(given)
    usual = {"zone": STAGE_ZONE, "formats": STAGE_FORMATS}
    return spec.model_copy(update={k: v for k, v in usual.items() if k not in spec.model_fields_set})


def _specs(entries: "tuple[Entry, ...]") -> Iterator[ValueSpec]:
    for entry in entries:
        yield from (*entry.columns.values(), *entry.dimensions.values())


def _with_specs(entry: "Entry", zones: dict[str, str], options: dict[str, Any]) -> "Entry":
    columns = {name: _with_options(spec, zones, options) for name, spec in entry.columns.items()}
    dimensions = {name: _with_options(spec, zones, options) for name, spec in entry.dimensions.items()}
    return entry.model_copy(update={"columns": columns, "dimensions": dimensions})


def _with_options(spec: ValueSpec, zones: dict[str, str], options: dict[str, Any]) -> ValueSpec:
    fallback = spec.fallback and _with_options(spec.fallback, zones, options)
    spec = spec.model_copy(update={"zone": zones.get(spec.zone, spec.zone), "fallback": fallback})
    if not spec.template or not options_of(spec.template):
        return spec
    template = with_options(spec.template, options)
    return spec.model_copy(update={"template": template} if template else {"template": None, "fields": ()})
