"""`python -m bench`: make the data, load it, measure, print; once for each size."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.commands import ROOT, load
from bench.company import write_company
from bench.table import table

SIZES = (10_000, 1_000_000)


def main() -> None:
    """Print one part of the table after the other; everything made for it is deleted."""
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
            files = write_company(Path(folder) / "files", size)
            loaded = load(files, Path(folder) / "var")
            say(table(size, loaded, measure_pages(Path(folder) / "var")) + "\n")


def measure_pages(var: Path) -> dict[str, Any]:
    """What `bench.pages` finds on that snapshot, in a process of its own."""
    environment = {**os.environ, "FAIRLEAD_VAR": str(var), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "bench.pages"]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
