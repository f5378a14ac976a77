"""The point rules: which are in force on which day. A day keeps the rules that were in force on it.

The first version is that of the settings and holds for all days before. A change of the settings, and what is saved in
the app, is a version of its own from a day on, today or later. Nothing is changed or deleted.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

from sqlalchemy import Connection, insert, select

from data.database import database, writing
from data.tables import PointRules
from errors import BadInput
from i18n import _
from settings import Points, settings

ALWAYS = date(1970, 1, 1)  # the day from which the first version holds; for days before it, too
SETTINGS = "settings"  # author of versions that the settings brought
LONGEST_NAME = 128


@dataclass(frozen=True)
class DatedRules:
    """Rules and the first day they are in force; of the versions of one day the last one made."""

    valid_from: date
    rules: Points
    id: int = 0
    author: str = SETTINGS

    def as_json(self) -> dict[str, Any]:
        """As `from_json` reads it."""
        rules = self.rules.model_dump(mode="json")
        return {"id": self.id, "valid_from": self.valid_from.isoformat(), "author": self.author, "rules": rules}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        return cls(date.fromisoformat(given["valid_from"]), Points(**given["rules"]), given["id"], given["author"])


def all_rules() -> tuple[DatedRules, ...]:
    """The versions in the order of their days, one per day; those of the settings where nothing was kept yet."""
    with database().connect() as connection:
        return _in_order(_kept(connection)) or (DatedRules(ALWAYS, settings().points),)


def in_force(versions: Sequence[DatedRules], day: date) -> DatedRules:
    """Of versions in the order of their days the one in force on a day; the first one on days before it."""
    return versions[max(bisect_right([version.valid_from for version in versions], day) - 1, 0)]


def save_rules(rules: Points, valid_from: date, author: str) -> DatedRules:
    """Keep rules that are in force from a day on, today or later. Raises BadInput.

    They count once the next publish is through, which takes notice of them.
    """
    if not author.strip() or len(author.strip()) > LONGEST_NAME:
        raise BadInput(_("Rules need the name of who saves them."), _("Write your name, in 128 characters."))
    today = _today()
    if valid_from < today:
        raise BadInput(
            _("Past days keep their rules: {day} is over.", day=valid_from), _("Choose {day} or later.", day=today)
        )
    seed_rules()
    with writing() as connection:
        return _keep(connection, rules, valid_from, author.strip())


def seed_rules() -> None:
    """Keep the rules of the settings: at first for all days, later, where they have changed, from today on."""
    given = settings().points
    if _seeded(given):
        return
    with writing() as connection:
        kept = _kept(connection)
        theirs = [version for version in kept if version.author == SETTINGS]
        if not theirs or theirs[-1].rules != given:
            _keep(connection, given, _today() if kept else ALWAYS, SETTINGS)


def _seeded(given: Points) -> bool:
    with database().connect() as connection:
        theirs = [version.rules for version in _kept(connection) if version.author == SETTINGS]
    return bool(theirs) and theirs[-1] == given


def _keep(connection: Connection, rules: Points, valid_from: date, author: str) -> DatedRules:
    row = {"valid_from": valid_from, "rules": rules.model_dump(mode="json"), "author": author}
    made = insert(PointRules).returning(PointRules.id)
    number = connection.execute(made, {**row, "made_at": datetime.now(UTC)}).scalar_one()
    return DatedRules(valid_from, rules, number, author)


def _kept(connection: Connection) -> list[DatedRules]:
    """All versions in the order in which they were made."""
    rows = connection.execute(select(PointRules.__table__).order_by(PointRules.id)).mappings()
    return [DatedRules(row["valid_from"], Points(**row["rules"]), row["id"], row["author"]) for row in rows]


def _in_order(kept: list[DatedRules]) -> tuple[DatedRules, ...]:
    newest = {version.valid_from: version for version in kept}
    return tuple(newest[day] for day in sorted(newest))


def _today() -> date:
    return datetime.now(settings().zone).date()
