"""`python -m bench.sync`: 100,000 records of a VTiger Cloud on this machine, without limits, until published."""

import subprocess
import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path

from bench.commands import ROOT, manage
from bench.table import Line, table
from demo.crm.vtiger import Crm, running
from demo.crm.vtiger_store import Store

RECORDS, BUDGET_S = 100_000, 60
KEY = "bench-key"
STAGES = ("Demo Scheduled", "Demo Given", "Closed Won", "Closed Lost")


def many(records: int) -> Store:
    """A company of 20 people: a tenth of the records are accounts, three tenths deals, the rest calls."""
    store = Store()
    team = store.put("Groups", groupname="Sales")
    reps = cycle(
        [store.put("Users", first_name=f"Rep {n}", status="Active", user_primary_group=team) for n in range(20)]
    )
    accounts = [store.put("Accounts", accountname=f"Hill & Sons {n}") for n in range(records // 10)]
    for n in range(records * 3 // 10):
        when, account = f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}", accounts[n % len(accounts)]
        store.put("Potentials", potentialname=f"Deal {n}", amount=f"{n}.00000000", sales_stage=STAGES[n % 4],
                  related_to=account, assigned_user_id=next(reps), closingdate=when, createdtime=f"{when} 09:00:00",
                  modifiedtime=f"{when} 10:00:00", current_stage_entry_time=f"{when} 10:00:00")  # fmt: skip
    for n in range(records - 21 - len(accounts) - records * 3 // 10):
        when, rep = f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}", next(reps)
        store.put("PhoneCalls", callstatus="completed", direction="outbound", user=rep, assigned_user_id=rep,
                  totalduration="56", starttime=f"{when} 09:00:00", endtime=f"{when} 09:01:00",
                  CreatedTime=f"{when} 14:00:00", modifiedtime=f"{when} 14:00:00")  # fmt: skip
    return store


def serve() -> None:
    """The CRM in a process of its own, until that is ended."""
    with running(Crm(many(RECORDS), key=KEY)) as address:
        sys.stdout.write(address + "\n")
        sys.stdout.flush()
        threading.Event().wait()


def main() -> None:
    """Sync into an empty Fairlead, then once more when nothing has changed; print both."""
    command = [sys.executable, "-m", "bench.sync", "serve"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        address = next(iter(server.stdout or ())).strip()
        with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
            lines = list(measure(address, Path(folder)))
    finally:
        server.kill()
        server.wait()
    sys.stdout.write(table(f"{RECORDS:,} records of a VTiger Cloud", lines) + "\n")


def measure(address: str, var: Path) -> list[Line]:
    """The first sync and one that finds nothing, as a user runs them."""
    state = {"FAIRLEAD_VAR": str(var), "FAIRLEAD_CREDENTIALS__VTIGER__ACCESS_KEY": KEY, "FAIRLEAD_DEMO": "false"}
    options = [f"--option=host={address}", f"--option=username={Crm().username}"]
    manage("origins", "add", "vtiger", "--source", "vtiger", "--mapping", "vtiger", *options, **state)
    first = manage("sync", "vtiger", **state)
    start = time.perf_counter()
    manage("sync", "vtiger", **state)
    return [
        Line("first sync, published", first.seconds, "s", BUDGET_S),
        Line("peak memory of it", first.megabytes, "MB"),
        Line("a sync that finds nothing", time.perf_counter() - start, "s"),
    ]


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
