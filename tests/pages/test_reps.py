"""The Reps page as a whole: its parts, its exports, and what it says where there is nothing to show."""

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from dash.development.base_component import Component

from auth.scope import Scope
from data import engine
from data.importing import import_path
from filters import Filters
from pages import reps
from pages.asked import Asked
from pages.reps import exhibits, layout, own_filters, why_empty
from pages.reps_days import Days
from pages.reps_events import DIALOG
from pages.reps_frames import board_of, last_day
from pages.reps_toolbar import toolbar, toolbar_outputs, toolbar_parts, wall_head
from tests.pages.reps_made import ANN, CID, DAY, FRIDAY, board
from tests.pages.test_kpis_page import texts
from tests.state import state

MAPPING = """
title = "A CRM"
[kinds.calls]
files = ["*calls*"]
key = ["id"]
fields = ["id", "rep", "team", "on"]
[[tables.activities]]
from = "calls"
activity_id = "id"
activity_type = { const = "call" }
rep_id = "rep"
started_on = "on"
[[tables.reps]]
from = "calls"
rep_id = "rep"
rep = "rep"
team = "team"
"""
CALLS = "id,rep,team,on\n1,Ann,Core,2024-04-05\n2,Ann,Core,2024-04-04\n3,Bob,Edge,2024-04-04\n"
SATURDAY = Days("day", date(2024, 4, 6), date(2024, 4, 8))


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Ann called on Thursday and Friday, Bob on Thursday, 4 April 2024."""
    var = tmp_path_factory.mktemp("reps")
    (var / "mappings").mkdir()
    (var / "mappings" / "crm.toml").write_text(MAPPING, "utf-8")
    (var / "calls.csv").write_text(CALLS, "utf-8")
    with state(var):
        import_path(str(var / "calls.csv"), "crm", tell=lambda *_progress: None)
        yield


@pytest.fixture
def asking(crm: None) -> Any:
    def asked(dims: dict[str, list[str]] | None = None, **view: str) -> Asked:
        chosen = {f"reps.{name}": value for name, value in view.items()}
        return Asked(Filters(dims=dims or {}), chosen, Scope.all(), engine.current())  # type: ignore[arg-type]

    return asked


def ids(component: Any) -> set[str]:
    inside = getattr(component, "children", component if isinstance(component, list) else None)
    found = (
        {component.id}
        if isinstance(component, Component) and isinstance(getattr(component, "id", None), str)
        else set()
    )
    for child in inside if isinstance(inside, list) else [inside]:
        found |= ids(child) if child is not None and not isinstance(child, str) else set()
    return found


def test_an_exports_filters_are_the_pages_days(asking: Any) -> None:
    filters = own_filters(asking({"team": ["Core"]}, day="2024-04-04", span="week")).filters
    assert (filters.start, filters.end, filters.compare) == (date(2024, 4, 1), date(2024, 4, 7), "none")
    assert filters.dims == (("team", ("Core",)),)


def said(parts: list[Any]) -> str:
    return " ".join(texts(parts))


def test_everything_that_a_callback_fills_is_on_the_page(crm: None) -> None:
    on_page = ids(layout())
    wanted = {str(output.component_id) for output in toolbar_outputs()}
    assert wanted | {reps.BOARD, "reps-title", "reps-key", "reps-note", "reps-below", f"{DIALOG}-body"} <= on_page


def test_the_strip_and_the_wall_have_words_for_every_state_of_the_countdown() -> None:
    for strip in (toolbar(), wall_head()):
        places = [part for part in every(strip) if getattr(part, "className", "") == "countdown"]
        given = places[0].to_plotly_json()["props"]
        assert {"data-soon", "data-now", "data-off", "data-paused", "data-lost"} <= set(given)


def every(component: Any) -> Iterator[Any]:
    yield component
    inside = getattr(component, "children", None)
    for child in inside if isinstance(inside, list) else [inside]:
        if isinstance(child, Component):
            yield from every(child)


def test_the_strip_says_which_days_there_are_beside_and_is_as_long_as_its_outputs() -> None:
    parts = toolbar_parts(DAY, "Core")
    assert len(parts) == len(toolbar_outputs())
    assert parts[:5] == [False, "2024-04-05", True, True, "2024-04-05"]
    assert parts[-2:] == ["Core", "Fri, Apr 5, 2024"]


def test_a_board_on_which_somebody_did_something_says_nothing(asking: Any) -> None:
    assert asyncio.run(why_empty(asking(), DAY, board(ANN, CID))) == []


def test_a_day_without_calls_offers_the_last_one_before_it(asking: Any) -> None:
    shown = asyncio.run(board_of(asking(), SATURDAY))
    assert shown["rep"].tolist() == ["Ann", "Bob"]
    (told,) = asyncio.run(why_empty(asking(), SATURDAY, shown))
    assert "Nothing was done on this day." in said([told])
    assert "Show Apr 5, 2024" in said([told])


def test_before_the_first_call_the_newest_of_all_is_offered(asking: Any) -> None:
    assert asyncio.run(last_day(asking(), date(2020, 1, 1))) == FRIDAY
    assert asyncio.run(last_day(asking(), date(2024, 4, 4))) == date(2024, 4, 4)


def test_filters_that_leave_nobody_say_so(asking: Any) -> None:
    found = asking({"team": ["Core"], "rep": ["Bob"]})
    shown = asyncio.run(board_of(found, DAY))
    (told,) = asyncio.run(why_empty(found, DAY, shown))
    assert "Nobody with these filters plays." in said([told])


def test_the_exports_have_ranking_calls_and_stages(asking: Any) -> None:
    ranking, calls, deals = asyncio.run(exhibits(asking(day="2024-04-04")))[:3]
    assert ranking.frame[["rank", "rep", "calls"]].values.tolist() == [[1, "Ann", 1], [1, "Bob", 1]]
    assert ranking.title == "Points, Thu, Apr 4, 2024"
    assert sorted(calls.frame["rep"]) == ["Ann", "Bob"]
    assert deals.frame.empty
