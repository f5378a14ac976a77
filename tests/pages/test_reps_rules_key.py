"""The rules in words: the key of today, what changed and when, and the table that exports write."""

from datetime import date

import pandas as pd

from data.point_rules import ALWAYS, DatedRules
from pages.reps_rules_key import changes, counts_when, key_parts, versions_frame
from settings import ActivityPoints, Points
from tests.pages.test_kpis_page import texts

TODAY = date(2026, 3, 6)
FIRST = Points(stages={"Demo": 5, "Old": 1})
SECOND = Points(
    activities={"call": ActivityPoints(weight=2, directions=("outbound",), min_seconds=30)}, goal=80, silent_days=7,
    stages={"Demo": 5, "<b>Won</b>": 20}, teams=("West",), zones={"West": "America/New_York"},
)  # fmt: skip
VERSIONS = (DatedRules(ALWAYS, FIRST, 1), DatedRules(date(2026, 3, 2), SECOND, 2, "<i>Ann</i>"))
LATER = DatedRules(date(2026, 4, 1), FIRST, 3, "Bob")


def test_the_key_says_what_counts_how_much_which_of_them_and_since_when() -> None:
    said = list(texts(key_parts(VERSIONS, TODAY)[0]))
    assert said[said.index("Calls") :] == [
        "Calls", "2", "outbound; 30 seconds or longer", "Mar 2, 2026",
        "Demo", "5", "once per deal and day", "the beginning",
        "<b>Won</b>", "20", "once per deal and day", "Mar 2, 2026",
    ]  # fmt: skip


def test_it_says_the_goal_the_teams_the_silence_and_the_zones() -> None:
    said = list(texts(key_parts(VERSIONS, TODAY)[1]))
    assert said == [
        "Goal", "80 per working day", "Teams that play", "West", "Hidden after", "7 days of silence", "Whose days",
        "West: America/New_York; all others: UTC",
    ]  # fmt: skip


def test_the_history_is_newest_first_with_author_and_changes() -> None:
    said = " | ".join(texts(key_parts((*VERSIONS, LATER), TODAY)[2]))
    assert said.index("From Apr 1, 2026, by Bob") < said.index("From Mar 2, 2026, by <i>Ann</i>")
    assert "not yet in force" in said
    assert "From the beginning, by settings.toml | The first rules" in said


def test_changes_are_told_one_by_one() -> None:
    assert changes(FIRST, SECOND) == [
        "Calls 2, was 1", "Old count no more", "<b>Won</b> 20, new", "Calls: outbound; 30 seconds or longer",
        "Goal: 80 per working day", "Teams that play: West", "Hidden after: 7 days of silence",
        "Whose days: West: America/New_York; all others: UTC",
    ]  # fmt: skip
    assert changes(FIRST, FIRST) == []


def test_before_a_later_version_is_in_force_the_key_is_that_of_today() -> None:
    said = list(texts(key_parts((*VERSIONS, LATER), TODAY)[0]))
    assert "<b>Won</b>" in said
    assert "Old" not in said


def test_rules_that_name_nothing_say_so() -> None:
    nothing = (DatedRules(ALWAYS, Points(activities={}, goal=0)),)
    said = " ".join(texts(key_parts(nothing, TODAY)[:2]))
    assert "Nothing counts" in said
    assert "Goal no goal" in said


def test_what_counts_of_an_activity_without_conditions_is_all_of_it() -> None:
    assert counts_when(FIRST, "call") == "all"


def test_the_table_has_a_row_for_each_rule_of_each_version() -> None:
    rows = versions_frame(VERSIONS)
    assert rows[["rule", "points", "author"]].values.tolist() == [
        ["Calls", 2.0, "<i>Ann</i>"], ["Demo", 5.0, "<i>Ann</i>"], ["<b>Won</b>", 20.0, "<i>Ann</i>"],
        ["Calls", 1.0, "settings.toml"], ["Demo", 5.0, "settings.toml"], ["Old", 1.0, "settings.toml"],
    ]  # fmt: skip
    assert rows["valid_from"].tolist()[0] == pd.Timestamp("2026-03-02")
    assert rows["valid_from"].isna().tolist()[3:] == [True] * 3
