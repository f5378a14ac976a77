"""What is worked out before anyone asks: for each new snapshot, once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.engine import current
from pages import reps, warming
from tests.points_company import begin, first_days, write_settings
from tests.state import state


@pytest.fixture
def company(tmp_path: Path) -> Iterator[None]:
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(write_settings(tmp_path))) as var:
        begin(var)
        first_days()
        yield


def test_what_a_page_says_of_itself_is_called_once_a_snapshot(company: None) -> None:
    called = []

    async def warm() -> None:
        called.append(current().id)

    async def for_a_while() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(warming.keep_warm((), [warm]), 1.3 * warming.EVERY)

    asyncio.run(for_a_while())
    assert called == [current().id]


def test_the_reps_page_has_something_to_warm_whoever_plays(company: None) -> None:
    asyncio.run(reps.warm())
