"""GET /price-index, /price-positions, and /metrics/price_index: own prices against competitors'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from data import engine
from data.snapshot import write_snapshot
from tests.metrics.prices import market, quoted, sold
from tests.state import state


@pytest.fixture
def shop(tmp_path: Path, server: FastAPI) -> Iterator[TestClient]:
    """A client on a shop with three sales of two products, one of which two competitors quote."""
    sales = sold(("Pump", "Flow", "Plus", 100, 2, "2024-11-01"), ("Pump", "Flow", "Plus", 120, 1, "2024-11-02"),
                 ("Scale", "Weight", None, 50, 1, "2024-11-03"))  # fmt: skip
    quotes = quoted(("A", "Pump", "Flow", "Plus", "2024-12-01", 80), ("B", "PUMP", None, None, "2024-12-11", 120))
    tables = market(sales, quotes).frames
    manifest = {"as_of": {"crm": {"opportunities": "2024-12-31"}}, "dimensions": {}, "currency": "EUR",
                "date_notes": {}, "money": {"crm": "opportunities"}, "sale_lines": ["opportunities"]}  # fmt: skip
    with state(tmp_path / "var"):
        write_snapshot(iter(tables.items()), manifest, "f", [])
        engine.close()
        yield TestClient(server, base_url="http://127.0.0.1")


def test_the_index_by_category_says_what_stands_behind_it(shop: TestClient) -> None:
    found = shop.get("/api/v1/price-index").json()
    flow, weight = (next(row for row in found["rows"] if row["group"] == name) for name in ("Flow", "Weight"))
    assert (flow["price_index"], flow["things"], flow["n"]) == (pytest.approx(137.5), 1, 2)
    assert (weight["price_index"], weight["things"], weight["things_sold"]) == (None, 0, 1)
    assert found["total"]["price_index"] == pytest.approx(110) and found["total"]["quotes"] == 2
    assert (found["by"], found["end"], found["quote_days"]) == ("category", "2024-12-31", 365)
    assert found["competitors"][0]["competitor"] == "A"


def test_other_groups_and_filters(shop: TestClient) -> None:
    found = shop.get("/api/v1/price-index?by=product&product=Pump").json()
    assert [row["group"] for row in found["rows"]] == ["Pump"]
    assert shop.get("/api/v1/price-index?by=rep").status_code == 400
    assert shop.get("/api/v1/price-index?product=Pomp").json()["error"]["code"] == "bad_filter"


def test_positions_have_each_product_with_delta_and_worth(shop: TestClient) -> None:
    pump, scale = shop.get("/api/v1/price-positions?from=2024-01-01&to=2024-12-31").json()["positions"]
    assert (pump["own_price"], pump["rivals_price"], pump["delta"], pump["at_risk"]) == (110, 100, 10, 30)
    assert (pump["verdict"], pump["thin"], pump["newest_days"], pump["age_days"]) == ("above", True, 20, 25)
    assert (scale["matched_by"], scale["rivals_price"], scale["verdict"]) == (None, None, None)


def test_it_can_be_asked_for_as_any_metric(shop: TestClient) -> None:
    found = shop.get("/api/v1/metrics/price_index?by=product").json()
    assert found["rows"] == [{"product": "Pump", "value": pytest.approx(110), "n": 2},
                             {"product": "Scale", "value": None, "n": 0}]  # fmt: skip
    refused = shop.get("/api/v1/metrics/price_index?by=sector")
    assert (refused.status_code, refused.json()["error"]["hint"].split()[0]) == (400, "Valid:")
