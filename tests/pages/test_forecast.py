"""The Forecast page: cards, months, parts, league, and what is said where something is missing."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from auth.scope import Scope
from errors import BadFilter
from filters import PAGES_PERIOD, Filters
from pages import forecast_league, forecast_months, forecast_parts
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.forecast import _first_screen, layout
from pages.forecast_ahead import months_chosen
from tests.charts.checked import checked
from tests.derive.won import company, derive, monthly, publish, publish_later, view
from tests.pages.test_kpis_page import texts

MARCH, CUT = "2024-03-20", "2024-02-29"
WINS = [*monthly("2022-03-01", [100.0] * 24), ("2024-03-05", 30.0, "Ann")]  # 30 of March are won so far
VIEWS = [view("", "", 100), view("rep", "Ann", 50), view("rep", "Bob", 40, wape=0.4)]


def asked(snapshot: Any, view_: dict[str, str] | None = None, **dims: list[str]) -> Asked:
    return Asked(Filters(PAGES_PERIOD, dims=dims), view_ or {}, Scope.all(), snapshot)  # type: ignore[arg-type]


def first(found: Asked) -> tuple[list[list[str]], list[Exhibit]]:
    """The texts of each card without its definition, and the exhibits."""
    row, shown = asyncio.run(_first_screen(found))
    return [[t for t in texts(card) if t != "i"] for card in row], shown


def parts(found: Asked) -> Exhibit:
    return asyncio.run(forecast_parts.exhibit(found))


def league(found: Asked) -> list[Exhibit]:
    return asyncio.run(forecast_league.exhibits(found))


def derived(**about: Any) -> Any:
    snapshot = publish(WINS, MARCH)
    derive(snapshot, VIEWS, CUT, **about)
    return snapshot


def test_the_cards_say_what_is_expected_and_how_far_to_trust_it(var: Path) -> None:
    cards, _shown = first(asked(derived()))
    soon, year, quarter, error, method = (" ".join(card) for card in cards)
    assert "€300" in soon
    assert "Mar 2024 – May 2024" in soon
    assert "€1.2\u00a0k" in year
    assert "€265" in quarter  # 230 so far, and 11 of 31 days of a March of 100
    assert "€230 won so far in Q1 2024" in quarter
    assert "10.0%" in error
    assert "3 months, 10 cut-offs" in error
    assert "Ridge-season theta" in method


def test_the_months_are_drawn_with_as_many_ahead_as_wanted(var: Path) -> None:
    found = asked(derived(), {"forecast.ahead": "6"})
    [_cards, months] = first(found)[1]
    assert months.name == forecast_months.NAME
    assert months.frame["won_revenue"].notna().sum() == 24  # the last two years, whatever the period
    assert months.frame["forecast"].notna().sum() == 6
    assert months.subtitle == "Forecast: ridge-season theta; error in the past: 10% (WAPE, 6 months, 10 cut-offs)"
    checked(months.draw())


def test_a_number_of_months_that_is_no_choice_is_refused() -> None:
    with pytest.raises(BadFilter, match="'7' is not among the choices"):
        months_chosen(asked(company(WINS, MARCH), {"forecast.ahead": "7"}), "forecast.ahead")


def test_too_short_a_history_is_said_and_drawn_without_a_forecast() -> None:
    cards, [row, months] = first(asked(company(monthly("2023-11-01", [100.0] * 4), MARCH)))
    assert "Fewer than 6 periods of history: too few for a forecast." in " ".join(cards[0])
    assert months.subtitle == "No forecast. Fewer than 6 periods of history: too few for a forecast."
    assert row.frame["forecast"].isna().all()
    checked(months.draw())


def test_with_filters_that_leave_nothing_it_says_so() -> None:
    nothing = [("2024-03-05", 30.0, "Ann")]
    _cards, [_row, months] = first(asked(company([*nothing, ("2023-01-05", 1.0, "Bob")], MARCH), rep=["Ann"]))
    assert months.subtitle == "No forecast. No deal was won in any whole month with these filters."
    checked(months.draw())


def test_the_parts_are_held_against_the_whole(var: Path) -> None:
    exhibit = parts(asked(derived(), {"forecast.by": "rep"}))
    assert exhibit.title == "Forecast by rep"
    assert list(exhibit.frame["rep"]) == ["Ann", "Bob"]
    assert list(exhibit.frame["forecast"]) == [150, 120]
    assert list(exhibit.frame["method"]) == ["ridge-season theta"] * 2
    assert "note" not in exhibit.frame
    assert exhibit.note == "The parts add up to €270, the whole is €300: 10.0% less than the forecast of the whole."


def test_under_a_filter_the_parts_are_fitted_on_demand() -> None:
    exhibit = parts(asked(company(WINS, MARCH), {"forecast.by": "rep", "forecast.ahead": "12"}, rep=["Ann"]))
    assert list(exhibit.frame["rep"]) == ["Ann"]
    assert exhibit.subtitle == "Sum of the next 12 months, the largest first"
    assert "as much as the forecast of the whole" in exhibit.note


def test_the_forecast_of_an_older_snapshot_says_its_day(var: Path) -> None:
    derived()
    later = publish_later(WINS, "2024-03-21")
    said = "The forecast was made of the facts up to Mar 20, 2024; a newer one follows soon."
    assert said in first(asked(later))[1][1].note
    assert said in parts(asked(later, {"forecast.by": "rep"})).note
    assert said in league(asked(later))[0].note


def test_the_league_says_which_method_is_used(var: Path) -> None:
    bars, table, course = league(asked(derived()))
    assert list(table.frame["method"]) == ["Model", "As a year before"]
    assert bars.note.startswith("In use for the whole: Model.")
    assert course.note == "Worked out now, from what was known at each month end."
    for exhibit in (bars, course):
        checked(exhibit.draw())


def test_the_league_says_that_it_does_not_know_the_filters(var: Path) -> None:
    assert "The league is of the whole company" in league(asked(derived(), rep=["Ann"]))[0].note


def test_before_a_league_is_worked_out_that_is_said(var: Path) -> None:
    bars, table, course = league(asked(publish(WINS, MARCH)))
    assert table.subtitle == "The league is not worked out yet"
    for exhibit in (bars, course):
        assert "not worked out yet" in str(checked(exhibit.draw()).layout.annotations[0].text)


def test_the_page_is_laid_out_also_without_data(var: Path) -> None:
    assert "forecast-league" in json.dumps(layout().to_plotly_json(), default=lambda part: part.to_plotly_json())
