"""GET /corridor, /lost-deals and /stock-cover."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.pages.priced_company import publish
from tests.state import state


@pytest.fixture
def priced(tmp_path: Path, server: FastAPI) -> Iterator[TestClient]:
    with state(tmp_path):
        publish()
        yield TestClient(server, base_url="http://127.0.0.1/api/v1")


def test_the_corridor_with_the_deals_and_reps_outside(priced: TestClient) -> None:
    answer = priced.get("/corridor?from=2024-01-01&to=2024-12-31&limit=1").json()
    assert (answer["which"], answer["usual_from"], answer["usual_to"]) == ("won", "2024-01-01", "2024-12-31")
    meters = next(one for one in answer["corridors"] if one["category"] == "Meters")
    assert (meters["n"], meters["basis"], meters["limited"]) == (21, "category", False)
    assert (meters["low"], meters["high"]) == (pytest.approx(0.02), pytest.approx(0.18))
    (deal,) = answer["deals"]
    assert (deal["opportunity_id"], deal["decided_on"], deal["money"]) == (
        "crm:deals:20", "2024-07-01", pytest.approx(32),
    )  # fmt: skip
    assert (answer["count"], answer["total"]["below"], answer["reps"][0]["below"]) == (4, 2, 2)


def test_open_deals_outside_the_corridor(priced: TestClient) -> None:
    answer = priced.get("/corridor?which=open&rep=Bob").json()
    assert [deal["discount"] for deal in answer["deals"]] == [pytest.approx(0.4)]
    refused = priced.get("/corridor?which=lost")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_input")


def test_lost_deals_by_reason_and_where_the_price_is_the_reason(priced: TestClient) -> None:
    answer = priced.get("/lost-deals?by=product&limit=2").json()
    assert answer["price_reasons"] == ["Price"]
    assert answer["reasons"][0] == {
        "group": "Gauge", "lost_reason": "Price", "deals_lost": 10, "lost_revenue": 1000, "share": 1,
    }  # fmt: skip
    gauge = answer["prices"][0]
    assert (gauge["group"], gauge["price_loss_share"], gauge["price_loss_share_n"]) == ("Gauge", 1, 10)
    assert (gauge["offered_less"], len(answer["deals"]), answer["count"]) == (pytest.approx(0.05), 2, 10)


def test_an_unknown_dimension_is_an_error_in_our_shape(priced: TestClient) -> None:
    answer = priced.get("/lost-deals?by=weather")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_name")


@pytest.mark.parametrize(("by", "status"), [("month", 404), ("lost_reason", 400)])
def test_losses_are_grouped_by_a_dimension_other_than_the_reason(priced: TestClient, by: str, status: int) -> None:
    answer = priced.get(f"/lost-deals?by={by}")
    assert (answer.status_code, "category" in answer.json()["error"]["hint"]) == (status, True)


def test_weeks_of_cover_by_product(priced: TestClient) -> None:
    answer = priced.get("/stock-cover?rep=Ann").json()
    assert (answer["counted_on"], answer["median_cover"], answer["ignored_filters"]) == ("2024-12-01", None, ["rep"])
    gauge = answer["products"][0]
    assert (gauge["product"], gauge["units"], gauge["weeks_cover"], gauge["situation"]) == (
        "Gauge",
        26,
        None,
        "no_sales",
    )
