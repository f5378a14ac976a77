"""The Forecast page in a real browser, and the forecast on Sales and Overview: what is drawn, said and chosen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Open, import_deals, serving, until
from tests.e2e.test_tables import cells, console

pytestmark = pytest.mark.browser

# Ann wins 1000 on the tenth of each month of two years, Bob 500; on the last day of facts, June 10, June still runs.
MONTHS = [f"{year}-{month:02}" for year in (2015, 2016, 2017) for month in range(1, 13)][:30]
DEALS = "id,status,account,sector,rep,product,category,created,closed,amount\n" + "".join(
    f"{n}{rep},Won,Acme,retail,{rep},Balance,Laboratory,{month}-01,{month}-10,{amount}\n"
    for n, month in enumerate(MONTHS)
    for rep, amount in (("Ann", 1000), ("Bob", 500))
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server before anything is derived: forecasts are fitted on demand."""
    var: Path = tmp_path_factory.mktemp("forecast")
    import_deals(var, DEALS)
    with serving(var) as address:
        yield address


def text(window: Chrome, element: str) -> str:
    return window.find_element(By.ID, element).text.replace("\u00a0", " ")


def values(window: Chrome) -> list[str]:
    script = "return [...document.querySelectorAll('.card-value')].map(e => e.innerText.replaceAll('\\u00a0', ' '))"
    return list(window.execute_script(script))


def test_the_page_says_where_we_will_land(browser: Open, server: str) -> None:
    window = browser(f"{server}/forecast")
    until(window, lambda: values(window)[:3] == ["€4.5 k", "€18 k", "€5.5 k"], "the cards")
    assert text(window, "forecast-months-title") == "Won revenue by month, with forecast"
    until(window, lambda: text(window, "forecast-parts-title") == "Forecast by category", "the parts")
    until(
        window,
        lambda: [row[:2] for row in cells(window, "forecast-parts")] == [["Laboratory", "€4,500"]],
        "a row of the parts",
    )
    assert "as much as the forecast of the whole" in text(window, "forecast-parts-note")
    until(window, lambda: "not worked out yet" in text(window, "forecast-league"), "why there is no league yet")
    assert console(window) == []


def test_a_filter_and_the_choices_change_what_is_forecast(browser: Open, server: str) -> None:
    window = browser(f"{server}/forecast?rep=Ann&view.forecast.by=rep&view.forecast.ahead=6")
    until(window, lambda: values(window)[:1] == ["€3 k"], "the cards of Ann alone")
    until(window, lambda: [row[:2] for row in cells(window, "forecast-parts")] == [["Ann", "€6,000"]], "Ann's row")
    assert "WAPE, 6 months" in text(window, "forecast-months-subtitle")


def test_sales_has_a_forecast_that_can_be_turned_off(browser: Open, server: str) -> None:
    window = browser(f"{server}/sales")
    until(window, lambda: text(window, "sales-months-title") == "Won revenue by month, with forecast", "a forecast")
    window.get(f"{server}/sales?view.sales.ahead=off")
    until(window, lambda: text(window, "sales-months-title") == "Won revenue by month", "no forecast")
    until(window, lambda: "2017" in text(window, "sales-months-subtitle"), "the months")
    assert "Forecast:" not in text(window, "sales-months-subtitle")


def test_overview_says_where_a_running_quarter_will_land(browser: Open, server: str) -> None:
    window = browser(f"{server}/overview?period=this_quarter")
    until(window, lambda: "Expected by Jun 30: €5.5 k" in text(window, "overview-progress-subtitle"), "the landing")


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Open, server: str) -> None:
    window = browser(f"{server}/forecast", width=390, height=844, theme="dark")
    until(window, lambda: len(values(window)) == 5 and values(window)[0] == "€4.5 k", "the cards")
    assert window.execute_script("return document.documentElement.scrollWidth") <= 390
