"""Who judged a deal, when, and what: newest first."""

from collections.abc import Sequence
from typing import Any

from dash import html

from data.judgements import CATEGORIES
from data.tables import DealJudgement
from i18n import _, moment, money
from settings import settings


def entries(judgements: Sequence[DealJudgement], currency: str) -> list[Any]:
    """The history as a list; a note that was kept from the judgement before is not said again."""
    if not judgements:
        return [html.H3(_("History")), html.P(_("Nobody has judged this deal yet."), className="muted")]
    notes = [one.note for one in judgements[1:]] + [""]
    items = [_entry(one, before, currency) for one, before in zip(judgements, notes, strict=True)]
    return [html.H3(_("History")), html.Ol(items)]


def _entry(one: DealJudgement, note_before: str, currency: str) -> html.Li:
    when = html.Span(moment(one.made_at, settings().zone), className="muted")
    who = html.Div([html.Strong(one.author), " ", when])
    note = [html.P(one.note, className="judge-note")] if one.note and one.note != note_before else []
    return html.Li([who, html.Div(_what(one, currency)), *note])


def _what(one: DealJudgement, currency: str) -> str:
    category = _(CATEGORIES.get(one.category, one.category)) if one.category else _("the CRM's category")
    if one.amount is None:
        return _("{category}, the CRM's amount", category=category)
    return _(
        "{category}, {amount}", category=category, amount=money(one.amount, currency, 0 if one.amount % 1 == 0 else 2)
    )
