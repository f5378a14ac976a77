"""Checks say in a sentence what failed, and weigh it."""

import polars as pl
import pytest

from data.checks import CHECKS, ERROR, FINDING, WARNING, findings, no_findings, say


def test_a_finding_names_the_record_the_column_and_the_value():
    frame = pl.DataFrame({"_record": ["A1", "A2"], "_kind": ["deals", "deals"], "amount": [1.0, -1.0]})
    found = findings(frame, pl.col("amount") < 0, "impossible_number", "opportunities", "amount", pl.col("amount"))
    assert found.rows() == [("A2", "deals", "opportunities", "amount", "impossible_number", "-1.0", ERROR)]
    assert found.schema == no_findings().schema == FINDING


def test_a_finding_reads_as_a_sentence():
    assert say("unparsable_date", "closed_on", "31/02/2024") == "closed_on: '31/02/2024' is not a date"
    assert say("missing_required", "amount", None) == "amount is missing"
    assert say("double_id", "order_id", "{7}") == "order_id {7} occurs again; the first is kept"


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_has_a_label_a_weight_and_words(name):
    check = CHECKS[name]
    assert check.name == name
    assert check.severity in (ERROR, WARNING)
    assert check.label[0].isupper()
    assert say(name, "amount", "7")


def test_what_only_may_be_wrong_keeps_the_row():
    kept = {name for name, check in CHECKS.items() if check.severity == WARNING}
    assert {"missing_reference", "implausible_amount", "unknown_category", "broken_subtotal"} <= kept
    assert not kept & {"double_id", "dates_reversed", "missing_required", "impossible_number", "unparsable_date"}
