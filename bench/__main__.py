"""`python -m bench`: make the data, load it, measure, print; for each size, then for the demo company."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.browser import measure_browser
from bench.commands import ROOT, load
from bench.company import write_company
from bench.load import WORKERS, measure_load
from bench.served import served
from bench.table import LOAD_TITLE, of_browser, of_load, of_size, table

SIZES = (10_000, 1_000_000)


def main() -> None:
    """Print one part of the table after the other; everything made for it is deleted."""
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
            files, var = write_company(Path(folder) / "files", size), Path(folder) / "var"
            loaded = load(files, var)
            measured = output_of("bench.pages", var)
            say(table(f"{size:,} opportunities", of_size(size, loaded, measured)))
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        measure_demo(Path(folder))


def measure_demo(folder: Path) -> None:
    """The demo company: as one reader sees it, from an empty folder on, then with many at once."""
    var = folder / "var"
    with served(var, workers=1) as server:
        asks = output_of("bench.bodies", var)
        found = measure_browser(server.address, asks["paths"])
        lines = of_browser(server.seconds_to_answer, found, server.peak_megabytes)
        say(table("the demo company in Chromium", lines))
    with served(var, WORKERS) as server:
        say(table(LOAD_TITLE, of_load(measure_load(server.address, asks, folder))))


def output_of(module: str, var: Path, *arguments: str) -> dict[str, Any]:
    """The JSON that a module of the bench prints, run on that state in a process of its own."""
    environment = {**os.environ, "FAIRLEAD_VAR": str(var), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(text + "\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
