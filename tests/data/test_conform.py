"""From payloads to typed, checked rows; a record that fails anywhere is kept out everywhere."""

from datetime import date

import orjson
import polars as pl

from data.conform import conform_kind
from data.mapping import parse_mapping
from data.row_checks import unknown_categories

ORDERS = """
title = "Orders"
currency = "EUR"
[kinds.lines]
fields = ["line", "order_no", "day", "customer", "name", "sector", "sku", "amount", "sold_at"]
key = ["line"]
repairs.sector = { technolgy = "technology" }
known.sector = ["technology", "retail"]
[[tables.accounts]]
from = "lines"
account_id = "customer"
account = "name"
sector = "sector"
[[tables.products]]
from = "lines"
product_id = "sku"
product = "sku"
[[tables.orders]]
from = "lines"
order_id = "order_no"
account_id = "customer"
product_id = "sku"
ordered_on = { field = "day", formats = ["%d/%m/%Y"] }
amount = "amount"
[tables.orders.dimensions]
branch = "sector"
[dimensions]
branch = "Branch"
"""

HEADS = {"external_id": pl.String, "seq": pl.Int64, "payload": pl.String}
GOOD = {"line": "1", "order_no": "O1", "day": "03/01/2024", "customer": "C1", "name": "Acme", "sku": "P", "amount": "5"}


def conform(*payloads, mapping=ORDERS, kind="lines", zone="UTC", names=None):
    rows = [
        (names[n] if names else payload.get("line", f"r{n}"), n + 1, orjson.dumps(payload).decode())
        for n, payload in enumerate(payloads)
    ]
    heads = pl.DataFrame(rows, schema=HEADS, orient="row")
    return conform_kind("shop", kind, parse_mapping("test", mapping), heads, zone)


def reasons(result):
    return result.findings.select("_record", "table", "column", "check", "value").rows()


def test_one_record_feeds_several_tables():
    result = conform({**GOOD, "sector": "retail"})
    assert reasons(result) == []
    (order,) = result.tables["orders"].to_dicts()
    assert (order["order_id"], order["account_id"], order["product_id"]) == (
        "shop:lines:O1", "shop:lines:C1", "shop:lines:P",
    )  # fmt: skip
    assert (order["ordered_on"], order["amount"], order["branch"]) == (date(2024, 1, 3), 5.0, "retail")
    assert order["quantity"] is None
    assert result.tables["accounts"]["sector"].to_list() == ["retail"]


def test_a_record_that_fails_in_one_table_is_kept_out_of_all():
    result = conform(GOOD, {**GOOD, "line": "2", "order_no": "O2", "day": "31/02/2024"})
    assert {name: frame.height for name, frame in result.tables.items()} == {"accounts": 1, "products": 1, "orders": 1}
    assert reasons(result) == [("2", "orders", "ordered_on", "unparsable_date", "31/02/2024")]


def test_a_quarantined_row_carries_all_its_reasons():
    result = conform({"line": "1", "order_no": "", "day": "2024-01-03", "customer": "C1", "amount": "NaN"})
    assert sorted(reasons(result)) == [
        ("1", "accounts", "account", "missing_required", None),
        ("1", "orders", "amount", "impossible_number", "NaN"),
        ("1", "orders", "order_id", "missing_required", None),
        ("1", "orders", "ordered_on", "unparsable_date", "2024-01-03"),
    ]


def test_what_cannot_be_read_is_not_also_called_missing():
    assert [r[3] for r in reasons(conform({**GOOD, "amount": "1e309"}))] == ["impossible_number"]


def test_an_order_need_not_name_an_account_or_a_product():
    result = conform({**GOOD, "customer": "", "name": "", "sku": None})
    assert reasons(result) == []
    assert (result.tables["accounts"].height, result.tables["orders"].height) == (0, 1)


def test_ids_that_occur_again_are_quarantined_and_the_first_is_kept():
    result = conform(GOOD, GOOD, GOOD, names=["1", "1#2", "1#10"])
    assert [(r[0], r[3], r[4]) for r in reasons(result)] == [("1#2", "double_id", "O1"), ("1#10", "double_id", "O1")]
    assert result.tables["orders"]["_record"].to_list() == ["1"]


def test_the_first_stays_the_first_when_it_is_changed_later():
    result = conform(GOOD, {**GOOD, "amount": "9"}, names=["1#2", "1"])
    assert result.tables["orders"]["_record"].to_list() == ["1"]


