"""The Overview page in a real browser: the executive's figures, why they changed, and the deals behind them."""

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Open, not_a_double_click, until

pytestmark = pytest.mark.browser

ALL = ["€6 k", "75.0%", "€700", "3", "€2 k", "133 days"]
BALANCE = ["€4 k", "100.0%", "€0", "2", "€2 k", "100 days"]


def texts(window: Chrome, selector: str) -> list[str]:
    script = """return [...document.querySelectorAll(arguments[0])]
        .map(e => e.innerText.replaceAll('\\u2060', '').replaceAll('\\u00a0', ' '))"""
    return list(window.execute_script(script, selector))


def shows(window: Chrome, figures: list[str]) -> None:
    until(window, lambda: texts(window, ".card-value") == figures, str(figures))


def deals(window: Chrome) -> list[str]:
    """Amounts of the deals listed, from the top."""
    return texts(window, "#overview-deals .ag-cell[col-id=value]")


def lists(window: Chrome, amounts: list[str]) -> None:
    until(window, lambda: deals(window) == amounts, f"the deals {amounts}")


def click_mover(window: Chrome, place: int) -> None:
    """Click the bar of a mover, counted from the bottom."""
    bars = "#overview-movers .barlayer .point path"
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, bars)) > place, "the bars of movers")
    ActionChains(window).scroll_to_element(window.find_element(By.ID, "overview-movers-note")).perform()
    ActionChains(window).move_to_element(window.find_elements(By.CSS_SELECTOR, bars)[place]).pause(
        0.2
    ).click().perform()


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_opens_at_the_bare_address_with_an_empty_console(dashboard: str, browser: Open, theme: str) -> None:
    window = browser(dashboard, theme=theme)
    shows(window, ALL)
    lists(window, ["€3,000", "€2,000", "€1,000"])
    assert window.title == "Overview · Fairlead"
    for name in ("progress", "win-rate", "pipeline", "movers"):
        drawn = f"#overview-{name} :is(.trace, .point)"
        until(window, lambda drawn=drawn: bool(window.find_elements(By.CSS_SELECTOR, drawn)), drawn)  # type: ignore[misc]
    assert console(window) == []


def test_the_figures_say_what_changed_and_where_it_came_from(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/overview")
    shows(window, ALL)
    said = texts(window, ".card-sentence")
    assert said[:2] == [
        "Up €4.5 k: Bob +€5 k, all others −€500.", "4 deals decided: too few to tell."
    ]  # fmt: skip
    assert "▲ +300.0%" in texts(window, ".change")[0]
    assert "no target" in texts(window, "#overview-progress .note")[0].lower()


def test_a_click_on_a_mover_filters_the_page_to_its_deals_and_a_second_click_undoes_it(
    dashboard: str, browser: Open
) -> None:
    window = browser(dashboard)
    lists(window, ["€3,000", "€2,000", "€1,000"])
    click_mover(window, 1)
    shows(window, BALANCE)
    lists(window, ["€3,000", "€1,000"])
    assert window.execute_script("return location.search") == "?product=Balance"
    not_a_double_click()
    click_mover(window, 0)
    shows(window, ALL)
    lists(window, ["€3,000", "€2,000", "€1,000"])
    assert window.execute_script("return location.search") == ""
    window.back()
    shows(window, BALANCE)
    assert console(window) == []


def test_a_click_on_a_deal_filters_by_its_account(dashboard: str, browser: Open) -> None:
    window = browser(dashboard)
    lists(window, ["€3,000", "€2,000", "€1,000"])
    window.find_elements(By.CSS_SELECTOR, "#overview-deals .ag-cell[col-id=account]")[1].click()
    lists(window, ["€2,000", "€1,000"])
    assert window.execute_script("return location.search") == "?account=Acme"


def test_choices_are_in_the_address_and_come_back_with_it(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/overview?view.overview.movers=rep&view.overview.deals=lost")
    lists(window, ["€500"])
    assert texts(window, "#overview-movers-title") == ["Top movers by rep"]
    assert texts(window, "#overview-deals-title") == ["Deals lost"]


def test_what_is_below_is_there_too_after_a_visit_to_another_page(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=retail")
    until(window, lambda: bool(texts(window, ".card-value")), "the cards of Sales")
    window.find_element(By.LINK_TEXT, "Overview").click()
    lists(window, ["€2,000", "€1,000"])
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, "#overview-movers .point")), "the movers")
    assert window.execute_script("return location.search") == "?sector=retail"


def test_nothing_jumps_when_the_figures_arrive(dashboard: str, browser: Open) -> None:
    window = browser("about:blank")
    watch = """window.heights = []; new MutationObserver(() => { const row = document.querySelector('.cards');
      if (row) window.heights.push(row.getBoundingClientRect().height); })
      .observe(document, {childList: true, subtree: true})"""
    window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": watch})
    window.get(dashboard)
    shows(window, ALL)
    heights = [height for height in window.execute_script("return window.heights") if height]
    assert max(heights) - min(heights) <= 1, heights


def test_the_first_screen_holds_cards_and_three_charts(dashboard: str, browser: Open) -> None:
    window = browser(dashboard, width=1440, height=900)
    shows(window, ALL)
    bottom = "return document.querySelector(arguments[0]).getBoundingClientRect().bottom"
    for name in ("cards", "progress", "win-rate", "pipeline"):
        assert window.execute_script(bottom, f"#overview-{name}") <= 900


def test_on_a_phone_nothing_scrolls_sideways(dashboard: str, browser: Open) -> None:
    window = browser(dashboard, width=390, height=844)
    shows(window, ALL)
    window.execute_script("document.querySelector('#overview-deals').scrollIntoView()")
    accounts = "#overview-deals .ag-cell[col-id=account]"  # the columns right of it are out of sight, and not drawn
    until(window, lambda: texts(window, accounts) == ["Bolt", "Acme", "Acme"], "the deals")
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
    assert console(window) == []
