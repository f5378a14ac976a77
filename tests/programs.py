"""The programs that tests need besides Python: Chromium with its driver, PostgreSQL's server binaries, axe-core.

`python tests/programs.py` installs the missing ones through apt-get where that is possible without a
password, and ends with what to install where it is not. axe-core, which checks pages for accessibility, is
fetched through npm into the environment; where that cannot be done, its tests skip and say so.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver.chrome.options import Options

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1440,1000",
)  # fmt: skip
CHROME_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
POSTGRESQL_HOMES = ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt")
AXE = "axe-core@4.14.1"
AXE_SHA512 = (
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="  # npm's integrity
)
AXE_SCRIPT = Path(sys.prefix) / "share" / AXE / "axe.min.js"
NPM_PATIENCE = 120  # seconds


def chromium() -> str | None:
    """Path of a Chromium or Chrome."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    return found or (str(CHROME_ON_MACOS) if CHROME_ON_MACOS.exists() else None)


def chromium_options() -> "Options":
    """How to start it: without a window, looking nothing up in the network, keeping what the console says."""
    from selenium.webdriver.chrome.options import Options

    options = Options()
    options.binary_location = chromium() or ""
    for flag in CHROMIUM_FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return options


def chromedriver() -> str | None:
    """Path of the driver through which tests steer it."""
    return shutil.which("chromedriver")


def postgresql() -> Path | None:
    """Folder of PostgreSQL's server binaries, of the newest version there is."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = [path.parent for home in POSTGRESQL_HOMES for path in Path(home).glob("*/bin/initdb")]
    return max(found, key=_version, default=None)


def _version(folder: Path) -> int:
    digits = re.search(r"\d+", folder.parent.name)
    return int(digits[0]) if digits else 0


def axe() -> str | None:
    """The script of axe-core, to be run inside a page; None if it was not fetched."""
    return AXE_SCRIPT.read_text("utf-8") if AXE_SCRIPT.exists() else None


def fetch_axe() -> str:
    """Fetch axe-core's script, of the pinned version and content, if it is not there; gives why it could not be."""
    if AXE_SCRIPT.exists():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed"
    with TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"--pack-destination={folder}", AXE]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=NPM_PATIENCE)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            return str(error.stderr or error).strip()
        package = next(Path(folder).glob("*.tgz"))
        if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != AXE_SHA512:
            return f"{package.name} is not the package that was pinned"
        _unpack(package)
    return ""


def _unpack(package: Path) -> None:
    """The one file that is needed, put in place in one step."""
    with tarfile.open(package) as files:
        script = files.extractfile(f"package/{AXE_SCRIPT.name}")
        assert script is not None
        AXE_SCRIPT.parent.mkdir(parents=True, exist_ok=True)
        aside = AXE_SCRIPT.with_suffix(f".{os.getpid()}")
        aside.write_bytes(script.read())
    aside.replace(AXE_SCRIPT)


def missing() -> list[str]:
    """Debian's names of the packages whose programs are not there."""
    found = {"chromium": chromium(), "chromium-driver": chromedriver(), "postgresql": postgresql()}
    return [package for package, path in found.items() if path is None]


def install(packages: list[str]) -> None:
    """Install Debian packages if this user may; otherwise, and on other systems, do nothing."""
    if shutil.which("apt-get") is None:
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and (not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], check=False).returncode):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    print(f"Installing {', '.join(packages)} through apt-get", flush=True)
    subprocess.run([*prefix, "apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL, check=False)
    subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    if wanted := missing():
        install(wanted)
    if not AXE_SCRIPT.exists() and shutil.which("npm") is None:
        install(["npm"])  # by itself: where apt-get has none, the others are still installed
    if reason := fetch_axe():
        print(f"The accessibility checks will skip: {AXE} could not be fetched ({reason}).")
    if wanted := missing():
        sys.exit(
            f"The tests need {', '.join(wanted)}, and this user cannot install them.\n"
            f"  Debian, Ubuntu:  sudo apt-get install {' '.join(wanted)}\n"
            "  macOS:           brew install --cask google-chrome chromedriver; brew install postgresql\n"
            "Then run make test again; `make check` needs none of them."
        )
