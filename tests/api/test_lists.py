"""GET /kpis, /dimensions and /snapshot."""

from starlette.testclient import TestClient


def test_there_are_26_kpis_with_their_figures(client: TestClient) -> None:
    answer = client.get("/api/v1/kpis").json()
    found = {kpi["name"]: kpi for kpi in answer["kpis"]}
    assert len(answer["kpis"]) == len(found) == 26
    won = found["won_total"]
    assert [metric["name"] for metric in won["metrics"]] == ["won_revenue", "deals_won"]
    assert (won["rows"][0]["won_revenue"], won["rows"][0]["deals_won"]) == (1400.0, 3)


def test_kpis_follow_the_filters(client: TestClient) -> None:
    answer = client.get("/api/v1/kpis?sector=retail").json()
    rows = next(kpi["rows"] for kpi in answer["kpis"] if kpi["name"] == "sales_by_month")
    assert [(row["month"], row["deals_won"]) for row in rows if row["deals_won"]] == [
        ("2017-01-01", 1),
        ("2017-02-01", 1),
    ]


def test_kpis_of_a_stage_name_it(client: TestClient) -> None:
    labels = [kpi["label"] for kpi in client.get("/api/v1/kpis").json()["kpis"]]
    assert "Sales in Engaging and their value" in labels


def test_a_dimension_lists_the_values_its_filter_takes(client: TestClient) -> None:
    answer = client.get("/api/v1/dimensions/product").json()
    assert (answer["label"], answer["values"]) == ("Product", ["Gauge", "Probe"])
    names = [dimension["name"] for dimension in client.get("/api/v1/dimensions").json()]
    assert {"sector", "rep", "manager", "origin"} <= set(names)


def test_the_snapshot_says_what_it_holds(client: TestClient) -> None:
    answer = client.get("/api/v1/snapshot").json()
    assert answer["currency"] == "USD"
    assert "opportunities" in answer["tables"]
