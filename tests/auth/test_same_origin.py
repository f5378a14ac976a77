import pytest
from starlette.testclient import TestClient

from auth.same_origin import SameOriginMiddleware, is_foreign


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "https://fairlead.example", "host": "10.0.0.1"},  # behind a proxy
        {"origin": "http://box:8050", "host": "box:8050"},
        {"origin": "http://BOX:8050", "host": "box:8050"},
    ],
)
def test_our_own_pages_and_programs_may_ask_for_changes(headers: dict[str, str]) -> None:
    assert not is_foreign(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example", "host": "box:8050"},
        {"origin": "http://box", "host": "box:8050"},
        {"origin": "null", "host": "box:8050"},
        {"origin": "http://[", "host": "box:8050"},
    ],
)
def test_pages_of_other_sites_may_not(headers: dict[str, str]) -> None:
    assert is_foreign(headers)


def test_only_what_changes_something_is_refused() -> None:
    async def answers(scope, receive, send):  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    client = TestClient(SameOriginMiddleware(answers), base_url="http://localhost")
    foreign = {"sec-fetch-site": "cross-site"}
    assert client.get("/", headers=foreign).status_code == 200
    refused = client.post("/_dash-update-component", headers={**foreign, "content-type": "text/plain"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign_request")
    assert client.post("/").status_code == 200
