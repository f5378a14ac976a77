"""GET /metrics and /metrics/{name}."""

import pytest
from starlette.testclient import TestClient


def test_the_win_rate_of_all_time_has_n_and_a_wilson_interval(client: TestClient) -> None:
    answer = client.get("/api/v1/metrics/win_rate").json()
    assert (answer["metric"], answer["unit"], answer["by"]) == ("win_rate", "fraction", [])
    total = answer["total"]
    assert total["value"] == 0.5
    assert total["n"] == 6
    assert total["low"] == pytest.approx(0.187617, abs=1e-6)  # by hand: centre 0.5, half width 0.312383
    assert total["high"] == pytest.approx(0.812383, abs=1e-6)
    assert answer["rows"] == [total]


def test_a_breakdown_has_one_row_per_value(client: TestClient) -> None:
    answer = client.get("/api/v1/metrics/won_revenue?by=sector").json()
    assert answer["by"] == ["sector"]
    found = {row["sector"]: row["value"] for row in answer["rows"]}
    assert found == {"retail": 200.0, "medical": 1200.0}
    assert answer["total"]["value"] == 1400.0


def test_a_filter_may_name_several_values(client: TestClient) -> None:
    one = client.get("/api/v1/metrics/deals_won?sector=retail").json()
    both = client.get("/api/v1/metrics/deals_won?sector=retail&sector=medical").json()
    assert (one["total"]["value"], both["total"]["value"]) == (2, 3)
    assert both["filters"]["dims"] == {"sector": ["medical", "retail"]}


def test_a_period_counts_deals_closed_in_it(client: TestClient) -> None:
    answer = client.get("/api/v1/metrics/deals_won?from=2017-02-01&to=2017-02-28").json()
    assert answer["total"]["value"] == 1
    assert (answer["filters"]["start"], answer["filters"]["end"]) == ("2017-02-01", "2017-02-28")


def test_months_without_deals_are_zero(client: TestClient) -> None:
    answer = client.get("/api/v1/metrics/deals_won?grain=month&product=Probe&from=2017-01-01&to=2017-03-31").json()
    assert [(row["month"], row["value"]) for row in answer["rows"]] == [
        ("2017-01-01", 0),
        ("2017-02-01", 0),
        ("2017-03-01", 1),
    ]


def test_a_rate_of_nothing_is_null(client: TestClient) -> None:
    answer = client.get("/api/v1/metrics/win_rate?from=2016-01-01&to=2016-12-31").json()
    assert answer["total"]["value"] is None


def test_undated_deals_count_where_no_period_is_set(client: TestClient) -> None:
    everything = client.get("/api/v1/metrics/opportunities").json()
    dated = client.get("/api/v1/metrics/opportunities?from=2017-01-01&to=2017-12-31").json()
    assert everything["total"]["value"] == 8
    assert (dated["total"]["value"], dated["filters"]["undated"]) == (7, 1)


def test_the_answer_names_the_snapshot_it_comes_from(client: TestClient) -> None:
    stamp = client.get("/api/v1/metrics/win_rate").json()["snapshot"]
    assert stamp["id"] == client.get("/api/v1/snapshot").json()["id"]
    assert stamp["as_of"]["maven"]["opportunities"] == "2017-03-06"


def test_the_definitions_say_what_a_metric_means(client: TestClient) -> None:
    found = {metric["name"]: metric for metric in client.get("/api/v1/metrics").json()}
    assert found["win_rate"]["label"] == "Win rate"
    assert found["win_rate"]["about"].startswith("Won / (won + lost)")
    assert "sector" in found["win_rate"]["dimensions"]


def test_top_keeps_the_largest_groups_and_sums_the_others(client: TestClient) -> None:
    answer = client.get("/api/v1/metrics/won_revenue?by=sector&top=1").json()
    assert [(row["sector"], row["value"]) for row in answer["rows"]] == [("medical", 1200.0), ("other", 200.0)]


def test_a_comparison_is_refused_as_nothing_is_compared(client: TestClient) -> None:
    answer = client.get("/api/v1/metrics/won_revenue?compare=last_year")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_filter")
