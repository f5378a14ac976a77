"""What moves a deal's chance to be won, in words: the fields that speak for it and against it."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

from dash import html

from charts.labels import plain_name
from i18n import N_, _, days, number, short_money
from metrics.dimensions import all_dimensions
from metrics.open_details import Reason, odds_factor

LEAST, MOST = 0.05, 3  # in a table: effects in log-odds worth a word, and how many of them
TOLD = 0.005  # of all: what would be odds × 1.00 says nothing
FIELDS = {  # of the models that are no dimensions
    "value": N_("Amount"), "age_days": N_("Age"), "days_in_stage": N_("Time in stage"), "position": N_("Stage"),
    "quantity": N_("Quantity"), "stage_and_age": N_("Stage and age"),
}  # fmt: skip
SINCE = "stage_and_age"  # [stage, days since the deal was opened]
BARE = ("size_band", *FIELDS)  # whose values say nothing without the field's name


def field_label(name: str, extra: Mapping[str, str]) -> str:
    """What a field of the models is called."""
    known = all_dimensions(extra)
    if name in known:
        return _(known[name].label)
    return _(FIELDS[name]) if name in FIELDS else name.replace("_", " ").capitalize()


def in_brief(reasons: Sequence[Reason], extra: Mapping[str, str]) -> str:
    """The strongest ones in a line: + Referral, − Company size 250-999. Empty where nothing moves it."""
    strong = [reason for reason in reasons if abs(reason[2]) >= LEAST][:MOST]
    return ", ".join(f"{'+' if effect > 0 else '−'} {_named(name, value, extra)}" for name, value, effect in strong)


def in_full(reasons: Sequence[Reason], extra: Mapping[str, str], currency: str) -> list[Any]:
    """All that do something to the odds, each with what it does, those in favour first."""
    reasons = [reason for reason in reasons if abs(reason[2]) >= TOLD]
    if not reasons:
        return [html.P(_("Nothing known of this deal moves its chance away from the usual."), className="muted")]
    sides = [[r for r in reasons if r[2] > 0], [r for r in reasons if r[2] <= 0]]
    heads = [_("Speaks for it"), _("Speaks against it")]
    return [
        html.Div([html.H4(head), html.Ul([_line(reason, extra, currency) for reason in side])], className=name)
        for head, side, name in zip(heads, sides, ("reasons for", "reasons against"), strict=True) if side
    ]  # fmt: skip


def _line(reason: Reason, extra: Mapping[str, str], currency: str) -> html.Li:
    name, value, effect = reason
    factor = odds_factor(effect)
    odds = html.Span(_("odds × {factor}", factor=number(factor, 2 if factor < 10 else 0)), className="odds")
    label = html.Span(_("{field}: ", field=field_label(name, extra)), className="muted")
    return html.Li([html.Span([label, _value(name, value, currency)]), odds])


def _named(name: str, value: Any, extra: Mapping[str, str]) -> str:
    """By its value where that says it, else by the field; numbers stand in columns of their own."""
    if name == SINCE and isinstance(value, list):
        return _("{stage} on day {n}", stage=plain_name(value[0]), n=value[1])
    if isinstance(value, int | float):
        return field_label(name, extra)
    bare = name in BARE or name not in all_dimensions(extra)
    return f"{field_label(name, extra)} {_value(name, value, '')}" if bare else _value(name, value, "")


def _value(name: str, value: Any, currency: str) -> str:
    if name == SINCE and isinstance(value, list):
        stage, age = value
        return _("{stage}, {days}", stage=plain_name(stage), days=days(age))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float) and isfinite(value):
        return short_money(value, currency) if name == "value" else days(value) if "days" in name else f"{value:g}"
    return value.isoformat() if isinstance(value, date) else plain_name(value)
