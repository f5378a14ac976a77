"""The filter bar and clicks that filter, in a real browser: figures, URL, history, requests, keyboard, phone."""

import time
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.conftest import DEALS, Open, import_deals, not_a_double_click, serving, until

pytestmark = pytest.mark.browser
ALL, LABORATORY, FLOW, RETAIL = "€6 k", "€4 k", "€2 k", "€3 k"
QUIET = 1.5  # seconds without a request that count as the end
SCREENS = 2  # of the Sales page: the first, and what is below the fold


def revenue(window: Chrome) -> str:
    """What the card of won revenue shows."""
    script = """return [...document.querySelectorAll('.card')].filter(c => c.innerText.startsWith('Won revenue'))
        .map(c => c.querySelector('.card-value')?.innerText.replaceAll('\\u00a0', ' '))[0] ?? ''"""
    return str(window.execute_script(script))


def shows(window: Chrome, amount: str) -> None:
    until(window, lambda: revenue(window) == amount, f"won revenue of {amount}")


def query(window: Chrome) -> str:
    return str(window.execute_script("return decodeURIComponent(location.search)"))


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


def pill(window: Chrome, label: str) -> WebElement:
    return window.find_element(By.XPATH, f"//*[@id='filter-bar']//*[{has('filter')}][starts-with(., '{label}')]")


def has(css: str) -> str:
    return f"contains(concat(' ', @class, ' '), ' {css} ')"


def open_menu(window: Chrome, label: str) -> None:
    pill(window, label).find_element(By.CSS_SELECTOR, "button.dash-dropdown").click()
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, ".dash-dropdown-content")), "the menu")


def options(window: Chrome) -> list[str]:
    script = (
        "return [...document.querySelectorAll('.dash-dropdown-content .dash-dropdown-option')].map(o => o.innerText)"
    )
    return list(window.execute_script(script))


def pick(window: Chrome, value: str) -> None:
    """Click a value in the menu that is open, and close it."""
    until(window, lambda: value in options(window), f"the option {value}")
    path = f"//*[{has('dash-dropdown-content')}]//*[{has('dash-dropdown-option')}][normalize-space()='{value}']"
    window.find_element(By.XPATH, path).click()
    close_menu(window)


def close_menu(window: Chrome) -> None:
    if window.find_elements(By.CSS_SELECTOR, ".dash-dropdown-content"):
        window.switch_to.active_element.send_keys(Keys.ESCAPE)
        until(window, lambda: not window.find_elements(By.CSS_SELECTOR, ".dash-dropdown-content"), "the menu to close")


def choose(window: Chrome, label: str, value: str) -> None:
    open_menu(window, label)
    pick(window, value)


def on(window: Chrome) -> list[str]:
    """The pills that are on, as they read."""
    script = """const menu = '.dash-dropdown-value-item, .dash-dropdown-value-count'
        const parts = `.filter-label, ${menu}, summary, .filter-value`
        return [...document.querySelectorAll('.filter.on')].filter(e => e.checkVisibility()).map(e =>
            [...e.querySelectorAll(parts)].filter(p => p.checkVisibility()).map(p => p.innerText).join(' '))"""
    return list(window.execute_script(script))


def bars(window: Chrome) -> list[WebElement]:
    return window.find_elements(By.CSS_SELECTOR, "#sales-ranking .point path")


def click_bar(window: Chrome, which: int) -> None:
    until(window, lambda: len(bars(window)) > which, "the bars")
    ActionChains(window).move_to_element(bars(window)[which]).pause(0.2).click().perform()


def entries(window: Chrome) -> int:
    return int(window.execute_script("return history.length"))


def calls(window: Chrome) -> int:
    """How often the server was asked for figures since the last count, once it is no longer asked."""
    script = """return performance.getEntriesByType('resource')
        .filter(e => e.name.includes('/_dash-update-component')).length"""
    counts = [-1, int(window.execute_script(script))]
    while counts[-2] != counts[-1]:
        time.sleep(QUIET)
        counts.append(int(window.execute_script(script)))
    window.execute_script("performance.clearResourceTimings()")
    return counts[-1]


# --- Clicks on charts -------------------------------------------------------------------------


