"""The Pricing page: cards, the index by category, spreads and positions, of a small market worked out by hand."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters
from metrics.frames import FrameSnapshot
from pages import pricing, pricing_bridge, pricing_competitors, pricing_positions
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.pricing_first import first_screen
from tests.charts.checked import checked
from tests.metrics.prices import END, quoted, sold
from tests.pages.test_kpis_page import texts

YEAR, NOWHERE = Filters(start=date(2024, 1, 1), end=END), Filters(start=date(1999, 1, 1), end=date(1999, 1, 31))
SALES = sold(
    ("Pump", "Flow", "Plus", 90, 2, "2023-01-05"), ("Pump", "Flow", "Plus", 100, 4, "2024-05-01"),
    ("Scale", "Weight", "Plus", 50, 1, "2024-06-01"), ("Odd", "Weight", "Entry", 10, 1, "2024-06-01"),
)  # fmt: skip
QUOTES = quoted(
    ("Cheap & Co", "Pump", "Flow", "Plus", "2024-12-01", 70), ("Dear", "Pump", "Flow", "Plus", "2024-12-11", 110),
    ("Dear", "Scale", "Weight", "Plus", "2024-12-21", 60), ("Dear", "Pump", "Flow", "Plus", "2023-06-01", 90),
)  # fmt: skip


@dataclass(frozen=True)
class Company(FrameSnapshot):
    currency: str = "EUR"


COMPANY = Company({"opportunities": SALES, "competitor_prices": QUOTES}, END)


def asking(filters: Filters = YEAR, snapshot: Any = COMPANY, **view: str) -> Asked:
    return Asked(filters, {f"pricing.{name}": value for name, value in view.items()}, Scope.all(), snapshot)


def first(found: Asked) -> tuple[list[Any], list[Exhibit]]:
    return asyncio.run(first_screen(found))


def competitors(found: Asked) -> list[Exhibit]:
    return asyncio.run(pricing_competitors.exhibits(found))


def why(empty: Exhibit) -> str:
    return " ".join(note.text for note in empty.draw().layout.annotations).replace("<br>", " ")


def test_the_cards_say_how_we_stand_and_what_stands_behind_it() -> None:
    row, (figures, _index, _bridge) = first(asking())
    now = figures.frame.iloc[0]
    assert now["price_index"] == pytest.approx(100 * (400 + 50) / (360 + 60))
    assert (now["opportunity_cost"], now["price_effect"]) == (10, 40)
    assert [" ".join(texts(card.children[-1])) for card in row[:2]] == [
        "2 of 3 products; 3 quotes, the median 20 days old.", "Above competitors' prices: €40.",
    ]  # fmt: skip
    assert " ".join(texts(row[3].children[-1])) == "+22.2% of revenue before."


def test_the_index_by_category_says_who_undercuts_us_where() -> None:
    _row, (_figures, index, _bridge) = first(asking())
    assert index.subtitle == "Cheap & Co is 30% cheaper than we are in Flow"
    rows = index.frame.set_index("category")
    assert rows.loc["Flow", "price_index"] == pytest.approx(100 * 100 / 90)
    assert rows.loc["Flow", "price_index_before"] == 100
    assert rows.loc["Flow", "index_Cheap & Co"] == pytest.approx(100 / 0.7)
    assert "Sales and quotes of the 365 days up to Dec 31, 2024." in index.note
    assert "Without a match: 1 of the products sold." in index.note
    assert len(checked(index.draw()).data) > 3


def test_the_bridge_stands_beside_it() -> None:
    _row, (_figures, _index, bridge) = first(asking())
    assert bridge.name == pricing_bridge.NAME
    assert dict(zip(bridge.frame["part"], bridge.frame["amount"], strict=True))["price"] == 40


def test_spreads_are_by_category_and_a_click_shows_its_products() -> None:
    spread, tiers, _positions = competitors(asking())
    assert set(spread.frame["category"]) == {"Flow", "Weight"}
    assert spread.subtitle.startswith("2 of 3 products are sold by both")
    clicks = [point[1] for trace in spread.draw().data if trace.mode == "markers" for point in trace.customdata]
    assert {"view": {"pricing.category": "Flow"}} in clicks
    assert set(tiers.frame["seller"]) == {"we", "competitors", "Cheap & Co", "Dear"}


def test_of_one_category_its_products_stand_around_competitors_median() -> None:
    spread, tiers, positions = competitors(asking(category="Flow"))
    assert spread.title == "Own prices and competitors': Flow"
    assert spread.frame["product"].unique().tolist() == ["Pump"]
    assert "100: competitors' median" in spread.subtitle
    assert tiers.title == "Prices by tier: Flow"
    assert len(positions.frame) == 2  # the table has all that the filters let through


def test_a_category_that_the_filters_leave_out_is_said_and_one_that_is_none_refused() -> None:
    left_out = competitors(asking(Filters(start=YEAR.start, end=END, dims={"category": ["Flow"]}), category="Weight"))  # type: ignore[arg-type]
    assert "The filters leave out Weight" in why(left_out[0])
    with pytest.raises(BadFilter):
        competitors(asking(category="Cheese"))


def test_positions_have_a_verdict_in_words() -> None:
    _spread, _tiers, positions = competitors(asking())
    rows = positions.frame.set_index("product")
    assert rows["verdict"].to_dict() == {"Pump": "11.1% above (few)", "Scale": "16.7% below (few)"}
    assert rows.loc["Pump", ["delta", "units", "at_risk", "quotes", "competitors"]].tolist() == [10, 4, 40, 2, 2]
    assert positions.subtitle == "2 of 3 products sold; €10 left on the table, €40 at risk"
    assert "2 of them rest on fewer than three sales or quotes." in positions.note
    columns = pricing_positions.table_of(positions, "EUR")[1]
    assert [column["field"] for column in columns] == list(pricing_positions.WIDTHS)


@pytest.mark.parametrize("filters", [NOWHERE, Filters()])
def test_nothing_sold_and_all_time_can_be_read(filters: Filters) -> None:
    _row, shown = first(asking(filters))
    for exhibit in (*shown[1:], *competitors(asking(filters))):
        assert exhibit.title
        assert len(exhibit.draw().data) > 0 or exhibit.name == pricing_positions.TABLE or why(exhibit)


def test_without_quotes_every_part_says_why_it_is_empty() -> None:
    found = asking(snapshot=Company({"opportunities": SALES}, END))
    row, (_figures, index, _bridge) = first(found)
    assert "No competitor's quote fits what was sold" in why(index)
    assert "Competitors quote none of the 3 products sold." in " ".join(texts(row[0]))
    spread, tiers, positions = competitors(found)
    assert "No competitor's price is loaded" in why(spread) and "is loaded" in why(tiers)
    assert positions.subtitle == "Competitors quote nothing of what was sold"


def test_the_layout_names_what_is_filled_later() -> None:
    layout = str(pricing.layout())
    for name in ("pricing-cards", "pricing-index", "pricing-bridge", "pricing-spread", "pricing-tiers",
                 "pricing-positions"):  # fmt: skip
        assert name in layout
