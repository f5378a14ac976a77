"""What is behind a score: the panel's words and links, from frames made by hand."""

from typing import Any

from dash import html

from pages.reps_days import Days
from pages.reps_events import panel_parts
from tests.pages.reps_made import ANN, CALL, DAY, SHORT, STAGE, WEEK, board, event, events
from tests.pages.test_kpis_page import texts


def lines(*rows: dict[str, Any], days: Days = DAY, count: int | None = None) -> list[str]:
    body, _title = panel_parts(days, board(ANN), events(*rows, count=count))
    return [" ".join(texts(part)) for part in body]


def links(component: Any) -> list[str]:
    inside = getattr(component, "children", component if isinstance(component, list) else None)
    found = [component.href] if isinstance(component, html.A) else []
    for child in inside if isinstance(inside, list) else [inside]:
        found += links(child) if child is not None and not isinstance(child, str) else []
    return found


def test_the_panel_is_of_the_rep_with_team_days_points_and_goal() -> None:
    body, title = panel_parts(DAY, board(ANN), events(CALL))
    assert title == "Ann"
    assert " ".join(texts(body[0])) == "Core · Fri, Apr 5, 2024"
    assert "120" in " ".join(texts(body[1]))


def test_a_call_says_when_how_it_went_how_long_with_whom_and_what_it_scored() -> None:
    assert lines(CALL)[-1] == "15:31 Call, outbound, connected, 4:14\u00a0min Acme CRM ↗ Recording ↗ +1 point"


def test_parts_of_points_are_told() -> None:
    assert lines({**CALL, "points": 0.5})[-1].endswith("+0.5 point")
    assert lines({**CALL, "points": 2.5})[-1].endswith("+2.5 points")


def test_what_did_not_count_says_why() -> None:
    assert lines(SHORT)[-1].endswith("too short to count")


def test_a_stage_says_which_it_was_before_and_of_which_deal() -> None:
    assert lines(STAGE)[-1] == "09:00 Demo Given, from Engaging Acme renewal CRM ↗ +15 points"


def test_of_more_days_than_one_each_has_its_heading() -> None:
    assert lines(CALL, SHORT, STAGE, days=WEEK)[2:] == [
        "Apr 5, 2024",
        "15:31 Call, outbound, connected, 4:14\u00a0min Acme CRM ↗ Recording ↗ +1 point"
        " 15:30 Call, outbound, connected, 0:03\u00a0min Acme too short to count",
        "Apr 4, 2024",
        "09:00 Demo Given, from Engaging Acme renewal CRM ↗ +15 points",
    ]


def test_only_addresses_of_web_pages_are_links() -> None:
    body, _title = panel_parts(DAY, board(ANN), events(CALL, SHORT))
    assert links(body) == ["https://crm.example/1", "https://crm.example/1.mp3"]


def test_where_only_the_day_is_known_no_time_is_made_up() -> None:
    assert lines(event("2024-04-05"))[-1].strip().startswith("Call, outbound")


def test_a_long_list_says_how_many_there_are() -> None:
    assert "The newest 1 of 700." in lines(CALL, count=700)


def test_a_rep_who_did_nothing_and_one_who_is_none_are_told_apart() -> None:
    assert "Nothing was done in these days." in lines()
    body, title = panel_parts(DAY, board(), events())
    assert title == "Not among the reps"
    assert "does not play" in " ".join(texts(body))
