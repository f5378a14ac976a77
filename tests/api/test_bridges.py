"""GET /bridges/revenue and /bridges/margin."""

import pytest
from starlette.testclient import TestClient

MARCH = "/api/v1/bridges/revenue?from=2017-03-01&to=2017-03-31"


def amounts(answer: dict[str, list[dict[str, float]]]) -> dict[str, float]:
    return {row["part"]: row["amount"] for row in answer["parts"] if row["n"]}  # type: ignore[misc]


def test_what_was_sold_in_march_against_january_by_hand(client: TestClient) -> None:
    """90 for a Gauge in January; 1200 for a Probe in March."""
    answer = client.get(f"{MARCH}&before_from=2017-01-01&before_to=2017-01-31").json()
    assert amounts(answer) == {"before": 90, "new": 1200, "ended": -90, "after": 1200}
    assert (answer["change"], answer["currency"], answer["lines"], answer["counted"]) == (1110, "USD", 2, 2)
    assert answer["before"] == {"start": "2017-01-01", "end": "2017-01-31"}
    assert answer["behind"] is None


def test_the_products_have_the_same_parts_the_largest_change_first(client: TestClient) -> None:
    products = client.get(f"{MARCH}&before_from=2017-01-01&before_to=2017-01-31").json()["products"]
    assert [(row["product"], row["change"], row["new"], row["ended"]) for row in products] == [
        ("Probe", 1200, 1200, 0), ("Gauge", -90, 0, -90),
    ]  # fmt: skip
    assert (products[0]["price_before"], products[0]["price_after"]) == (None, 1200)


def test_unless_days_are_given_it_is_the_period_before(client: TestClient) -> None:
    answer = client.get("/api/v1/bridges/revenue?from=2017-02-01&to=2017-02-28").json()
    assert answer["before"] == {"start": "2017-01-01", "end": "2017-01-31"}
    assert amounts(answer)["price"] == 20  # a Gauge of 110 after one of 90
    year = client.get("/api/v1/bridges/revenue?from=2017-02-01&to=2017-02-28&compare=last_year").json()
    assert (year["before"]["start"], year["covered"], amounts(year)["after"]) == ("2016-02-01", False, 110)


def test_the_sales_behind_a_part(client: TestClient) -> None:
    answer = client.get("/api/v1/bridges/revenue?from=2017-02-01&to=2017-02-28&part=price").json()["behind"]
    assert (answer["part"], answer["count"], answer["total"]) == ("price", 1, 20)
    [sale] = answer["sales"]
    assert (sale["record"].rpartition(":")[2], sale["account"], sale["effect"], sale["reference"]) == (
        "A2", "Northmill", 20, 90,
    )  # fmt: skip
    assert (sale["sold_on"], sale["period"], sale["source"]) == ("2017-02-04", "after", "opportunities")


def test_of_the_margin_what_has_no_cost_counts_nowhere(client: TestClient) -> None:
    answer = client.get(MARCH.replace("revenue", "margin")).json()
    assert (answer["change"], answer["counted"], answer["lines"], amounts(answer)) == (0, 0, 2, {})
    assert "cost" in {row["part"] for row in answer["parts"]}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "All time has nothing before it"),
        ("from=2017-03-01&to=2017-03-31&compare=none", "Nothing is compared"),
        ("from=2017-03-01&to=2017-03-31&before_from=2017-01-01", "one end only"),
        ("from=2017-03-01&to=2017-03-31&before_from=2017-02-01&before_to=2017-01-01", "ends before it begins"),
        ("from=2017-03-01&to=2017-03-31&part=cost", "part of the bridge"),
        ("from=2017-03-01&to=2017-03-31&colour=red", "colour"),
    ],
)
def test_what_cannot_be_answered_is_said(client: TestClient, query: str, said: str) -> None:
    answer = client.get(f"/api/v1/bridges/revenue?{query}")
    assert answer.status_code in (400, 404)
    assert said in answer.json()["error"]["message"]
