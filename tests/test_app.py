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


def callback(client: TestClient, stored: dict[str, object]) -> dict[str, dict[str, object]]:
    """What the Sales page's callback answers for the filters in the store."""
    ids = [o.split(".") for o in SALES.strip(".").split("...")]
    body = {
        "output": SALES,
        "outputs": [{"id": i, "property": p} for i, p in ids],
        "inputs": [{"id": "filters", "property": "data", "value": stored}],
        "changedPropIds": ["filters.data"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.headers["content-type"] == "application/json"
    return json.loads(answer.text)["response"]


SALES = (
    "..sales-cards.children...sales-months.figure...sales-months-subtitle.children...sales-months-note.children"
    "...sales-categories.figure...sales-categories-note.children.."
)


def test_without_data_the_page_says_how_to_import_some(client: TestClient) -> None:
    shown = callback(client, {"period": "all", "compare": "none", "dims": {}})
    assert "manage.py import" in json.dumps(shown["sales-cards"]["children"])
    assert "No data yet" in json.dumps(shown["sales-months"]["figure"])
