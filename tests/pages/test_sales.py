"""The Sales page: its exhibits and the words around them, from a small company measured by hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import PAGES_PERIOD, Filters
from metrics.frames import FrameSnapshot
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.sales import exhibits
from pages.sales_drill import level_of, path
from tests.charts.checked import checked
from tests.metrics.frames import opportunities

# Today is 20 March 2024, so the trailing 12 months begin on 21 March 2023 and hold a part of March twice.
TODAY = date(2024, 3, 20)
DEALS = opportunities(
    ["won", "won", "won", "won", "won", "lost", "won", "open"],
    value=[100, 50, 20, 7, 400, 70, 30, 500],
    decided_on=["2024-03-05", "2024-02-15", "2023-04-30", "2023-03-25", "2023-03-02", "2024-02-01", "2022-05-05", None],
    opened_on=["2024-01-01"] * 2 + ["2023-01-01"] * 3 + ["2024-01-02", "2022-01-01", "2024-03-01"],
    category=["Laboratory", "Laboratory", "Flow", "Flow", "Flow", "Flow", "Flow", "Flow"],
    product=["Balance", "Scale", "Pump", "Pump", "Pump", "Pump", "Pump", "Pump"],
    sector=["retail", "retail", "medical", "medical", "medical", "retail", "retail", "retail"],
    rep=["Ann", "Bob", "Ann", "Bob", "Ann", "Bob", "Ann", "Bob"],
    region=["N"] * 8, team=["T"] * 8,
    cycle_days=[60, 40, 100, 80, 60, 30, 120, None],
)  # fmt: skip
TRAILING = Filters(PAGES_PERIOD)
OFF = {"sales.ahead": "off"}  # without a forecast


@dataclass(frozen=True)
class Company(FrameSnapshot):
    currency: str = "EUR"


def asked(filters: Filters = TRAILING, view: Mapping[str, str] | None = None) -> Asked:
    return Asked(filters, view or {}, Scope.all(), Company({"opportunities": DEALS}, TODAY))  # type: ignore[arg-type]


def shown(filters: Filters = TRAILING, view: Mapping[str, str] | None = None) -> dict[str, Exhibit]:
    return {exhibit.name: exhibit for exhibit in asyncio.run(exhibits(asked(filters, view)))}


def on(**dims: list[str]) -> Filters:
    return Filters(PAGES_PERIOD, dims=dims)  # type: ignore[arg-type]


def months(exhibit: Exhibit) -> list[str]:
    return [str(month.date())[:7] for month in exhibit.frame["month"]]


def test_the_page_shows_everything_in_order_cards_first() -> None:
    assert list(shown()) == [
        "sales-cards", "sales-months", "sales-drill", "sales-ranking", "sales-ranking-table", "sales-win-rate",
        "sales-cycle", "sales-spread", "sales-season", "sales-rings", "sales-compare", "sales-compare-table",
    ]  # fmt: skip


@pytest.mark.parametrize("filters", [TRAILING, Filters(), Filters(start=date(1999, 1, 1), end=date(1999, 1, 3)),
                                     on(rep=["Bob"], product=["Scale"])])  # fmt: skip
def test_every_exhibit_can_be_drawn_also_of_nothing(filters: Filters) -> None:
    for exhibit in shown(filters).values():
        checked(exhibit.draw())
        assert exhibit.title


def test_the_cards_hold_all_of_the_period() -> None:
    row = shown()["sales-cards"].frame.iloc[0]
    assert (row["won_revenue"], row["deals_won"], row["opportunities"]) == (177, 4, 4)
    assert (row["win_rate"], row["sales_cycle_days"], row["average_deal"]) == (0.8, 70, 44.25)


def test_trailing_months_are_the_twelve_that_end_with_the_one_still_running() -> None:
    exhibit = shown(view=OFF)["sales-months"]
    assert (len(exhibit.frame), months(exhibit)[0], months(exhibit)[-1]) == (12, "2023-04", "2024-03")
    assert exhibit.frame["won_revenue"].sum() == 170
    assert exhibit.subtitle == "Apr 2023 – Mar 2024, against the same months a year before"
    assert exhibit.note == (
        "Mar 2024 is still running, to Mar 20. Not drawn, but in the totals: Mar 21 – Mar 31, 2023 (€7)."
    )


def test_the_month_still_running_stands_beside_as_much_of_it_a_year_before() -> None:
    frame = shown(view=OFF)["sales-months"].frame
    assert frame["before"].iloc[-1] == 400  # 2 March 2023; the 7 of 25 March came later in the month
    assert frame["before"].iloc[1] == 30  # May 2022


def test_all_charts_by_month_show_the_same_twelve() -> None:
    found = shown(on(category=["Flow"], product=["Pump"]))
    assert {name: months(found[name])[::11] for name in ("sales-drill", "sales-win-rate", "sales-cycle")} == {
        "sales-drill": ["2023-04", "2024-03"], "sales-win-rate": ["2023-04", "2024-03"],
        "sales-cycle": ["2023-04", "2024-03"],
    }  # fmt: skip


def test_of_all_time_months_before_the_first_win_are_not_drawn() -> None:
    found = shown(Filters())
    assert months(found["sales-months"])[0] == "2022-05"  # deals were created from January on
    assert found["sales-months"].note == "Mar 2024 is a part month."


def test_against_nothing_there_is_no_line_before() -> None:
    exhibit = shown(Filters(PAGES_PERIOD, compare="none"), OFF)["sales-months"]
    assert exhibit.frame["before"].isna().all()
    assert exhibit.subtitle == "Apr 2023 – Mar 2024"


def test_a_quarter_stands_beside_the_one_before_and_its_part_months_are_drawn() -> None:
    exhibit = shown(Filters("this_quarter"), OFF)["sales-months"]
    assert months(exhibit) == ["2024-01", "2024-02", "2024-03"]
    assert list(exhibit.frame["won_revenue"]) == [0, 50, 100]
    assert [str(month.date())[:7] for month in exhibit.frame["month_before"]] == ["2023-10", "2023-11", "2023-12"]
    assert exhibit.note == "Mar 2024 is a part month."


def test_the_months_ahead_are_forecast_from_the_one_still_running() -> None:
    exhibit = shown()["sales-months"]
    assert exhibit.title == "Won revenue by month, with forecast"
    assert months(exhibit)[-3:] == ["2024-03", "2024-04", "2024-05"]
    assert exhibit.frame["forecast"].notna().tolist() == [False] * 11 + [True] * 3
    assert exhibit.subtitle == (
        "Apr 2023 – Mar 2024, against the same months a year before. Forecast: 12-month mean; too little"
        " history to say how far off it would have been"
    )
    ahead = checked(exhibit.draw())
    assert any(trace.line.dash == "6px,4px" for trace in ahead.data)
    assert len(shown(view={"sales.ahead": "12"})["sales-months"].frame) == 11 + 12


def test_a_period_that_ended_has_no_forecast_and_says_so() -> None:
    exhibit = shown(Filters(start=date(2023, 1, 1), end=date(2023, 12, 31)))["sales-months"]
    assert "forecast" not in exhibit.frame
    assert exhibit.title == "Won revenue by month"
    assert "No forecast: the period does not lead up to the last facts." in exhibit.note


def test_where_the_history_is_too_short_the_reason_is_said() -> None:
    exhibit = shown(on(product=["Scale"]))["sales-months"]
    assert "No forecast. Fewer than 6 periods of history: too few for a forecast." in exhibit.note


def test_the_drill_shows_categories_then_products_then_months() -> None:
    assert [level_of(asked(filters)) for filters in (
        TRAILING, on(category=["Flow", "Laboratory"]), on(category=["Laboratory"]),
        on(category=["Laboratory"], product=["Scale"]), on(product=["Scale"]), on(product=["Scale", "Balance"]),
    )] == ["category", "category", "product", "month", "month", "category"]  # fmt: skip


def test_the_drill_says_what_is_seen() -> None:
    assert shown()["sales-drill"].title == "Won revenue by category"
    laboratory = shown(on(category=["Laboratory"]))["sales-drill"]
    assert laboratory.title == "Won revenue of Laboratory by product"
    assert list(laboratory.frame["product"]) == ["Balance", "Scale"]
    scale = shown(on(category=["Laboratory"], product=["Scale"]))["sales-drill"]
    assert scale.title == "Won revenue of Scale by month"
    assert scale.frame["won_revenue"].sum() == 50


def steps(filters: Filters) -> list[tuple[str, str | None]]:
    """The path above the drill: each step's text, and what a click on it takes off."""
    parts = [part.to_plotly_json()["props"] for part in path(asked(filters))]
    return [(part["children"], part.get("data-clear")) for part in parts if part["children"] != "›"]


