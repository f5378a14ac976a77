"""The Pricing page's discounts, lost deals, corridor and stock: words, columns, empty states, exports."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from auth.scope import Scope
from errors import BadFilter
from pages import pricing_corridor, pricing_discounts, pricing_lost, pricing_stock
from pages.asked import asked
from pages.exhibit import Exhibit
from tests.charts.checked import checked
from tests.pages.priced_company import publish

MODULES = (pricing_discounts, pricing_lost, pricing_corridor, pricing_stock)
YEAR: dict[str, Any] = {"from": "2024-01-01", "to": "2024-12-31"}


def shown(module: ModuleType, view: dict[str, str] | None = None, **filters: Any) -> dict[str, Exhibit]:
    async def found() -> Sequence[Exhibit]:
        return await module.exhibits(await asked({**YEAR, "dims": {}, **filters, "view": view or {}}))  # type: ignore[no-any-return]

    return {exhibit.name: exhibit for exhibit in asyncio.run(found())}


def said(exhibit: Exhibit) -> str:
    """What stands where a chart would be."""
    return " ".join(note.text for note in exhibit.draw().layout.annotations).replace("<br>", " ")


def grid(parts: Sequence[Any]) -> dict[str, Any]:
    return {column["field"]: column for column in parts}


@pytest.mark.parametrize("module", MODULES)
def test_every_panel_can_be_drawn_and_stands_before_there_is_data(module: ModuleType, var: Path) -> None:
    assert module.panels({}, None, Scope.all())
    publish()
    for exhibit in shown(module).values():
        checked(exhibit.draw())


@pytest.mark.parametrize("module", MODULES)
def test_filters_that_leave_nothing_read_well(module: ModuleType, var: Path) -> None:
    publish()
    for exhibit in shown(module, **{"from": "2020-01-01", "to": "2020-01-31"}).values():
        figure = exhibit.draw()
        assert exhibit.frame.empty
        assert exhibit.subtitle or len(figure.layout.annotations) == 2


def test_discounts_are_said_in_words_and_by_rep(var: Path) -> None:
    publish()
    found = shown(pricing_discounts)["pricing-discounts"]
    assert found.title == "Discounts by rep"
    assert found.subtitle == ("Median, middle half, eight of ten; half of 21 won deals with 10.0% off or more,"
                              " 0.0% above list")  # fmt: skip
    assert found.frame[["rep", "priced_wins"]].values.tolist() == [["Ann", 21]]


def test_orders_have_discounts_too_where_no_deal_has_one(var: Path) -> None:
    publish(orders=[0.1, 0.2, 0.3], discount=None)
    found = shown(pricing_discounts)["pricing-discounts"]
    assert found.title == "Discounts of sales by rep"
    assert found.frame[["rep", "lines_with_discount", "median_sold_discount"]].values.tolist() == [["Ann", 3, 0.2]]
    assert "these are the discounts of orders" in found.note


def test_discounts_by_deal_size_name_the_bands(var: Path) -> None:
    publish()
    found = shown(pricing_discounts, {"pricing.discount_by": "deal_size"})["pricing-discounts"]
    assert found.title == "Discounts by deal size"
    assert found.frame["deal_size"].tolist() == ["from €100"]
    with pytest.raises(BadFilter, match="not among the choices"):
        shown(pricing_discounts, {"pricing.discount_by": "weather"})


def test_win_rates_by_discount_are_refused_where_lost_deals_have_no_price(var: Path) -> None:
    publish()
    rates = shown(pricing_discounts)["pricing-band-rates"]
    assert rates.frame[["discount_band", "win_rate_n"]].values.tolist() == [["5–10 %", 20], ["10–20 %", 21]]
    publish(discount_band=["10–20 %"] * 21 + [None] * 21)
    rates = shown(pricing_discounts)["pricing-band-rates"]
    assert rates.frame.empty
    assert "every deal with a discount is a won one" in said(rates)


def test_reasons_and_prices_of_losses_by_category(var: Path) -> None:
    publish()
    found = shown(pricing_lost)
    assert found["pricing-lost-reasons"].frame[["category", "lost_reason", "share"]].values.tolist() == [
        ["Meters", "Price", 1.0], ["Sensors", "Timing", 1.0],
    ]  # fmt: skip
    price = found["pricing-lost-on-price"]
    words = "50.0% of all losses; most in Meters: 100.0%, offered 5.0 pt less discount than won ones"
    assert price.subtitle.replace("\u00a0", " ") == words
    deals = found["pricing-lost-deals"]
    assert (len(deals.frame), deals.subtitle) == (10, "10 deals, Jan 1, 2024 – Dec 31, 2024")
    assert "url" not in deals.frame  # javascript: is no address of a web page


def test_a_filter_on_reasons_lists_their_deals_and_compares_nothing(var: Path) -> None:
    publish()
    found = shown(pricing_lost, dims={"lost_reason": ["Timing"]})
    assert found["pricing-lost-deals"].title == "Lost deals: Timing"
    assert len(found["pricing-lost-deals"].frame) == 10
    assert "These filters choose reasons of loss" in said(found["pricing-lost-on-price"])


def test_losses_without_reasons_and_reasons_that_mean_no_price_are_said(var: Path) -> None:
    publish(lost_reason=None)
    found = shown(pricing_lost)
    assert "No lost deal says why" in said(found["pricing-lost-reasons"])
    assert "No lost deal says why" in found["pricing-lost-deals"].subtitle
    publish(lost_reason=["Timing"] * 42)
    assert "pricing.price_reasons" in said(shown(pricing_lost)["pricing-lost-on-price"])


def test_deals_outside_the_corridor_are_told_in_words_points_and_money(var: Path) -> None:
    publish()
    _usual, reps, deals = shown(pricing_corridor).values()
    assert deals.subtitle == ("9.5% of 21 won deals (7.0% of their amount) with more discount than usual, €33 beyond"
                              " it; 9.5% with less")  # fmt: skip
    first = deals.frame.iloc[0]
    assert (first["opportunity"], first["discount"]) == ("Deal 20", 0.5)
    assert (first["corridor_high"], first["money"]) == (pytest.approx(0.18), pytest.approx(32))
    assert reps.frame[["rep", "deals", "below"]].values.tolist() == [["Ann", 21, 2]]
    assert deals.units["outside"] == "points"


def test_what_is_usual_is_drawn_from_end_to_end(var: Path) -> None:
    publish()
    usual = shown(pricing_corridor)["pricing-corridor-usual"]
    assert usual.frame[["category", "n", "basis"]].values.tolist() == [
        ["Meters", 21, "Category"], ["Sensors", 21, "All won deals"],
    ]  # fmt: skip
    assert usual.note.startswith("Pale: fewer than 20 won deals")


def test_open_deals_can_still_be_saved(var: Path) -> None:
    publish()
    _usual, reps, deals = shown(pricing_corridor, {"pricing.corridor_deals": "open"}).values()
    assert deals.title == "Open deals outside the price corridor"
    assert deals.frame["url"].tolist() == ["https://crm.example/1"]
    assert "expected_close_on" in deals.frame
    assert reps.frame["rep"].tolist() == ["Bob"]


def test_without_enough_won_deals_there_is_no_corridor(var: Path) -> None:
    publish(discount=[0.1] * 19 + [None] * 23)
    _usual, reps, deals = shown(pricing_corridor).values()
    assert deals.subtitle == "Too few won deals to know what is usual"
    assert "Too few won deals" in said(reps)


def test_the_table_on_screen_has_links_and_filters_by_account(var: Path) -> None:
    publish()
    stored = {**YEAR, "dims": {}, "view": {"pricing.corridor_deals": "open"}}
    rows, columns = asyncio.run(pricing_corridor.show_corridor(stored))[8:10]
    assert grid(columns)["url"]["cellRenderer"] == "CrmLink"
    assert json.loads(rows[0]["_key"])["filter"] == {"dims": {"account": ["<b>Bolt"]}}


@pytest.mark.parametrize(
    ("show", "length"),
    [(pricing_discounts.show_discounts, 8), (pricing_lost.show_lost, 13), (pricing_corridor.show_corridor, 13),
     (pricing_stock.show_stock, 9)],
)  # fmt: skip
def test_one_callback_fills_all_panels_of_a_module(show: Any, length: int, var: Path) -> None:
    publish()
    assert len(asyncio.run(show({**YEAR, "dims": {}}))) == length


def test_stock_without_sales_is_in_the_table_and_said(var: Path) -> None:
    publish()
    bubbles, products = shown(pricing_stock).values()
    assert products.frame[["product", "situation", "stock_value"]].values.tolist() == [
        ["Gauge", "No sales", 1040.0], ["Probe", "No sales", 600.0],
    ]  # fmt: skip
    assert bubbles.note == ("Counted on Dec 1, 2024, 30 days before the end of the period. Only in the table: 2 without"
                            " sales.")  # fmt: skip


def test_without_stock_it_is_said_what_to_load(var: Path) -> None:
    publish(stock=False)
    bubbles, products = shown(pricing_stock).values()
    assert said(bubbles).startswith("No stock is loaded Import a table of counts")
    assert products.subtitle == "No stock is loaded"


def test_a_period_before_the_first_count_is_said(var: Path) -> None:
    publish()
    bubbles, _products = shown(pricing_stock, **{"to": "2024-11-30"}).values()
    assert said(bubbles).startswith("Nothing was counted by the end of this period")
