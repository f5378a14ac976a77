import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.database import database
from data.locks import lock
from errors import JobRunning

SRC = Path(__file__).parents[2] / "src"
HOLDER = """
from data.database import database
from data.locks import lock
with lock("import-job", database()):
    print("held", flush=True)
    input()
"""


def test_a_lock_is_held_by_one_at_a_time(fairlead: Path) -> None:
    with lock("publish", database()):
        with pytest.raises(JobRunning, match="Another publish is running"), lock("publish", database(), wait=False):
            pass
        with lock("import", database(), wait=False):
            pass
    with lock("publish", database(), wait=False):
        pass


def test_an_error_gives_the_lock_back(fairlead: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock("publish", database()):
        raise ZeroDivisionError
    with lock("publish", database(), wait=False):
        pass


def test_a_killed_holder_gives_the_lock_back(fairlead: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=SRC, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(JobRunning), lock("import-job", database(), wait=False):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    free = False
    for _attempt in range(200):  # PostgreSQL notices a moment later
        try:
            with lock("import-job", database(), wait=False):
                free = True
                break
        except JobRunning:
            time.sleep(0.05)
    assert free
