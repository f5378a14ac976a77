"""GET /forecast: the months ahead as the pages show them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.derive.won import derive, monthly, publish, view


@pytest.fixture
def client_of_two_years(var: Path, server: FastAPI) -> Iterator[TestClient]:
    """A client on a company that won 100 in each of 24 months, with derived forecasts of 70 a month."""
    derive(publish(monthly("2022-03-01", [100.0] * 24), "2024-03-20"), [view("", "", 70)], "2024-02-29")
    yield TestClient(server, base_url="http://127.0.0.1")


def test_the_months_their_totals_and_the_error_in_the_past(client_of_two_years: TestClient) -> None:
    answer = client_of_two_years.get("/api/v1/forecast").json()
    assert (answer["method"], answer["note"], answer["cut_off"], answer["made_of"]) == ("theta", "", "2024-02-29", None)
    assert answer["months"][0] == {
        "period": "2024-03-01", "forecast": 70, "low80": 60, "high80": 80, "low95": 50, "high95": 90,
    }  # fmt: skip
    assert [(row["months"], row["forecast"]) for row in answer["totals"]] == [(3, 210), (6, 420), (12, 840)]
    assert answer["past_error"][0]["wape"] == 0.1


def test_filters_apply_and_wrong_ones_are_refused(client_of_two_years: TestClient) -> None:
    answer = client_of_two_years.get("/api/v1/forecast?rep=Ann").json()
    assert answer["months"][0]["forecast"] == pytest.approx(100, rel=0.01)
    assert client_of_two_years.get("/api/v1/forecast?rep=Nobody").status_code == 400


def test_too_short_a_history_has_no_months_and_a_reason(client: TestClient) -> None:
    answer = client.get("/api/v1/forecast").json()
    assert (answer["months"], answer["totals"], answer["method"]) == ([], [], "none")
    assert answer["note"] == "Fewer than 6 periods of history: too few for a forecast."
