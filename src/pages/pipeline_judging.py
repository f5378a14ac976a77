"""Judging one open deal: what its panel is filled with, and what becomes of what was typed into it."""

from collections.abc import Mapping
from typing import Any

from dash import no_update

from auth.scope import current_scope
from data import engine
from data.derived import derived
from data.judgements import CATEGORIES, LONGEST_NAME, history, judge, judgements
from data.tables import DealJudgement
from errors import BadInput, FairleadError
from i18n import _, number
from metrics.open_deals import open_deal
from pages.components import state
from pages.pipeline_deal_facts import crm_category, facts
from pages.pipeline_deal_history import entries
from pages.typed_amount import typed_amount

FIELDS = ("category", "amount", "note", "author")
CRM = ""  # the choice of no category of our own
Typed = Mapping[str, str | None]


class _Wrong(Exception):
    """Why nothing was kept, and beside which field to say so."""

    def __init__(self, field: str, error: FairleadError) -> None:
        super().__init__(field)
        self.field, self.error = field, error


def category_options(crm: str) -> list[dict[str, str]]:
    """The categories, and to leave it to the CRM, which says `crm`."""
    own = _("The CRM's: {category}", category=_(CATEGORIES[crm])) if crm else _("The CRM's")
    names = [{"value": name, "label": _(label)} for name, label in CATEGORIES.items()]
    return [{"value": CRM, "label": own}, *names]


def deal_parts(chosen: Mapping[str, Any]) -> list[Any]:
    """Facts, title, the form's class, history, category options, category, amount, note, what was said, what is wrong
    with each of FIELDS, and {deal, newest: id of the judgement in force}: the panel of the deal chosen."""
    try:
        snapshot = engine.current()
        deal = open_deal(chosen["deal"], current_scope(), snapshot, derived(snapshot.id), judgements())
        if deal is None:
            raise _not_open()
    except FairleadError as error:
        said = state(error.message, error.hint, kind="failed")
        same = [no_update] * 4
        return [said, _("Deal"), "hidden", "", *same, "", *_errors(), {**chosen, "newest": 0}]
    before = history(chosen["deal"])
    last = before[0] if before else None
    name = deal["opportunity"] or deal["account"] or deal["opportunity_id"]
    return [
        facts(deal, snapshot), name, "judge-form", entries(before, snapshot.currency),
        category_options(crm_category(deal)), (last and last.category) or CRM, _as_typed(last),
        last.note if last else "", "", *_errors(), {**chosen, "newest": last.id if last else 0},
    ]  # fmt: skip


def saved_parts(seen: Mapping[str, Any], typed: Typed) -> list[Any]:
    """What is wrong with each of FIELDS, what to say, history, and the judgement's id: after Save was pressed."""
    before = history(seen["deal"])
    try:
        snapshot = engine.current()
        given = _read(typed, snapshot.currency)
        if open_deal(seen["deal"], current_scope(), snapshot, None, {}) is None:
            raise _Wrong("category", _not_open())
        if _same(before[0] if before else None, given):
            return [*_errors(), _("Nothing was changed."), no_update, no_update]
        made = _kept(seen["deal"], given)
    except _Wrong as wrong:
        said = {wrong.field: f"{wrong.error.message} {wrong.error.hint}"}
        return [*_errors(**said), "", no_update, no_update]
    return [*_errors(), _thanks(made, before, seen["newest"]), entries([made, *before], snapshot.currency), made.id]


def _not_open() -> BadInput:
    return BadInput(_("This deal is not open any more."), _("Reload the page to see what is."))


def _read(typed: Typed, currency: str) -> dict[str, Any]:
    """What was typed, as `judge` takes it. Raises _Wrong."""
    try:
        amount = typed_amount(typed["amount"], currency)
    except BadInput as error:
        raise _Wrong("amount", error) from None
    author = (typed["author"] or "").strip()
    if not 0 < len(author) <= LONGEST_NAME:
        asked = _("Write your name, in {n} characters at most.", n=LONGEST_NAME)
        raise _Wrong("author", BadInput(_("Who judges?"), asked))
    note = (typed["note"] or "").strip()
    return {"category": typed["category"] or None, "amount": amount, "note": note, "author": author}


def _kept(deal: str, given: dict[str, Any]) -> DealJudgement:
    try:
        return judge(deal, **given)
    except FairleadError as error:
        known = given["category"] in (None, *CATEGORIES)
        raise _Wrong("note" if known else "category", error) from None


def _same(last: DealJudgement | None, given: Mapping[str, Any]) -> bool:
    """Whether there is nothing new in it; without a judgement nothing is what the CRM says."""
    now = (last.category, last.amount, last.note) if last else (None, None, "")
    return now == (given["category"], given["amount"], given["note"])


def _thanks(made: DealJudgement, before: list[DealJudgement], newest: int) -> str:
    others = [one.author for one in before if one.id > newest and one.author != made.author]
    if others:
        return _("Saved. {name} judged it too while you did; yours counts.", name=others[0])
    return _("Saved.")


def _as_typed(last: DealJudgement | None) -> str:
    if last is None or last.amount is None:
        return ""
    return number(last.amount, 0 if last.amount == round(last.amount) else 2)


def _errors(**said: str) -> list[str]:
    return [said.get(name, "") for name in FIELDS]
