"""What a cell of Airtable says, as one plain value.  https://airtable.com/developers/web/api/field-model

Airtable leaves empty cells and unticked boxes out, gives links and lookups as lists, and people, files and the
like as objects. Here every record has all columns of its table, each a text, a number, a boolean or null.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from pyairtable.models.schema import FieldSchema, TableSchema

SEPARATOR = "; "  # between the items of a list that has several
CHECKBOX = "checkbox"
COMPUTED = ("multipleLookupValues", "formula", "rollup")  # their values are of another type, options.result
OURS = ("recordId", "recordUrl", "createdTime")  # what a record has besides its cells
WORDS: dict[str, tuple[str, ...]] = {  # what stands for an object, by the type of its field: the first there is
    "singleCollaborator": ("email", "name", "id"),
    "multipleCollaborators": ("email", "name", "id"),
    "createdBy": ("email", "name", "id"),
    "lastModifiedBy": ("email", "name", "id"),
    "multipleAttachments": ("filename", "id"),  # their addresses expire within hours
    "multipleRecordLinks": ("id",),
    "barcode": ("text",),
    "aiText": ("value",),
    "button": ("url", "label"),
}
FAILED = ("error", "specialValue")  # keys of what stands where a formula has no result: #ERROR!, NaN, Infinity

Cells = Mapping[str, Any]


def plain(value: Any, type_: str) -> Any:
    """The value of a cell, or of an item of its list, of a field of this type; a type not known as text."""
    if isinstance(value, list):
        return _joined([part for item in value if (part := plain(item, type_)) is not None])
    if not isinstance(value, dict):
        return value
    if any(key in value for key in FAILED):
        return None
    if type_ in WORDS:
        return next((value[key] for key in WORDS[type_] if value.get(key)), None)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _joined(parts: list[Any]) -> Any:
    """One item as itself, several as one text, none as null."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return SEPARATOR.join(part if isinstance(part, str) else json.dumps(part) for part in parts)


def payloads(table: TableSchema, address: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What makes a payload of a record as the API gives it, its cells named by the ids of their fields.

    `address` is where the table's records are shown. A column called like one of OURS goes before it.
    """
    columns = [(field.id, field.name, value_type(field)) for field in table.fields]

    def payload(record: Mapping[str, Any]) -> dict[str, Any]:
        cells: Cells = record.get("fields") or {}
        ours = dict(zip(OURS, (record["id"], f"{address}/{record['id']}", record.get("createdTime")), strict=True))
        return {**ours, **{name: _cell(cells.get(key), type_) for key, name, type_ in columns}}

    return payload


def _cell(value: Any, type_: str) -> Any:
    return False if value is None and type_ == CHECKBOX else plain(value, type_)


def value_type(field: FieldSchema) -> str:
    """The type of the values that a field's cells hold."""
    result = getattr(_options(field), "result", None) if field.type in COMPUTED else None
    type_ = (result or field).type
    return type_.value if isinstance(type_, Enum) else str(type_)


def modified(table: TableSchema) -> Callable[[Mapping[str, Any]], datetime | None]:
    """What tells when a record was modified: a field of that kind that watches all others, if the table has one."""
    watching = [f.id for f in table.fields if f.type == "lastModifiedTime" and _watches_all(f)]

    def modified_at(record: Mapping[str, Any]) -> datetime | None:
        given = (record.get("fields") or {}).get(watching[0]) if watching else None
        try:
            instant = datetime.fromisoformat(given) if isinstance(given, str) else None
        except ValueError:
            return None
        return instant if instant and instant.tzinfo else None

    return modified_at


def _watches_all(field: FieldSchema) -> bool:
    return not getattr(_options(field), "referenced_field_ids", ["unknown"])


def _options(field: FieldSchema) -> object:
    return getattr(field, "options", None)
