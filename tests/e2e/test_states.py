"""What a reader sees where there are no figures, in a real browser: no data, wrong filters, no page, no server."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from app import page_modules
from tests.e2e.conftest import Open, _free_port, import_deals, serving, until

pytestmark = pytest.mark.browser

WITH_DATA = [page.PATH for page in page_modules() if getattr(page, "NEEDS_DATA", True)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server without any data."""
    with serving(tmp_path_factory.mktemp("empty")) as address:
        yield address


def seen(window: Chrome, css: str) -> list[str]:
    """The texts of the elements that are in sight."""
    script = (
        "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.textContent)"
    )
    return list(window.execute_script(script, css))


def revenue(window: Chrome) -> str:
    return next(iter(seen(window, ".card-value")), "").replace("\u00a0", " ")


@pytest.mark.parametrize("path", WITH_DATA)
def test_without_data_a_page_offers_the_first_steps_and_no_filters(empty: str, browser: Open, path: str) -> None:
    window = browser(f"{empty}{path}")
    until(window, lambda: len(seen(window, ".first-step")) == 3, "three steps")
    assert seen(window, "#load-demo") == ["Load the demo company"]
    links = [link.get_attribute("href") for link in window.find_elements(By.CSS_SELECTOR, ".first-step a")]
    assert links == [f"{empty}/data", f"{empty}/data#connect"]
    assert seen(window, "#filter-bar") == []
    assert window.get_log("browser") == []


def test_wrong_filters_are_said_once_and_can_be_reset(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=nonsense")
    until(window, lambda: bool(seen(window, ".state.failed")), "the message")
    assert seen(window, ".state.failed strong") == ["There is no sector 'nonsense'."]
    assert len(seen(window, ".state")) == 1
    assert seen(window, ".panel h2")  # titles keep
    window.find_element(By.LINK_TEXT, "Reset filters").click()
    until(window, lambda: revenue(window) == "€6 k", "figures without filters")
    assert window.current_url == f"{dashboard}/sales?"


def test_what_matches_nothing_says_so_and_what_to_do(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?from=2017-01-05&to=2017-01-06")
    until(window, lambda: bool(seen(window, "#sales-months .annotation")), "an empty chart")
    said = "".join("".join(seen(window, "#sales-months .annotation")).split())
    wanted = "No deal was won in this period with these filters Choose a longer period, or take filters off."
    assert said == wanted.replace(" ", "")


def test_an_address_without_a_page_says_so_and_leads_on(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/nowhere?sector=retail")
    until(window, lambda: bool(seen(window, ".state")), "the message")
    assert seen(window, ".state strong") == ["There is no page at this address."]
    assert seen(window, "#filter-bar") == []
    window.find_element(By.CSS_SELECTOR, ".state a").click()
    until(window, lambda: bool(revenue(window)), "a page with figures")


def test_a_server_that_is_gone_is_said_and_the_page_goes_on_when_it_is_back(tmp_path: Path, browser: Open) -> None:
    import_deals(tmp_path)
    port = str(_free_port())
    with serving(tmp_path, PORT=port) as address:
        window = browser(f"{address}/sales")
        until(window, lambda: revenue(window) == "€6 k", "figures")
    assert seen(window, ".connection") == []
    window.execute_script("window.fairlead.send({toggle: {dims: {sector: ['retail']}}})")
    until(window, lambda: bool(seen(window, ".connection")), "the banner")
    assert seen(window, ".connection") == ["No connection to the server; trying again …"]
    with serving(tmp_path, PORT=port):
        until(window, lambda: revenue(window) == "€3 k", "the figures that were asked for meanwhile")
        assert seen(window, ".connection") == []


def test_a_password_that_was_changed_is_asked_for_again(tmp_path: Path, browser: Open) -> None:
    import_deals(tmp_path)
    port = str(_free_port())
    with serving(tmp_path, PORT=port, FAIRLEAD_PASSWORD="one") as address:
        window = browser("about:blank")
        signed_in = {"Authorization": f"Basic {b64encode(b'reader:one').decode()}"}
        window.execute_cdp_cmd("Network.enable", {})
        window.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": signed_in})
        window.get(f"{address}/sales")
        until(window, lambda: revenue(window) == "€6 k", "figures")
    with serving(tmp_path, PORT=port, FAIRLEAD_PASSWORD="two"):
        window.execute_script("window.fairlead.send({toggle: {dims: {sector: ['retail']}}})")
        until(window, lambda: bool(seen(window, "#connection-refused")), "the banner")
        assert seen(window, "#sign-in-again") == ["Sign in again"]


def test_a_snapshot_that_is_being_made_again_is_waited_for(tmp_path: Path, browser: Open) -> None:
    import_deals(tmp_path)
    with serving(tmp_path) as address:
        snapshot = next((tmp_path / "snapshots").iterdir())
        away = snapshot.rename(tmp_path / "away")
        window = browser(f"{address}/sales")
        until(window, lambda: bool(seen(window, ".state")), "the message")
        assert seen(window, ".state strong") == ["The snapshot's files are being rebuilt."]
        away.rename(snapshot)
        until(window, lambda: revenue(window) == "€6 k", "figures, without anything done")
