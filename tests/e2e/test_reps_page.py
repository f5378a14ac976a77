"""The Reps page in a real browser: days, what is behind a score, looks for new data, and the wall."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from tests.e2e.conftest import ROOT, Open, not_a_double_click, serving, until
from tests.e2e.test_every_page import no_barrier, sideways
from tests.e2e.test_tables import console

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()
BEFORE = TODAY - timedelta(days=1)
ATTACK = "<img src=x onerror=alert(1)>"
REPS = ("Ann", ATTACK, *(f"Rep {i:02d} Longfamilyname" for i in range(3, 13)))  # twelve
SETTINGS = """
[points]
goal = 10
[points.activities.call]
weight = 1
[points.stages]
Demo = 5
"""
MAPPING = """
title = "A CRM"
[kinds.calls]
files = ["*calls*"]
key = ["id"]
fields = ["id", "rep", "team", "at", "seconds", "url", "recording"]
[kinds.stages]
files = ["*stages*"]
key = ["id"]
fields = ["id", "deal", "stage", "at", "rep"]
[kinds.deals]
files = ["*deals*"]
key = ["id"]
fields = ["id", "name", "rep", "status", "created", "url"]
[[tables.activities]]
from = "calls"
activity_id = "id"
activity_type = { const = "call" }
rep_id = "rep"
started_on = "at"
started_at = "at"
duration_s = "seconds"
url = "url"
recording_url = "recording"
[[tables.reps]]
from = "calls"
rep_id = "rep"
rep = "rep"
team = "team"
[[tables.opportunities]]
from = "deals"
opportunity_id = "id"
opportunity = "name"
rep_id = "rep"
status = "status"
created_on = "created"
url = "url"
[[tables.stage_changes]]
from = "stages"
opportunity_id = "deal"
stage = "stage"
changed_on = "at"
changed_at = "at"
rep_id = "rep"
evidence = { const = "reported" }
"""
CALLS_HEAD, STAGES_HEAD = "id,rep,team,at,seconds,url,recording\n", "id,deal,stage,at,rep\n"


def calls(*given: tuple[str, int, Any]) -> str:
    """So many calls of these reps on these days."""
    lines = [
        f"{rep[:6]}-{day}-{i},{rep},{'Core' if rep == 'Ann' else 'Edge'},{day} 00:0{i % 10},125,"
        f"https://crm.example/calls/{i},{'https://crm.example/sound/' + str(i) if i == 0 else 'javascript:alert(1)'}\n"
        for rep, n, day in given for i in range(n)
    ]  # fmt: skip
    return CALLS_HEAD + "".join(lines)


FIRST = calls(*((rep, 12 - i, TODAY) for i, rep in enumerate(REPS, 1) if i < 11), *((rep, 1, BEFORE) for rep in REPS))
DEALS = f"id,name,rep,status,created,url\nD1,Acme {ATTACK},Ann,open,{BEFORE},https://crm.example/deals/1\n"


class Company:
    """A server with the reps' calls, into which more can be imported by the command line."""

    def __init__(self, var: Path) -> None:
        self.var, self.address = var, ""
        self.given = {"FAIRLEAD_VAR": str(var), "FAIRLEAD_SETTINGS": str(var / "rules.toml")}

    def receive(self, **files: str) -> None:
        folder = self.var / f"files-{time.monotonic_ns()}"
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, "utf-8")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("FAIRLEAD_") and k != "DATABASE_URL"}
        command = [sys.executable, "src/manage.py", "import", str(folder), "--mapping", "crm"]
        done = subprocess.run(
            command, cwd=ROOT, env=inherited | self.given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    var = tmp_path_factory.mktemp("reps")
    (var / "mappings").mkdir()
    (var / "mappings" / "crm.toml").write_text(MAPPING, "utf-8")
    (var / "rules.toml").write_text(SETTINGS, "utf-8")
    made = Company(var)
    made.receive(calls=FIRST, deals=DEALS, stages=f"{STAGES_HEAD}S1,D1,Demo,{BEFORE} 00:01,Ann\n")
    with serving(var, FAIRLEAD_SETTINGS=made.given["FAIRLEAD_SETTINGS"]) as address:
        made.address = address
        yield made


def opened(browser: Open, company: Company, query: str = "", **reader: Any) -> Chrome:
    window = browser(f"{company.address}/reps{query}", **reader)
    shown(window)
    return window


def shown(window: Chrome) -> None:
    cards = "return document.querySelectorAll('#reps-board .rep-place').length > 0"
    until(window, lambda: bool(window.execute_script(cards)), "cards")


def points(window: Chrome) -> dict[str, str]:
    """By name the points on the cards that can be seen."""
    script = """return [...document.querySelectorAll('.rep-place')].filter(e => e.checkVisibility())
        .map(e => [e.dataset.name, e.dataset.points])"""
    return dict(window.execute_script(script))


def says(window: Chrome, name: str, words: str) -> None:
    until(window, lambda: words in window.find_element(By.ID, name).text, f"{words!r} in {name}")


def press(window: Chrome, name: str) -> None:
    window.find_element(By.ID, name).click()


def dialog(window: Chrome) -> bool:
    return bool(window.execute_script("return document.getElementById('reps-events')?.open"))


def choose(window: Chrome, name: str) -> None:
    script = "return [...document.querySelectorAll('.rep-place')].find(e => e.dataset.name === arguments[0]).firstChild"
    window.execute_script(script, name).click()
    until(window, lambda: dialog(window), "the panel")


def every_two_seconds(window: Chrome) -> None:
    window.execute_script("""localStorage.setItem('reps-refresh', '{"on": true, "every": 2}')""")
    window.refresh()
    shown(window)


def test_the_cards_stand_in_the_order_of_points(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    assert list(points(window).items())[:3] == [("Ann", "11"), (ATTACK, "10"), (REPS[2], "9")]
    assert console(window) == []


def test_days_are_stepped_through_and_the_back_button_undoes_it(company: Company, browser: Open) -> None:
    window = opened(browser, company, "?period=all")
    press(window, "reps-before")
    says(window, "reps-title", f"{BEFORE:%b} {BEFORE.day}, {BEFORE.year}")
    assert f"view.reps.day={BEFORE}" in window.current_url
    assert points(window)["Ann"] == "6"
    press(window, "reps-after")
    until(window, lambda: points(window)["Ann"] == "11", "today")
    assert "reps.day" not in window.current_url
    window.back()
    until(window, lambda: points(window)["Ann"] == "6", "the day before again")
    press(window, "reps-today")
    until(window, lambda: points(window)["Ann"] == "11", "today again")
    assert not window.find_element(By.ID, "reps-after").is_enabled()
    window.find_element(By.CSS_SELECTOR, ".nav-sales").click()
    until(window, lambda: "/sales?period=all" in window.current_url, "the other page with its period")


def test_each_of_several_quick_clicks_is_a_step(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    ActionChains(window).double_click(window.find_element(By.ID, "reps-before")).click().click().perform()
    until(window, lambda: f"view.reps.day={TODAY - timedelta(days=4)}" in window.current_url, "four days back")
    press(window, "reps-span-month")
    until(window, lambda: "reps.span=month" in window.current_url, "the month")
    press(window, "reps-before")
    month = (TODAY - timedelta(days=4)).replace(day=1)
    earlier = (month - timedelta(days=1)).replace(day=1)
    until(window, lambda: f"view.reps.day={earlier}" in window.current_url, "the month before")


def test_a_day_that_does_not_exist_leads_nowhere_but_to_today(company: Company, browser: Open) -> None:
    window = browser(f"{company.address}/reps?day=2024-02-30")
    says(window, "reps-board", "is not a date")
    assert not window.find_element(By.ID, "reps-before").is_enabled()
    press(window, "reps-today")
    shown(window)
    assert window.find_element(By.ID, "reps-before").is_enabled()


def test_a_day_that_is_cleared_is_shown_again(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    field = window.find_element(By.ID, "reps-day")
    field.send_keys(Keys.DELETE)
    assert field.get_attribute("value") == ""
    press(window, "reps-every")
    assert field.get_attribute("value") == str(TODAY)


def test_a_month_is_a_choice_in_the_address(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    press(window, "reps-span-month")
    says(window, "reps-title", f"{TODAY:%b %Y}")
    pressed = window.find_element(By.ID, "reps-span-month").get_attribute("aria-pressed")
    assert (pressed, "view.reps.span=month" in window.current_url) == ("true", True)


def test_a_card_opens_what_is_behind_it_and_so_does_a_link(company: Company, browser: Open) -> None:
    window = opened(browser, company, f"?day={BEFORE}")
    choose(window, "Ann")
    says(window, "reps-events-body", f"Acme {ATTACK}")
    assert "+5 points" in window.find_element(By.ID, "reps-events-body").text
    links = [link.get_attribute("href") for link in window.find_elements(By.CSS_SELECTOR, "#reps-events a")]
    assert sorted(links) == [
        "https://crm.example/calls/0", "https://crm.example/deals/1", "https://crm.example/sound/0",
    ]  # fmt: skip
    address = window.current_url
    no_barrier(window)
    ActionChains(window).send_keys(Keys.ESCAPE).perform()
    until(window, lambda: "reps.rep" not in window.current_url, "an address without the rep")
    focused = "return document.activeElement.closest('.rep-place')?.dataset.name"
    assert window.execute_script(focused) == "Ann"
    window.get(address)
    until(window, lambda: dialog(window), "the panel of the link")
    says(window, "reps-events-title", "Ann")
    assert not window.find_elements(By.CSS_SELECTOR, "#main img")


def test_the_keyboard_opens_a_card_and_back_closes_it(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    window.execute_script("document.querySelector('.rep-card').focus()")
    ActionChains(window).send_keys(Keys.ENTER).perform()
    until(window, lambda: dialog(window), "the panel")
    window.back()
    until(window, lambda: not dialog(window), "no panel")


def test_a_team_is_chosen_in_the_filter_bar_which_has_no_period_here(company: Company, browser: Open) -> None:
    window = opened(browser, company, "?team=Core")
    assert points(window) == {"Ann": "11"}
    pills = window.find_elements(By.CSS_SELECTOR, "#filter-bar .filter")
    assert [pill.text.split("\n")[0] for pill in pills if pill.is_displayed()][:2] == ["Team", "Rep"]


def test_a_day_on_which_nothing_was_done_offers_the_last_one(company: Company, browser: Open) -> None:
    window = opened(browser, company, f"?day={BEFORE - timedelta(days=40)}")
    says(window, "reps-board", "Nothing was done on this day")
    window.find_element(By.CSS_SELECTOR, "#reps-board .state button").click()
    until(window, lambda: points(window).get("Ann") in ("6", "11"), "a day with points")


def test_the_countdown_runs_stops_and_is_remembered(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    counted = count(window)
    until(window, lambda: count(window) < counted, "a second less")
    press(window, "reps-refresh")
    until(window, lambda: "Not refreshed" in said(window), "that it is off")
    window.refresh()
    shown(window)
    until(window, lambda: "Not refreshed" in said(window), "that it is off still")
    assert window.find_element(By.ID, "reps-refresh").get_attribute("aria-checked") == "false"


def said(window: Chrome) -> str:
    return str(window.find_element(By.CSS_SELECTOR, ".reps-bar .countdown").text)


def count(window: Chrome) -> int:
    until(window, lambda: "Next look in" in said(window), "a countdown")
    return int(said(window).split()[3])


def test_a_look_that_finds_nothing_new_draws_nothing(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    window.execute_script("window.kept = document.querySelector('.rep-card'); window.kept.dataset.mine = '1'")
    every = "return performance.getEntriesByType('resource').filter(e => e.name.includes('_dash-update')).length"
    asked = window.execute_script(every)
    press(window, "reps-every")
    window.find_element(By.CSS_SELECTOR, "[data-look]").click()
    until(window, lambda: window.execute_script(every) == asked + 1, "one question")
    time.sleep(0.5)
    assert window.execute_script(every) == asked + 1
    assert window.execute_script("return document.querySelector('.rep-card').dataset.mine") == "1"


def test_no_look_is_taken_while_the_panel_is_open(company: Company, browser: Open) -> None:
    window = opened(browser, company)
    every_two_seconds(window)
    choose(window, "Ann")
    until(window, lambda: "Paused" in said_anywhere(window), "that it waits")


def said_anywhere(window: Chrome) -> str:
    return str(window.execute_script("return document.querySelector('.countdown').textContent"))


def wall_fits(window: Chrome) -> list[Any]:
    """Of the wall: how much higher and wider than the screen, and what sticks out of its card."""
    script = """
        const out = [...document.querySelectorAll('.rep-place')].filter(place => {
          const box = place.getBoundingClientRect();
          return box.bottom > innerHeight || [...place.querySelectorAll('*')].some(e =>
            e.checkVisibility() && !e.matches('.only-read') && e.getBoundingClientRect().bottom > box.bottom + 1);
        });
        const root = document.documentElement;
        return [root.scrollHeight - innerHeight, root.scrollWidth - innerWidth, out.map(e => e.dataset.name)]"""
    return list(window.execute_script(script))


def test_the_wall_fits_twelve_reps_and_shows_nothing_else(company: Company, browser: Open) -> None:
    window = opened(browser, company, "?wall=1", width=1920, height=1080)
    assert len(points(window)) == 12
    assert wall_fits(window) == [0, 0, []]
    seen = window.execute_script("""return ['.nav', '.top', '.filter-bar', '.reps-bar', '.reps-below', '.wall-clock']
        .map(e => document.querySelector(e).checkVisibility())""")
    assert seen == [False, False, False, False, False, True]
    assert window.execute_script("return document.documentElement.dataset.theme") == "dark"
    large = "return parseFloat(getComputedStyle(document.querySelector('.rep-points strong')).fontSize)"
    assert window.execute_script(large) > 70
    no_barrier(window)
    ActionChains(window).send_keys(Keys.ESCAPE).perform()
    until(window, lambda: window.find_element(By.CSS_SELECTOR, ".nav").is_displayed(), "the page again")
    assert window.execute_script("return document.documentElement.dataset.theme") == "light"
    assert "wall" not in window.current_url
    assert console(window) == []


def test_on_the_wall_the_panel_has_its_score_and_bar_too(company: Company, browser: Open) -> None:
    window = opened(browser, company, "?wall=1", width=1920, height=1080)
    choose(window, "Ann")
    sizes = """return ['.rep-points strong', 'progress'].map(
        e => document.querySelector('#reps-events ' + e).getBoundingClientRect().height)"""
    figure, bar = window.execute_script(sizes)
    assert figure > 30
    assert bar > 5


def test_a_lost_connection_is_said_on_the_wall(company: Company, browser: Open) -> None:
    window = opened(browser, company, "?wall=1", width=1920, height=1080)
    every_two_seconds(window)
    window.execute_cdp_cmd("Network.enable", {})
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    window.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    try:
        says(window, "connection-lost", "No connection")
        until(window, lambda: "No connection" in wall_said(window), "that on the wall")
    finally:
        online = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        window.execute_cdp_cmd("Network.emulateNetworkConditions", online)
    until(window, lambda: "No connection" not in wall_said(window), "the connection again")


def wall_said(window: Chrome) -> str:
    return str(window.find_element(By.CSS_SELECTOR, ".wall-head .countdown").text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_no_barrier(company: Company, browser: Open, theme: str) -> None:
    no_barrier(opened(browser, company, theme=theme))


def test_on_a_phone_nothing_scrolls_sideways(company: Company, browser: Open) -> None:
    window = opened(browser, company, width=390, height=844, theme="dark")
    assert sideways(window) == 0
    choose(window, "Ann")
    assert window.execute_script("return document.getElementById('reps-events').offsetWidth") == 390


def test_new_calls_arrive_by_themselves_and_who_passes_the_goal_is_cheered(company: Company, browser: Open) -> None:
    window = opened(browser, company, "?wall=1", width=1920, height=1080)
    every_two_seconds(window)
    before = points(window)
    late = REPS[10]
    assert before[late] == "0"
    company.receive(calls=calls((late, 12, TODAY)))
    until(window, lambda: points(window)[late] == "12", "the new calls")
    says(window, "reps-wall-cheer", f"{late} passed the goal!")
    assert window.find_element(By.CSS_SELECTOR, ".rep-place.cheered").get_attribute("data-name") == late
    assert points(window) | {late: "0"} == before
    assert wall_fits(window) == [0, 0, []]
    assert console(window) == []


def test_the_table_of_calls_is_saved_as_csv(company: Company, browser: Open, tmp_path: Path) -> None:
    window = opened(browser, company, f"?day={BEFORE}&team=Core")
    window.execute_script("document.getElementById('reps-calls').scrollIntoView()")
    rows: Callable[[], bool] = lambda: bool(window.find_elements(By.CSS_SELECTOR, "#reps-calls .ag-row a.crm-link"))  # noqa: E731
    until(window, rows, "the calls")
    window.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    not_a_double_click()
    assert window.execute_script("return window.fairlead.gridCsv('reps-calls')") is True
    until(window, (tmp_path / "reps-calls.csv").exists, "the file")
    assert f'"{BEFORE} 00:00","Ann"' in (tmp_path / "reps-calls.csv").read_text("utf-8-sig")
