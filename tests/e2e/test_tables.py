"""Tables in a real browser: sorting, filtering, CSV of what is shown, themes, languages, the keyboard."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.conftest import ROOT, Open, _env, serving, until

pytestmark = pytest.mark.browser

# Decided and won: =1+1 12 and 8, Rep 2 12 and 6, Rep 10 2 and 2, with an amount below zero. Nobody won for Lou.
REPS = {"=1+1": ("W" * 8 + "L" * 4, 1000), "Rep 2": ("W" * 6 + "L" * 6, 250), "Rep 10": ("WW", -75), "Lou": ("L", 10)}
TABLE = "/kpis?view.kpis.kpi=won_ratio_by_rep"


@pytest.fixture(scope="module")
def reps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that shows the deals of REPS."""
    var = tmp_path_factory.mktemp("tables")
    lines = [
        f"{name}-{i},{'Won' if outcome == 'W' else 'Lost'},{name},2017-01-02,2017-12-{i + 1:02},{amount}"
        for name, (outcomes, amount) in REPS.items()
        for i, outcome in enumerate(outcomes)
    ]
    file = var / "deals.csv"
    file.write_text("\n".join(["id,status,rep,created,closed,amount", *lines]), "utf-8")
    command = [sys.executable, "src/manage.py", "import", str(file), "--mapping", "simple"]
    subprocess.run(command, cwd=ROOT, env=_env({"FAIRLEAD_VAR": str(var)}), check=True, capture_output=True)
    with serving(var) as address:
        yield address


def cells(window: Chrome, name: str = "kpis-table") -> list[list[str]]:
    """The texts of the table's rows, from top to bottom and left to right."""
    script = """
        const inOrder = (found, by) => [...found].sort((a, b) => a[by] - b[by]);
        const rows = document.querySelectorAll(`#${arguments[0]} .ag-center-cols-container [role=row]`);
        return inOrder(rows, 'ariaRowIndex')
          .map(row => inOrder(row.querySelectorAll('[role=gridcell]'), 'ariaColIndex')
            .map(cell => cell.textContent.replaceAll(/[\\u00a0\\u202f]/g, ' ')))
    """
    return window.execute_script(script, name)  # type: ignore[no-any-return]


def column(window: Chrome, place: int = 0) -> list[str]:
    return [row[place] for row in cells(window)]


def shows(window: Chrome, expected: list[str]) -> None:
    until(window, lambda: column(window) == expected, f"the rows {expected}, not {cells(window)}")


def header(window: Chrome, text: str) -> WebElement:
    path = f"//*[@id='kpis-table']//*[contains(@class, 'ag-header-cell')][.//*[normalize-space()='{text}']]"
    return window.find_element(By.XPATH, path)


def filter_by(window: Chrome, text: str, value: str) -> None:
    """Open the filter of that column and type into its first field."""
    button = header(window, text).find_element(By.CSS_SELECTOR, ".ag-header-cell-filter-button")
    window.execute_script("arguments[0].click()", button)
    field = ".ag-filter input[class*=ag-input]:not([disabled])"
    until(window, lambda: any(e.is_displayed() for e in window.find_elements(By.CSS_SELECTOR, field)), "the filter")
    next(e for e in window.find_elements(By.CSS_SELECTOR, field) if e.is_displayed()).send_keys(value)


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


RANKED = ["=1+1", "Rep 2", "Rep 10", "Lou"]


def test_rates_are_ranked_with_their_interval_and_n_and_those_of_too_few_come_last(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE)
    shows(window, RANKED)
    assert cells(window) == [
        ["=1+1", "66.7%", "39.1% – 86.2%", "12"],
        ["Rep 2", "50.0%", "25.4% – 74.6%", "12"],
        ["Rep 10", "100.0% · too few deals", "34.2% – 100.0%", "2"],
        ["Lou", "0.0% · too few deals", "0.0% – 79.3%", "1"],
    ]
    assert console(window) == []


def test_a_click_on_a_heading_sorts_numbers_as_numbers_and_names_as_people_do(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE)
    shows(window, RANKED)
    header(window, "Rep").click()
    shows(window, ["=1+1", "Lou", "Rep 2", "Rep 10"])
    header(window, "Rep").click()
    shows(window, ["Rep 10", "Rep 2", "Lou", "=1+1"])
    header(window, "n").click()
    until(window, lambda: column(window, 3) == ["12", "12", "2", "1"], "the largest first")
    header(window, "Win rate").click()
    shows(window, RANKED)
    header(window, "Win rate").click()
    shows(window, ["Rep 2", "=1+1", "Lou", "Rep 10"])


def test_columns_are_filtered_and_a_rate_is_asked_for_in_per_cent(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE)
    shows(window, RANKED)
    filter_by(window, "Rep", "Rep")
    shows(window, ["Rep 2", "Rep 10"])
    window.switch_to.active_element.send_keys(Keys.ESCAPE)
    filter_by(window, "Win rate", "50")
    shows(window, ["Rep 2"])
    assert console(window) == []


