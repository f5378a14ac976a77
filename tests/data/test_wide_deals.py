from datetime import date
from typing import Any

import polars as pl
import pytest

from data.schema import GRAINS, period_column
from data.wide_deals import wide_opportunities
from tests.data.canonical import table
from tests.data.wide_context import context

COLUMNS = (
    "origin account_key account sector country size_band rep manager team region office product category tier "
    "pipeline stage status lead_source lost_reason forecast_category discount_band is_won is_lost is_open "
    "is_untouched is_decided is_engaged is_sale amount list_amount value expected_value quantity discount probability "
    "observed_probability cycle_days age_days unit_price cost created_on closed_on attributed_on"
)
PARTIES = {
    "reps": table("reps", {"rep_id": "r1", "rep": "Ann", "manager": "Mia", "team": "West", "region": "EU"}),
    "accounts": table("accounts", {"account_id": "a1", "account": "Acme", "sector": "retail", "employees": 60}),
    "products": table("products", {"product_id": "p1", "product": "Basic", "category": "GTX", "list_price": 100.0}),
}


def deal(status: str, **given: Any) -> dict[str, Any]:
    return {"opportunity_id": "D", "status": status, **given}


def wide(*deals: dict[str, Any], tables: dict[str, pl.DataFrame] | None = None, **given: Any) -> pl.DataFrame:
    made = wide_opportunities({"opportunities": table("opportunities", *deals), **(tables or {})}, context(**given))
    assert made["opportunities"].height == made["opportunities_detail"].height == len(deals)
    return made["opportunities"]


def test_the_columns_are_those_promised_and_no_flag_is_ever_null() -> None:
    frame = wide(deal("open"), tables=PARTIES, extra=("colour",))
    days = [period_column(d, g) for d in ("opened_on", "decided_on", "expected_close_on") for g in GRAINS]
    assert set(frame.columns) == {*COLUMNS.split(), "colour", *days}
    assert all(frame.schema[c] == pl.Categorical for c in (*COLUMNS.split()[:21], "colour"))
    assert frame.select(pl.col(pl.Boolean).null_count()).sum_horizontal().item() == 0


def test_a_won_deal() -> None:
    row = wide(
        deal("won", rep_id="r1", account_id="a1", product_id="p1", amount=180.0, quantity=2.0, probability=1.0,
             created_on=date(2024, 1, 10), closed_on=date(2024, 3, 31)),
        tables=PARTIES,
    ).row(0, named=True)  # fmt: skip
    assert (row["rep"], row["manager"], row["account"], row["account_key"]) == ("Ann", "Mia", "Acme", "a1")
    assert (row["size_band"], row["product"], row["category"], row["origin"]) == ("50–249", "Basic", "GTX", "crm")
    assert (row["is_won"], row["is_lost"], row["is_open"], row["is_decided"]) == (True, False, False, True)
    assert (row["amount"], row["value"], row["list_amount"], row["expected_value"]) == (180.0, 180.0, 200.0, 200.0)
    assert (row["discount"], row["discount_band"]) == (pytest.approx(0.1), "10 % +")
    assert (row["opened_on"], row["decided_on"], row["cycle_days"]) == (date(2024, 1, 10), date(2024, 3, 31), 81)
    assert (row["decided_on_month"], row["decided_on_fiscal_year"]) == (date(2024, 3, 1), date(2023, 4, 1))
    assert (row["age_days"], row["observed_probability"], row["is_engaged"]) == (None, None, True)


def test_what_a_deal_is_worth() -> None:
    """(status, amount, list price, quantity) -> list amount, value, expected value, discount."""
    cases: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = [
        (("won", 90.0, 100.0, 1.0), (100.0, 90.0, 100.0, 0.1)),
        (("won", 110.0, 100.0, 1.0), (100.0, 110.0, 100.0, -0.1)),
        (("won", 90.0, None, 1.0), (None, 90.0, None, None)),
        (("won", None, 100.0, 2.0), (200.0, None, 200.0, None)),
        (("won", 0.0, 0.0, 1.0), (0.0, 0.0, 0.0, None)),
        (("lost", 0.0, 100.0, 3.0), (300.0, 300.0, 300.0, None)),
        (("lost", 70.0, None, 1.0), (None, 70.0, 70.0, None)),
        (("lost", 0.0, None, 1.0), (None, None, None, None)),
        (("open", 80.0, 100.0, 1.0), (100.0, 80.0, 80.0, None)),
        (("open", None, 100.0, None), (100.0, 100.0, 100.0, None)),
        (("untouched", None, None, 5.0), (None, None, None, None)),
    ]
    names = ("status", "amount", "list_price", "quantity")
    frame = wide(*(deal(**dict(zip(names, given, strict=True))) for given, _expected in cases))
    found = frame.select("list_amount", "value", "expected_value", "discount").rows()
    for row, (given, expected) in zip(found, cases, strict=True):
        assert row == pytest.approx(expected), given
    assert frame["discount_band"].to_list()[:3] == ["10 % +", "< 0 %", None]
    assert frame["quantity"].null_count() == 0


