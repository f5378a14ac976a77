"""Fairlead beside a CRM that is played: a process with settings and a state folder of its own.

Nothing of the user's is read or written: not his database, his settings nor his credentials. The key to the CRM
goes by the environment.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from demo.crm.written import CALLS, WORKFLOW

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "demo-crm"  # a name that nobody's credentials are for
PATIENCE = 60  # seconds until the server must answer, and at its end until its last job must be done
SETTINGS = """# Made by `make demo-crm`, anew at each start.
[company]
name = "Tarvenholt Instruments"
timezone = "{zone}"

[sync]                                        # day and night
every_minutes = {minutes}
outside_minutes = {minutes}

[points]
goal = 30

[points.activities.call]
weight = 1
statuses = ["completed"]
min_seconds = 20

[points.stages]
"Demo Scheduled" = 5
"Demo Given" = 10
"Quote Sent" = 8
"Closed Won" = 20

[origins.{origin}]
source = "vtiger"
mapping = "vtiger"
currency = "EUR"

[origins.{origin}.options]
host = "{host}"
username = "{username}"
zones = {{ workflow = "{workflow}", calls = "{calls}" }}
"""


class Broken(Exception):
    """Fairlead did not start, or has ended; what it said last."""


def environment(folder: Path, host: str, username: str, key: str, zone: str, seconds: float) -> dict[str, str]:
    """The settings of a Fairlead that reads this CRM every so many seconds, written into its folder, as variables."""
    own = folder / "settings.toml"
    own.write_text(SETTINGS.format(
        zone=zone, minutes=round(seconds / 60, 4), origin=ORIGIN, host=host, username=username, workflow=WORKFLOW,
        calls=CALLS,
    ), "utf-8")  # fmt: skip
    return {
        "FAIRLEAD_VAR": str(folder),
        "FAIRLEAD_SETTINGS": str(own),
        f"FAIRLEAD_CREDENTIALS__{ORIGIN.replace('-', '_').upper()}__ACCESS_KEY": key,
        "FAIRLEAD_DEMO": "false",
        "FAIRLEAD_DERIVE": "false",  # with a sync every few seconds it would never rest
        "FAIRLEAD_HOST": "127.0.0.1",
        "FAIRLEAD_PASSWORD": "",  # set to nothing: not the ones of the user's .env either
        "DATABASE_URL": "",
        "WEB_CONCURRENCY": "1",
    }


def fresh(folder: Path) -> Path:
    """The folder, empty. The CRM begins anew at each start, and so does what is known of it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def free_port(wanted: int) -> int:
    """That port, or any free one where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Broken("No port is free.")


def sync(given: Mapping[str, str]) -> str:
    """Read the CRM once, from the command line; gives the receipt. Raises Broken."""
    done = subprocess.run(  # noqa: S603 (our own command)
        _command("sync", ORIGIN), env=_inherited(given), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False, start_new_session=True,
    )  # fmt: skip
    if done.returncode:
        raise Broken(done.stdout + done.stderr)
    return done.stdout


@contextmanager
def fairlead(given: Mapping[str, str], port: int) -> Iterator["subprocess.Popen[str]"]:
    """Serve until the block ends, and until the last job that the server started is done. Raises Broken."""
    server = subprocess.Popen(  # noqa: S603 (our own command)
        _command("serve", "--port", str(port)), env=_inherited(given), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    log = Path(given["FAIRLEAD_VAR"]) / "server.log"
    listener = Thread(target=_write_down, args=(server.stdout, log), daemon=True)
    listener.start()
    try:
        _wait_until_healthy(server, f"http://127.0.0.1:{port}/health", log)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
        listener.join(PATIENCE)  # its jobs write there too: the end is when the last of them has ended


def ended(server: "subprocess.Popen[str]", given: Mapping[str, str]) -> None:
    """Raise Broken if the server has ended by itself."""
    if server.poll() is not None:
        log = Path(given["FAIRLEAD_VAR"]) / "server.log"
        raise Broken("\n".join(["Fairlead has ended:", *log.read_text("utf-8").splitlines()[-15:]]))


def _command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "src" / "manage.py"), *words]


def _inherited(given: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith("FAIRLEAD_")} | dict(given)


def _write_down(said: IO[str], log: Path) -> None:
    with log.open("w", encoding="utf-8") as file:
        for line in said:
            file.write(line)
            file.flush()


def _wait_until_healthy(server: "subprocess.Popen[str]", url: str, log: Path) -> None:
    for _attempt in range(PATIENCE * 5):
        try:
            with urlopen(url):  # noqa: S310 (our own server)
                return
        except (URLError, ConnectionError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    said = log.read_text("utf-8").splitlines()[-15:] if log.exists() else []
    raise Broken("\n".join(["Fairlead did not start:", *said]))
