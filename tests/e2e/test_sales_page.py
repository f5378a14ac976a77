"""The Sales page in a real browser, from a real server: figures, drill, ranking, comparison, filters, themes, phone."""

from base64 import b64encode
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.conftest import Open, import_deals, not_a_double_click, serving, until

pytestmark = pytest.mark.browser

ALL = ["€6 k", "3", "5", "75.0%", "133 days", "€2 k"]
RETAIL = ["€3 k", "2", "3", "66.7%", "155 days", "€1.5 k"]
LABORATORY = ["€4 k", "2", "2", "100.0%", "100 days", "€2 k"]
BALANCE_IN_MARCH = ["€1 k", "1", "0", "100.0%", "67 days", "€1 k"]


def cards(window: Chrome) -> list[str]:
    script = "return [...document.querySelectorAll('.card-value')].map(e => e.innerText.replaceAll('\\u00a0', ' '))"
    return list(window.execute_script(script))


def shows(window: Chrome, figures: list[str]) -> None:
    until(window, lambda: cards(window) == figures, str(figures))


def query(window: Chrome) -> str:
    return str(window.execute_script("return decodeURIComponent(location.search)"))


def marks(window: Chrome, panel: str) -> list[WebElement]:
    """What can be clicked in a panel's chart: bars, cells, pieces of rings."""
    return window.find_elements(By.CSS_SELECTOR, f"#{panel} :is(.point path, path.point, path.surface)")


def click_mark(window: Chrome, panel: str, which: int, count: int) -> None:
    """Click one of the marks once that many are there."""
    until(window, lambda: len(marks(window, panel)) == count, f"{count} marks in {panel}")
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", marks(window, panel)[which])
    ActionChains(window).move_to_element(marks(window, panel)[which]).pause(0.2).click().perform()


def title(window: Chrome, panel: str) -> str:
    return window.find_element(By.ID, f"{panel}-title").text


def titled(window: Chrome, panel: str, text: str) -> None:
    until(window, lambda: title(window, panel) == text, f"the title {text}")


def steps(window: Chrome) -> list[str]:
    """The path above the drill."""
    return [part.text for part in window.find_elements(By.CSS_SELECTOR, "#sales-path :is(button, .path-here)")]


def table(window: Chrome, name: str, column: str) -> list[str]:
    """The texts of a table's column from top to bottom."""
    script = f"""return [...document.querySelectorAll('#{name} .ag-row')].sort((a, b) => a.rowIndex - b.rowIndex)
        .map(row => row.querySelector('[col-id="{column}"]')?.innerText.replaceAll('\\u00a0', ' '))"""
    return list(window.execute_script(script))


def choose_view(window: Chrome, panel: str, which: int, value: str) -> None:
    """Choose a value in one of a panel's own menus."""
    menu = window.find_elements(By.CSS_SELECTOR, f"#{panel} .choice button")[which]
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", menu)
    menu.click()
    option = (
        f"//*[contains(@class, 'dash-dropdown-content')]//*[contains(@class, 'option')][normalize-space()='{value}']"
    )
    until(window, lambda: bool(window.find_elements(By.XPATH, option)), f"the choice {value}")
    window.find_element(By.XPATH, option).click()


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


def choose(window: Chrome, label: str, value: str) -> None:
    """Open the filter of that label and click one of its values."""
    button = f"//label[starts-with(., '{label}')]//button"
    until(window, lambda: bool(window.find_elements(By.XPATH, button)), f"the filter {label}")
    window.find_element(By.XPATH, button).click()
    option = (
        f"//*[contains(@class, 'dash-dropdown-content')]//*[contains(@class, 'option')][normalize-space()='{value}']"
    )
    until(window, lambda: bool(window.find_elements(By.XPATH, option)), f"the option {value}")
    window.find_element(By.XPATH, option).click()
    window.switch_to.active_element.send_keys(Keys.ESCAPE)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_shows_the_figures_and_leaves_the_console_empty(dashboard: str, browser: Open, theme: str) -> None:
    window = browser(f"{dashboard}/sales", theme=theme)
    shows(window, ALL)
    until(window, lambda: len(marks(window, "sales-drill")) == 2, "two bars")
    until(
        window, lambda: "forecast" in window.find_element(By.CSS_SELECTOR, "#sales-months .plot").text, "the forecast"
    )
    until(window, lambda: len(marks(window, "sales-season")) == 19, "a cell for each month since June 2016")
    assert window.title == "Sales · Fairlead"
    assert window.execute_script("return document.documentElement.dataset.theme") == theme
    assert console(window) == []


