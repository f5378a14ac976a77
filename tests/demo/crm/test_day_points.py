"""Fairlead beside the fake CRM: what the day brings scores, and what happens to records afterwards takes nothing."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auth.scope import Scope
from data.importing import sync_origin
from data.origins import seed_origins
from demo.crm.beside import ORIGIN, environment
from demo.crm.day import events, happen
from demo.crm.past import Company, fill
from demo.crm.vtiger import Crm, running
from filters import Filters
from metrics.leaderboard import list_events, list_leaderboard
from tests.state import state


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Company]:
    crm = Crm(key="s3cret")
    with running(crm) as host:
        given = environment(tmp_path, host, crm.username, crm.key, "Europe/Paris", 15)
        company = fill(crm.store, host, ZoneInfo("Europe/Paris"))
        with state(tmp_path, **{name: text for name, text in given.items() if name != "FAIRLEAD_VAR"}):
            seed_origins()
            yield company


def points(day: date) -> dict[str, float]:
    """By rep, after a sync."""
    sync_origin(ORIGIN, None, tell=lambda _share, _message: None)
    board = list_leaderboard(day, day, Filters(), Scope.all())
    return dict(zip(board.rep, board.points, strict=True))


def test_a_changed_record_takes_no_points_and_a_corrected_call_brings_one(read: Company) -> None:
    today, before = read.now.astimezone(read.zone).date(), read.days()[-1]
    was, was_before = points(today), points(before)
    play(read, lambda kind: kind in ("owner", "deletion", "edit", "correction"))
    caller = read.reps[read.store.get(read.planted["miscounted"])["user"]]
    assert points(today) == was | {caller: was[caller] + 1}
    assert points(before) == was_before


def test_the_star_passes_the_goal(read: Company) -> None:
    today, star = read.now.astimezone(read.zone).date(), read.reps[read.star]
    was = points(today)[star]
    began = read.now
    play(read, lambda kind: kind == "stage")
    assert points(today)[star] == was + 5 + 10 + 8 + 20
    assert was < 30
    newest = list_events(today, today, Filters(), Scope.all()).iloc[0]
    assert abs(newest["at"] - began) < timedelta(minutes=1)
    assert newest["local"] == newest["at"].astimezone(read.zone).strftime("%Y-%m-%d %H:%M")


def play(company: Company, chosen: Callable[[str], bool]) -> None:
    for event in events(company):
        if chosen(event.kind):
            happen(event, company)
