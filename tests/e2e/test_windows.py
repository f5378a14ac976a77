"""That a window which goes from test to test is each time like one of a browser just started."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.e2e.conftest import new_window, read_as
from tests.e2e.windows import Windows

pytestmark = pytest.mark.browser

LEAVE_TRACES = """
    const done = arguments[0];
    document.cookie = 'left=1; max-age=3600';
    localStorage.left = sessionStorage.left = 1;
    console.error('left');
    const opened = indexedDB.open('left');
    opened.onsuccess = () => { opened.result.close(); caches.open('left').then(() => done()); };
"""
TRACES = """
    const done = arguments[0], is = query => matchMedia(query).matches;
    Promise.all([indexedDB.databases(), caches.keys(), navigator.permissions.query({name: 'clipboard-read'})])
      .then(([databases, kept, clipboard]) => done({
        cookies: document.cookie, local: localStorage.length, session: sessionStorage.length,
        databases: databases.length, caches: kept.length, clipboard: clipboard.state, history: history.length,
        script: window.left ?? null, language: navigator.language, dark: is('(prefers-color-scheme: dark)'),
        still: is('(prefers-reduced-motion: reduce)'), width: innerWidth, focus: document.hasFocus(),
      }));
"""


@pytest.fixture
def windows() -> Iterator[Windows]:
    """Windows of this test alone, so that the first is really new."""
    given = Windows(new_window)
    yield given
    given.close()


def traces(window: Chrome, address: str) -> dict[str, object]:
    """What a page finds in the window."""
    window.get(f"{address}/health")
    return dict(window.execute_async_script(TRACES))


def leave_traces(window: Chrome, address: str, folder: Path) -> None:
    read_as(window, width=390, theme="dark", language="fr")
    window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": "window.left = 1"})
    window.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite"]})
    window.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "deny", "downloadPath": str(folder)})
    window.get(f"{address}/health")
    window.execute_async_script(LEAVE_TRACES)
    window.switch_to.new_window("tab")
    window.get(f"{address}/health")


def test_a_window_given_back_is_as_new(dashboard: str, windows: Windows, tmp_path: Path) -> None:
    window = windows.take()
    new = traces(window, dashboard)
    leave_traces(window, dashboard, tmp_path)
    left = traces(window, dashboard)
    windows.give_back(window)
    assert windows.take() is window
    windows.give_back(window)
    assert len(window.window_handles) == 1
    assert window.get_log("browser") == []
    assert traces(window, dashboard) == new
    seen = {name for name in new if new[name] != left[name]}
    assert {"cookies", "local", "databases", "caches", "clipboard"} <= seen  # there was something to forget


def test_two_windows_at_once_are_two_browsers(dashboard: str, windows: Windows) -> None:
    one, two = windows.take(), windows.take()
    traces(one, dashboard)
    one.execute_async_script(LEAVE_TRACES)
    assert traces(two, dashboard)["cookies"] == ""
    windows.give_back(one)
    windows.give_back(two)


@pytest.mark.parametrize("end", [Chrome.close, Chrome.quit])  # its last tab closed, or its driver ended, too
def test_a_window_whose_browser_ended_is_not_kept(windows: Windows, end: Callable[[Chrome], None]) -> None:
    window = windows.take()
    end(window)
    windows.give_back(window)
    another = windows.take()
    assert another is not window
    windows.give_back(another)
