"""Windows of Chromium that are started once and go from test to test, each time as if they were new.

To start a browser and to load Plotly into it for the first time takes longer than most tests. So the one that a
test is done with is kept for the next: what pages left in it is gone, what was downloaded and compiled is not.
"""

from collections.abc import Callable
from contextlib import suppress

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from urllib3.exceptions import HTTPError

GONE = (WebDriverException, HTTPError)  # what is raised where the browser, or its driver, does not answer
# What pages can keep in a browser, by the protocol's names; the cache of what was downloaded is not among them.
KEPT_BY_PAGES = "cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems,storage_buckets"


class Windows:
    """Windows of browsers that share nothing, as many as were ever open at once."""

    def __init__(self, start: Callable[[], Chrome]) -> None:
        self._start = start
        self._free: list[Chrome] = []

    def take(self) -> Chrome:
        """A window that is empty and remembers nothing."""
        return self._free.pop() if self._free else self._start()

    def give_back(self, window: Chrome) -> None:
        """Keep the window, made as new, for another test; end its browser where that cannot be done."""
        try:
            forget(window)
        except GONE:
            with suppress(*GONE):
                window.quit()
        else:
            self._free.append(window)

    def close(self) -> None:
        """End the browsers."""
        for window in self._free:
            window.quit()


def forget(window: Chrome) -> None:
    """Take off all that a test left behind.

    With the tabs go their history, their session storage, and the screen, language and scripts they were given.
    """
    used = window.window_handles
    window.switch_to.new_window("tab")
    empty = window.current_window_handle
    for tab in used:
        window.switch_to.window(tab)
        window.close()
    window.switch_to.window(empty)
    window.execute_cdp_cmd("Page.bringToFront", {})  # or its pages would not have the focus
    window.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": KEPT_BY_PAGES})
    window.execute_cdp_cmd("Network.clearBrowserCookies", {})
    window.execute_cdp_cmd("Browser.resetPermissions", {})
    window.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "default"})
    window.get_log("browser")  # to read it is to empty it
