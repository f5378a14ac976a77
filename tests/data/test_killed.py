"""kill -9 at any moment of an import: what was served is served on, and the next run completes it."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.database import database
from data.engine import close, current
from data.importing import import_path
from data.tables import RecordHead, RecordLog
from tests.maven_files import many_deals, won_revenue, write_company
from tests.state import state

MANAGE = Path(__file__).parents[2] / "src" / "manage.py"
DAY_ONE, DAY_TWO = 1000, 5000  # deals
PARTIES = 6  # accounts, products and reps
CORRECTED = "D4,Ada,Basic,Acme,Won,2024-01-10,2024-02-09,1004"  # was 4


def day_one(folder: Path) -> str:
    return str(write_company(folder / "one", many_deals(DAY_ONE)))


def day_two(folder: Path) -> str:
    deals = many_deals(DAY_TWO)
    deals[4] = CORRECTED
    return str(write_company(folder / "two", deals))


def importing(path: str, **environment: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(MANAGE), "import", path, "--mapping", "maven"]
    return subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long an import of the second day takes here, from start to end."""
    folder = tmp_path_factory.mktemp("whole")
    path, begun = day_two(folder), time.monotonic()
    assert importing(path, FAIRLEAD_VAR=str(folder / "var")).wait() == 0
    return time.monotonic() - begun


def assert_whole() -> int:
    """What is served is one delivery, in all its tables, and nothing in the log is doubled; gives its deals."""
    close()
    snapshot = current()
    deals = snapshot.frame("opportunities")
    revenue = {DAY_ONE: won_revenue(DAY_ONE), DAY_TWO: won_revenue(DAY_TWO) + 1000}
    assert deals.filter("is_won")["amount"].sum() == revenue[deals.height]
    stored = snapshot.manifest["rows"]
    assert {name: snapshot.frame(name).height for name in stored} == stored
    with database().connect() as connection:
        heads, versions = (
            connection.scalar(select(func.count()).select_from(table)) for table in (RecordHead, RecordLog)
        )
        ids = connection.execute(select(RecordLog.external_id, RecordLog.digest).distinct()).all()
    assert versions == len(ids)
    assert heads == len({external_id for external_id, _digest in ids})
    return deals.height


def kill_and_complete(folder: Path, seconds: float, seed: int, kills: int) -> None:
    import_path(day_one(folder), "maven", tell=lambda _share, _message: None)
    moments, path = random.Random(seed), day_two(folder)
    for _kill in range(kills):
        process = importing(path)
        time.sleep(seconds * moments.uniform(0.5, 1.05))
        process.kill()
        process.wait()
        assert_whole()
    assert importing(path).wait() == 0
    assert assert_whole() == DAY_TWO
    with database().connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RecordHead)) == DAY_TWO + PARTIES
        assert connection.scalar(select(func.count()).select_from(RecordLog)) == DAY_TWO + PARTIES + 1
    assert not [path for path in (folder / "var" / "snapshots").iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("seed", [1, 2])
def test_an_import_killed_again_and_again_is_completed_by_the_next(seed: int, seconds: float, tmp_path: Path) -> None:
    with state(tmp_path / "var"):
        kill_and_complete(tmp_path, seconds, seed, kills=4)


@pytest.mark.postgres
def test_the_same_holds_on_postgresql(seconds: float, postgresql_url: str, tmp_path: Path) -> None:
    with state(tmp_path / "var", DATABASE_URL=postgresql_url):
        kill_and_complete(tmp_path, seconds, seed=3, kills=3)
