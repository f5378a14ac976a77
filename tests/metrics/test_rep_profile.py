"""Teams and bands of tenure: sums of their people, rates that can be ranked, and what is done in a working day."""

from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters, Window
from metrics.frames import FrameSnapshot
from metrics.intervals import wilson
from metrics.rep_profile import band_of, measure_profile, tenure_label
from tests.data.rep_candidates import call, entry
from tests.metrics.frames import opportunities
from tests.metrics.rep_events import TODAY, snapshot

PEOPLE = (
    {"rep_id": "ann", "rep": "Ann", "team": "East", "started_on": date(2026, 3, 4)},
    {"rep_id": "bob", "rep": "Bob", "team": "West", "started_on": date(2024, 3, 6)},
    {"rep_id": "cy", "rep": "Cy", "team": "West", "started_on": None},
    {"rep_id": "dee", "rep": "Dee", "team": "West", "started_on": date(2015, 1, 1), "active": False},
)
EVENTS = (
    call("2026-03-04 09:00", "ann", "c1"),
    call("2026-03-02 09:00", "bob", "c2"),
    call("2026-03-02 10:00", "cy", "c3"),
    call("2026-03-02 11:00", "dee", "c4"),
    entry("2026-03-03 12:00", "Demo Given", "bob"),
)
WON = [("won", "Ann", 10)] * 6 + [("lost", "Ann", 0)] * 6 + [("won", "Bob", 40)] * 2 + [("won", "Dee", 1)]
DEALS = opportunities(
    [status for status, _rep, _value in WON],
    rep=[rep for _status, rep, _value in WON],
    value=[value for _status, _rep, value in WON],
    decided_on=["2026-03-04"] * len(WON),
)
WEEK = Window(date(2026, 3, 2), date(2026, 3, 8))


def profile(by: str = "team", people: tuple[dict[str, Any], ...] = PEOPLE, **dims: Any) -> pd.DataFrame:
    tables = snapshot(*EVENTS, people=people)
    whole = FrameSnapshot({**tables.frames, "opportunities": DEALS}, TODAY, point_rules=tables.point_rules)
    return measure_profile(by, WEEK, Filters(dims=dims), Scope.all(), whole)


def test_a_team_is_the_sum_of_its_people_who_are_still_there() -> None:
    found = profile().set_index("team")
    assert found["reps"].tolist() == [1, 2]
    assert found["deals_won"].tolist() == [6, 2]  # Dee has left
    assert profile().attrs["former"] == 1
    assert found["average_deal"].tolist() == [10, 40]


def test_what_is_done_is_per_rep_and_working_day_on_which_they_were_there() -> None:
    found = profile().set_index("team")
    assert found.loc["East", "calls_per_day"] == pytest.approx(1 / 3)  # Wednesday, when she began, to Friday
    assert found.loc["West", "calls_per_day"] == pytest.approx(2 / 10)  # two people, Monday to Friday
    assert found.loc["West", "points_per_day"] == pytest.approx(12 / 10)


def test_a_group_of_few_deals_has_its_rate_and_interval_but_no_rank() -> None:
    found = profile().set_index("team")
    assert found["rank"].tolist()[0] == 1
    assert found.loc["West", ["rank", "shrunk_win_rate"]].isna().all()
    low, high = wilson([0.5], [12])
    assert found.loc["East", ["win_rate", "win_rate_low", "win_rate_high"]].tolist() == pytest.approx(
        [0.5, low[0], high[0]]
    )
    assert found.loc["West", "win_rate_n"] == 2


def test_the_shrunk_rate_lies_between_the_groups_own_and_that_of_all() -> None:
    east = profile().set_index("team").loc["East", "shrunk_win_rate"]
    assert 0.5 <= east <= 8 / 14


def test_tenure_is_that_at_the_end_and_comes_in_order_what_is_not_known_last() -> None:
    found = profile("tenure")
    assert found["tenure"].tolist() == [0, 3, None]  # two days; two years to the day; not known
    assert found["reps"].tolist() == [1, 1, 1]


def test_who_begins_later_is_not_counted_yet() -> None:
    later = ({**PEOPLE[0], "started_on": date(2026, 3, 9)}, *PEOPLE[1:])
    assert profile(people=later)["team"].tolist() == ["West"]


def test_namesakes_in_two_teams_are_of_no_known_team() -> None:
    twins = (*PEOPLE[:2], {"rep_id": "bob2", "rep": "Bob", "team": "East", "started_on": None})
    found = profile(people=twins)
    assert (found["team"].tolist(), found["reps"].tolist()) == (["East", None], [1, 2])


def test_filters_apply_and_nobody_left_is_an_empty_table() -> None:
    assert profile(team=["West"])["team"].tolist() == ["West"]
    gone = tuple({**person, "active": False} for person in PEOPLE)
    assert profile(people=gone).empty


def test_bands_begin_with_whole_months() -> None:
    day = date(2024, 3, 31)
    assert [band_of(date(2023, 10, 1), day), band_of(date(2023, 9, 30), day), band_of(date(2019, 3, 31), day)] == [
        0,
        1,
        4,
    ]
    assert band_of(None, day) is None


def test_bands_are_named_by_months_and_years() -> None:
    assert [tenure_label(band) for band in (0, 1, 2, 3, 4, None)] == [
        "under 6 months", "6 months to 1 year", "1 year to 2 years", "2 years to 5 years", "5 years and more",
        "not known",
    ]  # fmt: skip


def test_frames_without_a_day_of_start_have_one_band() -> None:
    bare = pl.DataFrame({"rep_id": ["ann"], "rep": ["Ann"], "team": ["East"], "origin": ["crm"]})
    whole = FrameSnapshot({**snapshot(*EVENTS).frames, "reps": bare, "opportunities": DEALS}, TODAY)
    assert measure_profile("tenure", WEEK, Filters(), Scope.all(), whole)["tenure"].tolist() == [None]
