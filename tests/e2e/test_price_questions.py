"""Questions to prices and periods in a browser: the what-if slider, sections, the corridor, the margin bridge."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from math import exp
from urllib.parse import unquote

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By

from data import engine
from data.importing import import_path
from tests.derive.priced import derive
from tests.e2e.conftest import Open, serving, until
from tests.e2e.test_sales_page import choose_view
from tests.e2e.test_tables import console
from tests.state import state

pytestmark = pytest.mark.browser

HEAD = "id,status,account,sector,rep,product,category,created,closed,amount,quantity,list_price\n"
PRODUCTS = "product,category,list_price,unit_cost\nBalance,Laboratory,1000,600\nPump,Flow,1000,500\n"


def deals() -> str:
    """400 deals decided from the first day of 2022 to the last of 2023, each of a unit with a list price of 1000: the
    dearer, the less likely to be won. Three are open, of which one has half its price off."""
    draw, rows = random.Random(4), []
    for i in range(400):
        closed = date(2022, 1, 1) + timedelta(days=i * 729 // 399)
        relative = round(draw.uniform(0.75, 1.0), 2)
        won = draw.random() < 1 / (1 + exp(14 * (relative - 0.88)))
        thing = ("Balance,Laboratory", "Pump,Flow")[i % 2]
        rows.append(f"{i},{'Won' if won else 'Lost'},Acme,retail,Ann,{thing},{closed - timedelta(60)},{closed},"
                    f"{1000 * relative:.0f},1,1000")  # fmt: skip
    for i, amount in ((401, 500), (402, 900), (403, 900)):
        rows.append(f"{i},Open,Bolt,medical,Bob,Pump,Flow,2023-12-01,,{amount},1,1000")
    return HEAD + "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that shows these deals and what their prices did."""
    files, var = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("prices")
    (files / "deals.csv").write_text(deals(), "utf-8")
    (files / "products.csv").write_text(PRODUCTS, "utf-8")
    with state(var):
        import_path(str(files), "simple", tell=lambda *_progress: None)
        derive(engine.newest())
        engine.close()
    with serving(var) as address:
        yield address


def words(window: Chrome, panel: str, part: str = "title") -> str:
    """What a panel's title says, or its subtitle; "" before it is there."""
    script = "return document.getElementById(arguments[0])?.innerText ?? ''"
    return str(window.execute_script(script, f"{panel}-{part}"))


def shows(window: Chrome, panel: str, title: str) -> None:
    until(window, lambda: words(window, panel) == title, f"“{title}”")


def query(window: Chrome) -> str:
    return unquote(str(window.execute_script("return location.search")))


def in_chart(window: Chrome, panel: str) -> list[str]:
    """The bold figures written in the chart."""
    script = "return [...document.querySelectorAll('#' + arguments[0] + ' .annotation-text')].map(t => t.textContent)"
    return list(window.execute_script(script, panel))


def thumb(window: Chrome) -> tuple[float, float]:
    """The middle of the slider's handle, and what one percent is in pixels."""
    script = """
      const slider = document.querySelector('.what-if-slider [role=slider]');
      slider.scrollIntoView({block: 'center'});
      const handle = slider.getBoundingClientRect();
      const track = document.querySelector('.what-if-slider .dash-slider-track').getBoundingClientRect();
      return [handle.x + handle.width / 2, handle.y + handle.height / 2, track.width / 40];
    """
    return tuple(window.execute_script(script))


def test_the_price_that_the_slider_is_let_go_at_is_in_the_url_and_the_figures_and_back_undoes_it(
    shop: str, browser: Open
) -> None:
    window = browser(f"{shop}/pricing")
    shows(window, "pricing-what-if", "What if the price were as today: all categories")
    until(window, lambda: "0.0%" in in_chart(window, "pricing-what-if"), "no change of today's figures")
    entries = window.execute_script("return history.length")
    handle = window.find_element(By.CSS_SELECTOR, ".what-if-slider [role=slider]")
    percent = thumb(window)[2]
    drag = ActionChains(window).click_and_hold(handle).move_by_offset(round(3 * percent), 0)
    drag.move_by_offset(round(2 * percent), 0).perform()
    assert query(window) == ""  # while it is dragged nothing is asked for
    ActionChains(window).release().perform()
    until(window, lambda: query(window) == "?view.pricing.change=5", f"the change in the URL, not {query(window)}")
    shows(window, "pricing-what-if", "What if the price were +5%: all categories")
    until(window, lambda: "0.0%" not in in_chart(window, "pricing-what-if"), "what that would change")
    assert window.execute_script("return history.length") == entries + 1
    window.back()
    shows(window, "pricing-what-if", "What if the price were as today: all categories")
    at = lambda: window.find_element(By.CSS_SELECTOR, ".what-if-slider [role=slider]").get_attribute("aria-valuenow")  # noqa: E731
    until(window, lambda: at() == "0", "the slider as it was")
    assert console(window) == []


def test_a_section_is_a_link_away_and_what_is_chosen_there_keeps_the_reader_in_it(shop: str, browser: Open) -> None:
    window = browser(f"{shop}/pricing")
    shows(window, "pricing-corridor", "Deals outside the price corridor")
    window.execute_script("document.getElementById('pricing-index').dataset.drawn = 'once'")
    window.find_element(By.LINK_TEXT, "Discounts").click()
    top = "return document.getElementById('discounts').getBoundingClientRect().top"
    until(window, lambda: 0 <= window.execute_script(top) < 100, "the section at the top of the window")
    assert window.execute_script("return location.hash") == "#discounts"
    assert window.execute_script("return document.getElementById('pricing-index').dataset.drawn") == "once"
    choose_view(window, "pricing-corridor", 0, "Open deals")
    shows(window, "pricing-corridor", "Open deals outside the price corridor")
    assert query(window) == "?view.pricing.corridor_deals=open"
    assert abs(window.execute_script(top)) < 2 * window.execute_script("return innerHeight")
    window.back()
    shows(window, "pricing-corridor", "Deals outside the price corridor")
    assert console(window) == []


def test_the_margin_bridge_is_of_the_periods_chosen_and_back_again(shop: str, browser: Open) -> None:
    window = browser(f"{shop}/financials")
    compared = lambda: words(window, "financials-bridge", "subtitle")  # noqa: E731
    until(window, lambda: "Q4 2023 against Q4 2022" in compared(), "the latest quarter and the year before")
    choose_view(window, "financials-bridge", 1, "Period before")
    until(window, lambda: "Q4 2023 against Q3 2023" in compared(), "the quarter before")
    assert query(window) == "?view.financials.bridge_from=period_before"
    choose_view(window, "financials-bridge", 0, "Q2 2023")
    until(window, lambda: "Q2 2023 against Q1 2023" in compared(), "another quarter and the one before")
    window.back()
    until(window, lambda: "Q4 2023 against Q3 2023" in compared(), "the latest again")
    assert console(window) == []
