"""GET /statement: the income statement, margins and money flows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.state import state
from tests.statement_company import publish_books


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with state(tmp_path_factory.mktemp("statement") / "var") as var:
        publish_books()
    return var


@pytest.fixture
def books(published: Path, server: FastAPI) -> Iterator[TestClient]:
    with state(published):
        yield TestClient(server, base_url="http://127.0.0.1/api/v1")


def row(answer: dict[str, Any], line: str, period: str) -> dict[str, Any]:
    return next(each for each in answer["rows"] if (each["line"], each["period"]) == (line, period))


def test_it_is_the_last_eight_quarters_unless_asked_otherwise(books: TestClient) -> None:
    answer = books.get("/statement").json()
    assert (answer["grain"], answer["grains"], answer["currency"]) == ("quarter", ["quarter", "year"], "CHF")
    assert (answer["origin"], answer["origins"]) == ("books", ["books"])
    assert (answer["revenue_line"], answer["root_line"], len(answer["periods"])) == ("sales", "Net", 8)
    assert (answer["periods"][0], answer["periods"][-1], len(answer["rows"])) == ("2023-01-01", "2024-10-01", 72)
    assert answer["snapshot"]["id"]
    assert row(answer, "sales", "2024-10-01") == {
        "line": "sales", "label": "Sales", "parent": "margin", "role": "subtotal", "depth": 0, "subtotal": True,
        "spine": True, "sign": 1, "effect": 1, "period": "2024-10-01", "amount": 130, "budget": 120, "variance": 10,
        "variance_share": 0.083333, "favourable": True, "previous": 100, "qoq": 0.3, "year_ago": 100, "yoy": 0.3,
        "ttm": 430, "common_size": 1, "broken": False, "gap": 0,
    }  # fmt: skip
    assert row(answer, "goods", "2023-01-01")["qoq"] is None


def test_a_broken_subtotal_is_marked_in_the_rows_the_margins_and_the_flows(books: TestClient) -> None:
    answer = books.get("/statement?from=2024-07-01&to=2024-12-31").json()
    assert answer["periods"] == ["2024-07-01", "2024-10-01"]
    assert (row(answer, "Net", "2024-10-01")["broken"], row(answer, "Net", "2024-10-01")["gap"]) == (True, 5)
    assert answer["margins"] == [
        {"period": "2024-07-01", "margins": {"margin": 0.5, "Net": 0.1}, "broken": []},
        {"period": "2024-10-01", "margins": {"margin": 0.615385, "Net": 0.115385}, "broken": ["Net"]},
    ]
    assert answer["flows"]["period"] == "2024-10-01"
    assert [node["id"] for node in answer["flows"]["nodes"] if node["broken"]] == ["Net", "gap:Net"]
    assert {"source": "gap:Net", "target": "Net", "value": 5.0} in answer["flows"]["links"]


def test_years_sum_the_quarters_and_named_periods_count_too(books: TestClient) -> None:
    answer = books.get("/statement?grain=year").json()
    assert answer["periods"] == ["2023-01-01", "2024-01-01"]
    assert (row(answer, "sales", "2024-01-01")["amount"], row(answer, "Net", "2024-01-01")["broken"]) == (430, True)
    assert books.get("/statement?period=last_quarter").json()["periods"] == ["2024-07-01"]


def test_flows_are_of_the_last_complete_period_shown(books: TestClient) -> None:
    answer = books.get("/statement?from=2024-10-01&to=2025-03-31").json()
    assert (answer["periods"], answer["flows"]["period"]) == (["2024-10-01", "2025-01-01"], "2024-10-01")
    assert row(answer, "Net", "2025-01-01")["amount"] is None


def test_filters_of_deals_are_said_not_to_apply(books: TestClient) -> None:
    answer = books.get("/statement?sector=retail").json()
    assert (answer["ignored_filters"], len(answer["notes"])) == (["sector"], 1)
    assert books.get("/statement?origin=books").json()["ignored_filters"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("grain=month", 404),
        ("origin=shop", 404),
        ("sektor=retail", 404),
        ("from=2024-07-01&to=2024-01-01", 400),
        ("from=soon", 400),
        ("from=1900-01-01", 400),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(books: TestClient, query: str, status: int) -> None:
    answer = books.get(f"/statement?{query}")
    assert answer.status_code == status
    assert answer.json()["error"]["hint"]


def test_a_company_without_a_statement_is_told_so(client: TestClient) -> None:
    answer = client.get("/api/v1/statement")
    assert (answer.status_code, answer.json()["error"]["message"]) == (503, "There is no income statement.")


def test_the_parameters_are_described_each_once(books: TestClient) -> None:
    get = books.get("/openapi.json").json()["paths"]["/statement"]["get"]
    assert sorted(each["name"] for each in get["parameters"]) == ["from", "grain", "origin", "period", "to"]
