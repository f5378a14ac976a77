"""The programs that tests need besides Python: Chromium with its driver, PostgreSQL's server binaries.

`python tests/programs.py` installs the missing ones through apt-get where that is possible without a
password, and ends with what to install where it is not.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROME_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
POSTGRESQL_HOMES = ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt")


def chromium() -> str | None:
    """Path of a Chromium or Chrome."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    return found or (str(CHROME_ON_MACOS) if CHROME_ON_MACOS.exists() else None)


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
    if wanted := missing():
        sys.exit(
            f"The tests need {', '.join(wanted)}, and this user cannot install them.\n"
            f"  Debian, Ubuntu:  sudo apt-get install {' '.join(wanted)}\n"
            "  macOS:           brew install --cask google-chrome chromedriver; brew install postgresql\n"
            "Then run make test again; `make check` needs none of them."
        )
