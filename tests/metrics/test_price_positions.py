"""Price positions: what is like for like, and what the difference is worth; all of it worked out by hand."""

from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from errors import BadFilter, UnknownName
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.price_positions import measure_price_positions
from tests.metrics.prices import END, market, quoted, sold

YEAR = Window(date(2024, 1, 1), END)


def positions(tables: FrameSnapshot, by: str = "", window: Window | None = YEAR, **dims: list[str]) -> pd.DataFrame:
    return measure_price_positions(window, Filters(dims=dims), Scope.all(), tables, by)  # type: ignore[arg-type]


def only(frame: pd.DataFrame) -> dict[Any, Any]:
    assert len(frame) == 1
    return dict(frame.iloc[0])


PUMPS = sold(
    ("Pump", "Flow", "Plus", 100, 2, "2024-03-01"), ("Pump", "Flow", "Plus", 120, 1, "2024-05-01"),
    ("Pump", "Flow", "Plus", 90, 3, "2024-06-01"),
)  # fmt: skip


def test_a_product_is_compared_by_its_median_with_the_median_of_all_quotes_of_it() -> None:
    quotes = quoted(("A", "Pump", "Flow", "Plus", "2024-12-01", 110), ("A", "Pump", "Flow", "Plus", "2024-12-21", 130),
                    ("B", "Pump", "Flow", "Plus", "2024-06-14", 150))  # fmt: skip
    row = only(positions(market(PUMPS, quotes)))
    assert (row["own_price"], row["rivals_price"], row["delta"]) == (100, 130, -30)
    assert row["price_index"] == pytest.approx(100 * 100 / 130)
    assert (row["n"], row["units"], row["revenue"]) == (3, 6, 590)
    assert (row["quotes"], row["competitors"], row["newest_days"], row["age_days"]) == (3, 2, 10, 30)
    assert (row["opportunity_cost"], row["at_risk"]) == (6 * 30, 0)
    assert (row["matched_by"], row["verdict"], row["thin"]) == ("product", "below", False)


def test_where_we_are_dearer_the_difference_is_at_risk() -> None:
    row = only(positions(market(PUMPS, quoted(("A", "Pump", None, None, "2024-12-01", 80)))))
    assert (row["opportunity_cost"], row["at_risk"], row["verdict"]) == (0, 6 * 20, "above")
    assert row["thin"]


def test_two_per_cent_apart_is_level() -> None:
    row = only(positions(market(PUMPS, quoted(("A", "Pump", None, None, "2024-12-01", 102)))))
    assert (row["verdict"], row["opportunity_cost"]) == ("level", 12)


def test_upper_and_lower_case_and_spaces_do_not_tell_products_apart_on_either_side() -> None:
    sales = sold(("Pump  X", "Flow", "Plus", 100, 1, "2024-03-01"), ("pump x", "Flow", "Plus", 140, 1, "2024-03-02"))
    row = only(positions(market(sales, quoted(("A", " PUMP x ", "Flow", "Plus", "2024-12-01", 120)))))
    assert (row["own_price"], row["rivals_price"], row["n"], row["quotes"]) == (120, 120, 2, 1)


def test_a_product_that_nobody_quotes_is_compared_within_its_category_and_tier() -> None:
    quotes = quoted(("A", "Other", "Flow", "Plus", "2024-12-01", 200), ("A", None, "Flow", "Plus", "2024-12-01", 100),
                    ("A", None, "Flow", "Entry", "2024-12-01", 1))  # fmt: skip
    row = only(positions(market(PUMPS, quotes)))
    assert (row["matched_by"], row["rivals_price"], row["quotes"]) == ("tier", 150, 2)


def test_sales_without_a_product_are_compared_by_category_and_tier_too() -> None:
    sales = sold((None, "Flow", "Plus", 100, 1, "2024-03-01"))
    row = only(positions(market(sales, quoted(("A", "Pump", "Flow", "Plus", "2024-12-01", 50)))))
    assert (row["product"], row["matched_by"], row["price_index"]) == (None, "tier", 200)


def test_without_a_tier_on_one_side_category_and_tier_do_not_match() -> None:
    sales = sold(("Pump", "Flow", None, 100, 1, "2024-03-01"))
    row = only(positions(market(sales, quoted(("A", "Other", "Flow", None, "2024-12-01", 50)))))
    assert row["matched_by"] is None
    assert pd.isna(row["price_index"]) and pd.isna(row["delta"]) and row["verdict"] is None


def test_without_quotes_and_without_the_table_nothing_is_matched() -> None:
    for tables in (market(PUMPS), market(PUMPS, quoted())):
        row = only(positions(tables))
        assert (row["own_price"], row["matched_by"]) == (100, None)


def test_without_sales_there_is_nothing() -> None:
    nothing = market(PUMPS, quoted(("A", "Pump", None, None, "2024-12-01", 80)))
    assert positions(nothing, window=Window(date(2023, 1, 1), date(2023, 12, 31))).empty
    assert positions(FrameSnapshot({"competitor_prices": quoted()}, END)).empty


