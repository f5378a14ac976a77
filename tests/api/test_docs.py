"""/docs and the OpenAPI description."""

import re

from starlette.testclient import TestClient


def test_docs_load_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert [link for link in links if not link.startswith(("/api/swagger-ui/", "data:"))] == []
    for link in links:
        if link.startswith("/"):
            assert client.get(link).status_code == 200


def test_every_route_and_answer_is_described(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/metrics", "/metrics/{name}", "/kpis", "/pipeline", "/points", "/forecast", "/dimensions",
        "/dimensions/{name}", "/snapshot", "/statement", "/bridges/revenue", "/bridges/margin", "/product-margins",
        "/acquisition", "/corridor", "/lost-deals", "/price-index", "/price-positions", "/price-response", "/what-if",
        "/stock-cover",
    }  # fmt: skip
    assert described["servers"] == [{"url": "/api/v1"}]
    for path in described["paths"].values():
        get = path["get"]
        assert get["description"]
        assert get["responses"]["200"]["content"]["application/json"]["schema"]
        assert get["responses"]["404"]["content"]["application/json"]["schema"]


def test_the_filters_are_described(client: TestClient) -> None:
    get = client.get("/api/v1/openapi.json").json()["paths"]["/metrics/{name}"]["get"]
    assert {parameter["name"] for parameter in get["parameters"]} == {
        "name", "by", "grain", "top", "from", "to", "period", "dimensions",
    }  # fmt: skip
