"""One open deal as its panel shows it: what the CRM knows, its chances, and what moves them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html

from charts.labels import plain_name
from data.engine import Snapshot
from data.judgements import CATEGORIES
from i18n import NOTHING, _, day, days, money, percent, short_money
from metrics.categories import category_of
from pages.pipeline_links import crm_link
from pages.pipeline_reasons import in_full


def facts(deal: Mapping[str, Any], snapshot: Snapshot) -> list[Any]:
    """`deal` has the columns of `metrics.open_deals.OpenDeals.deals`."""
    currency = snapshot.currency
    rows = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in _known(deal, currency) if value]
    link = crm_link(deal["url"])
    why = in_full(deal["reasons"], snapshot.dimensions, currency) if not pd.isna(deal["p_won"]) else []
    return [
        html.Dl(rows, className="deal-facts"),
        *([html.P(link)] if link else []),
        html.Div([_chance(label, value) for label, value in _chances(deal, currency)], className="deal-chances"),
        *([html.H3(_("What moves the chance to win")), html.Div(why, className="deal-reasons")] if why else []),
    ]  # fmt: skip


def crm_category(deal: Mapping[str, Any]) -> str:
    """The category that the CRM's word means."""
    return str(category_of(pd.Series([deal["forecast_category"]], dtype=object)).iloc[0])


def _known(deal: Mapping[str, Any], currency: str) -> list[tuple[str, str]]:
    due = _day(deal["expected_close_on"])
    crm, word = _(CATEGORIES[crm_category(deal)]), _name(deal["forecast_category"])
    return [
        (_("Account"), _name(deal["account"])),
        (_("Product"), _name(deal["product"])),
        (_("Rep"), " · ".join(filter(None, (_name(deal["rep"]), _name(deal["team"]))))),
        (_("Stage"), _name(deal["stage"])),
        (_("Amount, CRM"), money(_number(deal["value"]), currency)),
        (_("Category, CRM"), crm if word.casefold() in ("", crm.casefold()) else f"{word} ({crm})"),
        (_("CRM's chance"), percent(_number(deal["probability"]), 0)),
        (_("Expected close"), _("{day}, overdue", day=due) if deal["overdue"] else due),
        (_("Opened"), " · ".join(filter(None, (_day(deal["opened_on"]), _days(deal["age_days"]))))),
        (_("Silent"), _days(deal["silent_days"])),
        (_("Next step"), _name(deal["next_step"])),
    ]  # fmt: skip


def _chances(deal: Mapping[str, Any], currency: str) -> list[tuple[str, str]]:
    chances = {_("Chance to win"): "p_won", _("Won in 28 days"): "p_won_28", _("Won in 56 days"): "p_won_56"}
    shown = [(label, percent(_number(deal[name]), 0)) for label, name in chances.items()]
    return [*shown, (_("Expected"), short_money(_number(deal["expected_amount"]), currency))]


def _chance(label: str, value: str) -> html.Div:
    return html.Div([html.Span(label, className="muted"), html.Strong(value)])


def _name(value: Any) -> str:
    return "" if value is None or pd.isna(value) else plain_name(value)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _day(value: Any) -> str:
    return "" if pd.isna(value) else day(value.date())


def _days(value: Any) -> str:
    text = days(_number(value))
    return "" if text == NOTHING else text
