"""What was typed into the form of point rules, read field by field: rules, or what is wrong beside which field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.point_rules import LONGEST_NAME
from data.rep_events import STAGE
from errors import BadInput
from filters import YEARS
from i18n import _, day, number
from pages.typed_amount import typed_amount
from settings import ActivityPoints, Points

MOST = {"weight": 10_000, "stage": 10_000, "goal": 1_000_000, "silent_days": 3_650, "min_seconds": 86_400}
WHOLE = ("silent_days",)
Typed = Mapping[str, Any]  # what the fields hold, by name
Wrong = dict[str, str]  # what is wrong, by the field's name


def read_rules(typed: Typed, base: Points) -> tuple[Points | None, Wrong]:
    """The rules that were typed, None if a field is wrong, and what is.

    What the form does not ask for (time zones) is as in `base`. An activity or a stage that `base` does not name and
    that is given 0 points stays unnamed.
    """
    numbers: dict[str, float] = {}
    wrong: Wrong = {}
    for name, value in typed.items():
        if (limit := _limit(name)) is None:
            continue
        try:
            numbers[name] = _number(value, limit, _last(name) in WHOLE)
        except BadInput as error:
            wrong[name] = f"{error.message} {error.hint}"
    if wrong:
        return None, wrong
    stages = {name.removeprefix(f"{STAGE}:"): value for name, value in numbers.items() if name.startswith(f"{STAGE}:")}
    return Points(
        goal=numbers["goal"], teams=tuple(typed.get("teams") or ()), silent_days=int(numbers["silent_days"]),
        zones=base.zones, activities=_activities(typed, numbers, base),
        stages={name: value for name, value in stages.items() if value or name in base.stages},
    ), {}  # fmt: skip


def read_when(typed: Typed, today: date) -> tuple[date | None, str, Wrong]:
    """The day from which rules hold and who saves them, and what is wrong with these."""
    wrong: Wrong = {}
    author = (typed.get("author") or "").strip()
    if not 0 < len(author) <= LONGEST_NAME:
        wrong["author"] = _("Write your name, in {n} characters at most.", n=number(LONGEST_NAME))
    try:
        first = date.fromisoformat(typed.get("from") or "")
    except ValueError:
        return None, author, {**wrong, "from": _("Choose a day: {day} or later.", day=day(today))}
    if first < today:
        wrong["from"] = _("Past days keep their rules. Choose {day} or later.", day=day(today))
    elif first.year not in YEARS:
        wrong["from"] = _("Choose a day before the year {year}.", year=YEARS.stop)
    return first, author, wrong


def _activities(typed: Typed, numbers: Mapping[str, float], base: Points) -> dict[str, ActivityPoints]:
    found = {}
    for name, weight in numbers.items():
        if not name.startswith("activity:") or _last(name) != "weight":
            continue
        kind = name.removeprefix("activity:").removesuffix(":weight")
        if weight or kind in base.activities:
            found[kind] = ActivityPoints(
                weight=weight, min_seconds=numbers[f"activity:{kind}:min_seconds"],
                directions=tuple(typed.get(f"activity:{kind}:directions") or ()),
                statuses=tuple(typed.get(f"activity:{kind}:statuses") or ()),
            )  # fmt: skip
    return found


def _limit(name: str) -> int | None:
    return MOST[STAGE] if name.startswith(f"{STAGE}:") else MOST.get(_last(name))


def _last(name: str) -> str:
    return name if name.startswith(f"{STAGE}:") else name.rpartition(":")[2]


def _number(text: Any, most: int, whole: bool) -> float:
    """Raises BadInput for what is no number from 0 to `most`."""
    given = str("" if text is None else text).strip()
    if not given:
        raise BadInput(_("Nothing is written here."), _("Write a number, 0 or more."))
    if given.startswith(("-", "\u2212")):
        raise BadInput(_("It cannot be below 0."), _("Write a number, 0 or more."))
    try:
        value = typed_amount(given, "EUR")
    except BadInput:
        value = None
    if value is None:
        raise BadInput(
            _("'{text}' cannot be read as a number.", text=given[:40]), _("Write it in digits, e.g. 5 or 2.5.")
        )
    if value > most:
        raise BadInput(_("That is too much."), _("Write {n} at most.", n=number(most)))
    if whole and not value.is_integer():
        raise BadInput(_("Half days cannot be counted."), _("Write a whole number."))
    return value
