"""The live path in a real browser: a call and a stage in the CRM are on the leaderboard soon, without a click."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from selenium.webdriver import Chrome

from demo.crm.beside import environment
from demo.crm.day import Event, happen
from demo.crm.past import Company, fill
from demo.crm.vtiger import Crm, running
from tests.e2e.conftest import PATIENCE, Open, serving, until
from tests.e2e.test_reps_page import count, points, shown, wall_fits
from tests.e2e.test_tables import console
from tests.state import state

pytestmark = pytest.mark.browser

EVERY = 6  # seconds between two syncs


class Live(NamedTuple):
    company: Company
    address: str


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A CRM with a company's past, and a server that has begun to read it by itself."""
    from data.origins import seed_origins

    crm = Crm(key="s3cret-of-the-crm")
    with running(crm) as host:
        company = fill(crm.store, host, ZoneInfo("UTC"))
        given = environment(tmp_path, host, crm.username, crm.key, "UTC", EVERY)
        own = {name: text for name, text in given.items() if name not in ("FAIRLEAD_VAR", "PORT")}
        with state(tmp_path, **own):
            seed_origins()
        with serving(tmp_path, **own) as address:
            wait_for_points(address)
            yield Live(company, address)


def wait_for_points(address: str) -> None:
    """Until the first sync, which the server has begun by itself, is published."""
    for _attempt in range(PATIENCE * 5):
        try:
            with urlopen(f"{address}/api/v1/points") as answer:
                assert len(json.load(answer)["reps"]) == 12
                return
        except HTTPError:  # there is nothing yet
            time.sleep(0.2)
    raise AssertionError("the first sync brought nothing")


def opened(browser: Open, address: str, query: str = "", **reader: int) -> Chrome:
    """The Reps page of a reader who once chose to look for new data every two seconds."""
    window = browser(f"{address}/health", **reader)
    window.execute_script("""localStorage.setItem('reps-refresh', '{"on": true, "every": 2}')""")
    window.get(f"{address}/reps{query}")
    shown(window)
    window.execute_script("window.notReloaded = true")
    return window


def test_what_happens_in_the_crm_is_on_page_and_wall_without_a_click(live: Live, browser: Open) -> None:
    page = opened(browser, live.address)
    wall = opened(browser, live.address, "?wall=1", width=1920, height=1080)
    counted = count(page)
    until(page, lambda: count(page) != counted, "a countdown that runs")
    company, star = live.company, live.company.reps[live.company.star]
    before = int(points(page)[star])
    happen(won(company), company)
    happen(called(company), company)
    for window in (page, wall):
        until(window, lambda shown=window: points(shown)[star] == str(before + 21), "the call and the deal won")
        assert window.execute_script("return window.notReloaded") is True
        assert console(window) == []
    assert list(points(page)) == list(points(wall))
    assert wall_fits(wall) == [0, 0, []]


def won(company: Company) -> Event:
    deal = company.planted["star Negotiation"]
    return Event(0, "stage", "Potentials", "won", deal, stage="Closed Won")


def called(company: Company) -> Event:
    fields = {"callstatus": "completed", "direction": "outbound", "user": company.star}
    return Event(0, "call", "PhoneCalls", "called", None, fields, seconds=60)
