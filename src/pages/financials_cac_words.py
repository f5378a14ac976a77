"""Acquisition cost in words: what it is and how it changed, when it is earned back, what it buys, what counts as it."""

from typing import Any

import pandas as pd
from dash import html

from charts.acquisition import cost
from charts.part_periods import starts_of
from charts.rows import records
from i18n import N_, _, day, months, ngettext, number, percent, period
from metrics.acquisition import CAC
from metrics.customer_worth import Worth
from models.value_refusals import words_of
from pages.cards import VERDICTS
from pages.components import notes
from pages.values import change
from settings import settings

BEFORE = {"month": N_("the month before"), "quarter": N_("the quarter before"), "year": N_("the year before")}
ROLES = {"marketing": N_("marketing"), "sales": N_("sales")}
FEW = 1.0  # times its cost that a customer must bring in to be worth winning


def latest(frame: pd.DataFrame) -> dict[str, Any]:
    """The last period whose cost is known, with its first day as `start`; empty without one."""
    known = [(row, start) for row, start in zip(records(frame), starts_of(frame, frame.attrs["grain"]),
                                                strict=True) if pd.notna(row["cac"])]  # fmt: skip
    return {**{str(k): v for k, v in known[-1][0].items()}, "start": known[-1][1]} if known else {}


def said(frame: pd.DataFrame, currency: str) -> str:
    """CAC fell 12% on the quarter before, to €1,240; it is up 3% on the year before."""
    row, grain = latest(frame), frame.attrs["grain"]
    if not row:
        return ""
    amount = cost(row["cac"], currency)
    head = _against(row["cac_qoq"], _(BEFORE[grain]), amount)
    if not head:
        return _("CAC was {amount} in {period}.", amount=amount, period=period(row["start"], grain))
    more = [] if grain == "year" or pd.isna(row["cac_yoy"]) else [_on_year(row["cac_yoy"])]
    return " ".join([head, *more])


def _against(part: float, before: str, amount: str) -> str:
    if pd.isna(part):
        return ""
    share = percent(abs(part))
    if round(part, 3) == 0:
        return _("CAC is unchanged on {before}, at {amount}.", before=before, amount=amount)
    words = (
        _("CAC rose {share} on {before}, to {amount}.") if part > 0 else _("CAC fell {share} on {before}, to {amount}.")
    )
    return words.format(share=share, before=before, amount=amount)


def _on_year(part: float) -> str:
    share = percent(abs(part))
    if round(part, 3) == 0:
        return _("That is what it was a year before.")
    return (_("That is {share} more than a year before.") if part > 0 else
            _("That is {share} less than a year before.")).format(share=share)  # fmt: skip


def facts(frame: pd.DataFrame, worth: Worth | None, currency: str) -> list[Any]:
    """The last known period's figures beside each other: cost, its changes, payback, what a customer is worth."""
    row, grain = latest(frame), frame.attrs["grain"]
    if not row:
        return []
    firm = frame.attrs["firm_changes"]
    changes = [(_(BEFORE[grain]), "cac_qoq", "cac_previous")]
    if grain != "year":
        changes.append((_("the year before"), "cac_yoy", "cac_year_ago"))
    return [
        _fact(_("CAC, {period}", period=period(row["start"], grain)), cost(row["cac"], currency),
              *(_change(row, then, words, name in firm) for words, name, then in changes)),
        _fact(_("Paid back in"), months(row["cac_payback_months"]),
              html.Span(_payback(row, currency), className="muted")),
        _fact(_("A customer brings in"), cost(worth.value if worth else None, currency),
              html.Span(against_worth(row["cac"], worth, currency), className="muted")),
    ]  # fmt: skip


def _fact(label: str, value: str, *below: Any) -> html.Div:
    return html.Div([html.Div(label, className="card-label"), html.Div(value, className="card-value"), *below],
                    className="fact")  # fmt: skip


