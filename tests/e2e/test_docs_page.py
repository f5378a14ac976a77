"""/docs in a real browser: Swagger UI runs under our content policy and loads nothing from elsewhere."""

import pytest
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Open, until

pytestmark = pytest.mark.browser
ROUTES = {
    "/metrics", "/metrics/{name}", "/kpis", "/pipeline", "/forecast", "/points", "/dimensions",
    "/dimensions/{name}", "/snapshot", "/bridges/revenue", "/bridges/margin", "/statement", "/acquisition",
    "/product-margins", "/corridor", "/lost-deals", "/stock-cover", "/price-index", "/price-positions",
    "/price-response", "/what-if",
}  # fmt: skip


def test_docs_list_every_route_with_an_empty_console(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/docs")
    until(window, lambda: len(window.find_elements(By.CSS_SELECTOR, ".opblock")) == len(ROUTES), "all routes")
    paths = {
        element.text.replace("\u200b", "") for element in window.find_elements(By.CSS_SELECTOR, ".opblock-summary-path")
    }
    assert paths == ROUTES
    loaded = window.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [address for address in loaded if not address.startswith((dashboard, "data:"))] == []
    assert window.get_log("browser") == []
