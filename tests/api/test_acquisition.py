"""/acquisition and /product-margins on files of a small shop: orders, and an income statement with marketing."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import api
from data.importing import import_path
from tests.state import state

ORDERS = [  # of 12 customers in the last quarter of 2023, of 10 new ones and the first in the next
    *((f"2023-{month:02}-05", f"c{month}{i}", 1, 100) for month in (10, 11, 12) for i in range(4)),
    *((f"2024-02-{day:02}", f"d{day}", 2, 180) for day in range(10, 20)), ("2024-03-31", "c100", 1, 100),
]  # fmt: skip
STATEMENT = """,2023_q4,2024_q1
marketing,2400,3000
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    files = tmp_path_factory.mktemp("files")
    purchases = ["opportunity_created,date_purchased,first_name,last_name,email,gender,financed,pct_financed,car_make,"
                 "car_model,car_year,car_color,purchase_price,car_tier"]  # fmt: skip
    purchases += [f"{day},{day},{who},Ab,{who}@x.io,,False,,Ford,Focus,2020,Red,{amount},Economy"
                  for day, who, _units, amount in ORDERS]  # fmt: skip
    (files / "purchases.csv").write_text("\n".join(purchases) + "\n")
    (files / "financials.csv").write_text(STATEMENT)
    with state(tmp_path_factory.mktemp("shop")):
        import_path(str(files), "revops", tell=lambda _share, _message: None)
        server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        api.mount(server)
        with TestClient(server) as client:
            yield client


def test_it_gives_each_quarter_with_its_changes(client: TestClient) -> None:
    answer = client.get("/api/v1/acquisition?from=2023-10-01&to=2024-03-31").json()
    assert (answer["grain"], answer["roles"], answer["marketing_only"]) == ("quarter", ["marketing"], True)
    first, second = answer["rows"]
    assert (first["period"], first["acquisition_spend"], first["new_customers"], first["cac"]) == (
        "2023-10-01", 2400, 12, 200)  # fmt: skip
    assert (second["cac"], second["cac_previous"], second["cac_qoq"], second["cac_yoy"]) == (300, 200, 0.5, None)
    assert (answer["sales_begin"], answer["customer_worth"]) == ("2023-10-05", None)


def test_without_days_it_is_of_the_last_periods_booked(client: TestClient) -> None:
    rows = client.get("/api/v1/acquisition").json()["rows"]
    assert [row["period"] for row in rows] == ["2023-10-01", "2024-01-01"]
    year = client.get("/api/v1/acquisition?grain=year").json()
    assert [(row["period"], row["firm"]) for row in year["rows"]] == [("2023-01-01", False), ("2024-01-01", False)]


def test_filters_that_spend_does_not_know_are_named(client: TestClient) -> None:
    answer = client.get("/api/v1/acquisition?product=Ford%20Focus").json()
    assert answer["ignored_filters"] == ["product"]
    assert answer["rows"][0]["cac"] == 200


def test_an_unknown_grain_is_refused_with_those_there_are(client: TestClient) -> None:
    error = client.get("/api/v1/acquisition?grain=week").json()["error"]
    assert error["hint"] == "Valid: month, quarter, year."


def test_the_metric_has_the_same_figures(client: TestClient) -> None:
    rows = client.get("/api/v1/metrics/cac?grain=quarter").json()["rows"]
    assert [(row["quarter"], row["value"]) for row in rows] == [("2023-10-01", 200), ("2024-01-01", 300)]


def test_product_margins_are_against_another_time(client: TestClient) -> None:
    days = "from=2024-01-01&to=2024-03-31"
    answer = client.get(f"/api/v1/product-margins?{days}&against=previous").json()
    assert (answer["now"], answer["before"]) == (
        {"start": "2024-01-01", "end": "2024-03-31"}, {"start": "2023-10-01", "end": "2023-12-31"})  # fmt: skip
    (row,) = answer["rows"]
    assert (row["product"], row["revenue"], row["lines"], row["revenue_before"]) == ("Ford Focus", 1900, 11, 1200)
    assert (row["gross_margin"], row["verdict"], answer["without_cost"]) == (None, "no_cost", 1)
    assert not client.get(f"/api/v1/product-margins?{days}").json()["covered"]


def test_an_unknown_comparison_is_refused(client: TestClient) -> None:
    assert client.get("/api/v1/product-margins?against=never").status_code == 404
