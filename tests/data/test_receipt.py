"""Every source row is accounted for, once."""

import polars as pl

from data.checks import FINDING
from data.receipt import Receipt, count_rows, example_text, receipt_lines

ROWS = {"kind": pl.String, "external_id": pl.String, "outcome": pl.Categorical}
MENDED = ["_record", "field", "was", "became"]


def finding(kind, record, check, severity, column="amount", value="x"):
    return {"_record": record, "_kind": kind, "table": "orders", "column": column, "check": check, "value": value,
            "severity": severity}  # fmt: skip


def receipt(delivered, found=(), mended=None):
    result = Receipt("shop", "test")
    named = pl.DataFrame(list(found), schema=FINDING).rename({"_record": "external_id", "_kind": "kind"})
    repaired = {k: pl.DataFrame(rows, schema=MENDED, orient="row") for k, rows in (mended or {}).items()}
    count_rows(result, pl.DataFrame(delivered, schema=ROWS, orient="row"), named, repaired)
    return result


DELIVERED = [("a", "1", "new"), ("a", "2", "changed"), ("a", "3", "unchanged"), ("b", "1", "new"), ("b", "2", "new")]


def test_received_is_accepted_and_quarantined_and_accepted_is_new_changed_and_unchanged():
    found = [
        finding("a", "2", "not_a_number", "error"),
        finding("a", "2", "double_id", "error"),
        finding("b", "1", "implausible_amount", "warning"),
        finding("b", "9", "not_a_number", "error"),  # of an earlier delivery
    ]
    r = receipt(DELIVERED, found)
    assert (r.received, r.accepted, r.quarantined) == (5, 4, 1)
    assert (r.new, r.changed, r.unchanged) == (3, 0, 1)
    assert r.kinds["a"] == {"received": 3, "new": 1, "changed": 0, "unchanged": 1, "quarantined": 1}
    assert r.kinds["b"] == {"received": 2, "new": 2, "changed": 0, "unchanged": 0, "quarantined": 0}


def test_the_same_id_in_another_kind_is_another_row():
    r = receipt(DELIVERED, [finding("b", "1", "not_a_number", "error")])
    assert (r.kinds["a"]["quarantined"], r.kinds["b"]["quarantined"]) == (0, 1)


def test_checks_count_rows_and_show_examples():
    found = [finding("a", n, "not_a_number", "error", column, "n/a") for n in "12" for column in ("amount", "quantity")]
    (check,) = receipt(DELIVERED, found).checks
    assert (check["check"], check["severity"], check["rows"]) == ("not_a_number", "error", 2)
    assert check["examples"][0] == {"kind": "a", "record": "1", "row": 2, "column": "amount", "value": "n/a"}
    assert [example["row"] for example in check["examples"]] == [2, 2, 3, 3]
    assert example_text("not_a_number", check["examples"][0]) == "a 1: amount: 'n/a' is not a number"


def test_an_example_that_only_its_content_names_is_told_by_its_row_in_the_file():
    digest = "0f" * 16
    example = {"kind": "deals", "record": f"{digest}#2", "row": 1017, "column": "amount", "value": "n/a"}
    assert example_text("not_a_number", example) == "deals row 1,017: amount: 'n/a' is not a number"
    assert example_text("not_a_number", "deals:17: of an older ledger") == "deals:17: of an older ledger"


def test_repairs_of_the_delivery_are_counted_over_its_kinds():
    one, other = ("1", "product", "GTXPro", "GTX Pro"), ("2", "product", "GTXPro", "GTX Pro")
    earlier = ("9", "product", "GTXPro", "GTX Pro")
    r = receipt(DELIVERED, mended={"a": [one, other, earlier], "b": [one]})
    assert r.repairs == {"product: GTXPro -> GTX Pro": 3}


def test_nothing_received_is_counted_as_nothing():
    r = receipt([])
    assert (r.received, r.accepted, r.quarantined, r.kinds) == (0, 0, 0, {})


def test_the_receipt_reads_as_sums():
    r = receipt(DELIVERED, [finding("a", "2", "not_a_number", "error"), finding("a", "1", "future_date", "warning")])
    r.deleted, r.tables = 2, {"orders": {"produced": 5, "rows": 3, "merged": 2, "conflicts": 1}}
    r.problems, r.snapshot = ["x.csv: the file is empty"], "S1"
    lines = list(receipt_lines(r))
    assert lines[:3] == [
        "Imported into shop (test)",
        "5 rows received = 4 accepted + 1 quarantined",
        "4 accepted = 3 new + 0 changed + 1 unchanged; 2 deleted",
    ]
    assert "  orders: 3 rows, 2 merged, 1 in conflict" in lines
    assert "  Quarantined: 1 rows fail “Numbers can be read”" in lines
    assert "  not read: x.csv: the file is empty" in lines
    assert lines[-1] == "Published as snapshot S1"


def test_a_dry_run_says_that_nothing_was_stored():
    assert next(iter(receipt_lines(Receipt("shop", "test", dry_run=True)))).startswith("Dry run of shop: nothing")