def test_a_click_on_a_bar_filters_with_one_entry_and_a_second_click_undoes_it(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    before = entries(window)
    click_bar(window, 0)
    shows(window, FLOW)
    assert query(window) == "?product=Pump"
    assert on(window) == ["Product Pump"]
    assert entries(window) == before + 1
    until(window, lambda: len(bars(window)) == 1, "one bar")
    not_a_double_click()
    click_bar(window, 0)
    shows(window, ALL)
    assert query(window) == ""
    assert entries(window) == before + 2
    window.back()
    shows(window, FLOW)
    window.back()
    shows(window, ALL)
    assert console(window) == []


def test_a_double_click_on_a_bar_is_one_click(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    before = entries(window)
    until(window, lambda: len(bars(window)) == 2, "the bars")
    ActionChains(window).double_click(bars(window)[0]).perform()
    shows(window, FLOW)
    assert (query(window), entries(window)) == ("?product=Pump", before + 1)


def test_first_load_filter_and_click_ask_the_server_once_for_each_screen(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    until(window, lambda: len(bars(window)) == 2, "the bars")
    assert calls(window) == 1 + SCREENS  # the page and its figures
    choose(window, "Rep", "Bob")
    shows(window, "€5 k")
    assert calls(window) == SCREENS
    click_bar(window, 0)
    shows(window, FLOW)
    assert calls(window) == SCREENS


# --- Elements that filter ---------------------------------------------------------------------


def add_button(window: Chrome, **data: str) -> WebElement:
    """A button on the page that carries these data-*, as any page may have."""
    script = """const button = document.createElement('button')
        Object.assign(button.dataset, arguments[0]); button.textContent = 'mark'
        document.querySelector('main').prepend(button); return button"""
    return window.execute_script(script, data)  # type: ignore[no-any-return]


def test_undoing_days_brings_back_the_period_from_before(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?period=all")
    shows(window, "€7.5 k")
    march, june = '{"from": "2017-03-01", "to": "2017-03-31"}', '{"from": "2017-06-01", "to": "2017-06-30"}'
    add_button(window, filter=march).click()
    shows(window, "€1 k")
    assert on(window) == ["Period Mar 1, 2017 – Mar 31, 2017"]
    add_button(window, filter=june).click()
    shows(window, "€3 k")
    not_a_double_click()
    add_button(window, filter=june).click()
    shows(window, "€7.5 k")
    assert query(window) == "?period=all"


def test_undoing_days_of_a_shared_link_falls_back_to_the_usual_period(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?from=2017-03-01&to=2017-03-31")
    shows(window, "€1 k")
    add_button(window, filter='{"from": "2017-03-01", "to": "2017-03-31"}').click()
    shows(window, ALL)
    assert query(window) == ""


def test_a_mark_of_several_dimensions_replaces_these_and_keeps_the_others(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=medical&rep=Bob")
    shows(window, "€3 k")
    mark = '{"dims": {"sector": ["retail"], "category": ["Flow"]}}'
    add_button(window, filter=mark).click()
    shows(window, FLOW)
    assert query(window) == "?category=Flow&rep=Bob&sector=retail"
    not_a_double_click()
    add_button(window, filter=mark).click()
    shows(window, "€5 k")
    assert query(window) == "?rep=Bob"


def test_a_mark_may_open_another_page_with_its_filter_in_one_step(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/overview?compare=none")
    shows(window, ALL)
    before = entries(window)
    add_button(window, filter='{"dims": {"sector": ["retail"]}}', go="/sales").click()
    until(window, lambda: window.find_element(By.ID, "page-title").text == "Sales", "the other page")
    shows(window, RETAIL)
    assert (query(window), entries(window)) == ("?compare=none&sector=retail", before + 1)
    window.back()
    until(window, lambda: window.find_element(By.ID, "page-title").text == "Overview", "the page from before")
    shows(window, ALL)
    assert console(window) == []


# --- A page's own choices ---------------------------------------------------------------------


def shown_choice(window: Chrome) -> str:
    return window.find_element(By.CSS_SELECTOR, "#overview-movers .choice .dash-dropdown-value").text


def choose_movers(window: Chrome, value: str) -> None:
    window.find_element(By.CSS_SELECTOR, "#overview-movers .choice button").click()
    pick(window, value)


def test_a_choice_is_in_the_url_and_the_links_and_goes_with_the_back_button(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/overview")
    shows(window, ALL)
    before = entries(window)
    choose_movers(window, "Rep")
    until(window, lambda: query(window) == "?view.overview.movers=rep", "the choice in the URL")
    assert entries(window) == before + 1
    link = window.find_element(By.CSS_SELECTOR, ".nav-sales").get_attribute("href")
    assert link == f"{dashboard}/sales?view.overview.movers=rep"
    window.back()
    until(window, lambda: shown_choice(window) == "Product", "the choice from before")
    assert query(window) == ""
    window.forward()
    until(window, lambda: shown_choice(window) == "Rep", "the choice again")
    choose_movers(window, "Product")
    until(window, lambda: query(window) == "", "the default left out")
    assert console(window) == []


def test_a_choice_is_restored_from_a_link_and_outlives_a_reset(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/overview?sector=retail&view.overview.movers=sector")
    shows(window, RETAIL)
    assert shown_choice(window) == "Sector"
    window.find_element(By.ID, "filters-reset").click()
    shows(window, ALL)
    assert query(window) == "?view.overview.movers=sector"
    assert shown_choice(window) == "Sector"


# --- The bar ----------------------------------------------------------------------------------


def test_products_are_those_of_the_chosen_categories(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?product=Balance")
    shows(window, LABORATORY)
    choose(window, "Category", "Flow")
    shows(window, FLOW)
    assert query(window) == "?category=Flow"
    open_menu(window, "Product")
    until(window, lambda: options(window) == ["Pump", "(none)"], "the products of the category")


def test_accounts_are_found_by_typing(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    window.find_element(By.CSS_SELECTOR, "#more-filters summary").click()
    window.find_element(By.CSS_SELECTOR, "[data-add=account]").click()
    until(window, lambda: options(window) == ["Acme", "Bolt", "(none)"], "the first accounts")
    ActionChains(window).send_keys("bol").perform()
    until(window, lambda: options(window) == ["Bolt"], "the match")
    pick(window, "Bolt")
    shows(window, "€3 k")
    assert on(window) == ["Account Bolt"]
    window.refresh()
    shows(window, "€3 k")
    assert on(window) == ["Account Bolt"]
    window.find_element(By.CSS_SELECTOR, ".filter.on .filter-clear").click()
    shows(window, ALL)
    assert not window.find_element(By.CSS_SELECTOR, ".of-account").is_displayed()


def test_a_filter_of_many_values_says_how_many(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=medical&sector=retail")
    shows(window, ALL)
    assert on(window) == ["Sector medical retail"]
    choose(window, "Sector", "(none)")
    until(window, lambda: on(window) == ["Sector 3 chosen"], "the number")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("sector=nonsense", "nonsense"),
        ("colour=red", "colour"),
        ("constructor=1", "constructor"),
        ("two words=1", "two words"),
        ("period=nonsense", "nonsense"),
        ("compare=nonsense", "nonsense"),
        ("from=2017-02-30", "2017-02-30"),
        ("from=2017-12-31&to=2017-01-01", "2017-12-31"),
    ],
)
def test_what_is_wrong_in_a_link_is_said_and_taken_off(dashboard: str, browser: Open, bad: str, said: str) -> None:
    window = browser(f"{dashboard}/sales?{bad}")
    until(window, lambda: said in window.find_element(By.ID, "main").text, "the message")
    window.find_element(By.CSS_SELECTOR, ".filter.on .filter-clear").click()
    shows(window, ALL)
    assert query(window) == ""
    assert console(window) == []


def type_date(window: Chrome, which: str, day: str) -> None:
    """Type a date, given as MMDDYYYY, into the browser's own field."""
    window.execute_script("document.getElementById(arguments[0]).focus()", f"filter-{which}")  # on its first part
    ActionChains(window).send_keys(day).perform()


def test_dates_of_ones_own_start_with_the_days_shown_and_are_never_reversed(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    choose(window, "Period", "Dates …")
    until(window, lambda: query(window) == "?from=2017-01-01&to=2017-12-31", "the days that were shown")
    before = entries(window)
    until(window, window.find_element(By.ID, "filter-from").is_displayed, "the fields")
    type_date(window, "from", "06012017")
    shows(window, "€5 k")
    assert (query(window), entries(window)) == ("?from=2017-06-01&to=2017-12-31", before + 1)
    type_date(window, "to", "03152017")
    until(window, lambda: query(window) == "?from=2017-03-15&to=2017-03-15", "the other end to follow")
    assert console(window) == []


def test_two_tabs_of_a_browser_do_not_disturb_each_other(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    first = window.current_window_handle
    window.switch_to.new_window("tab")
    window.get(f"{dashboard}/sales?sector=retail")
    shows(window, RETAIL)
    window.switch_to.window(first)
    shows(window, ALL)
    choose(window, "Rep", "Bob")
    shows(window, "€5 k")
    window.switch_to.window(window.window_handles[-1])
    assert (revenue(window), query(window)) == (RETAIL, "?sector=retail")


# --- Keyboard, phone, paper -------------------------------------------------------------------


def focused(window: Chrome) -> str:
    return str(window.execute_script("return document.activeElement.className"))


def test_the_keyboard_alone_sets_and_takes_off_a_filter(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    keys = ActionChains(window)
    focus = "const menu = document.querySelector('.of-product button.dash-dropdown'); menu?.focus(); return !!menu"
    until(window, lambda: bool(window.execute_script(focus)), "the menu before")
    keys.send_keys(Keys.TAB, Keys.ENTER).perform()
    until(window, lambda: options(window) == ["medical", "retail", "(none)"], "the menu of sectors")
    named = "return document.querySelector('.dash-dropdown-content').getAttribute('aria-label')"
    assert window.execute_script(named) == "Sector"
    keys.send_keys(Keys.ARROW_DOWN, Keys.SPACE).perform()
    shows(window, RETAIL)
    keys.send_keys(Keys.ESCAPE).perform()
    until(window, lambda: "dash-dropdown" in focused(window).split(), "the focus back on the filter")
    keys.send_keys(Keys.TAB).perform()
    assert focused(window) == "filter-clear"
    keys.send_keys(Keys.ENTER).perform()
    shows(window, ALL)


def test_menus_close_with_escape_and_give_the_focus_back(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    summary = window.find_element(By.CSS_SELECTOR, "#export summary")
    summary.send_keys(Keys.ENTER)
    entry = window.find_element(By.ID, "print")
    assert entry.is_displayed()
    entry.send_keys(Keys.ESCAPE)
    assert not entry.is_displayed()
    assert window.switch_to.active_element == summary


def test_sharing_copies_the_link_and_says_so(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=retail")
    shows(window, RETAIL)
    window.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    share = window.find_element(By.ID, "share")
    share.click()
    until(window, lambda: share.text == "Copied", "the answer")
    assert window.execute_script("return navigator.clipboard.readText()") == f"{dashboard}/sales?sector=retail"
    until(window, lambda: share.text == "Share", "the button's name again")


def test_sharing_works_where_browsers_keep_the_clipboard_back(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales")
    shows(window, ALL)
    window.execute_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    share = window.find_element(By.ID, "share")
    share.click()
    until(window, lambda: share.text == "Copied", "the answer")


def test_on_a_phone_all_filters_are_in_the_sheet(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales", width=390, height=844)
    shows(window, ALL)
    window.find_element(By.ID, "filters-toggle").click()
    until(window, lambda: pill(window, "Account").is_displayed(), "the sheet with what else waits")
    choose(window, "Account", "Acme")
    shows(window, RETAIL)
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
    window.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not window.find_element(By.ID, "filter-bar").is_displayed()
    assert window.find_element(By.ID, "filter-count").text == "1"


def test_on_paper_the_filters_are_a_sentence(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=retail&compare=none", theme="dark")
    shows(window, RETAIL)
    dark = {"name": "prefers-color-scheme", "value": "dark"}
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": [dark]})
    assert not window.find_element(By.ID, "filter-bar").is_displayed()
    assert not window.find_element(By.ID, "nav").is_displayed()
    assert window.find_element(By.ID, "filters-said").text == (
        "Period: Trailing 12 months (Jan 1, 2017 – Dec 31, 2017) · Against: No comparison · Sector: retail"
    )
    window.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert window.execute_script("return document.documentElement.dataset.theme") == "light"
    window.execute_script("dispatchEvent(new Event('afterprint'))")
    assert window.execute_script("return document.documentElement.dataset.theme") == "dark"


def test_the_language_is_chosen_in_the_header_and_remembered(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/sales?sector=retail")
    shows(window, RETAIL)
    window.find_element(By.CSS_SELECTOR, "#language summary").click()
    window.find_element(By.CSS_SELECTOR, "#language [data-language=fr]").click()
    until(window, lambda: window.execute_script("return document.documentElement.lang") == "fr", "French")
    assert query(window) == "?sector=retail"


def test_new_data_are_announced_and_loaded_when_the_reader_wants_them(tmp_path: Path, browser: Open) -> None:
    import_deals(tmp_path)
    with serving(tmp_path) as address:
        window = browser(f"{address}/sales")
        shows(window, ALL)
        minute = "dash_clientside.set_props('minute', {n_intervals: Date.now()})"
        window.execute_script(minute)
        more = DEALS + "7,Won,Cato,farming,Bob,Pump,Flow,2017-10-02,2017-12-30,4000\n"
        import_deals(tmp_path, more)
        until(window, lambda: announced(window, minute), "the announcement")
        assert revenue(window) == ALL
        window.find_element(By.ID, "reload").click()
        shows(window, "€10 k")
        open_menu(window, "Sector")
        assert "farming" in options(window)


def announced(window: Chrome, minute: str) -> bool:
    window.execute_script(minute)
    return bool(window.find_elements(By.ID, "reload"))
