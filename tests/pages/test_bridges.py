"""The bridges of Pricing and Financials: what they compare, what they say, and the tables behind the bars."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from pages import financials_bridge, pricing_bridge
from pages.asked import Asked
from pages.bridge_exhibits import lines_shown, products_shown
from pages.bridge_words import Compared, Missing, whole_period
from pages.exhibit import Exhibit
from pages.financials_range import Range
from tests.charts.checked import checked
from tests.metrics.order_lines import order, orders

TODAY = date(2024, 6, 30)
LINES = (
    order("2023-04-03", "Basic", 10, 100, unit_cost=4, account="Acme"),
    order("2024-02-05", "Basic", 10, 110, unit_cost=4, account="Acme"),
    order("2024-05-05", "Basic", 20, 240, unit_cost=5, account="Bolt", rep="Ann"),
    order("2024-05-06", "=Plus", 1, 60, account="<b>Cask</b>"),
)
SPRING = Filters(start=date(2024, 4, 1), end=date(2024, 6, 30))
QUARTERS = Range(
    "quarter", (date(2024, 1, 1), date(2024, 4, 1)),
    (date(2023, 4, 1), date(2023, 7, 1), date(2023, 10, 1), date(2024, 1, 1), date(2024, 4, 1)), ("quarter", "year"),
)  # fmt: skip


@dataclass(frozen=True)
class Company(FrameSnapshot):
    currency: str = "EUR"


def asked(filters: Filters = SPRING, view: Mapping[str, str] | None = None, **tables: Any) -> Asked:
    snapshot = Company({"orders": orders(*LINES), **tables}, TODAY)
    return Asked(filters, view or {}, Scope.all(), snapshot)  # type: ignore[arg-type]


def pricing(found: Asked) -> list[Exhibit]:
    async def all_parts() -> list[Exhibit]:
        return [await pricing_bridge.exhibit(found), *await pricing_bridge.exhibits(found)]

    return asyncio.run(all_parts())


def financials(**view: str) -> list[Exhibit]:
    chosen = {f"financials.bridge_{name}": value for name, value in view.items()}
    return asyncio.run(financials_bridge._exhibits(asked(view=chosen), QUARTERS))


def why(empty: Exhibit) -> str:
    return " ".join(note.text for note in empty.draw().layout.annotations).replace("<br>", " ")


def test_the_waterfall_compares_the_period_with_the_one_before_and_says_so() -> None:
    chart, _products, _lines = pricing(asked())
    bars = dict(zip(chart.frame["part"], chart.frame["amount"], strict=True))
    assert (bars["before"], bars["volume"], bars["price"], bars["new"], bars["after"]) == (110, 110, 20, 60, 300)
    assert chart.subtitle == "+€190: Q2 2024 against Q1 2024; 3 sales"
    assert list(chart.frame["what"])[:2] == ["Q1 2024", "Volume"]
    assert "part" not in chart.labels
    assert chart.note == ""
    figure = checked(chart.draw())
    assert [text.strip() for text in figure.layout.yaxis.ticktext] == [
        "Q1 2024", "Volume", "Mix", "Price", "New products", "Q2 2024",
    ]  # fmt: skip


def test_days_that_are_no_whole_period_are_given_as_days() -> None:
    chart = pricing(asked(Filters(start=date(2024, 4, 2), end=date(2024, 6, 30))))[0]
    assert chart.subtitle == "+€190: Apr 2, 2024 – Jun 30, 2024 against Jan 3, 2024 – Apr 1, 2024; 3 sales"
    assert chart.frame["what"].iloc[0] == "Period before"


def test_without_a_comparison_it_is_the_period_before_in_words() -> None:
    chart = pricing(asked(Filters(start=SPRING.start, end=SPRING.end, compare="none")))[0]
    assert chart.subtitle.endswith("Q2 2024 against Q1 2024; 3 sales")
    assert chart.note == "No comparison is chosen: this is against the period before."


def test_a_year_before_that_sales_do_not_reach_gives_way_to_the_period_before_in_words() -> None:
    chart = pricing(asked(Filters(start=date(2024, 1, 1), end=date(2024, 3, 31), compare="last_year")))[0]
    assert chart.subtitle == "+€110: Q1 2024 against Q4 2023; 1 sale"
    assert chart.note == "Sales do not go back to the year before: this is against the period before."


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(), "All time has nothing before it Choose a period."),
        (Filters(start=date(2030, 1, 1), end=date(2030, 2, 1)), "The period has not begun Choose one that has."),
        (Filters(start=date(2023, 4, 1), end=date(2023, 4, 30)),
         "Sales are known from Apr 3, 2023 on: they do not cover Mar 1, 2023 – Mar 31, 2023 Choose a later or a"
         " shorter period."),
    ],
)  # fmt: skip
def test_where_nothing_can_be_compared_chart_and_tables_say_why(filters: Filters, said: str) -> None:
    chart, products, lines = pricing(asked(filters))
    assert why(chart) == said
    assert f"{products.subtitle} {products.note}" == f"{lines.subtitle} {lines.note}" == said
    assert products.frame.empty and lines.frame.empty


def test_data_without_any_sale_say_what_to_import() -> None:
    found = Asked(SPRING, {}, Scope.all(), Company({"accounts": orders(*LINES)}, TODAY))  # type: ignore[arg-type]
    assert "Import orders or won deals" in why(pricing(found)[0])
    assert isinstance(financials_bridge.compared(found, QUARTERS), Missing)


def test_nothing_sold_under_these_filters_is_said() -> None:
    chart, products, lines = pricing(asked(Filters(start=SPRING.start, end=SPRING.end, dims={"rep": ["(none)"]}),
                                           orders=orders(order("2023-05-02", "Basic", 10, 100, rep="Ann"),
                                                         order("2024-05-02", "Basic", 10, 100, rep="Ann"))))  # type: ignore[arg-type]  # fmt: skip
    assert "Nothing was sold in either period" in why(chart)
    assert (len(products.frame), lines.subtitle) == (0, "No such sale")


def test_the_products_have_their_parts_and_only_the_columns_that_say_something() -> None:
    products = pricing(asked())[1]
    assert list(products.frame["product"]) == ["Basic", "=Plus"]
    assert list(products.frame.columns) == [
        "product", "before", "after", "change", "volume", "mix", "price", "new", "units_before", "units_after",
        "price_before", "price_after", "n",
    ]  # fmt: skip
    assert products.subtitle == "Q2 2024 against Q1 2024; 2 products; the largest first by: change"
    rows, columns, *_words = products_shown(products, "EUR")
    assert [column["field"] for column in columns] == list(products.frame.columns)
    assert '"filter": {"dims": {"product": ["Basic"]}}' in rows[0]["_key"]


def test_the_chosen_bar_stands_out_sorts_the_products_and_lists_its_sales() -> None:
    chart, products, lines = pricing(asked(view={"pricing.part": "new"}))
    bars = chart.draw().data[0]
    assert bars.customdata[4][1] == {"view": {"pricing.part": ""}}
    assert list(products.frame["product"]) == ["=Plus", "Basic"]
    assert products.subtitle.endswith("the largest first by: new products")
    assert lines.title == "Sales behind: new products"
    assert lines.subtitle == "1, which sum to +€60; a second click on its bar shows all again"
    row = lines.frame.iloc[0]
    assert (row.effect, row.when, row.account, row["product"], row.amount) == (
        60,
        "Q2 2024",
        "<b>Cask</b>",
        "=Plus",
        60,
    )


def test_unless_a_bar_is_chosen_the_sales_of_both_periods_are_listed() -> None:
    lines = pricing(asked())[2]
    assert (lines.title, len(lines.frame)) == ("Sales behind the change", 3)
    assert list(lines.frame["effect"]) == [240, -110, 60]
    assert lines.subtitle == "3, which sum to +€190; a click on a bar shows its sales only"
    rows, columns, *_words = lines_shown(lines, "EUR")
    assert [column["field"] for column in columns] == [
        "effect", "when", "sold_on", "account", "product", "rep", "quantity", "unit_price", "reference", "amount",
    ]  # fmt: skip
    assert '"filter": {"dims": {"account": ["Bolt"]}}' in rows[0]["_key"]


def test_a_bar_that_there_is_not_is_refused_in_words() -> None:
    with pytest.raises(BadFilter, match="not among the choices"):
        pricing(asked(view={"pricing.part": "cost"}))


def test_the_margin_bridge_is_of_the_last_period_and_the_year_before() -> None:
    chart, products = financials()
    assert chart.subtitle == "+€80: Q2 2024 against Q2 2023; 2 sales"
    bars = dict(zip(chart.frame["part"], chart.frame["amount"], strict=True))
    # 10 units at a margin of 6, then 20 at 12 and a cost of 5
    assert {part: amount for part, amount in bars.items() if amount} == {
        "before": 60, "volume": 60, "price": 40, "cost": -20, "after": 140,
    }  # fmt: skip
    assert chart.note == "1 of 3 sales have no known cost: they are in none of the bars."
    assert list(zip(products.frame["product"], products.frame["change"], strict=True)) == [("Basic", 80), ("=Plus", 0)]
    assert {"cost", "cost_before", "cost_after"} <= set(products.frame.columns)


def test_any_two_periods_can_be_compared_also_by_a_day_within_them() -> None:
    assert financials(to="2024-01-01", **{"from": "2023-05-17"})[0].subtitle == "+€10: Q1 2024 against Q2 2023; 2 sales"
    assert financials(**{"from": "period_before"})[0].subtitle == "+€70: Q2 2024 against Q1 2024; 2 sales"
    same = financials(to="2024-04-01", **{"from": "2024-04-01"})[0]
    assert same.subtitle == "€0: Q2 2024 against Q2 2024; 2 sales"
    assert len(checked(same.draw()).data) == 3


def test_a_year_before_without_sales_gives_way_and_a_chosen_period_without_them_is_said() -> None:
    given_way = financials(to="2024-01-01")[0]
    assert given_way.subtitle == "+€70: Q1 2024 against Q4 2023; 1 sale"
    assert given_way.note.startswith("Sales do not go back to the year before")
    early = financials(to="2023-04-01")[0]
    assert "Sales are known from Apr 3, 2023 on" in why(early)


def test_what_is_no_day_is_refused_in_words() -> None:
    with pytest.raises(BadFilter, match="'soon' is not a date"):
        financials(to="soon")


def test_periods_on_offer_are_those_of_the_range_newest_first_and_the_chosen_one() -> None:
    found = asked(view={"financials.bridge_to": "2023-08-09"})
    assert financials_bridge.to_options(found, QUARTERS) == {
        "last": "Q2 2024 (latest)", "2023-08-09": "Q3 2023", "2024-01-01": "Q1 2024", "2023-10-01": "Q4 2023",
        "2023-07-01": "Q3 2023", "2023-04-01": "Q2 2023",
    }  # fmt: skip
    assert list(financials_bridge.from_options(found, QUARTERS).values()) == [
        "A year before", "Period before", "Q2 2024", "Q1 2024", "Q4 2023", "Q3 2023", "Q2 2023",
    ]  # fmt: skip


def test_sales_without_any_cost_have_no_margin_to_explain() -> None:
    lines = order("2024-01-05", "Basic", 1, 10), order("2024-05-05", "Basic", 1, 12)
    found = asked(orders=orders(*lines), view={"financials.bridge_from": "period_before"})
    chart, products = asyncio.run(financials_bridge._exhibits(found, QUARTERS))
    assert why(chart) == "No sale of these periods has a known cost Give orders or products a unit cost."
    assert products.subtitle == "No sale of these periods has a known cost"


def test_whole_months_quarters_and_years_are_called_by_their_names() -> None:
    assert whole_period(Window(date(2024, 2, 1), date(2024, 2, 29))) == "Feb 2024"
    assert whole_period(Window(date(2024, 1, 1), date(2024, 12, 31))) == "2024"
    assert whole_period(Window(date(2024, 2, 1), date(2024, 4, 30))) == whole_period(Window(None, TODAY)) == ""
    fiscal = Compared(Window(date(2023, 2, 1), date(2023, 4, 30)), Window(date(2024, 2, 1), date(2024, 4, 30)),
                      called=("FQ from Feb 2023", "FQ from Feb 2024"))  # fmt: skip
    assert fiscal.words() == "FQ from Feb 2024 against FQ from Feb 2023"
