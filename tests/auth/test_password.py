"""One password in front of everything, and loopback only without one."""

from base64 import b64encode

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from auth.password import PasswordMiddleware, is_loopback

PATHS = ("/", "/sales", "/_dash-update-component", "/api/v1/metrics", "/docs", "/assets/filters.js")


async def hello(_request: object) -> PlainTextResponse:
    return PlainTextResponse("the figures")


async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("the figures")
    await websocket.close()


def client(password: str | None, base_url: str = "http://fairlead.example") -> TestClient:
    inside = Starlette(routes=[WebSocketRoute("/socket", talk), Route("/{path:path}", hello, methods=["GET", "POST"])])
    return TestClient(PasswordMiddleware(inside, SecretStr(password) if password else None), base_url=base_url)


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_shown_without_the_password(path: str) -> None:
    answer = client("s3cret").get(path)
    assert answer.status_code == 401
    assert "the figures" not in answer.text


@pytest.mark.parametrize(("path", "scheme"), [("/sales", "Basic"), ("/_dash-update-component", "x-Basic")])
def test_the_browser_asks_for_it_where_a_page_is_opened_and_not_over_one_that_is_open(path: str, scheme: str) -> None:
    assert client("s3cret").get(path).headers["www-authenticate"].startswith(f"{scheme} ")


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic !!", "Basic " + b64encode(b"no colon").decode(), "Bearer s3cret",
     *basic("ann", "s3cre").values(), *basic("s3cret", "").values(), "Basic \xe9"],
)  # fmt: skip
def test_a_wrong_or_broken_password_is_refused(authorization: str) -> None:
    headers = {"authorization": authorization.encode("latin-1")}
    assert client("s3cret").get("/", headers=headers).status_code == 401


@pytest.mark.parametrize("user", ["", "ann", "ann:bob"[:3]])
def test_the_password_opens_everything_for_any_user_name(user: str) -> None:
    assert [client("s3cret").get(path, headers=basic(user, "s3cret")).text for path in PATHS] == ["the figures"] * 6


def test_a_password_may_have_colons_and_letters_beyond_ascii() -> None:
    assert client("pé:ss").get("/", headers=basic("ann", "pé:ss")).status_code == 200


def test_the_api_refuses_in_the_shape_of_all_its_errors() -> None:
    error = client("s3cret").get("/api/v1/metrics").json()["error"]
    assert error["code"] == "not_signed_in"
    assert "FAIRLEAD_PASSWORD" in error["hint"]


def test_health_needs_no_password() -> None:
    assert client("s3cret").get("/health").status_code == 200


def test_a_websocket_needs_the_password_too() -> None:
    with pytest.raises(WebSocketDisconnect), client("s3cret").websocket_connect("/socket"):
        pass
    with client("s3cret").websocket_connect("/socket", headers=basic("ann", "s3cret")) as socket:
        assert socket.receive_text() == "the figures"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8050", "[::1]:8050", "LOCALHOST:1"])
def test_without_a_password_this_machine_is_answered(host: str) -> None:
    assert client(None).get("/", headers={"host": host}).text == "the figures"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "192.168.1.5", "[", ""]
)
def test_without_a_password_a_page_elsewhere_cannot_point_its_name_at_this_machine(host: str) -> None:
    answer = client(None).get("/sales", headers={"host": host})
    assert answer.status_code == 403
    assert "FAIRLEAD_PASSWORD" in answer.text
    assert not is_loopback(host)


def test_without_a_password_another_machine_gets_nothing_whatever_host_it_names() -> None:
    inside = Starlette(routes=[Route("/", hello)])
    guarded = PasswordMiddleware(inside, None)
    there = TestClient(guarded, base_url="http://localhost", client=("192.0.2.7", 50000))
    here = TestClient(guarded, base_url="http://localhost", client=("127.0.0.1", 50000))
    assert (there.get("/").status_code, here.get("/").status_code) == (403, 200)
