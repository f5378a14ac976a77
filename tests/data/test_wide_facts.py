from datetime import UTC, date, datetime

import polars as pl

from data.dimensions import DEAL_DIMENSIONS
from data.schema import GRAINS, period_column
from data.wide_facts import wide_facts, wide_parties
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
        "orders": ("ordered_on", ["quantity", "amount", "discount", "unit_cost", "cost", "margin"]),
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
        {"product_id": "p1", "counted_on": date(2024, 5, 1), "units": 7.0},
        {"product_id": "p1", "counted_on": date(2024, 4, 1), "units": 9.0},
    )
    products = table("products", {"product_id": "p1", "product": "Basic"}, {"product_id": "p2", "product": "Plus"})
    made = wide_parties({"stock": stock, "products": products}, context())["products"]
    assert made.select("product", "units").rows() == [("Basic", 7.0), ("Plus", None)]


def test_no_facts_at_all_make_empty_tables() -> None:
    made = {**dict(wide_facts({}, context())), **wide_parties({}, context())}
    assert {frame.height for frame in made.values()} == {0}
