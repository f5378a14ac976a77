"""The KPIs page in a real browser: all KPIs, the chosen one broken down, clicks on bars and rows, the month's deals."""

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Open, not_a_double_click, until

pytestmark = pytest.mark.browser

LIST = """
    return [...document.querySelectorAll('.kpi')].map(kpi => ['label', 'value', 'beside']
      .map(part => kpi.querySelector('.kpi-' + part).innerText.replaceAll('\\u00a0', ' ')))
"""
BARS = """
    const figure = document.querySelector('#kpis-bars .js-plotly-plot');
    const bar = figure && figure.data[0];
    if (!bar || bar.orientation !== 'h') return null;
    const text = bar.text.map(one => one.replaceAll('\\u00a0', ' '));
    return figure.layout.yaxis.ticktext.map((name, i) => [name.trim(), text[i]]).reverse();
"""
DRAWN = """
    const texts = part => [...document.querySelectorAll('#kpis-bars ' + part)].map(e => {
      const {top, height} = e.getBoundingClientRect();
      return [top + height / 2, e.textContent.replaceAll('\\u00a0', ' ').trim()];
    }).sort((a, b) => a[0] - b[0]);
    const values = texts('.bartext');
    const beside = middle => (values.find(([at]) => Math.abs(at - middle) < 6) || [])[1];
    return texts('.yaxislayer-above text').map(([middle, label]) => [label, beside(middle)]);
"""


def kpis(window: Chrome) -> dict[str, tuple[str, str]]:
    return {label: (value, beside) for label, value, beside in window.execute_script(LIST)}


def chosen(window: Chrome) -> str:
    return str(window.execute_script("return document.querySelector('#kpis-head h2')?.innerText || ''"))


def pressed(window: Chrome, kind: str) -> list[str]:
    script = (
        f"return [...document.querySelectorAll('.{kind}[aria-pressed=true]')].map(e => e.innerText.split('\\n')[0])"
    )
    return list(window.execute_script(script))


def bars(window: Chrome) -> list[list[str]] | None:
    return window.execute_script(BARS)  # type: ignore[no-any-return]


def cells(window: Chrome, name: str) -> list[list[str]]:
    """The texts of the table's rows, from top to bottom and left to right."""
    return window.execute_script(  # type: ignore[no-any-return]
        "return [...document.querySelectorAll(`#${arguments[0]} .ag-center-cols-container [role=row]`)]"
        ".sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)"
        ".map(row => [...row.querySelectorAll('[role=gridcell]')].sort((a, b) => a.ariaColIndex - b.ariaColIndex)"
        ".map(cell => cell.textContent.replaceAll('\\u00a0', ' ')))", name,
    )  # fmt: skip


def shows(window: Chrome, expected: list[list[str]]) -> None:
    until(window, lambda: bars(window) == expected, f"the bars {expected}, not {bars(window)}")


def query(window: Chrome) -> str:
    return str(window.execute_script("return location.search"))


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


def press(window: Chrome, kind: str, label: str) -> None:
    window.find_element(By.XPATH, f"//button[contains(@class, '{kind}')][contains(., '{label}')]").click()


BY_SECTOR = [["medical", "€3 k"], ["retail", "€3 k"]]


