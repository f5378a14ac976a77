"""Yesterday's points are the same today, whatever is edited today: from the log through a publish to the board."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auth.scope import Scope
from data.engine import newest
from data.point_rules import save_rules
from data.publish import is_current, publish, today
from data.record_log import mark_deleted
from filters import Filters
from metrics.leaderboard import list_events, list_leaderboard
from settings import ActivityPoints, Points
from tests.points_company import begin, first_days, received, write_settings
from tests.state import state

SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture(autouse=True)
def company(tmp_path: Path) -> Iterator[None]:
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(write_settings(tmp_path))) as var:
        begin(var)
        first_days()
        yield


def points(day: date) -> dict[str, float]:
    board = list_leaderboard(day, day, Filters(), Scope.all(), newest())
    return dict(zip(board["rep"], board["points"], strict=True))


def behind(day: date) -> list[tuple[Any, ...]]:
    events = list_events(day, day, Filters(), Scope.all(), newest(), counted_only=True)
    return list(events[["local", "rep", "record", "points"]].itertuples(index=False, name=None))


def test_a_call_at_half_past_eleven_in_the_evening_counts_for_that_day_of_the_team() -> None:
    assert points(SECOND) == {"Ann": 11.0, "Bob": 1.0}
    assert behind(SECOND) == [
        ("2026-03-02 23:30", "Ann", "crm:calls:C1", 1.0),
        ("2026-03-02 10:00", "Ann", "crm:deals:D1", 10.0),
        ("2026-03-02 09:00", "Bob", "crm:calls:C2", 1.0),
    ]


def test_edits_deletions_and_new_owners_of_today_change_nothing_of_yesterday() -> None:
    before = behind(SECOND)
    received("deals", "D1", "2026-03-03 16:00", title="Bigger deal", stage="Demo Scheduled", owner="bob",
             entered="2026-03-03 16:00:00")  # fmt: skip
    received("calls", "C1", "2026-03-03 17:00", owner="bob", deal="D1", at="2026-03-03 04:30:00", seconds="99")
    mark_deleted("crm", "calls", ["C2"])
    publish()
    assert behind(SECOND) == before
    assert points(SECOND) == {"Ann": 11.0, "Bob": 1.0}
    assert points(THIRD) == {"Bob": 5.0, "Ann": 0.0}
    mark_deleted("crm", "deals", ["D1"])
    publish()
    assert (behind(SECOND), points(THIRD)) == (before, {"Bob": 5.0, "Ann": 0.0})


def test_a_late_arrival_adds_to_its_own_day_and_a_stage_entered_again_that_day_adds_nothing() -> None:
    received("calls", "C3", "2026-03-05 09:00", owner="bob", at="2026-03-02 10:00:00", seconds="5")
    received("deals", "D1", "2026-03-02 17:00", title="Big deal", stage="Demo Scheduled", owner="ann",
             entered="2026-03-02 17:00:00")  # fmt: skip
    received("deals", "D1", "2026-03-02 19:00", title="Big deal", stage="Demo Given", owner="ann",
             entered="2026-03-02 19:00:00")  # fmt: skip
    publish()
    assert points(SECOND) == {"Ann": 16.0, "Bob": 2.0}


def test_new_rules_count_from_their_day_on_with_the_next_publish() -> None:
    dear = Points(activities={"call": ActivityPoints(weight=7)})
    now = today()
    received("calls", "C4", f"{now} 09:00", owner="bob", at=f"{now} 09:00:00", seconds="5")
    publish()
    assert (is_current(), points(now)["Bob"]) == (True, 1.0)
    save_rules(dear, now, "Ann")
    assert not is_current()
    publish()
    assert (points(now)["Bob"], points(SECOND)) == (7.0, {"Ann": 11.0, "Bob": 1.0})
    board = list_leaderboard(now - timedelta(1), now, Filters(), Scope.all(), newest())
    assert [(key["rule"], key["weight"]) for key in board.attrs["score_key"]][:2] == [("call", 1.0), ("call", 7.0)]
    assert datetime.fromisoformat(board.attrs["score_key"][1]["valid_from"]).date() == now
