"""The Sales page in a real browser, from a real server: figures, filters, URL, history, themes, phone."""

from base64 import b64encode
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Open, import_deals, serving, until

pytestmark = pytest.mark.browser

ALL = ["€6 k", "3", "75.0%", "€2 k"]
RETAIL = ["€3 k", "2", "66.7%", "€1.5 k"]


def cards(window: Chrome) -> list[str]:
    script = "return [...document.querySelectorAll('.card-value')].map(e => e.innerText.replaceAll('\\u00a0', ' '))"
    return list(window.execute_script(script))


def shows(window: Chrome, figures: list[str]) -> None:
    until(window, lambda: cards(window) == figures, str(figures))


def query(window: Chrome) -> str:
    return str(window.execute_script("return location.search"))


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


def choose(window: Chrome, label: str, value: str) -> None:
    """Open the filter of that label and click one of its values."""
    window.find_element(By.XPATH, f"//label[starts-with(., '{label}')]//button").click()
    option = (
        f"//*[contains(@class, 'dash-dropdown-content')]//*[contains(@class, 'option')][normalize-space()='{value}']"
    )
    until(window, lambda: bool(window.find_elements(By.XPATH, option)), f"the option {value}")
    window.find_element(By.XPATH, option).click()
    window.switch_to.active_element.send_keys(Keys.ESCAPE)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_shows_the_figures_and_leaves_the_console_empty(dashboard: str, browser: Open, theme: str) -> None:
    window = browser(dashboard, theme=theme)
    shows(window, ALL)
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, "#sales-categories .point")) == 2, "two bars")
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, "#sales-months .trace")) == 2, "two lines")
    assert window.title == "Sales · Fairlead"
    assert window.execute_script("return document.documentElement.dataset.theme") == theme
    assert console(window) == []


def test_the_change_against_the_period_before_is_told_with_its_direction(dashboard: str, browser: Open) -> None:
    window = browser(dashboard)
    shows(window, ALL)
    change = window.find_element(By.CSS_SELECTOR, ".card .change")
    assert "▲ +300.0%" in change.text
    assert "better" in change.get_attribute("class")


def test_a_filter_changes_the_figures_the_url_and_the_links(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    choose(window, "Sector", "retail")
    shows(window, RETAIL)
    assert query(window) == "?sector=retail"
    link = window.find_element(By.CSS_SELECTOR, ".nav-link.here")
    assert link.get_attribute("href") == f"{dashboard}/sales?sector=retail"
    assert console(window) == []


def test_the_url_restores_the_filters_in_a_new_window(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?period=all&sector=retail&rep=Bob")
    shows(window, ["€2 k", "1", "100.0%", "€2 k"])
    on = [pill.text.split() for pill in window.find_elements(By.CSS_SELECTOR, ".filter.on:not(.hidden)")]
    assert [words[0].rstrip(":") for words in on] == ["Period", "Sector", "Rep"]
    assert "retail" in on[1]
    assert "Bob" in on[2]
    assert query(window) == "?period=all&rep=Bob&sector=retail"


def test_back_undoes_a_filter_and_forward_sets_it_again(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    entries = window.execute_script("return history.length")
    choose(window, "Sector", "retail")
    shows(window, RETAIL)
    assert window.execute_script("return history.length") == entries + 1
    window.back()
    shows(window, ALL)
    assert query(window) == ""
    window.forward()
    shows(window, RETAIL)
    assert query(window) == "?sector=retail"


def test_reset_takes_all_filters_off(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=retail&country=(none)&compare=none")
    shows(window, RETAIL)
    window.find_element(By.ID, "filters-reset").click()
    shows(window, ALL)
    assert query(window) == ""


def test_a_value_that_does_not_exist_is_said_and_not_quietly_dropped(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=nonsense")
    until(window, lambda: "nonsense" in window.find_element(By.ID, "main").text, "the message")
    assert query(window) == "?sector=nonsense"
    assert cards(window) == []
    assert console(window) == []


def test_two_windows_with_other_filters_do_not_disturb_each_other(dashboard: str, browser: Open) -> None:
    one, two = browser(f"{dashboard}/sales"), browser(f"{dashboard}/sales?sector=retail")
    shows(one, ALL)
    shows(two, RETAIL)
    choose(one, "Rep", "Bob")
    shows(one, ["€5 k", "2", "100.0%", "€2.5 k"])
    assert cards(two) == RETAIL


def test_the_theme_is_switched_without_a_request_and_remembered(dashboard: str, browser: Open) -> None:
    window = browser(dashboard)
    shows(window, ALL)
    bar = "return getComputedStyle(document.querySelector('#sales-categories .point path')).fill"
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, "#sales-categories .point path")), "bars")
    assert window.execute_script(bar) == "rgb(37, 99, 201)"
    window.find_element(By.ID, "theme-toggle").click()
    assert window.execute_script(bar) == "rgb(110, 168, 254)"
    window.refresh()
    assert window.execute_script("return document.documentElement.dataset.theme") == "dark"


def test_an_address_without_a_page_says_so(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/nowhere")
    until(window, lambda: "no page at this address" in window.find_element(By.ID, "main").text, "the message")
    assert console(window) == []


def test_on_a_phone_nothing_scrolls_sideways_and_the_filters_are_a_sheet(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales", width=390, height=844)
    shows(window, ALL)
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
    sheet = window.find_element(By.ID, "filter-bar")
    assert not sheet.is_displayed()
    window.find_element(By.ID, "filters-toggle").click()
    until(window, sheet.is_displayed, "the sheet")
    choose(window, "Sector", "retail")
    shows(window, RETAIL)
    window.find_element(By.ID, "filters-close").click()
    until(window, lambda: not sheet.is_displayed(), "the sheet to go")
    assert window.find_element(By.ID, "filter-count").text == "1"


def test_without_data_the_page_says_how_to_get_some_and_shows_it_once_it_is_there(
    tmp_path: Path, browser: Open
) -> None:
    with serving(tmp_path) as address:
        window = browser(address)
        until(window, lambda: "manage.py import" in window.find_element(By.ID, "main").text, "the hint")
        assert console(window) == []
        import_deals(tmp_path)
        window.refresh()
        shows(window, ALL)


def test_with_a_password_nothing_is_served_without_it(tmp_path: Path, browser: Open) -> None:
    import_deals(tmp_path)
    with serving(tmp_path, FAIRLEAD_PASSWORD="s3cret") as address:
        outside = browser(address)
        assert "Fairlead" not in outside.title
        inside = browser("about:blank")
        typed = {"Authorization": "Basic " + b64encode(b"ann:s3cret").decode()}  # as the browser's prompt would send it
        inside.execute_cdp_cmd("Network.enable", {})
        inside.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": typed})
        inside.get(address)
        shows(inside, ALL)
        assert console(inside) == []
