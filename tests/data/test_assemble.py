"""The tables of an origin put together: merged, references looked up, amounts and stages weighed."""

from collections import Counter
from datetime import date

import orjson
import polars as pl
import pytest

from data.assemble import assemble, warn_of_future
from data.conform import conform_kind
from data.mapping import parse_mapping
from data.plausibility import implausible_amounts
from data.schema import TABLES

SHOP = """
title = "Shop"
currency = "USD"
[kinds.customers]
fields = ["customer", "name", "city", "sector"]
key = ["customer"]
[kinds.deals]
fields = ["deal", "customer", "stage", "closed", "amount", "money"]
key = ["deal"]
[[tables.accounts]]
from = "customers"
account_id = "customer"
account = "name"
city = "city"
sector = "sector"
[[tables.opportunities]]
from = "deals"
opportunity_id = "deal"
account_id = "customer"
stage = "stage"
status = { const = "won" }
closed_on = "closed"
amount = "amount"
currency = "money"
[[stages]]
stage = "Won"
status = "won"
"""
HEADS = {"external_id": pl.String, "seq": pl.Int64, "payload": pl.String}


def built(currency=None, **records):
    """The shop's tables; `records` are (id, seq, payload) by kind."""
    mapping, kinds = parse_mapping("shop", SHOP), {}
    for kind, rows in records.items():
        heads = [(name, seq, orjson.dumps(payload).decode()) for name, seq, payload in rows]
        frame = pl.DataFrame(heads, schema=HEADS, orient="row")
        kinds[kind] = conform_kind("shop", kind, mapping, frame, "UTC")
    return assemble("shop", mapping, currency, kinds)


def found(result, but="incomplete_deal"):
    """What the checks say, but for one of them: most deals here say no more than their test needs."""
    told = result.findings.filter(pl.col("check") != but)
    return told.select("_record", "table", "check", "value").rows()


def customer(name, **fields):
    return {"customer": "C1", "name": name, **fields}


def test_of_several_rows_with_one_key_the_newest_values_win():
    rows = [("a", 3, customer("Acme", city="Lyon")), ("b", 1, customer("Acme", city="Paris", sector="retail"))]
    result = built(customers=rows)
    (account,) = result.tables["accounts"].to_dicts()
    assert (account["city"], account["sector"]) == ("Lyon", "retail")
    assert found(result) == [("a", "accounts", "merge_conflict", "Acme")]
    assert result.rows["accounts"] == {"produced": 2, "rows": 1, "merged": 1, "conflicts": 1}


def test_rows_that_agree_are_merged_without_a_word():
    result = built(customers=[("a", 1, customer("Acme")), ("b", 2, customer("Acme", city="Lyon"))])
    assert found(result) == []
    assert result.rows["accounts"]["merged"] == 1


def test_a_reference_that_leads_nowhere_is_emptied_and_told():
    result = built(
        customers=[("C1", 1, customer("Acme"))],
        deals=[("1", 2, {"deal": "1", "customer": "C1", "stage": "Won"}), ("2", 3, {"deal": "2", "customer": "C2"})],
    )
    assert result.tables["opportunities"]["account_id"].to_list() == ["shop:customers:C1", None]
    assert found(result) == [("2", "opportunities", "missing_reference", "C2")]
    assert result.checked["opportunities", "missing_reference"] == 2


def test_without_the_table_referred_to_every_reference_is_missing():
    result = built(deals=[("1", 1, {"deal": "1", "customer": "C1", "stage": "Won"})])
    assert found(result) == [("1", "opportunities", "missing_reference", "C1")]


def test_stages_that_the_pipeline_does_not_have_are_told():
    result = built(deals=[("1", 1, {"deal": "1", "stage": "Wonn"}), ("2", 2, {"deal": "2"})])
    assert found(result) == [("1", "opportunities", "unknown_category", "Wonn")]


@pytest.mark.parametrize(("origin", "expected"), [("CHF", "CHF"), (None, "USD")])
def test_money_without_a_currency_is_in_the_origins_else_the_mappings(origin, expected):
    rows = [("1", 1, {"deal": "1", "stage": "Won"}), ("2", 2, {"deal": "2", "stage": "Won", "money": "gbp"})]
    assert built(origin, deals=rows).tables["opportunities"]["currency"].to_list() == [expected, "GBP"]


