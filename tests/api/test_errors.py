"""Every error: the right status, and {"error": {"code", "message", "hint"}}."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.errors import install_errors


@pytest.mark.parametrize(
    ("path", "status", "code", "says", "advises"),
    [
        ("/api/v1/metrics/winrate", 404, "unknown_name", "no metric 'winrate'. Did you mean 'win_rate'", "deals_won"),
        ("/api/v1/metrics/win_rate?by=colour", 404, "unknown_name", "no dimension 'colour'", "sector"),
        ("/api/v1/metrics/win_rate?colour=red", 404, "unknown_name", "no dimension 'colour'", "sector"),
        ("/api/v1/metrics/win_rate?grain=decade", 404, "unknown_name", "no grain 'decade'", "month"),
        ("/api/v1/metrics/win_rate?sector=retial", 400, "bad_filter", "no sector 'retial'", "retail"),
        ("/api/v1/metrics/win_rate?from=2017-02-30", 400, "bad_filter", "'2017-02-30' is not a date", "YYYY-MM-DD"),
        ("/api/v1/metrics/win_rate?from=2018-01-01&to=2017-01-01", 400, "bad_filter", "after its end", "Swap"),
        ("/api/v1/metrics/win_rate?period=forever", 400, "bad_filter", "no period 'forever'", "last_year"),
        ("/api/v1/metrics/win_rate?from=2017-01-01&from=2017-02-01", 400, "bad_filter", "given 2 times", "once"),
        ("/api/v1/dimensions/colour", 404, "unknown_name", "no dimension 'colour'", "sector"),
        ("/api/v1/kpis?sector=retial", 400, "bad_filter", "no sector 'retial'", "retail"),
        ("/api/v1/nothing", 404, "http", "nothing at /api/v1/nothing", "/docs"),
        ("/api/nothing", 404, "http", "nothing at /api/nothing", "/docs"),
        ("/api", 404, "http", "nothing at /api", "/docs"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_told_what_is_wrong_and_what_is_valid(
    client: TestClient, path: str, status: int, code: str, says: str, advises: str
) -> None:
    answer = client.get(path)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert says in error["message"]
    assert advises in error["hint"]
    assert set(error) == {"code", "message", "hint"}


def test_a_wrong_method_is_405_in_our_shape(client: TestClient) -> None:
    answer = client.post("/api/v1/metrics")
    assert answer.status_code == 405
    assert answer.json()["error"]["message"] == "POST is not possible at /api/v1/metrics."


def test_without_data_the_api_says_how_to_load_some(client_without_data: TestClient) -> None:
    answer = client_without_data.get("/api/v1/metrics/win_rate")
    assert answer.status_code == 503
    assert "import" in answer.json()["error"]["hint"]


def test_an_unexpected_error_shows_nothing_of_the_inside() -> None:
    api = FastAPI()
    install_errors(api)

    @api.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    answer = TestClient(api, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "error"
    assert "secret" not in answer.text


def test_a_parameter_of_the_wrong_type_is_400_and_named() -> None:
    api = FastAPI()
    install_errors(api)

    @api.get("/top")
    def top(n: int) -> int:
        return n

    answer = TestClient(api).get("/top?n=many")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("n: ")
    assert "many" in answer.json()["error"]["message"]