def test_of_two_records_with_one_id_the_one_received_first_is_kept():
    result = conform(GOOD, {**GOOD, "line": "0", "amount": "6"})
    assert result.tables["orders"]["amount"].to_list() == [5.0]
    assert [(r[0], r[3]) for r in reasons(result)] == [("0", "double_id")]


def test_one_record_cannot_give_two_rows_of_the_same_id():
    again = '[[tables.orders]]\nfrom = "lines"\norder_id = "order_no"\nordered_on = "day"\namount = "amount"\n'
    result = conform(GOOD, mapping=ORDERS + again)
    assert ("1", "orders", "order_id", "double_id", "O1") in reasons(result)
    assert result.tables["orders"].is_empty()


def test_known_spellings_are_repaired_and_unknown_categories_warned_of():
    result = conform({**GOOD, "sector": "technolgy"}, {**GOOD, "line": "2", "order_no": "O2", "sector": "tech"})
    assert result.repaired.rows() == [("1", "sector", "technolgy", "technology")]
    assert reasons(result) == [("2", "accounts", "sector", "unknown_category", "tech")]
    assert result.tables["orders"]["branch"].to_list() == ["technology", "tech"]


def test_each_check_counts_the_rows_it_looked_at():
    result = conform(GOOD, {**GOOD, "line": "2", "order_no": "O2", "customer": None})
    assert result.checked["orders", "missing_required"] == 2
    assert result.checked["orders", "unparsable_date"] == 2
    assert result.checked["accounts", "missing_required"] == 1
    assert result.checked["accounts", "unknown_category"] == 2
    assert result.checked["orders", "double_id"] == 2


DEALS = """
title = "Deals"
[kinds.deals]
fields = ["id", "state", "created", "closed"]
key = ["id"]
[[tables.opportunities]]
from = "deals"
opportunity_id = "id"
stage = "state"
status = { field = "state", values = { Won = "won", Open = "open" } }
created_on = "created"
closed_on = "closed"
[[tables.stage_changes]]
from = "deals"
where = { state = ["Won"] }
opportunity_id = "id"
stage = "state"
changed_on = "closed"
"""


def test_only_the_records_meant_feed_a_table():
    won = {"id": "1", "state": "Won", "created": "2024-01-01", "closed": "2024-01-02"}
    result = conform(won, {"id": "2", "state": "Open", "created": "2024-01-01"}, mapping=DEALS, kind="deals")
    assert result.tables["opportunities"].height == 2
    assert result.tables["stage_changes"]["opportunity_id"].to_list() == ["shop:deals:1"]
    assert reasons(result) == []


def test_reversed_dates_show_both():
    deal = {"id": "1", "state": "Won", "created": "2024-01-02", "closed": "2024-01-01"}
    result = conform(deal, mapping=DEALS, kind="deals")
    reversed_ = "created_on (2024-01-01 < 2024-01-02)"
    assert reasons(result) == [("r0", "opportunities", "closed_on", "dates_reversed", reversed_)]
    assert result.tables["stage_changes"].is_empty()


def test_an_unknown_status_quarantines_and_a_missing_one_too():
    result = conform({"id": "1", "state": "Wonn"}, {"id": "2"}, mapping=DEALS, kind="deals")
    assert reasons(result) == [
        ("r0", "opportunities", "status", "unknown_choice", "Wonn"),
        ("r1", "opportunities", "status", "missing_required", None),
    ]


CALLS = """
title = "Calls"
[kinds.calls]
fields = ["id", "at", "created", "closed"]
[[tables.activities]]
from = "calls"
activity_id = "id"
activity_type = { const = "call" }
started_at = "at"
[[tables.opportunities]]
from = "calls"
opportunity_id = "id"
status = { const = "won" }
created_at = "created"
closed_on = "closed"
"""
LATE = {"id": "1", "at": "2024-03-01T23:30:00Z", "created": "2024-03-02T02:00:00Z", "closed": "2024-03-01"}


def test_the_day_of_an_instant_is_the_one_in_the_companys_zone():
    days = [
        conform({**LATE, "created": None}, mapping=CALLS, kind="calls", zone=zone).tables["activities"]["started_on"]
        for zone in ("UTC", "Europe/Paris")
    ]
    assert [day.to_list() for day in days] == [[date(2024, 3, 1)], [date(2024, 3, 2)]]


