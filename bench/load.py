"""50 readers at once: locust as a process of its own, against two workers on the loopback."""

import json
import os
import subprocess
import sys
from math import ceil
from pathlib import Path
from typing import Any

from bench.commands import ROOT

READERS, WORKERS, SECONDS = 50, 2, 60
PACE = 3  # seconds between a reader's changes
PER_SECOND = 10  # readers who come at first


def measure_load(address: str, asks: dict[str, Any], folder: Path) -> dict[str, float]:
    """Errors, requests a second, and response times in milliseconds; of the time when all readers are there.

    `asks` is what `bench.bodies` printed.
    """
    given = folder / "asks.json"
    given.write_text(json.dumps(asks), "utf-8")
    command = [
        sys.executable, "-m", "locust", "--locustfile", str(ROOT / "bench" / "readers.py"), "--headless",
        "--host", address, "--users", str(READERS), "--spawn-rate", str(PER_SECOND), "--run-time", f"{SECONDS}s",
        "--reset-stats", "--exit-code-on-error", "0", "--json", "--only-summary", "--loglevel", "ERROR",
    ]  # fmt: skip
    environment = {**os.environ, "FAIRLEAD_BENCH_ASKS": str(given), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    found = json.loads(done.stdout)
    times = {entry["name"]: _times(entry["response_times"]) for entry in found}
    everything = sorted(time for some in times.values() for time in some)
    return {
        "requests": len(everything) / (SECONDS - READERS / PER_SECOND),
        "errors": sum(entry["num_failures"] for entry in found),
        "median": percentile(everything, 0.5), "p95": percentile(everything, 0.95),
        **{f"p95 {name}": percentile(sorted(some), 0.95) for name, some in times.items()},
    }  # fmt: skip


def percentile(ordered: list[float], share: float) -> float:
    """The value that this share of the ordered ones does not exceed."""
    return ordered[ceil(share * len(ordered)) - 1]


def _times(counted: dict[str, int]) -> list[float]:
    """Every response time, from how often each occurred."""
    return [float(time) for time, times in counted.items() for _time in range(times)]
