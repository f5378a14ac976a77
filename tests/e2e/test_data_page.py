"""From a file to figures in a real browser: upload, proposal, dry run, import; and what the Data page tells of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.conftest import DEALS, Open, import_deals, serving, until

pytestmark = pytest.mark.browser

MORE = "id,status,account,product,created,closed,amount\n7,Won,Acme,Pump,2017-02-01,2017-11-11,4000\n"
WRONG = MORE + "8,Won,Acme,Pump,2017-02-31,2017-11-11,n/a\n"
MINUTES = 4  # that a job may take where others use the machine, too


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Address of a server that shows DEALS and takes uploads of 1 MB."""
    (tmp_path / "var").mkdir()
    import_deals(tmp_path / "var")
    with serving(tmp_path / "var", FAIRLEAD_UPLOAD_MB="1") as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a server without any data, on either database."""
    given = {"DATABASE_URL": request.getfixturevalue("postgresql_url")} if request.param == "postgresql" else {}
    (tmp_path / "var").mkdir()
    with serving(tmp_path / "var", **given) as address:
        yield address


def element(window: Chrome, id_: str) -> WebElement:
    until(window, lambda: bool(window.find_elements(By.ID, id_)), f"#{id_}")
    return window.find_element(By.ID, id_)


def is_shown(window: Chrome, id_: str) -> bool:
    return any(found.is_displayed() for found in window.find_elements(By.ID, id_))


def text(window: Chrome, id_: str) -> str:
    return element(window, id_).text.replace("\n", " ")


def after_a_job(window: Chrome, holds: Callable[[], bool], what: str) -> None:
    """Wait for what a job gives."""
    for _wait in range(2 * MINUTES):
        try:
            return until(window, holds, what)
        except AssertionError as error:
            last = error
    raise last


def choose(window: Chrome, *files: Path) -> None:
    element(window, "upload-choose").click()
    element(window, "upload-files").send_keys("\n".join(str(file) for file in files))


def write(folder: Path, content: str | bytes, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rehearse(window: Chrome, *files: Path) -> None:
    """Upload the files and wait for the receipt of their dry run."""
    choose(window, *files)
    until(window, lambda: is_shown(window, "data-check"), "a proposal")
    until(window, lambda: bool(element(window, "data-origin").get_attribute("value")), "an origin")
    element(window, "data-check").click()
    after_a_job(window, lambda: is_shown(window, "data-import"), "the dry run's receipt")


def bring_in(window: Chrome, *files: Path) -> None:
    """Upload, rehearse and import the files."""
    rehearse(window, *files)
    element(window, "data-import").click()
    after_a_job(window, lambda: "The figures are up to date." in text(window, "data-run"), "the import's end")


def cards(window: Chrome) -> list[str]:
    script = "return [...document.querySelectorAll('.card-value')].map(e => e.innerText.replaceAll('\\u00a0', ' '))"
    return list(window.execute_script(script))


def console(window: Chrome) -> list[str]:
    return [entry["message"] for entry in window.get_log("browser")]


def jobs_listed(window: Chrome) -> list[str]:
    return [row.text.replace("\n", " ") for row in window.find_elements(By.CSS_SELECTOR, "#data-imports .job-row")]


def test_from_an_upload_over_its_dry_run_to_the_figures(empty_server: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{empty_server}/data")
    rehearse(window, write(tmp_path, DEALS))
    assert "Your own CSV fits 10 of 24 expected columns found" in text(window, "data-mapping")
    assert "Dry run of simple: nothing has been stored yet." in text(window, "data-run")
    assert "6 received = 6 accepted + 0 in quarantine" in text(window, "data-run")
    assert jobs_listed(window) == []
    element(window, "data-import").click()
    after_a_job(window, lambda: "The figures are up to date." in text(window, "data-run"), "the import's end")
    until(window, lambda: len(jobs_listed(window)) == 1, "the import in the list")
    assert jobs_listed(window)[0].startswith("Import deals.csv into simple")
    assert "6 received = 6 accepted + 0 in quarantine" in text(window, "data-receipt")
    other = browser(f"{empty_server}/sales")
    until(other, lambda: cards(other)[:2] == ["€6 k", "3"], "the figures of the upload")
    bring_in(window, write(tmp_path, MORE))
    assert "1 received = 1 accepted + 0 in quarantine" in text(window, "data-run")
    other.refresh()
    until(other, lambda: cards(other)[:2] == ["€10 k", "4"], "the figures of both uploads")
    window.find_element(By.LINK_TEXT, "See the figures").click()
    until(window, lambda: "/data" not in window.current_url and bool(cards(window)), "the first page")
    assert console(window) == []


def test_a_double_click_on_import_imports_once(server: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{server}/data")
    rehearse(window, write(tmp_path, MORE))
    ActionChains(window).double_click(element(window, "data-import")).perform()
    after_a_job(window, lambda: "The figures are up to date." in text(window, "data-run"), "the import's end")
    until(window, lambda: len(jobs_listed(window)) == 2, "the imports in the list")
    assert "1 received, 0 in quarantine" in jobs_listed(window)[0]
    assert not is_shown(window, "data-import")


def test_files_that_are_dropped_are_uploaded(server: str, browser: Open) -> None:
    window = browser(f"{server}/data")
    element(window, "upload-zone")
    window.execute_script(
        """const given = new DataTransfer();
        given.items.add(new File([arguments[0]], 'deals.csv'));
        given.items.add(new File(['x'], 'notes.docx'));
        document.getElementById('upload-zone').dispatchEvent(
            new DragEvent('drop', {dataTransfer: given, bubbles: true, cancelable: true}));""",
        MORE,
    )
    until(window, lambda: is_shown(window, "data-check"), "a proposal")
    assert text(window, "upload-message") == "Left out, since they cannot be read: notes.docx."
    assert text(window, "data-files").startswith("deals.csv")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(server: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{server}/data")
    choose(window, write(tmp_path, b"x" * (3 << 20)))
    until(
        window, lambda: "These files have 3 MB; an upload may have 1 MB." in text(window, "upload-message"), "why not"
    )
    assert not (tmp_path / "var" / "uploads").exists()
    choose(window, write(tmp_path, MORE))
    until(window, lambda: is_shown(window, "data-check"), "a proposal for a smaller one")
    assert text(window, "upload-message") == ""


def test_the_server_refuses_what_is_too_large_even_where_the_page_does_not(
    server: str, browser: Open, tmp_path: Path
) -> None:
    window = browser(f"{server}/data")
    element(window, "upload-zone")
    window.execute_script("document.getElementById('upload-zone').dataset.limit = '1000000000'")
    choose(window, write(tmp_path, b"x" * (30 << 20)))
    until(window, lambda: "An upload may have 1 MB at most." in text(window, "upload-message"), "the server's refusal")
    assert not list((tmp_path / "var" / "uploads").glob("*"))


def test_a_file_that_is_no_table_is_told_what_is_wrong_with_it(server: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{server}/data")
    choose(window, write(tmp_path, b"%PDF-1.7", "plan.pdf"))
    until(window, lambda: "plan.pdf cannot be read" in text(window, "upload-message"), "a refusal by its name")
    choose(window, write(tmp_path, b"\x89PNG\r\n\x00\x00", "photo.csv"))
    until(window, lambda: "holds a zero byte, so it is not text" in text(window, "data-files"), "what it really is")
    choose(window, write(tmp_path, "foo,bar\n1,2\n"))
    until(window, lambda: "No mapping knows these columns." in text(window, "data-files"), "that nothing fits")
    assert not is_shown(window, "data-check")
    assert console(window) == []


def test_an_import_that_cannot_be_made_says_why(server: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{server}/data")
    choose(window, write(tmp_path, MORE))
    until(window, lambda: element(window, "data-origin").get_attribute("value") == "simple", "the known origin")
    field = element(window, "data-origin")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("not a name")
    element(window, "data-check").click()
    until(window, lambda: "'not a name' cannot name an origin." in text(window, "data-run"), "why not")


def test_rows_in_quarantine_are_listed_and_downloaded_with_their_reasons(
    server: str, browser: Open, tmp_path: Path
) -> None:
    window = browser(f"{server}/data", width=1440)
    bring_in(window, write(tmp_path, WRONG))
    rows = ".ag-center-cols-container .ag-row"
    panel = element(window, "data-quarantine")
    until(window, lambda: len(panel.find_elements(By.CSS_SELECTOR, rows)) == 2, "two findings")
    assert "1 row is kept out of the figures" in panel.text
    panel.find_element(By.CSS_SELECTOR, f"{rows} .ag-cell").click()
    until(window, lambda: "created: 2017-02-31" in text(window, "data-quarantine-row"), "the row as received")
    csv = panel.find_element(By.LINK_TEXT, "All as CSV").get_attribute("href")
    with urlopen(csv) as answer:
        lines = answer.read().decode("utf-8-sig").splitlines()
    assert [line.split(",")[2:6] for line in lines[1:]] == [
        ["8", "amount", "n/a", "Numbers can be read"], ["8", "created", "2017-02-31", "Dates can be read"],
    ]  # fmt: skip
    window.get(f"{server}/data?view.data.check=not_a_number")
    panel = element(window, "data-quarantine")
    until(window, lambda: len(panel.find_elements(By.CSS_SELECTOR, rows)) == 1, "the finding asked for")
    assert console(window) == []


def test_an_origin_is_turned_off_and_its_figures_go(server: str, browser: Open) -> None:
    window = browser(f"{server}/data")
    until(window, lambda: "simple on" in text(window, "data-origins-list"), "the origin")
    window.find_element(By.CSS_SELECTOR, "[aria-label='Turn off simple']").click()
    after_a_job(window, lambda: "simple off" in text(window, "data-origins-list"), "the origin turned off")
    with urlopen(f"{server}/api/v1/metrics/won_revenue") as answer:
        assert json.load(answer)["total"]["value"] in (None, 0)
    assert jobs_listed(window)[0].startswith("Publish simple turned off")


def test_a_past_import_is_chosen_from_the_list(server: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{server}/data")
    bring_in(window, write(tmp_path, MORE))
    until(window, lambda: "1 received =" in text(window, "data-receipt"), "the newest receipt")
    window.find_elements(By.CSS_SELECTOR, "#data-imports .job-row")[1].send_keys(Keys.ENTER)
    until(window, lambda: "6 received =" in text(window, "data-receipt"), "the older receipt")
    chosen = window.find_elements(By.CSS_SELECTOR, "#data-imports .job-row.chosen")
    assert [row.get_attribute("aria-pressed") for row in chosen] == ["true"]
    assert "6 received" in chosen[0].text


def test_on_a_phone_a_receipt_fits_the_screen(server: str, browser: Open, tmp_path: Path) -> None:
    window = browser(f"{server}/data", width=390, height=844)
    rehearse(window, write(tmp_path, WRONG))
    assert "1 in quarantine" in text(window, "data-run")
    assert window.execute_script("return document.documentElement.scrollWidth") == 390


def test_the_demo_is_loaded_from_the_first_page(empty_server: str, browser: Open) -> None:
    window = browser(f"{empty_server}/")
    element(window, "load-demo").click()
    until(window, lambda: "Import:" in text(window, "load-demo-progress"), "its progress")
    after_a_job(window, lambda: "The demo company is loaded." in text(window, "load-demo-progress"), "the demo")
    window.find_element(By.LINK_TEXT, "See the figures").click()
    until(window, lambda: bool(cards(window)), "its figures")
