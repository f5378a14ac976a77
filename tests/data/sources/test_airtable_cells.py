"""What a cell of each of Airtable's types says, as one plain value."""

import json
from pathlib import Path
from typing import Any

import pytest

from data.mapping import KindSpec
from data.sources._airtable_cells import plain
from data.sources._base import SourceConfig, get
from demo.crm.airtable import Server, running
from demo.crm.airtable_base import Base, Field, link, lookup

ADA = {"id": "usr1", "email": "ada@example.com", "name": "Ada"}
GUEST = {"id": "usr2", "name": "A guest"}
PICTURES = [
    {
        "id": "att1",
        "url": "https://dl.example.com/1?expires=5",
        "filename": "front.jpg",
        "size": 5,
        "type": "image/jpeg",
    },
    {
        "id": "att2",
        "url": "https://dl.example.com/2?expires=5",
        "filename": "back.jpg",
        "size": 6,
        "type": "image/jpeg",
    },
]


@pytest.mark.parametrize(
    ("type_", "given", "value"),
    [
        ("singleLineText", "Acme", "Acme"),
        ("number", 0, 0),
        ("percent", 0.5, 0.5),
        ("duration", 90.5, 90.5),
        ("currency", 1054.2, 1054.2),
        ("checkbox", True, True),
        ("date", "2024-05-06", "2024-05-06"),
        ("dateTime", "2024-05-06T07:08:09.000Z", "2024-05-06T07:08:09.000Z"),
        ("singleSelect", "Won", "Won"),
        ("multipleSelects", ["One"], "One"),
        ("multipleSelects", ["One", "Two"], "One; Two"),
        ("multipleRecordLinks", ["rec1"], "rec1"),
        ("multipleRecordLinks", ["rec1", "rec2"], "rec1; rec2"),
        ("multipleRecordLinks", [{"id": "rec1", "name": "Acme"}], "rec1"),
        ("multipleRecordLinks", [], None),
        ("singleCollaborator", ADA, "ada@example.com"),
        ("singleCollaborator", GUEST, "A guest"),
        ("multipleCollaborators", [ADA, GUEST], "ada@example.com; A guest"),
        ("createdBy", ADA, "ada@example.com"),
        ("multipleAttachments", PICTURES, "front.jpg; back.jpg"),
        ("barcode", {"text": "4006381333931", "type": "ean13"}, "4006381333931"),
        ("aiText", {"state": "generated", "isStale": False, "value": "A summary"}, "A summary"),
        ("aiText", {"state": "error", "errorType": "x", "isStale": True, "value": None}, None),
        ("button", {"label": "Open", "url": "https://example.com/1"}, "https://example.com/1"),
        ("number", {"error": "#ERROR!"}, None),
        ("number", {"specialValue": "NaN"}, None),
        ("number", {"specialValue": "Infinity"}, None),
        ("somethingNew", {"b": 1, "a": "é"}, '{"a": "é", "b": 1}'),
        ("somethingNew", "words", "words"),
    ],
)
def test_a_cell_by_the_type_of_its_values(type_: str, given: Any, value: Any) -> None:
    assert plain(given, type_) == value


@pytest.mark.parametrize(
    ("type_", "given", "value"),
    [
        ("number", [1.5], 1.5),
        ("number", [1.5, 2], "1.5; 2"),
        ("number", [None, 2, {"error": "#ERROR!"}], 2),
        ("number", [None], None),
        ("checkbox", [True, False], "true; false"),
        ("multipleSelects", [["One", "Two"], ["Two"]], "One; Two; Two"),
        ("singleCollaborator", [ADA, GUEST], "ada@example.com; A guest"),
        ("date", ["2024-05-06", None], "2024-05-06"),
    ],
)
def test_a_lookup_is_its_items_without_nothing_and_errors(type_: str, given: Any, value: Any) -> None:
    assert plain(given, type_) == value


def synced(base: Base, table: str) -> list[dict[str, Any]]:
    """The payloads of a table's records, read over HTTP."""
    with running(Server(base)) as address:
        options = {"api_token": Server(base).token, "base_id": base.id, "host": address}
        config = SourceConfig("air", options, {table: KindSpec()})
        return [record.payload for page in get("airtable").pages(config, None) for record in page.records]


def test_empty_cells_are_null_and_an_unticked_box_is_false() -> None:
    base = Base()
    base.add_table("tasks", Field("name"), Field("done", "checkbox", {"icon": "check", "color": "greenBright"}))
    base.add("tasks", {"name": "A", "done": True})
    base.add("tasks", {"name": "", "done": False})
    assert [(task["name"], task["done"]) for task in synced(base, "tasks")] == [("A", True), (None, False)]


def test_a_lookup_over_several_links_and_none() -> None:
    base = Base()
    base.add_table("accounts", Field("account"), Field("revenue", "number", {"precision": 2}))
    base.add_table("deals", Field("name"), link("account", "accounts"), lookup("revenue", "account"))
    acme, bolt, new = (
        base.add("accounts", {"account": n, "revenue": r}) for n, r in [("A", 1.5), ("B", 2), ("C", None)]
    )
    for linked in ([acme], [acme, new, bolt], [new], []):
        base.add("deals", {"account": linked})
    found = synced(base, "deals")
    assert [deal["revenue (from account)"] for deal in found] == [1.5, "1.5; 2", None, None]
    assert [deal["account"] for deal in found] == [acme, f"{acme}; {new}; {bolt}", new, None]


def test_a_column_called_like_one_that_every_record_has_goes_before_it() -> None:
    base = Base()
    base.add_table("deals", Field("name"), Field("createdTime"))
    base.add("deals", {"name": "A", "createdTime": "long ago"})
    assert synced(base, "deals")[0]["createdTime"] == "long ago"


SAMPLES: dict[str, Any] = {  # what a cell of the sample of that type holds, and how it is read
    "aiText": ({"state": "generated", "isStale": False, "value": "Hi"}, "Hi"),
    "checkbox": (None, False),
    "createdBy": (ADA, "ada@example.com"),
    "formula": ({"specialValue": "NaN"}, None),
    "multipleAttachments": (PICTURES, "front.jpg; back.jpg"),
    "multipleLookupValues": (["One", None, "Two"], "One; Two"),
    "multipleRecordLinks": (["rec1", "rec2"], "rec1; rec2"),
    "rollup": ({"error": "#ERROR!"}, None),
    "somethingUnrecognizable": ({"wacky": 1}, '{"wacky": 1}'),
}


def test_the_sample_of_each_type_is_read(test_data: Path) -> None:
    sample = json.loads((test_data / "crm_samples/airtable/meta_and_field_schemas.json").read_text(encoding="utf-8"))
    schemas = [schema for name, schema in sample.items() if name.endswith("FieldSchema")]
    assert len(schemas) > 30
    base, expected = Base(), {}
    names = {schema["type"]: f"{schema['type']} {schema['name']}" for schema in schemas}
    base.add_table("all", *(Field(names[s["type"]], s["type"], s.get("options")) for s in schemas))
    for type_, name in names.items():
        expected[name] = SAMPLES.get(type_, ("words", "words"))
    base.add("all", {name: given for name, (given, _value) in expected.items()})
    (payload,) = synced(base, "all")
    assert {name: payload[name] for name in expected} == {name: value for name, (_given, value) in expected.items()}