def test_the_change_against_the_period_before_is_told_with_its_direction(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    change = window.find_element(By.CSS_SELECTOR, ".card .change")
    assert "▲ +300.0%" in change.text
    assert "better" in change.get_attribute("class")


def test_the_drill_goes_down_by_clicks_and_up_by_its_path(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    assert steps(window) == ["All categories"]
    click_mark(window, "sales-drill", 1, count=2)  # Plotly draws the lower bar, Flow's, first
    titled(window, "sales-drill", "Won revenue of Laboratory by product")
    shows(window, LABORATORY)
    assert query(window) == "?category=Laboratory"
    click_mark(window, "sales-drill", 0, count=1)
    titled(window, "sales-drill", "Won revenue of Balance by month")
    assert query(window) == "?category=Laboratory&product=Balance"
    assert steps(window) == ["All categories", "Laboratory", "Balance"]
    click_mark(window, "sales-drill", 2, count=12)
    shows(window, BALANCE_IN_MARCH)
    assert query(window) == "?from=2017-03-01&to=2017-03-31&category=Laboratory&product=Balance"
    window.back()
    shows(window, LABORATORY)
    window.find_element(By.CSS_SELECTOR, "#sales-path button").click()
    shows(window, ALL)
    assert query(window) == ""
    assert console(window) == []


def test_a_click_on_a_month_shows_it_alone_and_a_second_click_undoes_it(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?view.sales.ahead=off")
    shows(window, ALL)
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, "#sales-months .js-line")) == 2, "two lines")
    click_mark(window, "sales-months", 2, count=12)
    shows(window, ["€1 k", "1", "1", "100.0%", "67 days", "€1 k"])
    assert "from=2017-03-01&to=2017-03-31" in query(window)
    not_a_double_click()
    click_mark(window, "sales-months", 0, count=1)
    shows(window, ALL)
    assert query(window) == "?view.sales.ahead=off"


def test_against_nothing_no_line_before_is_drawn(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?compare=none&view.sales.ahead=off")
    shows(window, ALL)
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, "#sales-months .js-line")) == 1, "one line")
    assert "year before" not in window.find_element(By.ID, "sales-months").text


def test_the_ranking_goes_by_the_measure_and_the_dimension_that_the_reader_chooses(
    dashboard: str, browser: Open
) -> None:
    window = browser(f"{dashboard}/sales")
    titled(window, "sales-ranking", "Won revenue by product")
    until(window, lambda: table(window, "sales-ranking-table", "product") == ["Balance", "Pump"], "the table")
    choose_view(window, "sales-ranking", 1, "Rep")
    titled(window, "sales-ranking", "Won revenue by rep")
    until(window, lambda: table(window, "sales-ranking-table", "rep") == ["Bob", "Ann"], "the reps")
    choose_view(window, "sales-ranking", 0, "Win rate")
    titled(window, "sales-ranking-table", "Win rate by rep")
    until(window, lambda: "too few" in window.find_element(By.ID, "sales-ranking").text, "what is not ranked")
    assert query(window) == "?view.sales.rank=win_rate&view.sales.rank_by=rep"
    window.back()
    titled(window, "sales-ranking", "Won revenue by rep")
    assert console(window) == []


def test_a_piece_of_the_rings_filters_by_all_that_leads_to_it(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?view.sales.sunburst=sector")
    shows(window, ALL)
    click_mark(window, "sales-rings", 0, count=5)
    until(window, lambda: query(window).startswith("?sector="), "a filter")
    until(window, lambda: len(marks(window, "sales-rings")) in (2, 3), "the rings of one sector")
    window.back()
    shows(window, ALL)
    until(window, lambda: len(marks(window, "sales-rings")) == 5, "all rings")
    assert console(window) == []


def test_two_chosen_members_stand_side_by_side(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?view.sales.compare_by=rep&rep=Ann&rep=Bob")
    shows(window, ALL)
    grid = window.find_element(By.ID, "sales-compare-table")
    window.execute_script("arguments[0].scrollIntoView()", grid)  # a grid is built when it comes into sight
    until(window, lambda: table(window, "sales-compare-table", "rep") == ["Bob", "Ann"], "both reps")
    assert table(window, "sales-compare-table", "won_revenue") == ["€5,000", "€1,000"]
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, "#sales-compare .js-line")) == 2, "two lines")
    assert "The three largest" not in window.find_element(By.ID, "sales-compare").text


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
    shows(window, ["€2 k", "1", "1", "100.0%", "243 days", "€2 k"])
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
    shows(one, ["€5 k", "2", "2", "100.0%", "188 days", "€2.5 k"])
    assert cards(two) == RETAIL


def test_the_theme_is_switched_without_a_request_and_remembered(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    bar = "return getComputedStyle(document.querySelector('#sales-drill .point path')).fill"
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, "#sales-drill .point path")), "bars")
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
        window = browser(f"{address}/sales")
        until(window, lambda: "Load the demo company" in window.find_element(By.ID, "main").text, "the ways in")
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
        inside.get(f"{address}/sales")
        shows(inside, ALL)
        assert console(inside) == []
