"""What counts how much: the point rules in force in some days, as a reader sees them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from data.point_rules import DatedRules, in_force
from data.rep_events import STAGE
from data.verdicts import weights
from i18n import N_, _
from periods import DAY
from settings import settings

ACTIVITIES = {"call": N_("Calls"), "email": N_("E-mails"), "meeting": N_("Meetings"), "sms": N_("SMS")}


def in_days(rules: Sequence[DatedRules], start: date, end: date) -> list[DatedRules]:
    """The versions in force on any of the days, in their order."""
    first = in_force(rules, start)
    return [first, *(version for version in rules if first.valid_from < version.valid_from <= end)]


def score_key(rules: Sequence[DatedRules], start: date, end: date) -> list[dict[str, Any]]:
    """Rule, label, weight and the day it has that weight from (ISO), of each rule in force on any of the days.

    In the order of the newest rules; one whose weight changed within the days has an entry for each weight.
    """
    versions = in_days(rules, start, end)
    said = [(version, weights(version.rules)) for version in versions]
    order = dict.fromkeys(rule for _version, given in reversed(said) for rule in given)
    found = []
    for rule in order:
        before: float | None = None
        for version, given in said:
            weight = given.get(rule, None if before is None else 0.0)
            if weight is not None and weight != before:
                day = version.valid_from.isoformat()
                found.append({"rule": rule, "label": label_of(rule), "weight": weight, "valid_from": day})
            before = weight
    return found


def label_of(rule: str) -> str:
    """What a rule is about, in the reader's language: a stage's own name, or a kind of activity."""
    if rule.startswith(f"{STAGE}:"):
        return rule.removeprefix(f"{STAGE}:")
    return _(ACTIVITIES[rule]) if rule in ACTIVITIES else rule[:1].upper() + rule[1:]


def goal_of(rules: Sequence[DatedRules], start: date, end: date) -> float:
    """The points a rep should make: of one day the daily goal, of more days that of their working days."""
    if start == end:
        return in_force(rules, start).rules.goal
    versions, goal = in_days(rules, start, end), 0.0
    ends = [*(version.valid_from for version in versions[1:]), end + DAY]
    for version, first, after in zip(versions, [start, *ends], ends, strict=False):
        goal += version.rules.goal * _working_days(first, after)
    return goal


def _working_days(first: date, after: date) -> int:
    """How many there are from a day on until before another."""
    works = settings().company.working_days
    return int(np.busday_count(first, after, weekmask=[day in works for day in range(7)])) if works else 0
