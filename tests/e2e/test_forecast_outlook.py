"""The bookings outlook and how deals go, on the Forecast page in a real browser."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from derive import derive
from tests.e2e.conftest import Open, import_deals, serving, until
from tests.e2e.test_sales_page import choose_view, console, query
from tests.state import state

pytestmark = pytest.mark.browser

PANELS = ("forecast-outlook", "forecast-target", "forecast-curve", "forecast-stages", "forecast-model")


@pytest.fixture(scope="module")
def foretold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that shows the small company with what is derived from it. Its facts end with 2017."""
    var = tmp_path_factory.mktemp("foretold")
    import_deals(var)
    with state(var):
        derive()
    with serving(var) as address:
        yield address


def said(window: Chrome, panel: str) -> str:
    return str(window.execute_script("return document.getElementById(arguments[0])?.textContent || ''", panel))


def titled(window: Chrome, panel: str, text: str) -> None:
    until(window, lambda: said(window, f"{panel}-title") == text, f"{panel} titled {text}")


def test_the_outlook_follows_the_choices_of_its_own(foretold: str, browser: Open) -> None:
    window = browser(f"{foretold}/forecast")
    titled(window, "forecast-target", "What may come: Jan 2018")
    choose_view(window, "forecast-outlook", 0, "Quarter")
    titled(window, "forecast-target", "What may come: Q1 2018")
    choose_view(window, "forecast-target", 0, "The next")
    titled(window, "forecast-target", "What may come: Q2 2018")
    assert query(window) == "?view.forecast.period=quarter&view.forecast.which=next"
    assert "too few deals are decided yet" in said(window, "forecast-outlook-note")
    assert window.find_elements(By.CSS_SELECTOR, "#forecast-outlook .bars .point")
    window.back()
    titled(window, "forecast-target", "What may come: Q1 2018")
    assert console(window) == []


def test_before_anything_is_derived_each_panel_says_what_it_waits_for_on_a_phone_too(
    dashboard: str, browser: Open
) -> None:
    window = browser(f"{dashboard}/forecast", width=390, height=844)
    until(window, lambda: "The outlook is not worked out yet" in said(window, "forecast-outlook"), "the outlook")
    until(window, lambda: "The deal model is not fitted yet" in said(window, "forecast-model"), "the model")
    until(window, lambda: "Too few deals to tell" in said(window, "forecast-curve"), "the curve")
    wide = [name for name in PANELS if window.find_element(By.ID, name).size["width"] > 390]
    assert wide == []
    assert console(window) == []
