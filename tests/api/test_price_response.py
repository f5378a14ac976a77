"""GET /price-response and /what-if."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.derive.priced import derive, publish
from tests.state import state


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("priced") / "var"
    with state(folder):
        derive(publish())
    return folder


@pytest.fixture
def prices(priced: Path, server: FastAPI) -> Iterator[TestClient]:
    with state(priced):
        yield TestClient(server, base_url="http://127.0.0.1/api/v1")


def test_every_level_has_its_curve_or_its_refusal(prices: TestClient) -> None:
    answer = prices.get("/price-response").json()
    assert (answer["since"], answer["until"], answer["segment"]) == ("2021-12-16", "2023-12-15", "sector")
    everything, steep, flat, _small = answer["levels"]
    assert everything["category"] is None
    assert steep["slope"]["low"] < -12 < steep["slope"]["high"]
    assert steep["willingness_to_pay"]["beyond_observed"] is None
    assert set(steep["curve"][0]) == {"relative_price", "probability", "low", "high"}
    assert (flat["refusal"]["code"], flat["slope"], flat["curve"]) == ("slope_not_negative", None, [])
    assert answer["unlike"] == ["Steep"]


def test_another_price_has_its_effects_with_bands(prices: TestClient) -> None:
    answer = prices.get("/what-if?change=-0.05&category=Steep").json()
    assert (answer["category"], answer["change"], answer["refusal"]) == ("Steep", -0.05, None)
    won = answer["rows"][0]
    assert won["measure"] == "deals_won"
    assert won["low95"] < won["expected"] < won["high95"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("change=0.5", 400, "bad_filter"), ("change=0&category=Nothing", 404, "unknown_name"), ("", 400, "bad_input")],
)
def test_what_cannot_be_asked_is_said(prices: TestClient, query: str, status: int, code: str) -> None:
    answer = prices.get(f"/what-if?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize("asked", ["/price-response?sector=Food", "/price-response?category=Steep",
                                   "/what-if?change=0.1&sector=Food"])  # fmt: skip
def test_a_filter_that_would_change_nothing_is_refused(prices: TestClient, asked: str) -> None:
    answer = prices.get(asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_filter")


def test_before_anything_is_derived_it_is_said(client: TestClient) -> None:
    answer = client.get("/api/v1/price-response")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_ready")
