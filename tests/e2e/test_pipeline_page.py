"""The Pipeline page in a real browser: figures, a bar's deals and back again, stages as filters, phones."""

import re

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Open, not_a_double_click, until

pytestmark = pytest.mark.browser

MARKS = ":is(.point path, path.point)"


def cards(window: Chrome) -> list[str]:
    script = "return [...document.querySelectorAll('.card-value')].map(e => e.innerText.replaceAll('\\u00a0', ' '))"
    return list(window.execute_script(script))


def ready(window: Chrome) -> None:
    """The first screen and what lies below it."""
    until(window, lambda: cards(window)[:1] == ["€700"], "the cards")
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, "#pipeline-pace .pace-facts")), "the pace")


def query(window: Chrome) -> str:
    return str(window.execute_script("return decodeURIComponent(location.search)"))


def title(window: Chrome, panel: str) -> str:
    return window.find_element(By.ID, f"{panel}-title").text


def titled(window: Chrome, panel: str, text: str) -> None:
    until(window, lambda: title(window, panel) == text, f"the title {text}")


def click_bar(window: Chrome, panel: str, which: int) -> None:
    bars = f"#{panel} {MARKS}"
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, bars)) > which, f"bars in {panel}")
    window.execute_script(
        "arguments[0].scrollIntoView({block: 'center'})", window.find_elements(By.CSS_SELECTOR, bars)[which]
    )
    bar = window.find_elements(By.CSS_SELECTOR, bars)[which]
    ActionChains(window).move_to_element(bar).pause(0.2).click().perform()


def rows(window: Chrome, panel: str) -> int:
    return len(window.find_elements(By.CSS_SELECTOR, f"#{panel} .ag-center-cols-container .ag-row"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_shows_its_figures_and_leaves_the_console_empty(dashboard: str, browser: Open, theme: str) -> None:
    window = browser(f"{dashboard}/pipeline", theme=theme)
    ready(window)
    assert len(cards(window)) == 6
    assert window.title == "Pipeline · Fairlead"
    assert [entry["message"] for entry in window.get_log("browser")] == []


def test_a_bar_of_the_movement_opens_its_deals_and_a_second_click_or_going_back_closes_them(
    dashboard: str, browser: Open
) -> None:
    window = browser(f"{dashboard}/pipeline")
    ready(window)
    titled(window, "pipeline-moves", "Deals that moved")
    click_bar(window, "pipeline-movement", 1)
    until(window, lambda: "view.pipeline.move=" in query(window), "the choice in the address")
    chosen = re.search(r"view\.pipeline\.move=(\w+)", query(window))
    assert chosen and chosen[1] in ("new", "closing")
    until(window, lambda: title(window, "pipeline-moves") != "Deals that moved", "its deals")
    until(window, lambda: rows(window, "pipeline-moves") == 1, "the one deal that is open")
    not_a_double_click()
    click_bar(window, "pipeline-movement", 1)
    titled(window, "pipeline-moves", "Deals that moved")
    assert query(window) == ""
    window.back()
    until(window, lambda: title(window, "pipeline-moves") != "Deals that moved", "its deals again")


def test_a_click_on_a_stage_filters_by_it(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/pipeline")
    ready(window)
    click_bar(window, "pipeline-funnel", 0)
    until(window, lambda: "stage=" in query(window), "the filter")


def test_a_start_of_the_movement_is_in_the_address(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/pipeline?view.pipeline.since=7")
    ready(window)
    assert "Dec 24, 2017 to Dec 31, 2017" in window.find_element(By.ID, "pipeline-movement-subtitle").text


def test_on_a_phone_nothing_scrolls_sideways(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/pipeline", width=390, height=844)
    ready(window)
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
