"""GET /pipeline: the open deals as they stood on a day."""

from starlette.testclient import TestClient


def test_the_pipeline_of_a_past_day_has_the_deals_open_then_at_what_was_expected_of_them(client: TestClient) -> None:
    answer = client.get("/api/v1/pipeline?on=2017-02-05").json()
    # A8, whose day nobody knows, counts on all days
    assert (answer["on"], answer["deals_open"], answer["pipeline"]) == ("2017-02-05", 5, 4100)
    first, *_others, last = (deal for deal in answer["deals"] if deal["age_days"] is not None)
    assert (first["account"], first["value"], first["stage"]) == ("Northmill", 1000, "Engaging")
    assert (last["value"], last["age_days"], last["expected_close_on"]) == (100, 2, None)


def test_filters_apply_and_periods_do_not(client: TestClient) -> None:
    answer = client.get("/api/v1/pipeline?on=2017-02-05&rep=Omar Said&period=last_month&limit=1").json()
    assert (answer["deals_open"], answer["pipeline"], len(answer["deals"])) == (3, 2100, 1)


def test_without_a_day_and_after_the_last_one_it_is_that_of_the_last_day(client: TestClient) -> None:
    today, later = (client.get(f"/api/v1/pipeline{on}").json() for on in ("", "?on=2030-01-01"))
    assert today["on"] == later["on"] == "2017-03-06"
    assert [deal["opportunity_id"] for deal in today["deals"]] == ["maven:sales_pipeline:A8", "maven:sales_pipeline:A7"]


def test_what_is_no_day_is_refused(client: TestClient) -> None:
    assert client.get("/api/v1/pipeline?on=yesterday").status_code in (400, 422)
