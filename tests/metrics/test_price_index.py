"""The price index of groups and against single competitors, by hand; and as `measure` prints it."""

from datetime import date

import pandas as pd
import pytest

from auth.scope import Scope
from errors import BadInput, UnknownName
from filters import Filters, Window
from metrics.answer import result_object
from metrics.frames import FrameSnapshot
from metrics.price_by_competitor import measure_competitor_index
from metrics.price_index import measure_price_index
from metrics.price_quartiles import measure_price_quartiles
from tests.metrics.prices import END, market, quoted, sold

YEAR, ALL = Window(date(2024, 1, 1), END), Scope.all()
SALES = sold(
    ("Pump", "Flow", "Plus", 100, 3, "2024-02-01"), ("Valve", "Flow", "Entry", 20, 10, "2024-03-01"),
    ("Scale", "Weight", "Plus", 50, 1, "2024-04-01"), ("Odd", "Weight", None, 50, 1, "2024-04-01"),
)  # fmt: skip
QUOTES = quoted(
    ("A", "Pump", "Flow", "Plus", "2024-12-21", 110), ("B", "Pump", "Flow", "Plus", "2024-12-11", 70),
    ("A", "Valve", "Flow", "Entry", "2024-12-01", 25), ("A", "Scale", "Weight", "Plus", "2024-12-01", 40),
    ("A", "Unsold", "Weight", "Entry", "2024-12-01", 1),
)  # fmt: skip
MARKET = market(SALES, QUOTES)


def index(by: str = "", tables: FrameSnapshot = MARKET, **dims: list[str]) -> pd.DataFrame:
    return measure_price_index(YEAR, Filters(dims=dims), ALL, tables, by)  # type: ignore[arg-type]


def test_a_group_weighs_both_sides_by_the_units_that_we_sold() -> None:
    flow = index("category").set_index("category").loc["Flow"]
    assert flow["price_index"] == pytest.approx(100 * (3 * 100 + 10 * 20) / (3 * 90 + 10 * 25))
    assert (flow["things"], flow["things_sold"], flow["n"], flow["quotes"], flow["competitors"]) == (2, 2, 2, 3, 2)
    assert (flow["newest_days"], flow["age_days"]) == (10, 20)
    assert (flow["opportunity_cost"], flow["at_risk"]) == (50, 30)


def test_what_has_no_match_is_counted_and_not_compared() -> None:
    row = index().iloc[0]
    assert (row["things"], row["things_sold"]) == (3, 4)
    assert row["revenue_share"] == pytest.approx(550 / 600)
    assert row["price_index"] == pytest.approx(100 * 550 / (270 + 250 + 40))
    assert row["quotes"] == 4  # the quote of what we do not sell is not among them


@pytest.mark.parametrize("by", ["category", "product", "tier"])
def test_a_group_is_what_a_filter_on_it_gives(by: str) -> None:
    for group, row in index(by).set_index(by).iterrows():
        if isinstance(group, str):
            alone = index(**{by: [group]}).iloc[0]
            pd.testing.assert_series_equal(row, alone, check_names=False)


def test_nothing_to_compare_is_no_index() -> None:
    row = index(tables=market(SALES)).iloc[0]
    assert pd.isna(row["price_index"])
    assert (row["things"], row["things_sold"], row["quotes"]) == (0, 4, 0)
    nothing = market(SALES.clear(), QUOTES)
    assert pd.isna(index(tables=nothing)["price_index"].item())
    assert index("category", nothing).empty


def test_few_sales_or_quotes_are_marked() -> None:
    assert index("category").set_index("category")["thin"].to_dict() == {"Flow": True, "Weight": True}
    assert not index()["thin"].item()


def test_against_one_competitor_only_what_it_quotes_is_compared() -> None:
    found = measure_competitor_index(YEAR, Filters(), ALL, MARKET, "category").set_index(["category", "competitor"])
    assert found["price_index"].round(2).to_dict() == {
        ("Flow", "A"): round(100 * 500 / (330 + 250), 2), ("Weight", "A"): 125.0, ("Flow", "B"): round(100 / 0.7, 2),
    }  # fmt: skip
    assert found.loc[("Flow", "B"), ["things", "quotes", "age_days"]].tolist() == [1, 1, 20]


def test_of_many_small_competitors_none_stands_alone() -> None:
    many = quoted(*((f"Dealer {i}", "Pump", "Flow", "Plus", "2024-12-01", 100.0 + i) for i in range(40)))
    assert measure_competitor_index(YEAR, Filters(), ALL, market(SALES, many), "category").empty


