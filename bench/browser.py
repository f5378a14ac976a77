"""What a reader waits for: the first load and each change of page in Chromium, with an empty cache."""

import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from tests.programs import chromedriver, chromium, chromium_options

FIRST_LOADS = 5
PATIENCE = 30  # seconds
QUIET = 400  # milliseconds without a request: the page has all it asked for

# Takes down when the page was asked for, when the first chart (of those shown since) was painted, and what is open.
WATCH = """
    window.seen = {asked: 0, chart: null, open: 0, last: 0};
    const fetched = window.fetch;
    window.fetch = (...request) => {
      seen.open += 1;
      return fetched(...request).finally(() => { seen.open -= 1; seen.last = performance.now(); });
    };
    new MutationObserver(() => {
      if (seen.chart === null && document.querySelector('.plot .trace, .plot .annotation'))
        requestAnimationFrame(() => requestAnimationFrame(() => { seen.chart ??= performance.now(); }));
    }).observe(document, {childList: true, subtree: true});
"""
SETTLED = f"return seen.open === 0 && seen.last > seen.asked && performance.now() - seen.last > {QUIET}"
GO = """
    document.querySelectorAll('.plot').forEach(plot => plot.remove());
    Object.assign(seen, {asked: performance.now(), chart: null});
    document.querySelector(`.nav-link[href^="${arguments[0]}"]`).click();
"""


@dataclass(frozen=True)
class Load:
    """What a page took to load: requests, bytes with their headers, milliseconds to the first chart (None: none)."""

    requests: int
    bytes: int
    chart: float | None


def measure_browser(address: str, paths: list[str]) -> dict[str, Any]:
    """The first load of `/`, several times from an empty cache, then each page through the navigation."""
    loads = []
    for _time in range(FIRST_LOADS):
        window = _window()
        try:
            window.get(address)
            loads.append(_taken(window))
            pages = {path: _taken(window) for path in _visited(window, paths)} if len(loads) == FIRST_LOADS else {}
        finally:
            window.quit()
    charts = [load.chart for load in loads if load.chart is not None]
    return {
        "requests": loads[-1].requests, "bytes": max(load.bytes for load in loads),
        "first": charts[0], "chart": statistics.median(charts),
        "pages": {path: asdict(load) for path, load in pages.items()},
    }  # fmt: skip


def _window() -> Chrome:
    if chromium() is None or chromedriver() is None:
        raise RuntimeError("The bench needs Chromium: run make programs.")
    options = chromium_options()
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    window = Chrome(options=options, service=Service(chromedriver()))
    window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    return window


def _visited(window: Chrome, paths: list[str]) -> Iterator[str]:
    for path in paths:
        window.execute_script(GO, path)
        yield path


def _taken(window: Chrome) -> Load:
    """What was loaded since the last look, once nothing more is asked for."""
    WebDriverWait(window, PATIENCE).until(lambda _window: window.execute_script(SETTLED))
    events = [json.loads(entry["message"])["message"] for entry in window.get_log("performance")]
    sent, done = (_of(events, f"Network.{name}") for name in ("requestWillBeSent", "loadingFinished"))
    ours = {one["requestId"] for one in sent if one["request"]["url"].startswith("http")}
    chart = window.execute_script("return seen.chart === null ? null : seen.chart - seen.asked")
    return Load(len(ours), int(sum(one["encodedDataLength"] for one in done if one["requestId"] in ours)), chart)


def _of(events: list[dict[str, Any]], method: str) -> list[dict[str, Any]]:
    return [event["params"] for event in events if event["method"] == method]
