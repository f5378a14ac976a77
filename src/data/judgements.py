"""What people make of single deals: a forecast category or an amount other than the CRM's, and why.

Nothing is changed or deleted: the newest judgement of a deal counts, all of them are its history.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from data.database import database, writing
from data.tables import DealJudgement
from errors import BadInput
from i18n import N_, _

CATEGORIES: Mapping[str, str] = {
    "commit": N_("Commit"), "best_case": N_("Best case"), "pipeline": N_("Pipeline"), "omitted": N_("Omitted"),
}  # fmt: skip
LONGEST_NOTE, LONGEST_NAME = 2000, 128


def judge(
    opportunity_id: str, *, author: str, category: str | None = None, amount: float | None = None, note: str = ""
) -> DealJudgement:
    """Keep a judgement, made now; without category and amount the CRM's count again. Raises BadInput."""
    row = {
        "opportunity_id": opportunity_id, "category": category, "amount": amount, "note": note.strip(),
        "author": author.strip(), "made_at": datetime.now(UTC),
    }  # fmt: skip
    _check(row["author"], category, amount, row["note"])  # type: ignore[arg-type]
    with writing() as connection:
        made = connection.execute(insert(DealJudgement).returning(DealJudgement.id), row).scalar_one()
    return DealJudgement(id=made, **row)


def history(opportunity_id: str) -> list[DealJudgement]:
    """All judgements of a deal, newest first."""
    query = select(DealJudgement.__table__).where(DealJudgement.opportunity_id == opportunity_id)
    with database().connect() as connection:
        rows = connection.execute(query.order_by(DealJudgement.id.desc())).mappings()
        return [DealJudgement(**row) for row in rows]


def judgements(until: datetime | None = None) -> dict[str, DealJudgement]:
    """The judgement in force of each deal that has one, now or at an instant, by opportunity_id."""
    newest = select(func.max(DealJudgement.id)).group_by(DealJudgement.opportunity_id)
    if until is not None:
        newest = newest.where(DealJudgement.made_at <= until)
    with database().connect() as connection:
        rows = connection.execute(select(DealJudgement.__table__).where(DealJudgement.id.in_(newest))).mappings()
        return {row["opportunity_id"]: DealJudgement(**row) for row in rows}


def _check(author: str, category: str | None, amount: float | None, note: str) -> None:
    if not author or len(author) > LONGEST_NAME:
        raise BadInput(_("A judgement needs the name of who makes it."), _("Write your name, in 128 characters."))
    if category is not None and category not in CATEGORIES:
        raise BadInput(
            _("There is no category '{name}'.", name=category),
            _("Valid: {names}.", names=", ".join(_(label) for label in CATEGORIES.values())),
        )
    if amount is not None and (not math.isfinite(amount) or amount < 0):
        raise BadInput(_("An amount must be a number, 0 or more."), _("Write it in digits, e.g. 12500."))
    if len(note) > LONGEST_NOTE:
        raise BadInput(_("The note is too long."), _("Shorten it to {n} characters.", n=LONGEST_NOTE))
