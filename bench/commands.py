"""Import, publish and derive as a user runs them: subprocesses of manage.py, with their time and peak memory."""

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.company import write_mapping

ROOT = Path(__file__).resolve().parent.parent
UNIT = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, kibibytes on Linux


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    seconds: float
    megabytes: float


def megabytes(usage: resource.struct_rusage) -> float:
    """Peak memory of a process."""
    return usage.ru_maxrss * UNIT / 1e6


def manage(*arguments: str, **environment: str) -> Cost:
    """Run a manage.py command to its end. Raises CalledProcessError if it fails."""
    command = [sys.executable, str(ROOT / "src/manage.py"), *arguments]
    start = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)  # noqa: S603
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if code := os.waitstatus_to_exitcode(status):
        raise subprocess.CalledProcessError(code, command)
    return Cost(seconds, megabytes(usage))


def load(files: Path, var: Path) -> dict[str, Cost]:
    """Import the files into an empty Fairlead, publish all of it once more under another rule, derive from that."""
    write_mapping(var)
    state = {"FAIRLEAD_VAR": str(var)}
    imported = manage("import", str(files), "--mapping", "maven", **state)
    published = manage("publish", **state, FAIRLEAD_RULES__STAGE_PRIOR_DEALS="21")
    derived = manage("derive", **state)
    return {"import": imported, "publish": published, "derive": derived}