@pytest.mark.parametrize(("day", "counts"), [("2024-01-01", True), ("2023-12-31", False), ("2025-01-01", False)])
def test_quotes_count_up_to_a_year_before_the_end_of_the_period(day: str, counts: bool) -> None:
    row = only(positions(market(PUMPS, quoted(("A", "Pump", None, None, day, 80)))))
    assert (row["matched_by"] == "product") is counts


def test_the_quotes_of_an_earlier_period_are_those_in_force_at_its_end() -> None:
    quotes = quoted(("A", "Pump", None, None, "2024-04-01", 80), ("A", "Pump", None, None, "2024-09-01", 60))
    row = only(positions(market(PUMPS, quotes), window=Window(date(2024, 1, 1), date(2024, 6, 30))))
    assert (row["rivals_price"], row["newest_days"]) == (80, 90)


def test_returns_and_sales_without_a_price_are_left_out_and_counted() -> None:
    sales = sold(("Pump", "Flow", "Plus", 100, 2, "2024-03-01"), ("Pump", "Flow", "Plus", 50, -2, "2024-03-02"),
                 ("Pump", "Flow", "Plus", None, None, "2024-03-03"),
                 ("Pump", "Flow", "Plus", -5, 1, "2024-03-03"))  # fmt: skip
    frame = positions(market(sales, quoted(("A", "Pump", None, None, "2024-12-01", 80))))
    assert (only(frame)["own_price"], only(frame)["units"], frame.attrs["left_out"]) == (100, 2, 3)


def test_a_product_of_two_tiers_is_one_thing_unless_it_is_compared_by_tier() -> None:
    sales = sold(("Pump", "Flow", "Plus", 100, 1, "2024-03-01"), ("Pump", "Flow", "Entry", 60, 1, "2024-03-01"))
    quotes = quoted(("A", "Pump", "Flow", "Plus", "2024-12-01", 120), ("A", "Pump", "Flow", "Entry", "2024-12-01", 50))
    tables = market(sales, quotes)
    whole = only(positions(tables))
    assert (whole["own_price"], whole["rivals_price"], whole["category"], whole["tier"]) == (80, 85, "Flow", None)
    by_tier = positions(tables, by="tier").set_index("tier")["price_index"].round(1).to_dict()
    assert by_tier == {"Plus": 83.3, "Entry": 120.0}
    assert only(positions(tables, tier=["Entry"]))["price_index"] == pytest.approx(120)  # what a filter on it gives


def test_a_quote_that_names_no_category_has_that_of_our_product() -> None:
    ours = {"product": ["Pump"], "category": ["Flow"], "tier": ["Plus"]}
    products = pl.DataFrame(ours, schema=dict.fromkeys(ours, pl.Categorical))
    tables = market(PUMPS, quoted(("A", "pump", None, None, "2024-12-01", 50)), products=products)
    assert only(positions(tables, by="category"))["price_index"] == 200
    assert only(positions(tables, category=["Flow"]))["price_index"] == 200


def test_filters_that_quotes_do_not_have_restrict_our_sales_only_and_are_said() -> None:
    sales = PUMPS.with_columns(pl.Series("rep", ["Ann", "Bob", "Bob"], dtype=pl.Categorical))
    frame = positions(market(sales, quoted(("A", "Pump", None, None, "2024-12-01", 80))), rep=["Ann"])
    assert (only(frame)["n"], only(frame)["own_price"], only(frame)["rivals_price"]) == (1, 100, 80)
    assert frame.attrs["notes"] == ["The price of competitors is not filtered by rep."]


def test_a_competitor_is_chosen_by_filter_and_our_sales_stay() -> None:
    quotes = quoted(("A", "Pump", None, None, "2024-12-01", 80), ("B", "Pump", None, None, "2024-12-01", 200))
    frame = positions(market(PUMPS, quotes), competitor=["B"])
    assert (only(frame)["rivals_price"], only(frame)["n"], frame.attrs["notes"]) == (200, 3, [])


def test_the_largest_revenue_stands_first() -> None:
    sales = sold(("Small", None, None, 10, 1, "2024-03-01"), ("Large", None, None, 10, 9, "2024-03-01"))
    assert positions(market(sales))["product"].tolist() == ["Large", "Small"]


def test_wrong_names_are_refused() -> None:
    with pytest.raises(BadFilter):
        positions(market(PUMPS, quoted()), product=["Pomp"])
    with pytest.raises(UnknownName):
        positions(market(PUMPS, quoted()), by="rep")


def test_sales_older_than_the_quotes_in_force_are_not_compared_with_them() -> None:
    sales = sold(("Pump", "Flow", "Plus", 50, 9, "2020-03-01"), ("Pump", "Flow", "Plus", 100, 2, "2024-03-01"))
    tables = market(sales, quoted(("A", "Pump", None, None, "2024-12-01", 100)))
    ever = positions(tables, window=None)
    row = only(ever)
    assert (row["own_price"], row["units"], row["price_index"], row["opportunity_cost"]) == (100, 2, 100, 0)
    assert ever.attrs["window"].start == ever.attrs["oldest"] == date(2024, 1, 1)
    assert positions(tables, window=Window(date(2024, 6, 1), END)).attrs["window"].start == date(2024, 6, 1)