def test_quartiles_are_of_what_both_sell_only() -> None:
    sales = sold(*(("Pump", "Flow", "Plus", price, 1, "2024-02-01") for price in (10, 20, 30, 40, 50)),
                 ("Odd", "Flow", None, 999, 1, "2024-02-01"))  # fmt: skip
    quotes = quoted(("A", "Pump", "Flow", "Plus", "2024-12-01", 40), ("B", "Pump", "Flow", "Plus", "2024-12-01", 60),
                    ("B", "Unsold", "Flow", "Entry", "2024-12-01", 1))  # fmt: skip
    frame = measure_price_quartiles(YEAR, Filters(), ALL, market(sales, quotes), "category")
    rows = {(row["seller"], row["competitor"]): row for row in frame.to_dict("records")}
    own, rivals = rows["own", None], rows["rivals", None]
    assert [own[name] for name in ("n", "p10", "p25", "median", "p75", "p90")] == [5, 14, 20, 30, 40, 46]
    assert (rivals["n"], rivals["median"], rivals["p25"]) == (2, 50, 45)
    assert (own["median_index"], rivals["median_index"], own["p25_index"]) == (60, 100, 40)
    assert (rows["competitor", "B"]["median"], own["things"], own["things_sold"]) == (60, 1, 2)


def test_of_a_product_in_two_categories_only_the_sales_where_rivals_quote_it_are_compared() -> None:
    sales = sold(("Pump", "Flow", "Plus", 10, 1, "2024-02-01"), ("Pump", "Spare", "Entry", 99, 1, "2024-02-01"))
    quotes = quoted(("A", "Pump", "Flow", "Plus", "2024-12-01", 20))
    frame = measure_price_quartiles(YEAR, Filters(), ALL, market(sales, quotes), "category")
    assert frame[["category", "seller", "median"]].values.tolist() == [["Flow", "own", 10], ["Flow", "rivals", 20],
                                                                       ["Flow", "competitor", 20]]  # fmt: skip


def test_measure_answers_for_it_as_for_any_metric() -> None:
    found = result_object("price_index", Filters(start=date(2024, 1, 1), end=END), ALL, by="category", snapshot=MARKET)
    assert (found["metric"], found["unit"], found["by"]) == ("price_index", "index", ["category"])
    assert found["rows"][0] == {"category": "Flow", "value": pytest.approx(100 * 500 / 520), "n": 3}
    assert found["total"] == {"value": pytest.approx(100 * 550 / 560), "n": 4}
    assert (found["filters"]["start"], found["filters"]["end"]) == ("2024-01-01", "2024-12-31")


def test_by_month_each_month_has_its_own_sales_and_quotes() -> None:
    quotes = quoted(("A", "Pump", None, None, "2024-01-31", 50), ("A", "Valve", None, None, "2024-03-31", 10))
    found = result_object("price_index", Filters(start=date(2024, 2, 1), end=date(2024, 3, 31)), ALL, grain="month",
                          snapshot=market(SALES, quotes))  # fmt: skip
    assert found["rows"] == [
        {"month": "2024-02-01", "value": 200, "n": 1},
        {"month": "2024-03-01", "value": 200, "n": 1},
    ]


def test_months_that_are_too_many_are_left_out_and_said() -> None:
    old = sold(("Pump", "Flow", "Plus", 10, 1, "2019-11-01"), ("Pump", "Flow", "Plus", 10, 1, "2024-12-01"))
    answer = result_object("price_index", Filters(), ALL, grain="month", snapshot=market(old, QUOTES))
    assert (len(answer["rows"]), answer["rows"][0]["month"]) == (60, "2020-01-01")
    assert answer["filters"]["notes"][-1] == "2 earlier periods are left out; give from and to."


def test_what_it_cannot_be_broken_down_by_is_refused_with_what_it_can() -> None:
    with pytest.raises(BadInput, match="cannot be measured by rep") as refused:
        result_object("price_index", Filters(), ALL, by="rep", snapshot=MARKET)
    assert "category, product, tier" in refused.value.hint
    with pytest.raises(BadInput):
        result_object("price_index", Filters(), ALL, by=("category", "tier"), snapshot=MARKET)
    with pytest.raises(UnknownName):
        result_object("price_index", Filters(), ALL, grain="day", snapshot=MARKET)
