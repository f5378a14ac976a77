"""The panels below the cards of the Reps page in a real browser: trend, targets, and point rules tried and saved."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.conftest import Open, serving, until
from tests.e2e.test_every_page import no_barrier, sideways
from tests.e2e.test_reps_page import (
    BEFORE,
    DEALS,
    FIRST,
    MAPPING,
    REPS,
    SETTINGS,
    STAGES_HEAD,
    TODAY,
    Company,
    calls,
    opened,
    points,
)
from tests.e2e.test_tables import console

pytestmark = pytest.mark.browser

LAST_MONTH = TODAY.replace(day=1) - timedelta(days=9)
ANN, OTHER = "Ann", REPS[2]
STAGES = f"{STAGES_HEAD}S1,D1,Demo,{BEFORE} 00:01,Ann\nS0,D1,Demo,{LAST_MONTH} 00:01,Ann\n"


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """In the month before Ann made 7 points (2 calls, a demo), the other one 3 (3 calls)."""
    var = tmp_path_factory.mktemp("rules")
    (var / "mappings").mkdir()
    (var / "mappings" / "crm.toml").write_text(MAPPING, "utf-8")
    (var / "rules.toml").write_text(SETTINGS, "utf-8")
    made = Company(var)
    before = calls((ANN, 2, LAST_MONTH), (OTHER, 3, LAST_MONTH)).partition("\n")[2]
    made.receive(calls=FIRST + before, deals=DEALS, stages=STAGES)
    with serving(var, FAIRLEAD_SETTINGS=made.given["FAIRLEAD_SETTINGS"]) as address:
        made.address = address
        yield made


def field(window: Chrome, name: str, kind: str = "rules-field") -> WebElement:
    id_ = json.dumps({"name": name, "type": kind}, separators=(",", ":"))
    element: WebElement = window.execute_script("return document.getElementById(arguments[0])", id_)
    return element


def write(window: Chrome, name: str, text: str) -> None:
    place = field(window, name)
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", place)
    place.send_keys(Keys.CONTROL, "a")
    place.send_keys(text or Keys.DELETE)


def press(window: Chrome, name: str) -> None:
    button = window.find_element(By.ID, name)
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()


def trying(browser: Open, firm: Company, query: str = "", **reader: Any) -> Chrome:
    """The page with the form unfolded."""
    window = opened(browser, firm, query, **reader)
    drawn = "return !!document.querySelector('#reps-trend .trace')"
    until(window, lambda: bool(window.execute_script(drawn)), "the trend")
    window.execute_script("document.querySelector('.rules-trial > summary').click()")
    return window


def said(window: Chrome, name: str) -> str:
    return str(field(window, name, "rules-error").get_property("textContent"))


def ranking(window: Chrome) -> list[list[str]]:
    """The preview's rows with points: rank now, new rank, rep, points now, new points."""
    script = """return [...document.querySelectorAll('.preview-table tbody tr')].map(row =>
        [0, 1, 2, 4, 5].map(i => row.cells[i].innerText.trim()))"""
    return [row for row in window.execute_script(script) if row[3] != "0"]


def test_wrong_fields_are_told_and_keep_what_was_typed(firm: Company, browser: Open) -> None:
    window = trying(browser, firm)
    for name, text in (("activity:call:weight", "-2"), ("stage:Demo", ""), ("goal", "<b>many"), ("silent_days", "9")):
        write(window, name, text)
    press(window, "reps-rules-preview")
    until(window, lambda: "below 0" in said(window, "activity:call:weight"), "what is wrong")
    assert "Nothing is written" in said(window, "stage:Demo")
    assert "'<b>many' cannot be read" in said(window, "goal")
    assert said(window, "silent_days") == ""
    assert [field(window, name).get_property("value") for name in ("activity:call:weight", "goal")] == ["-2", "<b>many"]
    assert console(window) == []


def test_the_trend_can_be_of_another_measure_and_of_one_rep(firm: Company, browser: Open) -> None:
    window = trying(browser, firm, f"?view.reps.trend=calls&view.reps.trend_grain=day&view.reps.trend_rep={OTHER}")
    title = window.find_element(By.ID, "reps-trend-title")
    until(window, lambda: title.text == "Calls by rep and day", "the title")
    assert OTHER in window.find_element(By.ID, "reps-trend-subtitle").text


def test_without_targets_it_is_said(firm: Company, browser: Open) -> None:
    window = trying(browser, firm)
    said_ = "return document.getElementById('reps-attainment').innerText"
    until(window, lambda: "no target is set" in " ".join(window.execute_script(said_).split()), "why there is nothing")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_panels_and_form_are_no_barrier_on_screens_and_phones(
    firm: Company, browser: Open, width: int, theme: str
) -> None:
    window = trying(browser, firm, width=width, height=844, theme=theme)
    press(window, "reps-rules-preview")
    until(window, lambda: bool(ranking(window)), "the preview")
    no_barrier(window)
    assert sideways(window) <= 0


def test_new_weights_are_previewed_on_last_month_and_count_from_today_on_and_not_before(
    firm: Company, browser: Open
) -> None:
    window = trying(browser, firm)
    write(window, "activity:call:weight", "3")
    write(window, "stage:Demo", "0")
    press(window, "reps-rules-preview")
    until(window, lambda: bool(ranking(window)), "the preview")
    assert [[cell.split()[0] for cell in row] for row in ranking(window)] == [
        ["2", "1", OTHER.split()[0], "3", "9"], ["1", "2", "Ann", "7", "6"],
    ]  # fmt: skip
    assert points(window)["Ann"] == "11"  # nothing is saved yet
    press(window, "reps-rules-save")
    until(window, lambda: "Write your name" in said(window, "author"), "who saves")
    write(window, "author", "Eve <i>")
    press(window, "reps-rules-save")
    until(window, lambda: points(window)["Ann"] == "33", "today's points by the new rules")
    says = window.find_element(By.ID, "reps-rules-save-said")
    until(window, lambda: "Days before keep theirs" in says.text, "from when they hold")
    key = window.find_element(By.ID, "reps-rules-key").get_property("textContent")
    assert "by Eve <i>" in str(key)
    assert "Calls 3, was 1" in str(key)
    assert console(window) == []
    yesterday = opened(browser, firm, f"?view.reps.day={BEFORE}")
    assert points(yesterday)["Ann"] == "6"
