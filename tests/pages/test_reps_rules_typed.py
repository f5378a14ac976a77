"""What is typed into the form of point rules: read as rules, or refused beside the field."""

from datetime import date
from typing import Any

import pytest

from pages.reps_rules_typed import read_rules, read_when
from settings import ActivityPoints, Points

BASE = Points(zones={"West": "America/New_York"}, stages={"Demo 1.5": 5})
TYPED: dict[str, Any] = {
    "goal": "80", "silent_days": "7", "teams": ["West"], "activity:call:weight": "2.5",
    "activity:call:directions": ["outbound"], "activity:call:statuses": [], "activity:call:min_seconds": "30",
    "activity:email:weight": "0", "activity:email:directions": None, "activity:email:statuses": None,
    "activity:email:min_seconds": "0", "stage:Demo 1.5": "0", "stage:Won: signed": "20", "stage:Lost": "0",
}  # fmt: skip


def wrong_with(**typed: Any) -> dict[str, str]:
    rules, wrong = read_rules(TYPED | typed, BASE)
    assert rules is None
    return wrong


def test_all_fields_make_the_rules_and_zones_stay() -> None:
    rules, wrong = read_rules(TYPED, BASE)
    assert wrong == {}
    assert rules == Points(
        goal=80, teams=("West",), silent_days=7, zones={"West": "America/New_York"},
        activities={"call": ActivityPoints(weight=2.5, directions=("outbound",), min_seconds=30)},
        stages={"Demo 1.5": 0, "Won: signed": 20},
    )  # fmt: skip


def test_what_had_a_rule_keeps_it_with_0_points_and_what_had_none_gets_none() -> None:
    rules, _wrong = read_rules(TYPED, BASE)
    assert rules is not None
    assert "Demo 1.5" in rules.stages
    assert "Lost" not in rules.stages
    assert "email" not in rules.activities


@pytest.mark.parametrize(
    ("text", "words"),
    [("-1", "cannot be below 0"), ("\u22122", "cannot be below 0"), ("", "Nothing is written"), ("  ", "Nothing is"),
     ("many", "'many' cannot be read as a number"), ("1e5", "'1e5' cannot be read"), ("99999", "10,000 at most"),
     ("<b>", "'<b>' cannot be read"), ("nan", "cannot be read"), (None, "Nothing is written")],
)  # fmt: skip
def test_what_is_no_number_of_points_is_said_beside_its_field(text: Any, words: str) -> None:
    for field in ("activity:call:weight", "stage:Won: signed", "stage:Demo 1.5"):
        wrong = wrong_with(**{field: text})
        assert list(wrong) == [field]
        assert words in wrong[field]


def test_every_wrong_field_is_told_at_once() -> None:
    wrong = wrong_with(goal="x", silent_days="2.5", **{"activity:call:min_seconds": "90000"})
    assert set(wrong) == {"goal", "silent_days", "activity:call:min_seconds"}
    assert "whole number" in wrong["silent_days"]


def test_a_comma_is_read_as_people_write_it() -> None:
    rules, _wrong = read_rules(TYPED | {"goal": "1,5"}, BASE)
    assert rules is not None
    assert rules.goal == 1.5


TODAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [({"from": "2026-03-05"}, "from", "Past days keep their rules"), ({"from": ""}, "from", "Choose a day"),
     ({"from": "soon"}, "from", "Choose a day"), ({"from": "9999-01-01"}, "from", "before the year"),
     ({"author": "  "}, "author", "Write your name"), ({"author": "A" * 129}, "author", "128 characters")],
)  # fmt: skip
def test_a_day_gone_by_and_no_name_are_refused(typed: dict[str, str], field: str, words: str) -> None:
    _day, _author, wrong = read_when({"from": "2026-03-06", "author": "Ann", **typed}, TODAY)
    assert list(wrong) == [field]
    assert words in wrong[field]


def test_today_and_later_are_fine() -> None:
    assert read_when({"from": "2026-03-06", "author": " Ann "}, TODAY) == (TODAY, "Ann", {})
    assert read_when({"from": "2026-12-31", "author": "Ann"}, TODAY)[0] == date(2026, 12, 31)
