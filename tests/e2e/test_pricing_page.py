"""The Pricing page in a real browser: where we stand, a bar's sales and back again, one category, phones."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By

from tests.e2e.conftest import ROOT, Open, not_a_double_click, serving, until

pytestmark = pytest.mark.browser

# 2017: two balances at 1000, a pump at 500; competitors' medians 950 and 520: 100 x 2500 / (2 x 950 + 520) = 103.3.
DEALS = """id,status,account,rep,product,category,created,closed,amount,quantity,list_price
1,Won,Acme,Ann,Balance,Laboratory,2015-12-02,2016-01-04,900,1,1000
2,Won,Bolt,Bob,Pump,Flow,2016-02-02,2016-06-15,400,1,500
3,Won,Acme,Ann,Balance,Laboratory,2017-03-02,2017-07-01,1000,1,1100
4,Won,Acme,Bob,Balance,Laboratory,2017-05-02,2017-09-30,1000,1,1100
5,Won,Bolt,Ann,Pump,Flow,2017-06-04,2017-12-31,500,1,550
6,Lost,Bolt,Ann,Pump,Flow,2017-06-04,2017-12-30,500,1,550
"""
QUOTES = """competitor,product,category,observed_on,price
Cheap Labs,balance,Laboratory,2017-11-01,800
Dear Labs,Balance,Laboratory,2017-11-11,1100
Dear Labs,Pump,Flow,2017-12-01,520
"""
MARKS = ":is(.point path, path.point)"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that shows DEALS and QUOTES."""
    files, var = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("pricing")
    (files / "deals.csv").write_text(DEALS, "utf-8")
    (files / "competitor_prices.csv").write_text(QUOTES, "utf-8")
    command = [sys.executable, "src/manage.py", "import", str(files), "--mapping", "simple"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"FAIRLEAD_VAR": str(var)}, check=True, capture_output=True)
    with serving(var) as address:
        yield address


def cards(window: Chrome) -> list[str]:
    script = "return [...document.querySelectorAll('.card-value')].map(e => e.innerText.replaceAll('\\u00a0', ' '))"
    return list(window.execute_script(script))


def text(window: Chrome, id: str) -> str:
    return window.find_element(By.ID, id).text


def ready(window: Chrome) -> None:
    """The first screen and the competitor view below it."""
    until(window, lambda: cards(window)[:1] == ["103.3"], "the cards")
    until(window, lambda: bool(rows(window, "pricing-positions")), "the positions")


def rows(window: Chrome, panel: str) -> list[str]:
    found = window.find_elements(By.CSS_SELECTOR, f"#{panel} .ag-center-cols-container .ag-row")
    return [row.text for row in found]


def query(window: Chrome) -> str:
    return str(window.execute_script("return decodeURIComponent(location.search)"))


def click_mark(window: Chrome, panel: str, which: int) -> None:
    marks = f"#{panel} {MARKS}"
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, marks)) > which, f"marks in {panel}")
    script = "arguments[0].scrollIntoView({block: 'center'})"
    window.execute_script(script, window.find_elements(By.CSS_SELECTOR, marks)[which])
    mark = window.find_elements(By.CSS_SELECTOR, marks)[which]
    ActionChains(window).move_to_element(mark).pause(0.2).click().perform()


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_shows_how_we_stand_and_leaves_the_console_empty(shop: str, browser: Open, theme: str) -> None:
    window = browser(f"{shop}/pricing", theme=theme)
    ready(window)
    assert window.title == "Pricing · Fairlead"
    assert text(window, "pricing-index-subtitle") == "Cheap Labs is 20% cheaper than we are in Laboratory"
    assert "Cheap Labs" in text(window, "pricing-index")
    assert [row.split("\n")[:1] for row in rows(window, "pricing-positions")] == [["Balance"], ["Pump"]]
    assert console(window) == []


def test_a_bar_of_the_waterfall_opens_its_sales_and_going_back_closes_them(shop: str, browser: Open) -> None:
    window = browser(f"{shop}/pricing")
    ready(window)
    click_mark(window, "pricing-bridge", 1)
    until(window, lambda: "view.pricing.part=" in query(window), "the choice in the address")
    assert re.search(r"view\.pricing\.part=\w+", query(window))
    until(window, lambda: text(window, "pricing-bridge-lines-title").startswith("Sales behind:"), "its sales")
    not_a_double_click()
    window.back()
    until(window, lambda: text(window, "pricing-bridge-lines-title") == "Sales behind the change", "all of them")
    assert query(window) == ""


def test_a_category_is_chosen_by_a_click_on_it_and_taken_back(shop: str, browser: Open) -> None:
    window = browser(f"{shop}/pricing")
    ready(window)
    assert text(window, "pricing-spread-title") == "Own prices and competitors' by category"
    click_mark(window, "pricing-spread", 0)
    until(window, lambda: text(window, "pricing-spread-title").endswith(": Laboratory"), "its products")
    assert query(window) == "?view.pricing.category=Laboratory"
    until(window, lambda: "Balance" in text(window, "pricing-spread"), "the product's name")
    not_a_double_click()
    window.back()
    until(window, lambda: text(window, "pricing-spread-title").endswith("by category"), "all categories")


def test_a_click_on_a_category_of_the_index_filters_by_it(shop: str, browser: Open) -> None:
    window = browser(f"{shop}/pricing")
    ready(window)
    click_mark(window, "pricing-index", 0)
    until(window, lambda: "category=Laboratory" in query(window), "the filter in the address")
    until(window, lambda: cards(window)[:1] == ["105.3"], "the index of the category")


def test_filters_that_leave_nothing_say_so(shop: str, browser: Open) -> None:
    window = browser(f"{shop}/pricing?from=1999-01-01&to=1999-01-31")
    until(window, lambda: "Nothing was sold in this period" in text(window, "pricing-index").replace("\n", " "), "why")
    until(window, lambda: text(window, "pricing-positions-subtitle") == "Nothing was sold", "why below")
    assert cards(window)[0] == "—"
    assert console(window) == []


def test_on_a_phone_nothing_is_cut_off(shop: str, browser: Open) -> None:
    window = browser(f"{shop}/pricing", width=390, height=844)
    ready(window)
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
    assert "Cheap Labs" in text(window, "pricing-index")
