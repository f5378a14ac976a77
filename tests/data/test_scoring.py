"""What counts, for whom, on which day, and for how much."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from data.scoring import scored
from settings import ActivityPoints, Points
from tests.data.rep_candidates import RULES, call, candidates, dated, entry, reps

PEOPLE = reps(ann="East", bob="West")


def judged(
    *events: dict[str, Any], rules: Points = RULES, people: pl.DataFrame = PEOPLE, zone: str = "UTC"
) -> pl.DataFrame:
    return scored(candidates(*events), people, dated(("", rules)), zone)


def told(rows: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return rows.select(columns).rows()


def test_a_call_and_a_stage_score_by_their_rules() -> None:
    rows = judged(
        call("2026-03-02 09:00"), entry("2026-03-02 10:00", "Demo Given"), entry("2026-03-02 11:00", "Signed")
    )
    assert told(rows, "day", "rule", "points", "counted", "why") == [
        (date(2026, 3, 2), "call", 1.0, True, None),
        (date(2026, 3, 2), "stage:Demo Given", 10.0, True, None),
        (date(2026, 3, 2), None, 0.0, False, "no_rule"),
    ]


def test_a_stage_entered_twice_on_a_day_by_one_deal_scores_once_for_who_was_first() -> None:
    rows = judged(
        entry("2026-03-02 15:00", "Demo Given", rep="bob"),  # arrived first, happened later
        entry("2026-03-02 09:00", "Demo Given", rep="ann"),
        entry("2026-03-02 12:00", "Demo Scheduled"),
        entry("2026-03-02 16:00", "Demo Given", deal="d2"),
        entry("2026-03-03 09:00", "Demo Given"),
    )
    assert told(rows, "record", "stage", "rep_id", "points", "why") == [
        ("d1", "Demo Given", "ann", 10.0, None),
        ("d1", "Demo Scheduled", "ann", 5.0, None),
        ("d1", "Demo Given", "bob", 0.0, "repeated"),
        ("d2", "Demo Given", "ann", 10.0, None),
        ("d1", "Demo Given", "ann", 10.0, None),
    ]


def test_an_entry_that_does_not_count_does_not_use_up_the_day() -> None:
    rows = judged(entry("2026-03-02 09:00", "Demo Given", rep="nobody"), entry("2026-03-02 10:00", "Demo Given"))
    assert told(rows, "points", "why") == [(0.0, "no_rep"), (10.0, None)]


def test_an_entry_of_which_only_the_day_is_known_comes_after_one_with_a_time() -> None:
    undated = {**entry("2026-03-02 00:00", "Demo Given", rep="bob"), "at": None, "on": date(2026, 3, 2)}
    rows = judged(undated, entry("2026-03-02 10:00", "Demo Given"))
    assert set(told(rows, "rep_id", "points", "why")) == {("ann", 10.0, None), ("bob", 0.0, "repeated")}


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-01-15 04:30", "2026-01-14"),  # 23:30 in winter, UTC-5
        ("2026-07-15 03:30", "2026-07-14"),  # 23:30 in summer, UTC-4
        ("2026-03-08 04:30", "2026-03-07"),  # 23:30 of the day before clocks go forward
        ("2026-03-09 03:30", "2026-03-08"),  # 23:30 of the day they went forward
        ("2026-03-09 04:30", "2026-03-09"),  # 00:30 after it: an hour earlier than the day before
        ("2026-11-01 03:30", "2026-10-31"),  # 23:30 of the day before clocks go back
        ("2026-11-02 04:30", "2026-11-01"),  # 23:30 of the day they went back
        ("2026-11-02 05:30", "2026-11-02"),
    ],
)
def test_a_call_late_in_the_evening_counts_for_the_local_day_of_the_team(at: str, day: str) -> None:
    rules = RULES.model_copy(update={"zones": {"East": "America/New_York"}})
    assert told(judged(call(at), rules=rules), "day", "points") == [(date.fromisoformat(day), 1.0)]


def test_a_team_without_a_zone_has_the_companys_day_and_what_has_no_time_that_of_its_origin() -> None:
    rules = RULES.model_copy(update={"zones": {"East": "America/New_York"}})
    undated = {**call("2026-01-15 04:30", record="c2"), "at": None, "on": date(2026, 1, 15)}
    rows = judged(call("2026-01-15 04:30", rep="bob"), undated, rules=rules, zone="Asia/Tokyo")
    assert told(rows, "rep_id", "day") == [("ann", date(2026, 1, 15)), ("bob", date(2026, 1, 15))]
    assert told(judged(call("2026-01-15 15:30", rep="bob"), zone="Asia/Tokyo"), "day") == [(date(2026, 1, 16),)]


def test_an_entry_twice_in_one_utc_day_on_two_local_days_scores_twice() -> None:
    rules = RULES.model_copy(update={"zones": {"East": "America/New_York"}})
    rows = judged(entry("2026-03-08 04:30", "Demo Given"), entry("2026-03-08 14:00", "Demo Given"), rules=rules)
    assert told(rows, "day", "points") == [(date(2026, 3, 7), 10.0), (date(2026, 3, 8), 10.0)]


class TestVersions:
    """Of an activity the first version that counts is the one that scores."""

    def test_an_edit_of_today_leaves_yesterdays_points_with_whom_and_where_they_were(self) -> None:
        rows = judged(
            call("2026-03-02 09:00", rep="ann", nth=0),
            call("2026-03-03 17:00", rep="bob", nth=1, duration_s=60.0, recording_url="https://crm.example/r"),
        )
        # what became known later of the call itself is told
        assert told(rows, "rep_id", "day", "points", "duration_s", "recording_url") == [
            ("ann", date(2026, 3, 2), 1.0, 60.0, "https://crm.example/r")
        ]

    def test_a_version_that_does_not_count_waits_for_one_that_does(self) -> None:
        rules = Points(activities={"call": ActivityPoints(statuses=("Completed",), min_seconds=30)})
        versions = [
            call("2026-03-02 09:00", call_status="in-progress"),
            call("2026-03-02 09:00", call_status="completed", duration_s=95.0, nth=1),
            call("2026-03-02 09:00", call_status="cancelled", duration_s=1.0, nth=2),
        ]
        assert told(judged(*versions, rules=rules), "call_status", "points", "why") == [("completed", 1.0, None)]
        assert told(judged(*versions[:1], rules=rules), "call_status", "points", "why") == [
            ("in-progress", 0, "status")
        ]

    def test_of_versions_that_all_do_not_count_the_newest_is_told(self) -> None:
        rules = Points(activities={"call": ActivityPoints(directions=("outbound",))})
        versions = (call("2026-03-02 09:00", direction=each, nth=n) for n, each in enumerate(("inbound", "internal")))
        rows = judged(*versions, rules=rules)
        assert told(rows, "direction", "points", "why") == [("internal", 0.0, "direction")]

    def test_an_owner_who_changes_leaves_past_points_with_the_former_one(self) -> None:
        rows = judged(
            entry("2026-03-02 09:00", "Demo Given", rep="ann"), entry("2026-03-05 09:00", "Demo Given", rep="bob")
        )
        assert told(rows, "day", "rep_id", "points") == [
            (date(2026, 3, 2), "ann", 10.0),
            (date(2026, 3, 5), "bob", 10.0),
        ]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"direction": "Outbound", "call_status": "COMPLETED", "duration_s": 30.0}, None),
        ({"direction": "inbound", "call_status": "completed", "duration_s": 30.0}, "direction"),
        ({"direction": None, "call_status": "completed", "duration_s": 30.0}, "direction"),
        ({"direction": "outbound", "call_status": "busy", "duration_s": 30.0}, "status"),
        ({"direction": "outbound", "call_status": "completed", "duration_s": 29.9}, "too_short"),
        ({"direction": "outbound", "call_status": "completed", "duration_s": None}, "too_short"),
        ({"event": "email"}, "no_rule"),
    ],
)
def test_directions_statuses_and_length_decide_whether_a_call_counts(given: dict[str, Any], why: str | None) -> None:
    counts = ActivityPoints(weight=2, directions=("outbound",), statuses=("completed",), min_seconds=30)
    rows = judged(call("2026-03-02 09:00", **given), rules=Points(activities={"call": counts}))
    assert told(rows, "points", "why") == [(2.0 if why is None else 0.0, why)]


def test_without_a_word_on_them_all_directions_statuses_and_lengths_count() -> None:
    rows = judged(call("2026-03-02 09:00", direction="inbound", call_status="busy", duration_s=0.0))
    assert told(rows, "points", "counted") == [(1.0, True)]


def test_a_team_that_does_not_play_scores_nothing() -> None:
    rows = judged(call("2026-03-02 09:00"), call("2026-03-02 09:01", rep="bob", record="c2"),
                  rules=RULES.model_copy(update={"teams": ("West",)}))  # fmt: skip
    assert told(rows, "rep_id", "points", "why") == [("ann", 0.0, "team"), ("bob", 1.0, None)]


def test_a_queue_is_no_rep() -> None:
    people = PEOPLE.with_columns(pl.Series("shared", [True, None]))
    rows = judged(call("2026-03-02 09:00"), call("2026-03-02 09:01", rep="bob", record="c2"), people=people)
    assert told(rows, "rep_id", "points", "why") == [("ann", 0.0, "no_rep"), ("bob", 1.0, None)]


def test_a_day_keeps_the_rules_that_were_in_force_on_it() -> None:
    later = Points(activities={"call": ActivityPoints(weight=3)}, teams=("East",), zones={"East": "America/New_York"})
    rows = scored(
        candidates(
            call("2026-03-02 02:00"),
            call("2026-03-03 02:00", rep="bob", record="c2"),
            call("2026-03-04 15:00", record="c3"),
            call("2026-03-04 15:01", rep="bob", record="c4"),
            call("2026-03-04 03:00", record="c5"),  # the 3rd in New York: the day before the rules changed
        ),
        PEOPLE,
        dated(("", RULES), ("2026-03-04", later)),
        "UTC",
    )
    assert told(rows, "record", "day", "points", "why") == [
        ("c1", date(2026, 3, 2), 1.0, None),  # not the 1st, as by the zone of later rules
        ("c2", date(2026, 3, 3), 1.0, None),
        ("c5", date(2026, 3, 3), 1.0, None),
        ("c3", date(2026, 3, 4), 3.0, None),
        ("c4", date(2026, 3, 4), 0.0, "team"),
    ]


def test_nothing_gives_nothing_and_what_has_no_day_is_left_out() -> None:
    assert judged().height == 0
    assert judged({"event": "call", "record": "c1", "rep_id": "ann", "at": None}).height == 0
