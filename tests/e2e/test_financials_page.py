"""The Financials page in a browser: slider and URL, grain, column sets, flows, phone, and nothing in the console."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from tests.e2e.conftest import ROOT, Open, serving, until
from tests.e2e.test_every_page import no_barrier, sideways
from tests.e2e.test_tables import console
from tests.statement_company import MAPPING, quarters

pytestmark = pytest.mark.browser
# What is below has tests of its own.
FIRST_SCREEN = "document.querySelectorAll('.page-section').forEach(section => section.remove())"
TABLE = "#financials-statement-body table"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with eight quarters of an income statement."""
    var = tmp_path_factory.mktemp("financials")
    (var / "mappings").mkdir()
    (var / "mappings" / "statements.toml").write_text(MAPPING, "utf-8")
    (var / "statement.csv").write_text(quarters(), "utf-8")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("FAIRLEAD_") and k != "DATABASE_URL"}
    command = [sys.executable, "src/manage.py", "import", str(var / "statement.csv"), "--mapping", "statements"]
    subprocess.run(command, cwd=ROOT, env=inherited | {"FAIRLEAD_VAR": str(var)}, check=True, capture_output=True)
    with serving(Path(var)) as address:
        yield address


def opened(browser: Open, address: str, **reader: object) -> Chrome:
    window = browser(address, **reader)
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, TABLE)), "the statement")
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, "#financials-flow .sankey-link")), "the flows")
    return window


def heads(window: Chrome) -> list[str]:
    """The periods of the statement."""
    script = f"return [...document.querySelectorAll('{TABLE} thead th')].map(th => th.textContent)"
    return [text for text in window.execute_script(script) if text[:1] == "Q" and " " in text and "oQ" not in text]


def words(window: Chrome) -> str:
    return window.find_element(By.ID, "financials-words").text


def thumbs(window: Chrome) -> list[object]:
    return window.find_elements(By.CSS_SELECTOR, '.financials-slider-place [role="slider"]')


def test_keys_on_the_slider_change_the_periods_with_one_history_entry_and_back_undoes_it(
    company: str, browser: Open
) -> None:
    window = opened(browser, f"{company}/financials")
    assert words(window) == "Q1 2023 – Q4 2024"
    before = window.execute_script("return history.length")
    first = thumbs(window)[0]
    first.send_keys(Keys.ARROW_RIGHT * 3)  # type: ignore[attr-defined]
    until(window, lambda: "view.financials.from=2023-10-01" in window.current_url, "the URL")
    until(window, lambda: heads(window)[0] == "Q4 2023", "the statement")
    assert window.execute_script("return history.length") == before + 1
    assert words(window) == "Q4 2023 – Q4 2024"
    assert thumbs(window)[0].get_attribute("aria-valuetext") == "Q4 2023"  # type: ignore[attr-defined]
    window.back()
    until(window, lambda: heads(window)[0] == "Q1 2023", "the statement as it was")
    until(window, lambda: words(window) == "Q1 2023 – Q4 2024", "the slider as it was")
    assert console(window) == []


def test_a_link_opens_the_periods_and_latest_leads_back(company: str, browser: Open) -> None:
    window = opened(browser, f"{company}/financials?view.financials.from=2023-04-01&view.financials.to=2023-07-01")
    assert heads(window) == ["Q2 2023", "Q3 2023"]
    window.find_element(By.ID, "financials-latest").click()
    until(window, lambda: words(window) == "Q1 2023 – Q4 2024", "the usual periods")
    assert window.current_url == f"{company}/financials"


def test_years_and_other_columns(company: str, browser: Open) -> None:
    window = opened(browser, f"{company}/financials?view.financials.columns=budget")
    until(window, lambda: "Variance" in window.find_element(By.CSS_SELECTOR, TABLE).text, "the budget")
    window.find_element(By.ID, "financials-grain-year").click()
    until(window, lambda: words(window) == "2023 – 2024", "years")
    assert window.find_element(By.ID, "financials-grain-year").get_attribute("aria-pressed") == "true"
    assert window.switch_to.active_element.get_attribute("id") == "financials-grain-year"
    assert "view.financials.grain=year" in window.current_url
    assert "view.financials.columns=budget" in window.current_url


def test_the_filter_bars_period_waits_elsewhere(company: str, browser: Open) -> None:
    window = opened(browser, f"{company}/financials")
    assert not window.find_element(By.CSS_SELECTOR, ".of-period").is_displayed()
    assert not window.find_element(By.CSS_SELECTOR, ".of-compare").is_displayed()


def test_the_choice_of_flows_offers_the_periods_shown(company: str, browser: Open) -> None:
    window = opened(browser, f"{company}/financials?view.financials.flow=2024-04-01")
    title = window.find_element(By.ID, "financials-flow-title")
    assert title.text == "Where the money goes, Q2 2024"
    flow = window.find_element(By.ID, "financials-flow")
    until(window, lambda: "Q2 2024" in flow.find_element(By.CSS_SELECTOR, ".choice").text, "the choice")
    thumbs(window)[0].send_keys(Keys.ARROW_RIGHT * 6)  # type: ignore[attr-defined]
    until(window, lambda: title.text == "Where the money goes, Q4 2024", "the latest, as that quarter is not shown")
    assert "financials.flow" not in window.current_url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_the_latest_period_stands_beside_the_names_and_only_the_table_moves_sideways(
    company: str, browser: Open, theme: str
) -> None:
    window = opened(browser, f"{company}/financials", width=390, height=844, theme=theme)
    place = """
      const box = document.getElementById("financials-statement-body").getBoundingClientRect();
      const cell = document.querySelector("#financials-statement-body thead .latest").getBoundingClientRect();
      return cell.left >= box.left + 100 && cell.right <= box.right;
    """
    until(window, lambda: bool(window.execute_script(place)), "the latest period in sight")
    assert not sideways(window)
    labels = window.execute_script(
        "return [...document.querySelectorAll('#financials-flow .annotation-text')].map(t => t.textContent)"
    )
    assert any("Gross" in label for label in labels)
    assert not any("%" in label for label in labels)
    assert console(window) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_in_the_way_of_those_who_hear_or_type(company: str, browser: Open, theme: str) -> None:
    window = opened(browser, f"{company}/financials", theme=theme)
    window.execute_script(FIRST_SCREEN)
    no_barrier(window)