def test_the_path_leads_back_up_by_taking_filters_off() -> None:
    assert steps(TRAILING) == [("All categories", None)]
    assert steps(on(category=["Laboratory"])) == [("All categories", "category"), ("Laboratory", None)]
    assert steps(on(category=["Laboratory"], product=["Scale"])) == [
        ("All categories", "category product"), ("Laboratory", "product"), ("Scale", None),
    ]  # fmt: skip
    assert steps(on(product=["Scale"])) == [("All categories", "product"), ("Scale", None)]
    assert steps(on(category=["Flow", "Laboratory"])) == [("All categories", "category")]


def test_the_ranking_is_of_the_dimension_and_by_the_measure_that_the_reader_chose() -> None:
    found = shown(view={"sales.rank": "count", "sales.rank_by": "rep"})
    table = found["sales-ranking-table"]
    assert table.title == "Deals won by rep"
    assert list(table.frame.columns[:3]) == ["rank", "rep", "deals_won"]
    assert list(table.frame["rep"]) == ["Ann", "Bob"]


def test_rates_of_too_few_deals_are_not_ranked_and_that_is_said() -> None:
    found = shown(view={"sales.rank": "win_rate", "sales.rank_by": "rep"})
    table = found["sales-ranking-table"]
    assert table.frame["rank"].isna().all()
    assert table.frame["shrunk_win_rate"].isna().all()
    assert table.note == "Pale: fewer than 10 deals behind it, so not ranked."
    assert list(found["sales-ranking"].frame["shrunk_win_rate_n"]) == [2, 3]


