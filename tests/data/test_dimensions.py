from datetime import date, timedelta

import polars as pl
import pytest

from data.dimensions import (
    DEAL_ROW,
    account_dimensions,
    band,
    band_labels,
    discount_labels,
    join_dimensions,
    rows_of_deals,
    with_periods,
)
from data.schema import GRAINS, period_column
from periods import period_start
from tests.data.canonical import table


@pytest.mark.parametrize("fiscal_start", range(1, 13))
def test_stored_periods_are_those_of_the_calendar(fiscal_start: int) -> None:
    days = [date(2023, 12, 1) + timedelta(days=n) for n in range(500)]
    frame = with_periods(pl.DataFrame({"on": [*days, None]}), ("on",), fiscal_start)
    for grain in GRAINS:
        expected = [period_start(day, grain, fiscal_start) for day in days]
        assert frame[period_column("on", grain)].to_list() == [*expected, None], grain


def test_weeks_start_on_monday_and_fiscal_periods_in_their_month() -> None:
    row = with_periods(pl.DataFrame({"on": [date(2024, 3, 3)]}), ("on",), 2).row(0, named=True)  # a Sunday
    assert row == {
        "on": date(2024, 3, 3), "on_week": date(2024, 2, 26), "on_month": date(2024, 3, 1),
        "on_quarter": date(2024, 1, 1), "on_year": date(2024, 1, 1), "on_fiscal_quarter": date(2024, 2, 1),
        "on_fiscal_year": date(2024, 2, 1),
    }  # fmt: skip


def test_a_size_band_starts_at_its_bound() -> None:
    employees = [0, 1, 49, 50, 249, 250, 100_000, None]
    accounts = table("accounts", *({"account_id": str(n), "employees": n} for n in employees))
    bands = account_dimensions(accounts, (50, 250))["size_band"].to_list()
    assert bands == ["1–49", "1–49", "1–49", "50–249", "50–249", "250+", "250+", None]
    assert band_labels(()) == ["1+"]


def test_a_fact_is_of_the_deal_that_it_numbers_else_of_the_one_it_names() -> None:
    deals = pl.DataFrame({"opportunity_id": ["d0", "d1", "d2"]})
    facts = pl.DataFrame({"opportunity_id": ["d2", "d1", "gone", None], DEAL_ROW: [2, None, None, None]})
    facts = facts.with_columns(pl.col(DEAL_ROW).cast(pl.Int32))
    assert rows_of_deals(facts, deals).to_list() == [2, 1, None, None]
    assert rows_of_deals(facts.drop(DEAL_ROW), deals).to_list() == [2, 1, None, None]
    assert facts[DEAL_ROW].to_list() == [2, None, None, None]


def test_a_discount_band_below_the_first_bound_is_a_premium() -> None:
    bounds = (0.0, 0.05, 0.3)
    assert discount_labels(bounds) == ["< 0 %", "0–5 %", "5–30 %", "30 % +"]
    frame = pl.DataFrame({"d": [-0.01, 0.0, 0.049, 0.05, 0.9, None]})
    found = frame.select(band(pl.col("d"), bounds, discount_labels(bounds)))["literal"].to_list()
    assert found == ["< 0 %", "0–5 %", "0–5 %", "5–30 %", "30 % +", None]


def test_facts_get_what_is_known_of_their_rep_account_and_product() -> None:
    tables = {
        "reps": table("reps", {"rep_id": "r1", "rep": "Ann", "manager": "Mia", "team": "West", "office": "Lille"}),
        "accounts": table("accounts", {"account_id": "a1", "account": "Acme", "country": "Kenya", "segment": "key"}),
        "products": table("products", {"product_id": "p1", "product": "Basic", "category": "GTX", "colour": "red"}),
    }
    facts = table(
        "orders",
        {"order_id": "1", "rep_id": "r1", "account_id": "a1", "product_id": "p1"},
        {"order_id": "2", "product_id": "p1", "colour": "blue"},
        {"order_id": "3", "rep_id": "gone"},
    )
    wide = join_dimensions(facts, tables, (50,), ("colour", "segment", "finish"))
    assert wide["order_id"].to_list() == ["1", "2", "3"]
    assert wide.select("rep", "manager", "team", "region", "office").rows() == [
        ("Ann", "Mia", "West", None, "Lille"), (None,) * 5, (None,) * 5,
    ]  # fmt: skip
    assert wide["account_key"].to_list() == ["a1", None, None]
    assert wide.select("colour", "segment", "finish").rows() == [
        ("red", "key", None),
        ("blue", None, None),
        (None,) * 3,
    ]


def test_facts_keep_their_number_when_nothing_is_known_of_anything() -> None:
    assert join_dimensions(table("orders", {"order_id": "1"}), {}, (50,), ()).height == 1
    assert join_dimensions(table("orders"), {}, (50,), ()).height == 0
