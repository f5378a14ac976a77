"""`python -m demo.crm`: a CRM in which things happen, and Fairlead beside it, until Ctrl+C.

The CRM holds the last weeks of a small company and gets a day of events within minutes; Fairlead reads it every few
seconds, so that the leaderboard moves while one watches. Everything begins anew at each start.
"""

import fcntl
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
import tzlocal

from demo.crm.beside import ROOT, Broken, ended, environment, fairlead, free_port, fresh, sync
from demo.crm.day import events, happen
from demo.crm.past import Company, fill
from demo.crm.vtiger import Crm, running

FOLDER = ROOT / "var" / "demo-crm"
LOOK = 0.5  # seconds between two looks whether something is to happen


def main(
    port: Annotated[int, typer.Option(envvar="PORT", help="Port of Fairlead; another one where it is taken.")] = 8050,
    minutes: Annotated[float, typer.Option(help="How long the day's events take to arrive.", min=0.1)] = 15,
    every: Annotated[float, typer.Option(help="Seconds between two syncs.", min=1)] = 15,
    zone: Annotated[str, typer.Option(help="Time zone of the company; default this machine's.")] = "",
    folder: Annotated[Path, typer.Option(help="State of this Fairlead; emptied at the start.", hidden=True)] = FOLDER,
) -> None:
    """Play a CRM and serve Fairlead beside it, until Ctrl+C."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupt)
    try:
        _play(port, minutes, every, zone or _own_zone(), folder)
    except KeyboardInterrupt:
        print("\nEnded.")
    except Broken as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


def _play(port: int, minutes: float, every: float, zone: str, folder: Path) -> None:
    with ExitStack() as held:
        held.enter_context(_only_one(folder))
        crm = Crm(username="owner@tarvenholt.example", key=secrets.token_urlsafe(16))
        host = held.enter_context(running(crm))
        company = fill(crm.store, host, ZoneInfo(zone))
        given = environment(fresh(folder), host, crm.username, crm.key, zone, every)
        print("Reading the CRM for the first time, which takes a few seconds.", flush=True)
        sync(given)
        chosen = free_port(port)
        server = held.enter_context(fairlead(given, chosen))
        _tell(f"http://127.0.0.1:{chosen}", host, zone, every, minutes)
        _let_happen(company, minutes, server, given)


def _tell(address: str, host: str, zone: str, every: float, minutes: float) -> None:
    print(f"""
  Leaderboard    {address}/reps
  On the wall    {address}/reps?wall=1
  Dashboard      {address}
  The CRM        {host}, a VTiger Cloud that is played; Fairlead reads it every {every:g} seconds

What happens in the CRM in the next {minutes:g} minutes is told here, by the time of {zone}. Points follow at the next
sync, and a page at its next look: its countdown offers more frequent ones. Ctrl+C ends both.
""", flush=True)  # fmt: skip


def _let_happen(company: Company, minutes: float, server: "Popen[str]", given: Mapping[str, str]) -> None:
    """Let each event happen at its time; then wait. Raises Broken if the server has ended."""
    began = time.monotonic()
    for event in events(company, minutes):
        while time.monotonic() - began < event.after:
            ended(server, given)
            time.sleep(LOOK)
        happen(event, company)
        print(f"{company.now.astimezone(company.zone):%H:%M:%S}  {event.says}", flush=True)
    print("\nThat was the day. The pages stay until Ctrl+C.", flush=True)
    while True:
        ended(server, given)
        time.sleep(LOOK)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Raise Broken while another one plays with the same folder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Broken("It is running already, in another window.") from None
        yield


def _own_zone() -> str:
    name = tzlocal.get_localzone_name()
    return name if name and name != "Etc/UTC" else "UTC"


def _interrupt(*_given: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    typer.run(main)
