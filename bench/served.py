"""`manage.py serve` as a process of its own, with the memory that it and its children take."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench.commands import ROOT

PATIENCE = 120  # seconds for the demo to be loaded
EVERY = 0.1  # seconds between two looks at the memory


class Served:
    """A running server: its address, how long it took to answer, and the most memory it took so far."""

    def __init__(self, address: str, process: psutil.Popen) -> None:
        self.address, self.process = address, process
        self.seconds_to_answer = 0.0
        self.peak_megabytes = 0.0
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()

    def stop(self) -> None:
        """End the watch and the server, and wait for it."""
        self._ended.set()
        self._watch.join()
        self.process.terminate()
        self.process.wait(PATIENCE)

    def _look(self) -> None:
        while not self._ended.wait(EVERY):
            self.peak_megabytes = max(self.peak_megabytes, megabytes(self.process))


def megabytes(process: psutil.Process) -> float:
    """Memory of a process and its children, what they share counted once (elsewhere than on Linux: per process)."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            memory = one.memory_full_info()
            total += getattr(memory, "pss", memory.rss)
    return total / 1e6


@contextmanager
def served(var: Path, workers: int) -> Iterator[Served]:
    """The dashboard on a free port of the loopback, its state in `var`; where that is empty it loads the demo first."""
    port = _free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("FAIRLEAD_") and k != "DATABASE_URL"}
    environment = {**inherited, "FAIRLEAD_VAR": str(var), "FAIRLEAD_DEMO": "true", "FAIRLEAD_LOG_LEVEL": "WARNING"}
    command = [sys.executable, str(ROOT / "src/manage.py"), "serve", "--port", str(port), "--workers", str(workers)]
    start = time.perf_counter()
    server = Served(f"http://127.0.0.1:{port}", psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL))
    try:
        _wait_until_healthy(server)
        server.seconds_to_answer = time.perf_counter() - start
        yield server
    finally:
        server.stop()


def _wait_until_healthy(server: Served) -> None:
    for _attempt in range(PATIENCE * 10):
        if server.process.poll() is not None:
            break
        try:
            with urlopen(f"{server.address}/health"):  # noqa: S310 (our own server)
                return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError(f"The server on {server.address} did not answer.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