def test_a_lost_deal_falls_into_the_band_of_what_it_was_offered_at_and_has_no_discount() -> None:
    offered = {"list_price": 100.0, "quantity": 1.0}
    frame = wide(deal("lost", amount=93.0, **offered), deal("lost", amount=0.0, **offered))
    assert frame["discount_band"].to_list() == ["0–10 %", None]
    assert frame["discount"].to_list() == [None, None]


def test_a_deals_own_list_price_goes_before_that_of_its_product() -> None:
    frame = wide(deal("open", product_id="p1", list_price=80.0), deal("open", product_id="p1"), tables=PARTIES)
    assert frame["list_amount"].to_list() == [80.0, 100.0]


def test_days_of_open_and_undated_deals() -> None:
    frame = wide(
        deal("open", created_on=date(2024, 6, 1)), deal("open"), deal("open", created_on=date(2024, 7, 5)),
        deal("untouched", created_on=date(2024, 6, 1)), deal("won", created_on=date(2024, 6, 1)),
        deal("lost", closed_on=date(2024, 6, 9)), deal("open", created_on=date(2024, 6, 1), closed_on=date(2024, 6, 9)),
    )  # fmt: skip
    assert frame["age_days"].to_list() == [29, None, None, None, None, None, 29]
    assert frame["cycle_days"].to_list() == [None] * 7
    assert frame["decided_on"].to_list() == [None] * 5 + [date(2024, 6, 9), None]


def test_age_is_counted_to_the_last_day_with_deals_of_the_origin() -> None:
    frame = wide(deal("open", created_on=date(2024, 6, 1)), as_of={"crm": date(2024, 6, 11)})
    assert frame["age_days"].to_list() == [10]
    assert wide(deal("open", created_on=date(2024, 6, 1)), as_of={})["age_days"].to_list() == [None]


def test_where_the_mapping_says_so_wins_and_losses_count_on_attribution() -> None:
    deals = [
        deal("won", attributed_on=date(2024, 5, 6)), deal("lost", attributed_on=date(2024, 5, 7)),
        deal("open", attributed_on=date(2024, 5, 8)),
        deal("won", attributed_on=date(2024, 5, 6), closed_on=date(2024, 5, 9)),
    ]  # fmt: skip
    frame = wide(*deals, date_basis={"crm": "attributed_on"})
    assert frame["decided_on"].to_list() == [date(2024, 5, 6), date(2024, 5, 7), None, date(2024, 5, 9)]
    assert frame["opened_on"].to_list() == [date(2024, 5, 6), date(2024, 5, 7), date(2024, 5, 8), date(2024, 5, 6)]
    assert frame["cycle_days"].to_list() == [None, None, None, 3]  # nobody knows how long the others took
    assert wide(*deals)["decided_on"].to_list() == [None, None, None, date(2024, 5, 9)]


def test_the_detail_lies_row_by_row_beside_the_wide_table() -> None:
    deals = table("opportunities", deal("won", opportunity_id="D1", amount=1.0), deal("open", opportunity_id="D2"))
    deals = deals.with_columns(amount_original=pl.Series([2.0, None]))
    made = wide_opportunities({"opportunities": deals}, context())
    assert made["opportunities_detail"].select("opportunity_id", "amount_original").rows() == [
        ("D1", 2.0),
        ("D2", None),
    ]
    assert made["opportunities"]["amount"].to_list() == [1.0, None]


def test_no_deals_at_all_make_an_empty_table_of_the_same_columns() -> None:
    assert wide_opportunities({}, context())["opportunities"].schema == wide(deal("open")).schema


def test_what_one_unit_was_sold_for_or_asked_and_what_a_deal_cost() -> None:
    """(status, amount, quantity) -> unit price, cost, of a product that costs 30."""
    products = table("products", {"product_id": "p1", "product": "Basic", "list_price": 100.0, "unit_cost": 30.0})
    cases: list[tuple[str, float | None, float | None, float | None, float | None]] = [
        ("won", 180.0, 2.0, 90.0, 60.0),
        ("won", 180.0, None, 180.0, 30.0),
        ("won", 180.0, 0.0, None, 0.0),
        ("won", None, 2.0, None, 60.0),
        ("lost", 150.0, 2.0, 75.0, 60.0),
        ("lost", 0.0, 2.0, None, 60.0),  # the CRM's word for unknown
        ("open", 150.0, 3.0, 50.0, 90.0),
        ("open", None, 3.0, None, 90.0),
    ]
    rows = [deal(status, amount=amount, quantity=n, product_id="p1") for status, amount, n, _price, _cost in cases]
    found = wide(*rows, tables={"products": products}).select("unit_price", "cost").rows()
    assert found == [(price, cost) for *_given, price, cost in cases]
    assert wide(deal("won", amount=5.0))["cost"].item() is None


def test_a_won_deal_is_a_sale_unless_its_origin_has_orders() -> None:
    rows = [deal("won"), deal("lost"), deal("open")]
    assert wide(*rows)["is_sale"].to_list() == [True, False, False]
    assert wide(*rows, money={"crm": "orders"})["is_sale"].to_list() == [False] * 3
    assert wide(*rows, money={"crm": "opportunities", "shop": "orders"})["is_sale"].to_list() == [True, False, False]