def _change(row: dict[str, Any], then: str, before: str, firm: bool) -> html.Span:
    """▲ +8.1% on the quarter before; in the colour of worse, since it is the cost that rose."""
    found = change(CAC, row["cac"], row[then])
    if found is None:
        return html.Span(_("not known for {before}", before=before), className="change")
    verdict = found.verdict if firm else "same"
    read = {"better": _("(better)"), "worse": _("(worse)")}.get(verdict, "")
    words = _("{change} on {before}", change=found.text, before=before)
    return html.Span([words, html.Span(f" {read}", className="only-read")], className=f"change {VERDICTS[verdict]}")


def _payback(row: dict[str, Any], currency: str) -> str:
    if pd.isna(row["revenue_per_customer_month"]):
        return _("Sales do not go back twelve months.")
    if pd.isna(row["margin"]):
        return _("No cost of what was sold is known, and no statement with it.")
    words = _("{amount} a customer and month, {margin} of it gross margin")
    return words.format(amount=cost(row["revenue_per_customer_month"], currency), margin=percent(row["margin"]))


def against_worth(cac: float, worth: Worth | None, currency: str) -> str:
    """What a new customer is worth beside what it costs, or why that is not known."""
    if worth is None:
        return _("Customer value is worked out after the next publish.")
    times = worth.of_cost(cac)
    if times is None or worth.value is None:
        return _(
            "Customer value cannot be told from these sales: {reason}",
            reason=words_of(worth.refusal, worth.refusal_values) or _("not known"),
        )
    span = months(worth.horizon_months, 0)
    if worth.low is not None and worth.high is not None:
        span = _("{months} ({low} to {high})", months=span, low=cost(worth.low, currency),
                 high=cost(worth.high, currency))  # fmt: skip
    parts = [_("gross profit in {months}, {times} times what winning it costs.", times=number(times, 1), months=span)]
    if worth.is_rough and worth.missed is not None:
        parts.append(_("Rough: a check on orders held out was off by {share}.", share=percent(abs(worth.missed))))
    if times < FEW:
        parts.append(_("Less than it costs."))
    return " ".join(parts)


def caveats(frame: pd.DataFrame, asked: str, currency: str) -> str:
    """What counts as spend, and what the reader must know of the periods shown."""
    attrs, grain = frame.attrs, frame.attrs["grain"]
    also = [_what_counts(attrs["roles"])]
    if attrs["marketing_only"]:
        also.append(_("The statement has no line for sales costs, so this understates what a customer costs."))
    if grain != asked:
        also.append(_("Spend is not booked in finer periods than these."))
    spends = zip(starts_of(frame, grain), frame["acquisition_spend"], strict=True)
    unknown = [period(start, grain) for start, spend in spends if pd.isna(spend)]
    if unknown:
        also.append(_("No spend is booked for {periods}.", periods=_first_few(unknown)))
    if attrs["overstated"]:
        words = _(
            "Sales are known from {day} on: in the first year after it old customers look new, so CAC reads too low."
        )
        also.append(words.format(day=day(attrs["sales_begin"])))
    few = settings().rules.too_few
    if any(pd.notna(row["cac"]) and row["new_customers"] < few for row in records(frame)):
        also.append(ngettext("Fewer than {n} new customer in a period is too few to judge by.",
                             "Fewer than {n} new customers in a period are too few to judge by.", few))  # fmt: skip
    if not frame["firm"].all() and frame["cac"].notna().any():
        also.append(_("Hollow dots are not firm."))
    if frame["from_statement"].any():
        also.append(_("No unit cost is known: payback goes by the gross margin of the statement."))
    also.append(_("Payback goes by the twelve months up to the end of the period."))
    return notes(frame, also=also)


def _what_counts(roles: list[str]) -> str:
    if roles == ["marketing"]:
        return _("Spend is marketing only.")
    names = [_(ROLES[role]) if role in ROLES else role for role in roles]
    return _("Spend is the statement's lines of {roles}.", roles=_listed(names))


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def _first_few(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else _("{first} to {last}", first=names[0], last=names[-1])
