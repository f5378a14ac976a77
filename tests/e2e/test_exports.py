"""A panel's menu in a real browser: CSV under the filters of the URL, PNG in both themes, full screen, workbook."""

import time
from base64 import b64encode
from pathlib import Path

import fastexcel
import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from exports.sheet_names import sheet_names
from tests.e2e.conftest import Open, until

pytestmark = pytest.mark.browser

IMAGE = """
const done = arguments[1], bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
createImageBitmap(new Blob([bytes])).then(image => {
  const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data, found = {};
  for (let i = 0; i < pixels.length; i += 4) {
    const colour = pixels[i] + "," + pixels[i + 1] + "," + pixels[i + 2];
    found[colour] = (found[colour] || 0) + 1;
  }
  done({width: image.width, height: image.height, colours: found});
});
"""


def opened(browser: Open, address: str, folder: Path, **how: object) -> Chrome:
    """A window on the page with its charts drawn, that saves files in `folder`."""
    window = browser("about:blank", **how)
    window.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    window.get(address)
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, "#sales-months .trace")), "the chart")
    return window


def choose(window: Chrome, entry: str, panel: str = "sales-months") -> None:
    """Open the panel's menu and click an entry."""
    window.find_element(By.CSS_SELECTOR, f"#{panel} details:has(.menu) summary").click()
    window.find_element(By.XPATH, f"//*[@id='{panel}']//*[contains(@class, 'menu-entry')][.='{entry}']").click()


def saved(folder: Path, ending: str) -> Path:
    """The file of that ending that the browser saves."""
    for _attempt in range(200):
        found = list(folder.glob(f"*.{ending}"))
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no {ending} was saved")


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


def test_csv_is_saved_with_the_figures_under_the_urls_filters(dashboard: str, browser: Open, tmp_path: Path) -> None:
    window = opened(browser, f"{dashboard}/sales?from=2017-03-01&to=2017-03-31&sector=retail", tmp_path)
    choose(window, "Data as CSV")
    file = saved(tmp_path, "csv")
    assert file.name == "sales-months_2017-03-01_2017-03-31.csv"
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Month,Won revenue (EUR)")
    assert [line.split(",")[:2] for line in lines[1:]] == [["2017-03-01", "1000"]]
    assert window.current_url.endswith("/sales?from=2017-03-01&to=2017-03-31&sector=retail")
    assert console(window) == []


@pytest.mark.parametrize(
    ("theme", "surface", "won"),
    [("light", "255,255,255", "37,99,201"), ("dark", "21,29,38", "110,168,254")],
)
def test_png_has_the_colours_of_the_theme(
    dashboard: str, browser: Open, tmp_path: Path, theme: str, surface: str, won: str
) -> None:
    window = opened(browser, f"{dashboard}/sales", tmp_path, theme=theme)
    choose(window, "Image as PNG")
    content = saved(tmp_path, "png").read_bytes()
    assert content.startswith(b"\x89PNG")
    shown = window.find_element(By.CSS_SELECTOR, "#sales-months .js-plotly-plot").size
    assert console(window) == []
    image = pixels(window, content)
    assert image["width"] == 2 * (max(shown["width"], 640) + 48)
    assert image["height"] > 2 * shown["height"]
    assert image["colours"][surface] > image["width"] * image["height"] / 2
    assert image["colours"][won] > 300


def pixels(window: Chrome, content: bytes) -> dict[str, object]:
    window.get("data:text/html,<title>image</title>")  # a page without our policy, to look at the image
    return dict(window.execute_async_script(IMAGE, b64encode(content).decode()))


def size(window: Chrome) -> tuple[float, float]:
    box = window.find_element(By.CSS_SELECTOR, "#sales-months .main-svg").rect
    return box["width"], box["height"]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_full_screen_enlarges_the_chart_and_escape_gives_the_page_back(
    dashboard: str, browser: Open, tmp_path: Path, width: int, height: int
) -> None:
    window = opened(browser, f"{dashboard}/sales", tmp_path, width=width, height=height)
    before = size(window)
    choose(window, "Full screen")
    until(window, lambda: size(window)[1] > height * 0.7, "a large chart")
    assert size(window)[0] >= before[0]
    focused = window.switch_to.active_element
    assert focused.get_attribute("aria-label") == "Close full screen"
    for _step in range(12):  # the keyboard stays within the panel
        window.switch_to.active_element.send_keys(Keys.TAB)
        inside = "return document.activeElement === document.body || !!document.activeElement.closest('#sales-months')"
        assert window.execute_script(inside)
    window.switch_to.active_element.send_keys(Keys.ESCAPE)
    until(window, lambda: abs(size(window)[1] - before[1]) < 2, "the chart as it was")
    assert window.find_elements(By.CSS_SELECTOR, "[inert], .full-screen") == []
    assert window.switch_to.active_element.tag_name == "summary"
    assert console(window) == []


def test_the_close_button_leaves_full_screen_too(dashboard: str, browser: Open, tmp_path: Path) -> None:
    window = opened(browser, f"{dashboard}/sales", tmp_path)
    choose(window, "Full screen")
    window.find_element(By.CSS_SELECTOR, "#sales-months .panel-close").click()
    assert window.find_elements(By.CSS_SELECTOR, ".full-screen") == []


def test_the_figures_of_a_chart_can_be_read_as_a_table(dashboard: str, browser: Open, tmp_path: Path) -> None:
    window = opened(browser, f"{dashboard}/sales?from=2017-03-01&to=2017-03-31", tmp_path)
    choose(window, "Show as table")
    until(window, lambda: bool(window.find_elements(By.CSS_SELECTOR, "dialog[open] tbody tr")), "the table")
    row = window.find_element(By.CSS_SELECTOR, "dialog tbody tr").text
    assert row.startswith("Mar 2017 €1,000")
    window.switch_to.active_element.send_keys(Keys.ESCAPE)
    until(window, lambda: not window.find_elements(By.CSS_SELECTOR, "dialog"), "the dialog to go")
    assert console(window) == []


def test_an_export_that_is_refused_is_said_on_the_page(dashboard: str, browser: Open, tmp_path: Path) -> None:
    window = opened(browser, f"{dashboard}/sales", tmp_path)
    window.execute_script("history.replaceState(history.state, '', '?sector=nonsense')")
    choose(window, "Data as CSV")
    until(window, lambda: "nonsense" in window.find_element(By.ID, "toast").text, "the message")
    assert window.current_url.endswith("?sector=nonsense")
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_has_a_sheet_for_each_chart(dashboard: str, browser: Open, tmp_path: Path) -> None:
    window = opened(browser, f"{dashboard}/sales?sector=retail", tmp_path)
    titles = window.execute_script(
        "return [...document.querySelectorAll('.panel:has(.js-plotly-plot) h2')].map(e => e.innerText)"
    )
    window.find_element(By.CSS_SELECTOR, "#export summary").click()
    window.find_element(By.ID, "export-xlsx").click()
    book = fastexcel.read_excel(saved(tmp_path, "xlsx"))
    assert {name for title in titles for name in sheet_names([title])} <= set(book.sheet_names)
    cover = book.load_sheet("About", header_row=None).to_polars().rows()
    assert ("Sector", "retail") in [row[:2] for row in cover]
    assert console(window) == []