def test_dates_are_in_order_by_the_companys_days():
    in_new_york = conform(LATE, mapping=CALLS, kind="calls", zone="America/New_York")
    assert in_new_york.tables["opportunities"].height == 1
    in_paris = conform(LATE, mapping=CALLS, kind="calls", zone="Europe/Paris")
    assert [r[3] for r in reasons(in_paris)] == ["dates_reversed"]


def test_a_required_day_without_its_instant_is_missing():
    assert reasons(conform({"id": "1"}, mapping=CALLS, kind="calls")) == [
        ("r0", "activities", "started_on", "missing_required", None)
    ]


STATEMENT = """
title = "Statement"
[kinds.lines]
fields = ["line"]
optional = ["role"]
unpivot = { columns = '(?P<year>[0-9]{4})_q(?P<quarter>[1-4])', value = "amount" }
repairs.role = { rev = "revenue" }
[[tables.statement_lines]]
from = "lines"
line = "line"
role = "role"
period_start = { fields = ["year", "quarter"], formats = ["quarter"] }
period_end = { fields = ["year", "quarter"], formats = ["quarter_end"] }
amount = "amount"
"""


def test_a_wide_record_gives_a_row_for_each_of_its_columns():
    result = conform({"line": "sales", "2018_q1": "5", "2018_q2": "6", "role": "rev"}, mapping=STATEMENT)
    assert result.tables["statement_lines"].select("period_start", "period_end", "amount", "role").rows() == [
        (date(2018, 1, 1), date(2018, 3, 31), 5.0, "revenue"),
        (date(2018, 4, 1), date(2018, 6, 30), 6.0, "revenue"),
    ]
    assert result.repaired.height == 1


def test_a_wide_record_fails_as_one_and_says_each_reason_once():
    result = conform({"2018_q1": "5", "2018_q2": "x"}, mapping=STATEMENT)
    assert [(r[2], r[3]) for r in reasons(result)] == [("amount", "not_a_number"), ("line", "missing_required")]
    assert result.tables["statement_lines"].is_empty()


def test_a_field_that_no_record_has_is_empty():
    result = conform({"line": "sales", "2018_q1": "5"}, mapping=STATEMENT)
    assert result.tables["statement_lines"]["role"].to_list() == [None]


def test_no_records_give_empty_tables():
    result = conform(mapping=ORDERS)
    assert {name: frame.height for name, frame in result.tables.items()} == {"accounts": 0, "products": 0, "orders": 0}


def test_categories_are_told_of_the_table_that_is_made_of_them():
    rows = pl.DataFrame({"_record": ["1"], "_kind": ["lines"], "sector": ["tech"]})
    found = unknown_categories(rows, parse_mapping("test", ORDERS), "lines", conform(GOOD).checked)
    assert found["table"].to_list() == ["accounts"]


KEYED = """
title = "Deals"
[kinds.deals]
key = ["id"]
[[tables.opportunities]]
from = "deals"
status = "status"
"""


def test_a_repetition_is_quarantined_where_the_id_is_the_records_own_key() -> None:
    payloads = [{"id": "1", "status": "won"}, {"id": "1", "status": "won"}, {"status": "open"}, {"status": "open"}]
    result = conform(*payloads, mapping=KEYED, kind="deals", names=["1", "1#2", "f00", "f00#2"])
    assert reasons(result) == [("1#2", "opportunities", "opportunity_id", "double_id", "1")]
    ids = result.tables["opportunities"]["opportunity_id"].to_list()
    assert ids == ["shop:deals:1", "shop:deals:f00", "shop:deals:f00#2"]


def test_only_records_in_which_the_fields_have_a_value_feed_an_entry():
    mapping = """
title = "Deals"
[kinds.deals]
fields = ["id", "given", "owner"]
[[tables.stage_changes]]
from = "deals"
when = ["given", "owner"]
opportunity_id = "id"
stage = { const = "Demo Given" }
changed_on = "given"
"""
    given = [("1", "2024-05-02", "ann"), ("2", " ", "ann"), ("3", "2024-05-03", None), ("4", None, "bob")]
    payloads = [dict(zip(("id", "given", "owner"), values, strict=True)) for values in given]
    result = conform(*payloads, mapping=mapping, kind="deals")
    assert result.tables["stage_changes"].select("opportunity_id", "changed_on").rows() == [
        ("shop:opportunities:1", date(2024, 5, 2))
    ]
    assert reasons(result) == []
