"""GET /points: what reps scored, and the events behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.points_company import begin, first_days, write_settings
from tests.state import state


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The state folder of the published company, and its settings file."""
    folder = tmp_path_factory.mktemp("points")
    file = write_settings(folder)
    with state(folder / "var", FAIRLEAD_SETTINGS=str(file)) as var:
        begin(var)
        first_days()
    return folder / "var", file


@pytest.fixture
def points(scored: tuple[Path, Path], server: FastAPI) -> Iterator[TestClient]:
    var, file = scored
    with state(var, FAIRLEAD_SETTINGS=str(file)):
        yield TestClient(server, base_url="http://127.0.0.1/api/v1")


def test_reps_stand_by_rank_with_counts_per_rule_and_the_events_behind_them(points: TestClient) -> None:
    answer = points.get("/points?day=2026-03-02").json()
    assert (answer["day"], answer["to"], answer["goal"]) == ("2026-03-02", "2026-03-02", 100)
    assert [(key["rule"], key["weight"], key["valid_from"]) for key in answer["score_key"]] == [
        ("call", 1, "1970-01-01"), ("stage:Demo Scheduled", 5, "1970-01-01"), ("stage:Demo Given", 10, "1970-01-01"),
    ]  # fmt: skip
    ann, bob = answer["reps"]
    events = ann.pop("events")
    assert ann == {
        "rep": "Ann", "rep_id": "crm:users:ann", "team": "East", "rank": 1, "points": 11, "goal": 100, "calls": 1,
        "minutes": 1, "timezone": "America/New_York", "hidden": False,
        "counts": {"call": 1, "stage:Demo Scheduled": 0, "stage:Demo Given": 1},
    }  # fmt: skip
    assert events[0] == {
        "at": "2026-03-03T04:30:00Z", "local": "2026-03-02 23:30", "event": "call", "stage": None, "rule": "call",
        "points": 1, "record": "crm:calls:C1", "title": "Big deal", "account": None, "url": None, "recording_url": None,
    }  # fmt: skip
    assert (events[1]["stage"], events[1]["points"], events[1]["url"]) == ("Demo Given", 10, "https://crm.example/D1")
    assert (bob["points"], len(bob["events"])) == (1, 1)
    assert answer["snapshot"]["id"]


def test_of_several_days_the_goal_is_that_of_the_working_days(points: TestClient) -> None:
    answer = points.get("/points?day=2026-03-01&to=2026-03-08").json()
    assert (answer["goal"], [rep["points"] for rep in answer["reps"]]) == (500, [11, 1])


def test_dimensions_choose_reps(points: TestClient) -> None:
    assert [rep["rep"] for rep in points.get("/points?day=2026-03-02&team=West").json()["reps"]] == ["Bob"]


def test_a_filter_by_what_is_no_property_of_a_rep_is_said_to_be_ignored(points: TestClient) -> None:
    assert points.get("/points?day=2026-03-02&stage=Demo%20Given").json()["ignored_filters"] == ["stage"]
    assert points.get("/points?day=2026-03-02&team=West").json()["ignored_filters"] == []


def test_without_a_day_it_is_the_last_one_with_facts(points: TestClient) -> None:
    assert points.get("/points").json()["day"] == "2026-03-03"  # the company's, where ann's call was late at night


@pytest.mark.parametrize(
    "query", ["day=2026-03-02&to=2026-03-01", "day=2026-01-01&to=2026-03-02", "day=2026-03-02&team=North"]
)
def test_what_makes_no_sense_is_refused_with_what_to_do(points: TestClient, query: str) -> None:
    answer = points.get(f"/points?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["hint"]


def test_what_is_no_day_is_refused(points: TestClient) -> None:
    assert points.get("/points?day=yesterday").status_code in (400, 422)


def test_the_parameters_are_described_each_once(points: TestClient) -> None:
    get = points.get("/openapi.json").json()["paths"]["/points"]["get"]
    assert sorted(parameter["name"] for parameter in get["parameters"]) == ["day", "dimensions", "to"]
