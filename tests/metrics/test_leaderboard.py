"""Who stands where, and the events behind it."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from auth.scope import Scope
from errors import BadFilter, NotReady
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.leaderboard import list_events, list_leaderboard
from metrics.points import CALL_MINUTES, CALLS, POINTS, STAGE_ENTRIES_SCORED
from metrics.registry import METRICS, measure
from settings import ActivityPoints, Points
from tests.data.rep_candidates import RULES, call, dated, entry
from tests.metrics.rep_events import PEOPLE, TODAY, snapshot

EVERYTHING = Scope.all()
DAY = date(2026, 3, 2)  # a Monday
EVENTS = (
    call("2026-03-02 09:00", "ann", "c1", duration_s=90.0, account_id="a1"),
    call("2026-03-02 10:00", "bob", "c2", duration_s=30.0),
    call("2026-03-02 11:00", "bob", "c3"),
    entry("2026-03-02 12:00", "Demo Given", "ann", title="Big deal", url="https://crm.example/d1"),
    entry("2026-03-02 13:00", "Demo Given", "ann"),
    entry("2026-03-04 15:31", "Signed", "ann", previous_stage="Demo Given"),
)
COMPANY = snapshot(*EVENTS)


def board(tables: FrameSnapshot = COMPANY, start: date = DAY, end: date | None = None, **dims: Any) -> pd.DataFrame:
    return list_leaderboard(start, end or start, Filters(dims=dims), EVERYTHING, tables)


def events(tables: FrameSnapshot = COMPANY, start: date = DAY, end: date = TODAY, **given: Any) -> pd.DataFrame:
    return list_events(start, end, Filters(), EVERYTHING, tables, **given)


def told(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_reps_stand_by_their_points_with_what_they_are_made_of() -> None:
    found = board()
    assert told(found, "rank", "rep", "points", "calls", "minutes", "scored_entries", "stage:Demo Given", "call") == [
        (1, "Ann", 11.0, 1, 1.5, 1, 1, 1),
        (2, "Bob", 2.0, 2, 0.5, 0, 0, 2),
        (3, "Cy", 0.0, 0, 0.0, 0, 0, 0),
    ]
    assert told(found, "goal", "share", "team", "rep_id")[0] == (100.0, 0.11, "East", "ann")
    assert found["stage:Demo Scheduled"].tolist() == [0, 0, 0]  # in force, though nobody has scored it
    assert found.attrs["rule_columns"] == ["call", "stage:Demo Scheduled", "stage:Demo Given"]


def test_equal_points_share_a_rank_and_stand_by_calls_then_by_name() -> None:
    rules = RULES.model_copy(update={"stages": {"Demo Given": 2}})
    same = snapshot(
        entry("2026-03-02 08:00", "Demo Given", "ann"), call("2026-03-02 09:00", "cy", "c1"),
        call("2026-03-02 09:00", "cy", "c2"), rules=dated(("", rules)),
    )  # fmt: skip
    assert told(board(same), "rank", "rep", "points", "calls") == [(1, "Cy", 2, 2), (1, "Ann", 2, 0), (3, "Bob", 0, 0)]


def test_the_newest_thing_a_rep_did_is_told_whether_it_scored_or_not() -> None:
    ann = board(end=TODAY).set_index("rep").loc["Ann"]
    assert ann["last_at"] == pd.Timestamp("2026-03-04 15:31", tz="UTC")
    assert told(board(end=TODAY), "last_event", "last_rule", "last_stage", "last_title")[0] == (
        "stage", None, "Signed", None,
    )  # fmt: skip
    before = board(end=date(2026, 3, 3)).set_index("rep").loc["Ann"]
    assert (before["last_on"], before["last_stage"]) == (pd.Timestamp("2026-03-02"), "Demo Given")
    assert board().set_index("rep").loc["Cy", "last_event"] is None


def test_who_has_been_silent_for_too_long_and_has_no_points_is_hidden() -> None:
    rules = RULES.model_copy(update={"silent_days": 2})
    quiet = snapshot(*EVENTS, rules=dated(("", rules)))
    on = {end: dict(told(board(quiet, end, end), "rep", "hidden")) for end in (date(2026, 3, 4), date(2026, 3, 5))}
    assert on[date(2026, 3, 4)] == {"Ann": False, "Bob": False, "Cy": True}
    assert on[date(2026, 3, 5)] == {"Ann": False, "Bob": True, "Cy": True}
    assert dict(told(board(quiet, DAY, date(2026, 3, 5)), "rep", "hidden")) == {"Ann": False, "Bob": False, "Cy": True}


class TestWhoPlays:
    def test_teams_that_do_not_play_queues_and_who_has_left_are_not_on_the_board(self) -> None:
        people = (*PEOPLE, {"rep_id": "q", "rep": "Queue", "team": "West", "shared": True},
                  {"rep_id": "di", "rep": "Di", "team": "West", "active": False})  # fmt: skip
        rules = dated(("", RULES.model_copy(update={"teams": ("West",)})))
        assert board(snapshot(*EVENTS, people=people, rules=rules))["rep"].tolist() == ["Bob", "Cy"]

    def test_who_has_points_stays_on_the_board_of_that_day(self) -> None:
        people = ({**PEOPLE[0], "active": False}, *PEOPLE[1:])
        rules = dated(("", RULES), ("2026-03-04", RULES.model_copy(update={"teams": ("East",)})))
        tables = snapshot(*EVENTS, people=people, rules=rules)
        assert board(tables)["rep"].tolist() == ["Ann", "Bob", "Cy"]
        assert board(tables, TODAY)["rep"].tolist() == []
        assert board(tables, DAY, TODAY)["rep"].tolist() == ["Ann", "Bob"]


class TestRules:
    LATER = Points(goal=80, activities={"call": ActivityPoints(weight=2)}, stages={"Demo Given": 10, "Signed": 50})

    def test_a_day_keeps_the_rules_that_were_in_force_on_it_and_the_key_says_both(self) -> None:
        found = board(snapshot(*EVENTS, rules=dated(("", RULES), ("2026-03-04", self.LATER))), DAY, TODAY)
        assert told(found, "rep", "points", "call", "stage:Signed")[:2] == [("Ann", 61.0, 1, 1), ("Bob", 2.0, 2, 0)]
        assert [tuple(key.values()) for key in found.attrs["score_key"]] == [
            ("call", "Calls", 1.0, "1970-01-01"),
            ("call", "Calls", 2.0, "2026-03-04"),
            ("stage:Demo Given", "Demo Given", 10.0, "1970-01-01"),
            ("stage:Signed", "Signed", 50.0, "2026-03-04"),
            ("stage:Demo Scheduled", "Demo Scheduled", 5.0, "1970-01-01"),
            ("stage:Demo Scheduled", "Demo Scheduled", 0.0, "2026-03-04"),
        ]

    def test_the_goal_is_that_of_the_working_days_under_the_rules_of_each(self) -> None:
        tables = snapshot(rules=dated(("", RULES), ("2026-03-05", self.LATER)))
        assert board(tables, DAY, date(2026, 3, 8)).attrs["goal"] == 3 * 100 + 2 * 80
        assert board(tables, date(2026, 3, 8)).attrs["goal"] == 80  # a Sunday by itself has the daily goal


def test_filters_and_scope_choose_reps_and_what_no_rep_has_is_said_to_be_ignored() -> None:
    assert board(team=["West"])["rep"].tolist() == ["Bob", "Cy"]
    mine = Scope(where=(("rep", ("Ann",)),))
    assert list_leaderboard(DAY, DAY, Filters(), mine, COMPANY)["rep"].tolist() == ["Ann"]
    assert set(list_events(DAY, TODAY, Filters(), mine, COMPANY)["rep"]) == {"Ann"}
    found = board(stage=["Signed"])
    assert (len(found), found.attrs["ignored_filters"]) == (3, ["stage"])
    assert found.attrs["notes"] == ["Points is not filtered by stage."]
    with pytest.raises(BadFilter):
        board(team=["North"])


def test_before_anything_was_scored_it_says_so() -> None:
    with pytest.raises(NotReady):
        board(FrameSnapshot({}))


class TestEvents:
    def test_they_are_listed_newest_first_with_why_each_counts_or_not(self) -> None:
        found = events()
        assert told(found, "local", "rep", "label", "points", "why")[:3] == [
            ("2026-03-04 15:31", "Ann", "Signed", 0.0, "no_rule"),
            ("2026-03-02 13:00", "Ann", "Demo Given", 0.0, "repeated"),
            ("2026-03-02 12:00", "Ann", "Demo Given", 10.0, None),
        ]
        assert told(found, "record", "title", "url", "account", "previous_stage")[::5] == [
            ("d1", None, None, None, "Demo Given"),
            ("c1", None, None, "Acme", None),
        ]
        assert found.attrs["count"] == 6

    def test_of_one_rep_only_what_counted_and_no_more_than_asked(self) -> None:
        of_bob = events(rep_id="bob", counted_only=True, limit=1)
        assert (told(of_bob, "record", "points"), of_bob.attrs["count"]) == ([("c3", 1.0)], 2)
        assert len(events(rep_id="nobody")) == 0

    def test_their_time_is_on_the_clock_of_the_reps_team(self) -> None:
        rules = RULES.model_copy(update={"zones": {"East": "America/New_York"}})
        late = snapshot(call("2026-03-09 03:30", "ann", "c1"), call("2026-03-09 03:30", "bob", "c2"),
                        rules=dated(("", rules)))  # fmt: skip
        found = events(late, date(2026, 3, 8), date(2026, 3, 9))
        assert told(found, "rep", "local", "day") == [
            ("Bob", "2026-03-09 03:30", pd.Timestamp("2026-03-09")),
            ("Ann", "2026-03-08 23:30", pd.Timestamp("2026-03-08")),
        ]
        assert told(board(late, date(2026, 3, 8)), "rep", "points", "timezone")[0] == ("Ann", 1.0, "America/New_York")


def test_the_metrics_say_the_same_as_the_board() -> None:
    found = measure(POINTS, CALLS, CALL_MINUTES, STAGE_ENTRIES_SCORED, by="rep", snapshot=COMPANY,
                    filters=Filters(start=DAY, end=DAY)).set_index("rep")  # fmt: skip
    assert found.loc["Ann"].tolist() == [11.0, 2.0, 1.0, 1.5, 1.0, 1.0]
    assert found.loc["Bob", ["points", "calls", "call_minutes", "scored_entries"]].tolist() == [2.0, 2.0, 0.5, 0.0]
    monthly = measure(POINTS, grain="month", snapshot=COMPANY)
    assert told(monthly, "month", "points") == [(pd.Timestamp("2026-03-01"), 13.0)]
    assert {"points", "calls", "call_minutes", "scored_entries"} <= METRICS.keys()


def test_points_that_are_no_whole_numbers_are_equal_in_whatever_order_they_come() -> None:
    weights = Points(activities={"call": ActivityPoints(weight=0.1)}, stages={"Demo Given": 0.3})
    calls = [call("2026-03-02 09:00", "ann", f"c{n}") for n in range(3)]
    found = board(snapshot(*calls, entry("2026-03-02 12:00", "Demo Given", "bob"), rules=dated(("", weights))))
    assert told(found, "rank", "rep", "points")[:2] == [(1, "Ann", 0.3), (1, "Bob", 0.3)]
