"""Which point rules are in force on which day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.point_rules import ALWAYS, DatedRules, all_rules, in_force, save_rules, seed_rules
from errors import BadInput
from settings import ActivityPoints, Points, settings
from tests.state import state

LATER = Points(goal=80, activities={"call": ActivityPoints(weight=2)}, stages={"Demo Given": 12})
SHIPPED = {"Demo Scheduled": 5, "Demo Given": 10}


def today() -> date:
    return datetime.now(UTC).date()


def rules_on(day: date) -> DatedRules:
    return in_force(all_rules(), day)


def test_the_rules_of_the_settings_hold_for_all_days_until_others_are_saved(fairlead: Path) -> None:
    assert (rules_on(date(1950, 1, 1)).rules.stages, rules_on(date(2090, 1, 1)).rules.goal) == (SHIPPED, 100)
    saved = save_rules(LATER, today() + timedelta(2), " Ann ")
    assert (saved.rules, saved.author) == (LATER, "Ann")
    assert [(each.valid_from, each.author, each.rules == LATER) for each in all_rules()] == [
        (ALWAYS, "settings", False),
        (today() + timedelta(2), "Ann", True),
    ]
    assert rules_on(today() + timedelta(1)).rules.stages == SHIPPED
    assert rules_on(today() + timedelta(2)) == saved == rules_on(date(2090, 1, 1))


def test_of_what_is_saved_for_a_day_the_last_counts(fairlead: Path) -> None:
    save_rules(LATER, today(), "Ann")
    save_rules(LATER.model_copy(update={"goal": 50.0}), today(), "Bo")
    assert [(each.author, each.rules.goal) for each in all_rules()] == [("settings", 100.0), ("Bo", 50.0)]


@pytest.mark.parametrize(("days", "author"), [(-1, "Ann"), (0, " "), (0, "A" * 129)])
def test_past_days_and_nameless_authors_are_refused(fairlead: Path, days: int, author: str) -> None:
    with pytest.raises(BadInput):
        save_rules(LATER, today() + timedelta(days), author)
    assert len(all_rules()) == 1


def test_settings_that_change_count_from_that_day_on(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[points.stages]\nSold = 20\n")
    with state(tmp_path / "var"):
        seed_rules()
        seed_rules()
        assert [each.rules.stages for each in all_rules()] == [SHIPPED]
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(file)):
        seed_rules()
        seed_rules()
        assert [(each.valid_from, each.rules.stages) for each in all_rules()] == [
            (ALWAYS, SHIPPED),
            (today(), {"Sold": 20}),
        ]
        assert settings().points.activities == {"call": ActivityPoints()}
