"""What holds for every page in a real browser: each language and theme, phones, keyboards, screen readers."""

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from app import page_modules
from i18n import languages
from tests.e2e.conftest import read_as, until
from tests.e2e.windows import Windows
from tests.programs import AXE, axe

pytestmark = pytest.mark.browser

PAGES = [page.PATH for page in page_modules()]
LANGUAGES = ["en", *(tag for tag in languages() if not tag.startswith("en"))]
PHONE = {"width": 390, "height": 844}
THEME = "return document.documentElement.dataset.theme"
MOST_TABS = 600  # more than any page has controls

# Counts what the page is waiting for.
LISTEN = """
    window.asked = {all: 0, open: 0, since: 0};
    const fetched = window.fetch;
    window.fetch = (...request) => {
      asked.all += 1; asked.open += 1;
      return fetched(...request).finally(() => { asked.open -= 1; asked.since = performance.now(); });
    };
"""
SETTLED = """
    const pending = '.waiting, [data-dash-is-loading=true], .plot:not(:has(.trace, .annotation))';
    return asked.all > 0 && asked.open === 0 && performance.now() - asked.since > 250
      && ![...document.querySelectorAll(pending)].some(e => !e.closest('[hidden]'))
"""
FINDINGS = """
    const done = arguments[arguments.length - 1];
    axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations
      .filter(rule => ['serious', 'critical'].includes(rule.impact))
      .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))))
"""
# Every control in sight, by number and name; a grid is one stop, inside which arrows move. From then on the page
# takes down which of them got the focus, and which looked no different with it.
WATCH_CONTROLS = """
    const meant = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link],'
      + '[role=checkbox], [role=switch], [role=combobox], [role=tab], [data-do], [data-filter], [data-clear],'
      + '[data-view], .ag-root-wrapper';
    const others = 'input[type=radio]:not(:checked), .ag-root-wrapper *, [inert] *, :disabled';
    const shown = e => e.checkVisibility({visibilityProperty: true}) && e.offsetWidth * e.offsetHeight > 0;
    const still = new CSSStyleSheet();
    still.replaceSync('* { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
    const look = e => ['outline', 'boxShadow', 'borderColor', 'backgroundColor', 'textDecoration', 'transform', 'top']
      .map(name => getComputedStyle(e)[name]).join();
    const around = e => [e, e.parentElement, e.parentElement.parentElement, ...e.children].map(look).join(' ');
    const controls = [...document.querySelectorAll(meant)].filter(e => shown(e) && !e.matches(others));
    const before = new Map(controls.map(e => [e, around(e)]));
    const words = e => (e.ariaLabel || e.innerText || '').slice(0, 30);
    const name = (e, i) => `${i} ${e.tagName} ${e.id || e.className} ${words(e)}`;
    const names = new Map(controls.map((e, i) => [e, name(e, i)]));
    window.reached = new Set();
    window.unmarked = new Set();
    document.addEventListener('focusin', event => {
      const control = event.target.closest('.ag-root-wrapper') || event.target;
      reached.add(names.get(control));
      if (before.get(event.target) === around(event.target)) unmarked.add(names.get(control));
    });
    document.activeElement.blur();
    return [...names.values()]
"""


@pytest.fixture(scope="module")
def window(windows: Windows) -> Iterator[Chrome]:
    """One window for all pages: what it was shown as before is set anew each time."""
    window = windows.take()
    window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
    yield window
    windows.give_back(window)


def show(window: Chrome, url: str, **reader: Any) -> None:
    """Load the page, for a reader like this, until all of its figures are there."""
    read_as(window, **reader)
    window.get(url)
    until(window, lambda: bool(window.execute_script(SETTLED)), "all figures")


def no_barrier(window: Chrome) -> None:
    """Fail for what axe-core holds to be a serious or critical barrier in what is shown now."""
    script = axe()
    if script is None:
        pytest.skip(f"{AXE} was not fetched: run make programs, which needs npm")
    window.set_script_timeout(30)
    window.execute_script(script)
    found = window.execute_async_script(FINDINGS)
    assert not found, "\n".join(found)


def sideways(window: Chrome) -> int:
    """By how many pixels the page is wider than its window."""
    return int(window.execute_script("return document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_with_an_empty_console_and_no_barrier_in_either_theme(
    dashboard: str, window: Chrome, path: str, language: str
) -> None:
    show(window, f"{dashboard}{path}", theme="light", language=language)
    assert window.execute_script(THEME) == "light"
    no_barrier(window)
    read_as(window, theme="dark", language=language)
    until(window, lambda: window.execute_script(THEME) == "dark", "the dark theme")
    no_barrier(window)
    assert window.get_log("browser") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_nothing_scrolls_sideways_and_sheet_and_menu_are_no_barrier(
    dashboard: str, window: Chrome, path: str, language: str
) -> None:
    show(window, f"{dashboard}{path}", language=language, **PHONE)
    assert sideways(window) == 0
    no_barrier(window)
    toggle = window.find_element(By.ID, "filters-toggle")
    if toggle.is_displayed():  # not every page has filters
        toggle.click()
        menus = window.find_elements(By.CSS_SELECTOR, "#filter-bar .dash-dropdown")
        next(menu for menu in menus if menu.is_displayed()).click()  # not every page shows all filters
        until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, ".dash-dropdown-content")), "an open menu")
        assert sideways(window) == 0
        no_barrier(window)
    assert window.get_log("browser") == []


@pytest.mark.parametrize("path", PAGES)
def test_the_tab_key_alone_reaches_every_control_and_shows_where_it_is(
    dashboard: str, window: Chrome, path: str
) -> None:
    show(window, f"{dashboard}{path}")
    controls = window.execute_script(WATCH_CONTROLS)
    assert len(controls) > 3
    ActionChains(window).send_keys(Keys.TAB * MOST_TABS).perform()
    assert sorted(set(controls) - set(window.execute_script("return [...reached]"))) == []
    assert window.execute_script("return [...unmarked]") == []
