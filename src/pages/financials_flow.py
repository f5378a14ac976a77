"""Where the money goes: revenue streams to the result, in a period of the range or in all of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from charts.money_flow import money_flow
from charts.period_axis import period_name
from i18n import N_, _, money
from metrics.statement_flows import Flows, flows
from metrics.statement_sum import summed
from pages.asked import Asked
from pages.choices import choice
from pages.exhibit import Exhibit
from pages.financials_lines import Lines
from pages.financials_range import FLOW, Range
from pages.panel import Definition

NAME = "financials-flow"
OPTIONS = f"{NAME}-options"  # a store: assets/financials.js hands them to the choice, whose name no output may have
LAST, WHOLE = "last", "range"
DEFINITIONS = (
    Definition(
        N_("Flow of money"),
        N_("Each line of the income statement is as high as its amount. Costs leave downwards; a loss comes in from"
           " below, so that whatever enters a subtotal leaves it. What a subtotal has more or less than its parts"
           " stands beside it."),
    ),
)  # fmt: skip


def control(query: Mapping[str, Any]) -> Any:
    """The choice of the period, whose options follow the range."""
    return choice(FLOW, _("Period"), {LAST: _("Latest"), WHOLE: _("All periods shown")}, query)


def options(found: Asked, shown: Range) -> dict[str, str]:
    """The latest period, all of the range together, then its others, newest first; an earlier one, if chosen."""
    others = {start.isoformat(): period_name(start, shown.grain) for start in reversed(shown.periods[:-1])}
    latest = _("{period} (latest)", period=period_name(shown.last, shown.grain))
    whole = {WHOLE: _("All periods shown")} if others else {}
    known = {LAST: latest, **whole, **others}
    earlier = {start.isoformat(): start for start in shown.offered if start <= shown.last}
    outside = earlier.get(found.view.get(FLOW, ""))
    if outside and outside.isoformat() not in known:
        known[outside.isoformat()] = period_name(outside, shown.grain)
    return known


def exhibit(found: Asked, shown: Range, lines: Lines, narrow: bool = False) -> Exhibit:
    """The flows of the chosen period of `lines`, the statement over the range and before."""
    chosen = found.choice(FLOW, options(found, shown))
    if chosen == WHOLE:
        statement, words = summed(lines.of(shown.periods)), shown.words()
    else:
        start = shown.last if chosen == LAST else date.fromisoformat(chosen)
        statement, words = lines.of([start]), period_name(start, shown.grain)
    flow, currency, revenue = flows(statement), lines.currency, _revenue(statement, lines)
    note = _("Shares are of total revenue, {amount}.", amount=money(revenue, currency)) if revenue > 0 else ""
    return Exhibit(
        NAME, _("Where the money goes, {period}", period=words), _frame(flow), (),
        lambda: money_flow(flow.nodes, flow.links, revenue, currency, narrow),
        _("From revenue to the result; red: what is spent"), note,
        labels={"source": _("From line"), "target": _("To line"), "value": _("Amount")}, units={"value": "money"},
    )  # fmt: skip


def _revenue(statement: pd.DataFrame, lines: Lines) -> float:
    found = statement.loc[statement["line"] == lines.attrs["revenue_line"], "amount"]
    return float(found.iloc[0]) if len(found) and pd.notna(found.iloc[0]) else 0.0


def _frame(flow: Flows) -> pd.DataFrame:
    """The links by the names of their ends."""
    names = {node.id: node.label for node in flow.nodes}
    return pd.DataFrame(
        [(names[link.source], names[link.target], link.value) for link in flow.links],
        columns=["source", "target", "value"],
    )
