from datetime import UTC, date, datetime

import polars as pl

from data.bought import days_bought
from data.dimensions import DEAL_DIMENSIONS
from data.schema import GRAINS, period_column
from data.wide_facts import wide_facts, wide_parties, wide_prices
from tests.data.canonical import table
from tests.data.wide_context import context

MAY = date(2024, 5, 15)
TABLES = {
    "reps": table("reps", {"rep_id": "r1", "rep": "Ann"}, {"rep_id": "r2", "rep": "Ben"}),
    "accounts": table("accounts", {"account_id": "a1", "account": "Acme"}, {"account_id": "a2", "account": "Zenith"}),
    "products": table("products", {"product_id": "p1", "product": "Basic"}),
    "opportunities": table(
        "opportunities",
        {"opportunity_id": "D0"},
        {
            "opportunity_id": "D1",
            "account_id": "a1",
            "rep_id": "r1",
            "product_id": "p1",
            "pipeline": "A",
            "colour": "red",
        },
    ),
}


def test_every_table_of_facts_has_the_dimensions_and_periods_promised() -> None:
    made = dict(wide_facts(TABLES, context(extra=("colour",))))
    own = {
        "orders": (
            "ordered_on",
            ["quantity", "amount", "discount", "unit_cost", "cost", "margin", "unit_price", "list_price"],
        ),
        "activities": ("started_on", ["activity_type", "direction", "call_status", "duration_s"]),
        "stage_changes": ("changed_on", ["stage", "previous_stage", "evidence", "pipeline", "opportunity_row"]),
    }
    for name, (day, columns) in own.items():
        periods = [period_column(day, grain) for grain in GRAINS]
        assert set(made[name].columns) == {*DEAL_DIMENSIONS, "colour", *columns, *periods}, name
        assert made[name].schema["rep"] == made[name].schema["colour"] == pl.Categorical
        assert not set(made[name].columns) & set(made[f"{name}_detail"].columns), name


def test_a_fact_of_a_deal_has_what_it_does_not_say_itself_from_the_deal() -> None:
    activities = table(
        "activities",
        {"activity_id": "1", "activity_type": "call", "started_on": MAY, "opportunity_id": "D1", "rep_id": "r2"},
        {"activity_id": "2", "activity_type": "call", "started_on": MAY, "opportunity_id": "D1", "account_id": "a2"},
        {"activity_id": "3", "activity_type": "call", "started_on": MAY},
        {"activity_id": "4", "activity_type": "call", "started_on": MAY, "opportunity_id": "gone"},
    )
    made = dict(wide_facts({**TABLES, "activities": activities}, context(extra=("colour",))))
    assert made["activities"].select("rep", "account", "product", "colour").rows() == [
        ("Ben", "Acme", "Basic", "red"), ("Ann", "Zenith", "Basic", "red"), (None,) * 4, (None,) * 4,
    ]  # fmt: skip
    assert made["activities_detail"].select("activity_id", "opportunity_id").rows() == [
        ("1", "D1"), ("2", "D1"), ("3", None), ("4", "gone"),
    ]  # fmt: skip


def test_an_order_has_its_cost_and_margin_where_its_unit_cost_is_known() -> None:
    orders = table(
        "orders",
        {"order_id": "1", "ordered_on": MAY, "quantity": 3.0, "unit_cost": 10.0, "amount": 50.0, "account_id": "a1"},
        {"order_id": "2", "ordered_on": MAY, "quantity": 3.0, "amount": 50.0},
    )
    made = dict(wide_facts({**TABLES, "orders": orders.with_columns(amount_original=pl.lit(60.0))}, context()))
    assert made["orders"].select("cost", "margin", "account_key").rows() == [(30.0, 20.0, "a1"), (None, None, None)]
    assert made["orders_detail"]["amount_original"].to_list() == [60.0, 60.0]


def test_an_order_takes_the_cost_of_its_product_where_it_has_none_and_the_price_per_unit_it_was_sold_for() -> None:
    products = table("products", {"product_id": "p1", "product": "Basic", "list_price": 20.0, "unit_cost": 8.0})
    orders = table(
        "orders",
        {"order_id": "1", "ordered_on": MAY, "quantity": 4.0, "amount": 60.0, "product_id": "p1"},
        {"order_id": "2", "ordered_on": MAY, "quantity": 4.0, "amount": 60.0, "product_id": "p1", "unit_cost": 10.0},
        {"order_id": "3", "ordered_on": MAY, "quantity": 0.0, "amount": 60.0, "product_id": "p1"},
        {"order_id": "4", "ordered_on": MAY, "amount": 60.0},
    )
    made = dict(wide_facts({**TABLES, "products": products, "orders": orders}, context()))["orders"]
    assert made.select("unit_price", "list_price", "cost", "margin").rows() == [
        (15.0, 20.0, 32.0, 28.0), (15.0, 20.0, 40.0, 20.0), (None, 20.0, 0.0, 60.0), (None,) * 4,
    ]  # fmt: skip


