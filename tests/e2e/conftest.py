"""A real server process with a small company's deals, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from tests.conftest import pytest_setup_options
from tests.e2e.windows import Windows
from tests.programs import chromedriver, chromium

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds before a page or a server counts as broken
LOOK_AGAIN = 0.1  # seconds between two looks whether a page shows what is waited for
ONE_CLICK = 0.5  # seconds after which the same click again is no longer the second half of a double click

# Won in 2017: 1000 + 3000 + 2000 = 6000 in 3 deals of 4 decided; in 2016: 1500. Retail in 2017: 3000 in 2 of 3.
DEALS = """id,status,account,sector,rep,product,category,created,closed,amount
1,Won,Acme,retail,Ann,Balance,Laboratory,2017-01-02,2017-03-10,1000
2,Won,Bolt,medical,Bob,Balance,Laboratory,2017-02-02,2017-06-15,3000
3,Lost,Acme,retail,Ann,Pump,Flow,2017-03-02,2017-07-01,500
4,Won,Acme,retail,Bob,Pump,Flow,2017-05-02,2017-12-31,2000
5,Won,Bolt,medical,Ann,Pump,Flow,2016-01-04,2016-06-20,1500
6,Open,Bolt,medical,Ann,Pump,Flow,2017-11-02,,700
"""


@contextmanager
def serving(var: Path, **environment: str) -> Iterator[str]:
    """`python src/app.py` on a free port, or on PORT, with its state in `var`; gives its address."""
    port = int(environment.get("PORT") or _free_port())
    ours = {"FAIRLEAD_VAR": str(var), "PORT": str(port), "FAIRLEAD_DEMO": "false", "FAIRLEAD_DERIVE": "false"}
    log = (var / "server.log").open("w")
    server = subprocess.Popen([sys.executable, "src/app.py"], cwd=ROOT, env=_env(ours | environment), stderr=log)
    try:
        _wait_until_healthy(f"http://localhost:{port}/health", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE)
        log.close()


def import_deals(var: Path, deals: str = DEALS) -> None:
    """The deals through the command line into the state in `var`; where there is none yet, a copy of such a state."""
    if (var / "fairlead.db").exists():
        _import(var, deals)
    else:
        shutil.copytree(_imported(deals).name, var, dirs_exist_ok=True)


@cache
def _imported(deals: str) -> "TemporaryDirectory[str]":
    """State with nothing but these deals, to be copied; it goes when the tests end."""
    folder = TemporaryDirectory(prefix="fairlead-e2e-")
    _import(Path(folder.name), deals)
    return folder


def _import(var: Path, deals: str) -> None:
    file = var / "deals.csv"
    file.write_text(deals, "utf-8")
    command = [sys.executable, "src/manage.py", "import", str(file), "--mapping", "simple"]
    subprocess.run(command, cwd=ROOT, env=_env({"FAIRLEAD_VAR": str(var)}), check=True, capture_output=True)


def _env(ours: dict[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("FAIRLEAD_") and k != "DATABASE_URL"}
    return inherited | ours


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(PATIENCE * 10):
        assert server.poll() is None, "the server ended by itself"
        try:
            with urlopen(url):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that shows DEALS."""
    var = tmp_path_factory.mktemp("e2e")
    import_deals(var)
    with serving(var) as address:
        yield address


Open = Callable[..., Chrome]


@pytest.fixture(scope="session")
def windows() -> Iterator[Windows]:
    """Windows for all tests of this process."""
    given = Windows(new_window)
    yield given
    given.close()


@pytest.fixture
def browser(windows: Windows) -> Iterator[Open]:
    """Opens windows without cookies or storage: browser(url, width=390, theme="dark", language="fr")."""
    opened: list[Chrome] = []

    def open_(url: str, **reader: Any) -> Chrome:
        opened.append(windows.take())
        read_as(opened[-1], **reader)
        opened[-1].get(url)
        return opened[-1]

    yield open_
    for window in opened:
        windows.give_back(window)


def new_window() -> Chrome:
    """A window of a browser of its own. Skips where there is none."""
    if chromium() is None or chromedriver() is None:
        pytest.skip("Chromium and its driver are not installed")
    return Chrome(options=pytest_setup_options(), service=Service(chromedriver()))


def read_as(
    window: Chrome, *, width: int = 1440, height: int = 900, theme: str = "light", language: str = "en"
) -> None:
    """From here on the window is that of a reader with this screen, preference and language."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": theme}
    still = {"name": "prefers-reduced-motion", "value": "reduce"}  # nothing slides away from under a click
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, still]})
    agent = window.execute_script("return navigator.userAgent")
    window.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": language})


def not_a_double_click() -> None:
    """Wait so long that what was clicked last can be clicked again."""
    time.sleep(ONE_CLICK)


def until(window: Chrome, holds: Callable[[], bool], what: str) -> None:
    """Wait until it holds, reading anew what is redrawn; fail with what was waited for and what the page shows."""
    redrawn = (StaleElementReferenceException,)
    try:
        WebDriverWait(window, PATIENCE, LOOK_AGAIN, redrawn).until(lambda _window: holds())
    except Exception as error:
        seen = window.execute_script("return document.body.innerText")
        raise AssertionError(f"waited in vain for {what}; at {window.current_url} the page says: {seen}") from error
