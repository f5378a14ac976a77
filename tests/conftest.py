"""What all tests share: state of their own, third-party data where it is at hand, PostgreSQL, Chromium."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from selenium.webdriver.chrome.options import Options

from tests.postgresql import server
from tests.programs import chromium_options, postgresql
from tests.state import state


@pytest.fixture(scope="session", autouse=True)
def _away_from_the_projects_var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with state(tmp_path_factory.mktemp("var")):
        yield


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """An empty state folder for one test: no database, no snapshot."""
    with state(tmp_path / "var") as folder:
        yield folder


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of third-party data that FAIRLEAD_TEST_DATA names; read in place."""
    folder = os.environ.get("FAIRLEAD_TEST_DATA")
    if not folder:
        pytest.skip("FAIRLEAD_TEST_DATA names no folder with the third-party test data")
    return Path(folder)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a PostgreSQL server for this run."""
    binaries = postgresql()
    if binaries is None:
        pytest.skip("PostgreSQL's server binaries are not installed")
    with server(binaries) as address:
        yield address


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """DATABASE_URL of an empty PostgreSQL database for one test."""
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgresql_server}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fairlead(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """An empty state folder for one test, once with SQLite and once with PostgreSQL."""
    given = {"DATABASE_URL": request.getfixturevalue("postgresql_url")} if request.param == "postgresql" else {}
    with state(tmp_path / "var", **given) as folder:
        yield folder


def pytest_setup_options() -> Options:
    """How dash[testing] starts Chromium: without a window, looking nothing up in the network."""
    return chromium_options()