def test_the_csv_has_the_rows_shown_with_plain_numbers_and_no_formula(reps: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{reps}/kpis?view.kpis.kpi=by_rep")
    window.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    shows(window, ["=1+1", "Rep 2", "Lou", "Rep 10"])
    filter_by(window, "Won revenue", "0")
    until(window, lambda: column(window) == ["Lou"], "what equals 0")
    window.switch_to.active_element.send_keys(Keys.BACKSPACE)
    shows(window, ["=1+1", "Rep 2", "Lou", "Rep 10"])
    window.switch_to.active_element.send_keys(Keys.ESCAPE)
    header(window, "Rep").click()
    shows(window, ["=1+1", "Lou", "Rep 2", "Rep 10"])
    window.execute_script("document.querySelector('#kpis-table [data-do=csv]').click()")
    saved = tmp_path / "kpis-table.csv"
    until(window, saved.exists, "the file")
    assert saved.read_text("utf-8-sig").splitlines() == [
        '"Rep","Won revenue","Deals won","Average deal"',
        '"\'=1+1","8000","8","1000"',
        '"Lou","0","0",""',
        '"Rep 2","1500","6","250"',
        '"Rep 10","-150","2","-75"',
    ]


def test_the_csv_of_a_rate_has_both_ends_of_its_interval(reps: str, browser: Open, tmp_path: Path) -> None:
    window = browser(reps + TABLE)
    window.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    shows(window, RANKED)
    assert window.execute_script("return window.fairlead.gridCsv('kpis-table')") is True
    assert window.execute_script("return window.fairlead.gridCsv('nothing')") is False
    saved = tmp_path / "kpis-table.csv"
    until(window, saved.exists, "the file")
    head, first = saved.read_text("utf-8-sig").splitlines()[:2]
    assert head == '"Rep","Win rate","Win rate, at least (95 %)","Win rate, at most (95 %)","n"'
    assert [round(float(x.strip('"')), 3) for x in first.split(",")[1:]] == [0.667, 0.391, 0.862, 12]


def test_amounts_below_zero_are_written_with_a_minus(reps: str, browser: Open) -> None:
    window = browser(f"{reps}/kpis?view.kpis.kpi=by_rep")
    shows(window, ["=1+1", "Rep 2", "Lou", "Rep 10"])
    assert cells(window)[2:] == [["Lou", "€0", "0", "—"], ["Rep 10", "−€150", "2", "−€75"]]


def test_in_french_numbers_and_dates_are_written_as_there(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE, language="fr")
    shows(window, RANKED)
    assert cells(window)[0][1:] == ["66,7 %", "39,1 % – 86,2 %", "12"]
    until(window, lambda: len(cells(window, "kpis-deals")) > 5, "deals")
    assert cells(window, "kpis-deals")[0][-3:] == ["1 000 €", "2 janv. 2017", "12 déc. 2017"]


def test_the_table_follows_the_theme(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE, theme="dark")
    shows(window, RANKED)
    colours = """
        const cell = document.querySelector('#kpis-table [role=gridcell]');
        const head = document.querySelector('#kpis-table .ag-header');
        return [getComputedStyle(cell).color, getComputedStyle(head).backgroundColor];
    """
    assert window.execute_script(colours) == ["rgb(230, 236, 242)", "rgb(21, 29, 38)"]
    window.find_element(By.ID, "theme-toggle").click()
    assert window.execute_script(colours) == ["rgb(22, 32, 43)", "rgb(255, 255, 255)"]
    assert console(window) == []


def test_the_keyboard_goes_through_cells_and_enter_and_space_filter_by_the_row(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE)
    shows(window, RANKED)
    first = window.find_element(By.XPATH, "//*[@id='kpis-table']//*[@role='gridcell'][.='=1+1']")
    window.execute_script("arguments[0].focus()", first)
    ActionChains(window).send_keys(Keys.ARROW_DOWN).perform()
    assert window.switch_to.active_element.text == "Rep 2"
    ActionChains(window).send_keys(Keys.ARROW_RIGHT).perform()
    assert window.switch_to.active_element.text == "50.0%"
    ActionChains(window).send_keys(Keys.SPACE).perform()
    shows(window, ["Rep 2"])
    assert "rep=Rep+2" in window.current_url
    assert console(window) == []


def test_the_tab_key_leaves_the_rows_at_once(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE)
    shows(window, RANKED)
    cell = window.find_element(By.CSS_SELECTOR, "#kpis-table .ag-center-cols-container .ag-cell")
    window.execute_script("arguments[0].focus()", cell)
    ActionChains(window).send_keys(Keys.TAB).perform()
    assert not window.execute_script("return document.activeElement.matches('#kpis-table .ag-cell')")


def test_a_table_is_named_by_its_title_and_its_headings_say_what_they_mean(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE)
    shows(window, RANKED)
    grid = "#kpis-table [role=grid], #kpis-table [role=treegrid]"
    name = "const e = document.querySelector(arguments[0]); return e && e.getAttribute('aria-labelledby')"
    until(window, lambda: window.execute_script(name, grid) == "kpis-table-title", "the table's name")
    ActionChains(window).move_to_element(header(window, "Win rate")).perform()
    tip = ".ag-tooltip"
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, tip)), "the explanation")
    assert "Won / (won + lost)" in window.find_element(By.CSS_SELECTOR, tip).text


def test_a_page_without_a_table_does_not_load_the_grid(reps: str, browser: Open) -> None:
    window = browser(f"{reps}/nowhere")
    until(window, lambda: "no page" in window.find_element(By.ID, "main").text, "the page")
    loaded = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => n.includes('ag_grid'))"
    assert window.execute_script(loaded) == []


def test_on_a_phone_only_the_table_scrolls_sideways(reps: str, browser: Open) -> None:
    window = browser(reps + TABLE, width=390, height=844)
    shows(window, RANKED)
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
    inside = """
        const view = document.querySelector('#kpis-deals .ag-center-cols-viewport');
        return view.scrollWidth > view.clientWidth;
    """
    until(window, lambda: bool(window.execute_script(inside)), "columns beyond the table's edge")