def test_all_kpis_are_listed_with_what_stands_behind_them(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis")
    shows(window, BY_SECTOR)
    found = kpis(window)
    assert len(found) == 26
    assert found["Won sales and revenue"] == ("€6 k", "Deals won 3")
    assert found["Average revenue per won sale"] == ("€2 k", "n 3")
    assert found["Lost sales and revenue"] == ("€500", "Deals lost 1")
    assert found["Won sales and revenue by rep"] == ("€5 k", "highest: Bob · n 2")
    assert found["Won revenue per month"] == ("€3 k", "highest: Jun 2017 · n 1")
    assert found["Won ratio per rep"] == ("—", "too few deals")
    assert console(window) == []


def test_a_bar_stands_at_its_own_label(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis?view.kpis.kpi=by_rep&period=all")
    shows(window, [["Bob", "€5 k"], ["Ann", "€2.5 k"]])
    until(window, lambda: len(window.execute_script(DRAWN)) == 2, "two labels")
    assert window.execute_script(DRAWN) == [["Bob", "€5 k"], ["Ann", "€2.5 k"]]


def test_choosing_a_kpi_breaks_it_down_its_own_way_and_back_undoes_it(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis")
    shows(window, BY_SECTOR)
    press(window, "kpi-choose", "Won ratio per rep")
    shows(window, [["Bob", "100.0% · too few"], ["Ann", "50.0% · too few"]])
    assert query(window) == "?view.kpis.kpi=won_ratio_by_rep"
    assert chosen(window) == "Won ratio per rep"
    assert (pressed(window, "kpi-choose"), pressed(window, "chip")) == (["Won ratio per rep"], ["Rep"])
    assert "Won / (won + lost)" in window.find_element(By.ID, "kpis-head").text
    window.back()
    shows(window, BY_SECTOR)
    assert pressed(window, "kpi-choose") == ["Won sales and revenue"]
    assert console(window) == []


def test_another_way_to_break_it_down_is_one_click_and_in_the_url(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis")
    shows(window, BY_SECTOR)
    press(window, "chip", "Product")
    shows(window, [["Balance", "€4 k"], ["Pump", "€2 k"]])
    assert query(window) == "?view.kpis.by=product"
    until(window, lambda: cells(window, "kpis-table") == [["Balance", "€4,000", "2"], ["Pump", "€2,000", "1"]], "rows")
    press(window, "chip", "Month")
    until(window, lambda: bars(window) is None, "columns")
    until(window, lambda: len(cells(window, "kpis-table")) == 12, "twelve months")
    assert cells(window, "kpis-table")[2] == ["Mar 2017", "€1,000", "1"]
    press(window, "chip", "Sector")
    shows(window, BY_SECTOR)
    assert query(window) == ""


def test_the_keyboard_chooses_and_stays_where_it_was(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis")
    shows(window, BY_SECTOR)
    chip = window.find_element(By.XPATH, "//button[contains(@class, 'chip')][.='Rep']")
    window.execute_script("arguments[0].focus()", chip)
    chip.send_keys(Keys.ENTER)
    shows(window, [["Bob", "€5 k"], ["Ann", "€1 k"]])
    assert window.switch_to.active_element.text == "Rep"


def test_a_row_filters_every_page_and_again_takes_it_off(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis?view.kpis.kpi=by_rep")
    until(window, lambda: len(cells(window, "kpis-table")) == 2, "two rows")
    window.find_element(By.XPATH, "//*[@id='kpis-table']//*[@role='gridcell'][.='Bob']").click()
    shows(window, [["Bob", "€5 k"]])
    assert "rep=Bob" in query(window)
    assert kpis(window)["Won sales and revenue"] == ("€5 k", "Deals won 2")
    until(window, lambda: len(cells(window, "kpis-table")) == 1, "one row")
    cell = window.find_element(By.XPATH, "//*[@id='kpis-table']//*[@role='gridcell'][.='Bob']")
    window.execute_script("arguments[0].focus()", cell)
    not_a_double_click()
    cell.send_keys(Keys.ENTER)
    shows(window, [["Bob", "€5 k"], ["Ann", "€1 k"]])
    assert "rep=Bob" not in query(window)
    assert console(window) == []


def test_the_deals_of_the_last_month_with_facts_are_listed_whatever_the_period(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis?from=2016-01-01&to=2016-12-31")
    until(window, lambda: len(cells(window, "kpis-deals")) == 1, "one deal")
    panel = window.find_element(By.ID, "kpis-deals").text
    assert "Deals of Dec 2017" in panel
    assert "won 1, lost 0, opened 0" in panel
    assert cells(window, "kpis-deals") == [
        ["Acme", "Pump", "Bob", "not known", "won", "€2,000", "May 2, 2017", "Dec 31, 2017"],
    ]  # fmt: skip


def test_on_a_phone_nothing_scrolls_sideways_and_what_is_chosen_comes_into_view(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis", width=390, height=844)
    shows(window, BY_SECTOR)
    assert window.execute_script("return document.documentElement.scrollWidth") == 390
    press(window, "kpi-choose", "Lost sales and revenue")
    until(window, lambda: chosen(window) == "Lost sales and revenue", "the KPI")
    top = "return document.getElementById('kpis-chosen').getBoundingClientRect().top"
    until(window, lambda: 0 <= window.execute_script(top) < 844 / 2, "the KPI in view")


def test_a_kpi_that_does_not_exist_is_said(dashboard: str, browser: Open) -> None:
    window = browser(f"{dashboard}/kpis?view.kpis.kpi=nonsense")
    until(window, lambda: "nonsense" in window.find_element(By.ID, "main").text, "the message")
    assert console(window) == []
