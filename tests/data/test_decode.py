"""Payloads become frames of text: trimmed, repaired, and long where they came wide."""

import orjson
import polars as pl

from data.decode import decode, payload_fields, repair, unpivot
from data.mapping import KindSpec
from data.value_spec import Unpivot


def heads(*payloads):
    rows = [(f"r{n}", n, orjson.dumps(payload).decode()) for n, payload in enumerate(payloads, 1)]
    return pl.DataFrame(rows, schema=["external_id", "seq", "payload"], orient="row")


def values(fields, *payloads):
    return decode(heads(*payloads), fields).select(fields).rows()


def test_values_become_trimmed_text_and_blank_is_nothing():
    assert values(["a", "b"], {"a": "  x\u00a0y ", "b": " "}, {"a": None}) == [("x y", None), (None, None)]


def test_numbers_and_truth_become_text():
    assert values(["n", "f", "t"], {"n": 5, "f": 1.5, "t": True}) == [("5", "1.5", "true")]


def test_a_dotted_name_reaches_a_nested_value():
    assert values(["account.name"], {"account": {"name": "Acme"}}, {"account": None}) == [("Acme",), (None,)]


def test_a_name_that_really_has_a_dot_is_taken_as_it_is():
    assert values(["No."], {"No.": "7"}) == [("7",)]


def test_a_list_becomes_its_items_and_an_object_its_json():
    assert values(["tags", "at", "n"], {"tags": ["a", "b"], "at": {"x": 1}, "n": 2}) == [("a, b", '{"x":1}', "2")]


def test_nothing_decodes_to_a_frame_with_its_columns():
    empty = pl.DataFrame(schema={"external_id": pl.String, "seq": pl.Int64, "payload": pl.String})
    assert decode(empty, ["a"]).columns == ["_record", "_seq", "a"]


def test_fields_are_listed_in_order_of_appearance():
    assert payload_fields(heads({"b": 1}, {"a": 1, "b": 2})) == ["b", "a"]


def test_repairs_are_made_and_each_is_told():
    frame = decode(heads({"product": "GTXPro "}, {"product": "GTX Pro"}), ["product"])
    mended, told = repair(frame, KindSpec(repairs={"product": {"GTXPro": "GTX Pro"}}))
    assert mended["product"].to_list() == ["GTX Pro", "GTX Pro"]
    assert told.rows() == [("r1", "product", "GTXPro", "GTX Pro")]


def test_columns_that_match_become_rows_and_blank_cells_do_not():
    wide = decode(heads({"line": "tax", "2018_q1": "5", "2018_q2": "", "note": "n"}), ["line", "2018_q1", "2018_q2"])
    long = unpivot(wide, Unpivot(columns=r"(?P<year>\d{4})_q(?P<quarter>[1-4])", value="amount"))
    assert long.select("_record", "line", "year", "quarter", "amount").rows() == [("r1", "tax", "2018", "1", "5")]


def test_without_a_matching_column_there_is_no_row():
    long = unpivot(decode(heads({"line": "tax"}), ["line"]), Unpivot(columns=r"(?P<year>\d{4})", value="amount"))
    assert long.is_empty()
    assert {"line", "year", "amount"} <= set(long.columns)
    assert long.schema["amount"] == pl.String
