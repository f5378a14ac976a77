"""A CRM that is connected, in a real browser: synced at a click and by itself, and what the page says when it fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from demo.crm.faults import Status
from demo.crm.vtiger import Crm, running
from tests.e2e.conftest import Open, serving, until
from tests.live_crm import KEY, KEY_IN_ENVIRONMENT, crm_with_deals

pytestmark = pytest.mark.browser

SETTINGS = """
[sync]
every_minutes = {minutes}
outside_minutes = {minutes}

[origins.vtiger]
source = "vtiger"
mapping = "vtiger"
options = {{ host = "{host}", username = "{username}" }}
"""


class Connected(NamedTuple):
    crm: Crm
    address: str


def connected(var: Path, minutes: float) -> Iterator[Connected]:
    var.mkdir()
    crm = crm_with_deals(3)
    with running(crm) as host:
        own = var / "own.toml"
        own.write_text(SETTINGS.format(minutes=minutes, host=host, username=crm.username))
        seed(var, own)
        with serving(var, FAIRLEAD_SETTINGS=str(own), **{KEY_IN_ENVIRONMENT: KEY}) as address:
            yield Connected(crm, address)


def seed(var: Path, own: Path) -> None:
    """What `serve` does before it serves."""
    from data.origins import seed_origins
    from tests.state import state

    with state(var, FAIRLEAD_SETTINGS=str(own)):
        seed_origins()


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[Connected]:
    yield from connected(tmp_path / "var", 0)


@pytest.fixture
def by_itself(tmp_path: Path) -> Iterator[Connected]:
    yield from connected(tmp_path / "var", 0.05)


def text(window: Chrome, selector: str) -> str:
    return " ".join(each.text for each in window.find_elements(By.CSS_SELECTOR, selector)).replace("\n", " ")


def sync(window: Chrome) -> None:
    window.find_element(By.CSS_SELECTOR, "[aria-label='Sync now: vtiger']").click()


def test_a_click_syncs_and_a_failure_says_what_to_do(by_hand: Connected, browser: Open) -> None:
    window = browser(by_hand.address + "/data")
    until(window, lambda: "not synced yet · not synced by itself" in text(window, "#data-origins-list"), "the origin")
    until(window, lambda: "vtiger: credentials found" in text(window, "#connect"), "the connectors")
    sync(window)
    until(window, lambda: "vtiger synced: 5 new." in text(window, "#data-origins-run"), "what the sync brought")
    until(window, lambda: "5 received = 5 accepted" in text(window, "#data-receipt"), "the receipt")
    assert "5 new" in text(window, "#data-imports")
    by_hand.crm.faults.next(Status(401, f"INVALID_AUTH_TOKEN:{KEY}"), times=3)
    sync(window)
    until(window, lambda: "The last sync failed" in text(window, "#data-origins-list"), "that it failed")
    assert "My Preferences" in text(window, "#data-origins-list")
    assert KEY not in window.page_source


def test_what_happens_in_the_crm_comes_in_by_itself(by_itself: Connected, browser: Open) -> None:
    window = browser(by_itself.address + "/data")
    until(window, lambda: "5 records" in text(window, "#data-origins-list"), "the first sync")
    by_itself.crm.store.put("Accounts", accountname="Bolt")
    until(window, lambda: "6 records" in text(window, "#data-origins-list"), "what is new")
    window.get(by_itself.address + "/data")
    until(window, lambda: "VTiger (cloud)," in text(window, "#freshness"), "how fresh it is")
