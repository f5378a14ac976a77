"""Where the code under test keeps its state: a folder of the test's own, never the project's var/."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data import engine
from settings import settings


@contextmanager
def state(folder: Path, **environment: str) -> Iterator[Path]:
    """Keep database and snapshots in `folder`, with these settings on top, until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "FAIRLEAD_PASSWORD", "FAIRLEAD_SETTINGS"):
            patch.delenv(name, raising=False)
        for name, value in {"FAIRLEAD_VAR": str(folder), **environment}.items():
            patch.setenv(name, value)
        _read_again()
        yield folder
    _read_again()


def _read_again() -> None:
    settings.cache_clear()
    engine.close()
