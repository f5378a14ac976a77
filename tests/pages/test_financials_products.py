"""Product margin on the Financials page: what moved, where there is leeway, and the table below."""

import asyncio
from datetime import date

import polars as pl
import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.financials_products import exhibits, panels
from pages.table import table_parts
from tests.charts.checked import checked
from tests.metrics.acquisition_company import Company
from tests.metrics.frames import with_periods

YEAR = {"financials.grain": "year", "financials.from": "2024-01-01", "financials.to": "2024-12-31"}
PRODUCTS = (  # name, unit price and cost before, and now; units now
    ("Gauge", 100, 50, 80, 50, 120), ("Probe", 100, 50, 100, 60, 60), ("Sensor", 100, 50, 120, 50, 24),
    ("Valve", 100, 50, 100, 50, 12),
)  # fmt: skip


def company(*more: tuple[str, str, float, float, float | None]) -> Company:
    """Ten sales a product and year: of one unit in 2023, in 2024 of as many as it says. `more`: single sales."""
    rows: list[tuple[str, str, float, float, float | None]] = list(more)
    for name, price, cost, price_now, cost_now, units in PRODUCTS:
        rows += [("2023-01-10", name, 1, price, cost)] * 10
        rows += [("2024-06-10", name, units / 10, price_now * units / 10, cost_now * units / 10)] * 10
    days, names, quantities, amounts, costs = (list(column) for column in zip(*rows, strict=True))
    frame = pl.DataFrame(
        {"product": pl.Series(names, dtype=pl.Categorical), "quantity": pl.Series(quantities, dtype=pl.Float64),
         "amount": pl.Series(amounts, dtype=pl.Float64), "cost": pl.Series(costs, dtype=pl.Float64)}
    ).with_columns((pl.col("amount") - pl.col("cost")).alias("margin"))  # fmt: skip
    return Company({"orders": with_periods(frame, {"ordered_on": [date.fromisoformat(day) for day in days]})},
                   date(2025, 1, 31))  # fmt: skip


def shown(snapshot: Company | None = None, view: dict[str, str] | None = None, **dims: list[str]) -> list[Exhibit]:
    found = Asked(Filters(dims=dims), view or YEAR, Scope.all(), snapshot or company())  # type: ignore[arg-type]
    return asyncio.run(exhibits(found))


def test_it_says_which_product_lost_the_most_and_why() -> None:
    moved, _leeway, _table = shown()
    assert moved.subtitle == "Gauge lost the most margin, €1.2\u00a0k: it was sold cheaper."  # 12.5 points of 9,600
    assert moved.note.startswith("Jan 1, 2024 – Dec 31, 2024 against Jan 1, 2023 – Dec 31, 2023.")
    figure = checked(moved.draw())
    assert [name.strip() for name in figure.layout.yaxis.ticktext] == ["Gauge", "Probe", "Valve", "Sensor"]


def test_leeway_is_counted() -> None:
    _moved, leeway, _table = shown()
    assert leeway.subtitle == (
        "2 products sell faster than half and earn less than 45.0%: try a higher price. 2 the other way round."
    )
    assert checked(leeway.draw()).data


def test_the_table_says_all_of_a_product() -> None:
    products = shown()[2]
    row = products.frame.set_index("product").loc["Probe"]
    assert (row["revenue"], row["units"], row["units_per_month"], row["average_price"], row["unit_cost"]) == (
        6000, 60, 5, 100, 60)  # fmt: skip
    assert (row["gross_margin"], row["gross_margin_before"]) == (pytest.approx(0.4), 0.5)
    assert row["margin_money"] == pytest.approx(-600)
    assert (row["says"], row["room"]) == ("shrinks: costs more", "sells fast, earns little: try a higher price")
    rows, columns, *_words = table_parts(products, "EUR")
    assert len(rows) == 4
    assert [column["headerName"] for column in columns][:4] == ["Product", "Revenue", "Units", "Units a month"]


def test_products_without_a_cost_and_those_sold_no_more_are_said() -> None:
    notes = shown(company(("2024-05-01", "Cable", 1, 9.0, None), ("2023-05-01", "Fax", 1, 9.0, 5.0)))[2].note
    assert notes == "1 product sold before was not sold now. 1 of 5 products have no known cost, and so no margin."


def test_a_comparison_that_sales_do_not_go_back_to_is_said() -> None:
    moved = shown(view={**YEAR, "financials.from": "2023-01-01", "financials.to": "2023-12-31"})[0]
    assert "Sales do not go back far enough to compare with." in moved.note
    assert "both now and before" in " ".join(moved.parts()[3][0].children.split())


def test_of_a_thousand_products_the_rest_is_one_row() -> None:
    many = [("2024-05-01", f"p{i}", 1.0, 10.0, 5.0) for i in range(996)]
    products = shown(company(*many))[2]
    assert len(products.frame) == 101
    assert "900 more products are the row “all others”." in products.note


def test_other_comparisons_are_refused() -> None:
    with pytest.raises(BadFilter):
        shown(view={**YEAR, "financials.margins_against": "yesterday"})


def test_filters_that_leave_nothing_are_said_in_each() -> None:
    for exhibit in shown(company(("2024-05-01", "Cable", 1, 9.0, None)), product=["Cable"]):
        assert exhibit.frame["product"].tolist() == ["Cable"]
        assert exhibit.name == "financials-products" or not checked(exhibit.draw()).data


def test_the_layout_has_two_charts_and_a_table() -> None:
    assert [panel.id for panel in panels({}, None, Scope.all())] == [
        "financials-margin-changes", "financials-leeway", "financials-products",
    ]  # fmt: skip