def test_a_measure_or_dimension_that_does_not_exist_is_said() -> None:
    with pytest.raises(BadFilter, match="beauty"):
        shown(view={"sales.rank": "beauty"})
    with pytest.raises(BadFilter, match="country"):  # no deal has one
        shown(view={"sales.rank_by": "country"})


def test_the_season_shows_all_years_whatever_the_period_and_says_when_they_are_few() -> None:
    season = shown(Filters("this_month"))["sales-season"]
    assert (months(season)[0], len(season.frame)) == ("2022-05", 23)
    assert season.frame["won_revenue"].sum() == 607
    assert season.note.startswith("Less than two years of data")


def test_two_or_three_chosen_members_are_compared_else_the_three_largest() -> None:
    view = {"sales.compare_by": "product"}
    largest = shown(view=view)
    assert list(largest["sales-compare-table"].frame["product"]) == ["Balance", "Scale", "Pump"]
    assert largest["sales-compare"].note.startswith("The three largest")
    chosen = shown(on(product=["Scale", "Pump"]), view)
    assert list(chosen["sales-compare-table"].frame["product"]) == ["Scale", "Pump"]
    assert chosen["sales-compare"].note == ""
    assert set(chosen["sales-compare"].frame["product"]) == {"Scale", "Pump"}


def test_the_rings_are_of_the_dimensions_that_the_reader_chose() -> None:
    rings = shown(view={"sales.sunburst": "region"})["sales-rings"]
    assert list(rings.frame.columns[:3]) == ["region", "team", "rep"]
    assert rings.frame["won_revenue"].sum() == 177


def test_trends_say_which_points_rest_on_too_few_deals() -> None:
    found = shown()
    few = "Rings: fewer than 10 deals, too few to tell."
    assert few in found["sales-cycle"].note
    assert few in found["sales-win-rate"].note
    assert "only their median is shown" in found["sales-spread"].note