def test_an_order_that_says_what_it_left_has_cost_the_rest() -> None:
    products = table("products", {"product_id": "p1", "product": "Basic", "unit_cost": 8.0})
    rows = [
        {"quantity": 4.0, "amount": 60.0, "profit": -12.0},
        {"quantity": 4.0, "amount": 60.0, "profit": 20.0, "unit_cost": 11.0},
        {"amount": 60.0, "profit": 20.0},
    ]
    orders = table("orders", *({"order_id": str(n), "ordered_on": MAY, "product_id": "p1", **row}
                               for n, row in enumerate(rows)))  # fmt: skip
    made = dict(wide_facts({**TABLES, "products": products, "orders": orders}, context()))
    assert made["orders"].select("unit_cost", "cost", "margin").rows() == [
        (18.0, 72.0, -12.0), (11.0, 44.0, 16.0), (None, 40.0, 20.0),
    ]  # fmt: skip
    assert "profit" not in made["orders_detail"].columns


def test_accounts_know_when_they_first_and_last_bought() -> None:
    days = [MAY, date(2024, 2, 1), MAY]
    orders = pl.DataFrame({"account_key": ["a1", "a1", None], "ordered_on": days, "amount": [9.0] * 3})
    deals = pl.DataFrame({"account_key": ["a1", "a2"], "decided_on": [date(2024, 6, 1), None], "amount": [9.0] * 2})
    bought = [days_bought(orders, "ordered_on"), days_bought(deals, "decided_on")]
    made = wide_parties(TABLES, context(), bought)["accounts"]
    assert made.select("account", "first_bought_on", "first_bought_on_fiscal_quarter", "last_bought_on").rows() == [
        ("Acme", date(2024, 2, 1), date(2024, 1, 1), date(2024, 6, 1)), ("Zenith", None, None, None),
    ]  # fmt: skip


def test_a_stage_change_points_to_the_row_of_its_deal() -> None:
    changes = table(
        "stage_changes",
        {
            "opportunity_id": "D1",
            "stage": "Demo",
            "changed_on": MAY,
            "changed_at": datetime(2024, 5, 15, 9, tzinfo=UTC),
        },
        {"stage": "Demo", "changed_on": MAY},
    )
    made = dict(wide_facts({**TABLES, "stage_changes": changes}, context()))["stage_changes"]
    assert made.schema["opportunity_row"] == pl.Int32
    assert made.select("opportunity_row", "pipeline", "rep", "account").rows() == [(1, "A", "Ann", "Acme"), (None,) * 4]


def test_products_have_the_units_of_their_last_count() -> None:
    stock = table(
        "stock",
        {"product_id": "p1", "counted_on": date(2024, 5, 1), "units": 7.0, "unit_cost": 3.5},
        {"product_id": "p1", "counted_on": date(2024, 4, 1), "units": 9.0, "unit_cost": 3.0},
    )
    products = table("products", {"product_id": "p1", "product": "Basic"}, {"product_id": "p2", "product": "Plus"})
    made = wide_parties({"stock": stock, "products": products}, context())["products"]
    assert made.select("product", "units", "stock_cost", "counted_on").rows() == [
        ("Basic", 7.0, 3.5, date(2024, 5, 1)), ("Plus", None, None, None),
    ]  # fmt: skip


def test_units_counted_in_several_places_on_the_last_day_are_all_in_stock() -> None:
    day = date(2024, 5, 1)
    stock = table(
        "stock",
        {"product_id": "p1", "counted_on": date(2024, 4, 1), "units": 9.0, "unit_cost": 3.0},
        {"product_id": "p1", "counted_on": day, "units": 7.0, "unit_cost": 3.0},
        {"product_id": "p1", "counted_on": day, "units": 1.0, "unit_cost": 5.0},
        {"product_id": "p2", "counted_on": day, "units": None, "unit_cost": 4.0},
    )
    products = table("products", {"product_id": "p1", "product": "Basic"}, {"product_id": "p2", "product": "Plus"})
    made = wide_parties({"stock": stock, "products": products}, context())["products"]
    assert made.select("units", "stock_cost", "counted_on").rows() == [(8.0, 3.25, day), (None, 4.0, day)]


def test_prices_of_others_and_of_a_survey_have_the_periods_of_their_day() -> None:
    quote = {"competitor": "Rival", "product": "Basic", "observed_on": MAY, "price": 12.0}
    answer = {"product": "Basic", "surveyed_on": MAY, "cheap": 9.0}
    tables = {"competitor_prices": table("competitor_prices", quote), "price_survey": table("price_survey", answer)}
    made = wide_prices(tables, context())
    quotes, answers = made["competitor_prices"], made["price_survey"]
    assert {period_column("observed_on", grain) for grain in GRAINS} <= set(quotes.columns)
    assert quotes.select("competitor", "observed_on_quarter").rows() == [("Rival", date(2024, 4, 1))]
    assert answers.select("cheap", "surveyed_on_fiscal_year").rows() == [(9.0, date(2024, 4, 1))]


def test_no_facts_at_all_make_empty_tables() -> None:
    made = {**dict(wide_facts({}, context())), **wide_parties({}, context())}
    assert {frame.height for frame in made.values()} == {0}