def test_facts_after_today_are_told():
    rows = [(n, int(n), {"deal": n, "stage": "Won", "closed": day}) for n, day in (("1", "2024-05-02"), ("2", None))]
    result = built(deals=rows)
    warn_of_future(result, date(2024, 5, 2))
    assert found(result) == []
    warn_of_future(result, date(2024, 5, 1))
    assert found(result) == [("1", "opportunities", "future_date", "2024-05-02")]


def orders(*rows):
    columns = {"product_id": pl.String, "amount": pl.Float64, "quantity": pl.Float64}
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return frame.with_row_index("_record").with_columns(pl.col("_record").cast(pl.String), _kind=pl.lit("orders"))


def implausible(*rows):
    return implausible_amounts(orders(*rows), TABLES["orders"], Counter())["value"].to_list()


def test_an_extra_order_of_magnitude_against_the_products_own_median_is_flagged(var):
    usual = [("P", 100.0, 1)] * 4
    assert implausible(*usual, ("P", 1000.0, 1), ("Q", 1000.0, 1)) == ["1000.0"]
    assert implausible(*usual, ("P", 700.0, 1)) == []


def test_many_of_a_product_may_well_cost_ten_times_as_much(var):
    assert implausible(*[("P", 100.0, 1)] * 4, ("P", 1000.0, 10)) == []


def test_few_amounts_make_no_median(var):
    assert implausible(*[("P", 100.0, 1)] * 3, ("P", 1000.0, 1)) == []


def test_lost_deals_at_nothing_do_not_lower_the_median(var):
    assert implausible(*[("P", 0.0, 1)] * 6, *[("P", 100.0, 1)] * 5) == []


def test_closed_deals_that_figures_will_miss_are_told():
    rows = [("1", 1, {"deal": "1", "closed": "2024-01-02"}), ("2", 2, {"deal": "2", "amount": "5"})]
    result = built(deals=[*rows, ("3", 3, {"deal": "3", "closed": "2024-01-02", "amount": "5"})])
    told = result.findings.filter(pl.col("check") == "incomplete_deal")
    assert sorted(told.select("_record", "column", "value").rows()) == [
        ("1", "amount", "won"),
        ("2", "closed_on", "won"),
    ]


CRM = """
title = "A CRM"
[kinds.Users]
fields = ["id", "name", "group"]
[kinds.Groups]
fields = ["id", "groupname"]
[[tables.reps]]
from = "Users"
rep_id = "id"
rep = "name"
team = { field = "group", lookup = "Groups.groupname", empty = ["0"] }
[[tables.reps]]
from = "Groups"
rep_id = "id"
rep = "groupname"
team = "groupname"
active = { const = false }
shared = { const = true }
"""


def crm(**records):
    mapping, kinds = parse_mapping("crm", CRM), {}
    for kind, rows in records.items():
        heads = [(row["id"], seq, orjson.dumps(row).decode()) for seq, row in enumerate(rows)]
        frame = pl.DataFrame(heads, schema=HEADS, orient="row")
        kinds[kind] = conform_kind("crm", kind, mapping, frame, "UTC")
    return assemble("crm", mapping, None, kinds)


def test_an_id_looked_up_stands_for_the_name_of_its_record_and_a_lost_one_is_told():
    users = [{"id": "19x1", "name": "Ann", "group": "20x5"}, {"id": "19x2", "name": "Bob", "group": "20x6"}]
    more = [{"id": "19x3", "name": "Cy", "group": ""}, {"id": "19x4", "name": "Di", "group": "0"}]
    result = crm(Users=users + more, Groups=[{"id": "20x5", "groupname": "Sales"}])
    assert sorted(result.tables["reps"].select("rep", "team").rows()) == [
        ("Ann", "Sales"), ("Bob", None), ("Cy", None), ("Di", None), ("Sales", "Sales"),
    ]  # fmt: skip
    assert found(result) == [("19x2", "reps", "missing_reference", "20x6")]
    assert result.checked["reps", "missing_reference"] == 4


def test_a_group_owns_records_under_an_id_like_a_persons():
    (group,) = crm(Groups=[{"id": "20x5", "groupname": "Sales"}]).tables["reps"].to_dicts()
    assert (group["rep_id"], group["shared"], group["active"]) == ("crm:Users:20x5", True, False)


def test_without_any_record_of_the_kind_every_lookup_is_lost():
    result = crm(Users=[{"id": "19x1", "name": "Ann", "group": "20x5"}])
    assert result.tables["reps"]["team"].to_list() == [None]
    assert found(result) == [("19x1", "reps", "missing_reference", "20x5")]
