"""The app as a whole, through its real ASGI stack: addresses, health, headers, compression, errors."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

import app
from errors import SettingsError
from settings import Settings


@pytest.fixture
def client(var: Path) -> Iterator[TestClient]:
    with TestClient(app.build_app(), base_url="http://localhost") as opened:
        yield opened


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "fairlead.example"])
def test_an_address_that_others_reach_is_refused_without_a_password(host: str) -> None:
    with pytest.raises(SettingsError, match=r"can be reached from other machines") as refused:
        app.check_address(Settings(host=host, password=None))
    assert "FAIRLEAD_PASSWORD" in refused.value.hint


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_this_machine_alone_needs_no_password(host: str) -> None:
    app.check_address(Settings(host=host, password=None))


def test_with_a_password_any_address_may_be_served() -> None:
    app.check_address(Settings(host="0.0.0.0", password="secret"))


def test_health_is_ok_and_names_no_snapshot_before_anything_was_published(client: TestClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "snapshot": None})


def test_every_page_has_a_path_a_title_and_a_layout_for_any_query() -> None:
    pages = app.page_modules()
    assert "pages.sales" in [page.__name__ for page in pages]
    for page in pages:
        assert page.PATH.startswith("/")
        assert page.TITLE
        assert page.layout(sector=["a", "b"], whatever="x") is not None


def test_the_page_allows_scripts_of_its_own_only(client: TestClient) -> None:
    policy = client.get("/sales").headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "'self'" in scripts
    assert "'unsafe-inline'" not in scripts
    assert "frame-ancestors 'self'" in policy


def test_nothing_on_the_page_is_fetched_from_another_server(client: TestClient) -> None:
    page = client.get("/").text
    assert 'src="http' not in page
    assert 'href="http' not in page


def test_a_page_opened_first_has_the_inline_scripts_that_dash_adds_late(client: TestClient) -> None:
    assert "document.title" in client.get("/sales").text


def test_scripts_are_sent_compressed_and_unpack_to_the_same_bytes(client: TestClient) -> None:
    path = "/assets/filters.js?m=1"
    with client.stream("GET", path, headers={"accept-encoding": "identity"}) as plain:
        whole = b"".join(plain.iter_raw())
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        for _first_and_kept in range(2):
            with client.stream("GET", path, headers={"accept-encoding": coding}) as packed:
                raw = b"".join(packed.iter_raw())
            assert packed.headers["content-encoding"] == coding
            assert packed.headers["content-length"] == str(len(raw))
            assert unpack(raw) == whole


def test_a_file_with_its_version_in_the_url_is_cached_long_and_another_is_asked_for_again(client: TestClient) -> None:
    assert "immutable" in client.get("/assets/filters.js?m=1").headers["cache-control"]
    plain = client.get("/assets/filters.js")
    assert plain.headers["cache-control"] == "no-cache"
    again = client.get("/assets/filters.js", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_unknown_address_of_the_api_is_a_404_in_our_shape_and_not_the_page(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing/here")
    assert answer.status_code == 404
    assert set(answer.json()["error"]) == {"code", "message", "hint"}


def test_there_is_no_websocket_to_get_around_sign_in_with(client: TestClient) -> None:
    assert all("ws" not in getattr(route, "path", "") for route in client.app.routes)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/", "/sales", "/health", "/assets/filters.js", "/api/v1/metrics", "/_dash-layout"])
def test_head_is_answered_as_get_is_without_the_body(client: TestClient, path: str) -> None:
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert int(head.headers["content-length"]) > 0


def sales_callback(client: TestClient) -> dict[str, object]:
    """The request that a browser makes for the first screen of the Sales page."""
    listed = client.get("/_dash-dependencies").json()
    output = next(one["output"] for one in listed if one["output"].startswith("..sales-cards.children"))
    ids = [one.rpartition(".") for one in output.strip(".").split("...")]
    return {
        "output": output,
        "outputs": [{"id": json.loads(i) if i.startswith("{") else i, "property": p} for i, _dot, p in ids],
        "inputs": [{"id": "filters", "property": "data", "value": {"period": "all", "compare": "none", "dims": {}}}],
        "changedPropIds": ["filters.data"],
    }


def test_without_data_the_page_says_that_there_is_none(client: TestClient) -> None:
    answer = client.post(CALLBACKS, json=sales_callback(client))
    assert answer.headers["content-type"] == "application/json"
    shown = json.loads(answer.text)["response"]
    assert "There is no data yet." in json.dumps(shown["sales-cards"]["children"])
    graph = json.dumps({"name": "sales-months", "type": "graph"}, separators=(",", ":"))
    assert shown[graph]["figure"]["data"] == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b"3", b"{}", b'{"output": 3}', b'{"output": "..nothing.at-all.."}',
     b'{"output": "filters.data", "outputs": 1, "inputs": 2}'],
)  # fmt: skip
def test_a_callback_that_cannot_be_read_is_refused_without_a_trace(client: TestClient, body: bytes) -> None:
    answer = client.post(CALLBACKS, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("broken", [{"inputs": [3]}, {"inputs": []}, {"outputs": [1, 2]}, {"outputs": []}])
def test_a_callback_with_a_part_that_cannot_be_read_is_refused(client: TestClient, broken: dict[str, object]) -> None:
    answer = client.post(CALLBACKS, json=sales_callback(client) | broken)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


CALLBACKS = "/_dash-update-component"
