"""Cards of the latest period: revenue, what is left of it at the subtotals, and the result; of any tree of lines."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from dash import html

from charts.period_axis import period_name
from i18n import N_, NOTHING, _, money, percent, short_money, signed
from metrics.definition import Metric
from pages.components import aria, info
from pages.exhibit import Exhibit
from pages.financials_course import course
from pages.financials_lines import Line, Lines, Row, rows_of, unknown
from pages.financials_range import Range
from pages.financials_table import broken_words, crack
from pages.values import Change, change

NAME = "financials-cards"
MOST = 4
MARGIN = Metric(
    "margin", N_("Margin"), "ratio", "fraction",
    N_("What is left of revenue at this subtotal, as a share of revenue."), better="up",
)  # fmt: skip
Shares = Mapping[date, Row]  # margins by period


class Figure(NamedTuple):
    """What a card shows: the value and, in full, why it may be read as it is; its course; how it changed."""

    text: str
    full: str
    beside: str  # the same in the other measure: a margin's amount, an amount's share of revenue
    course: Sequence[float | None]
    changes: Sequence[tuple[Change | None, date, str]]  # the change, against which period, the value then
    write: Callable[[float], str]


def waiting() -> html.Div:
    """The row, as skeletons until `cards` fills it."""
    bones = [html.Div(html.Div(className="bone"), className="card-figure"),
             html.Div(html.Div(className="bone small"), className="card-foot")]  # fmt: skip
    empty = html.Div([html.Div("\u00a0", className="card-head"), *bones], className="card waiting")
    return html.Div([empty] * MOST, id=NAME, className="cards financials-cards", **aria(live="polite"))


def chosen(attrs: Mapping[Any, Any]) -> list[str]:
    """Lines that have a card: total revenue, the first subtotal below it, the last one before the result, the result.

    `attrs` are those of the statement's frame.
    """
    spine = list(reversed(attrs["spine"]))  # from revenue to the result
    return spine if len(spine) <= MOST else [*spine[:2], *spine[-2:]]


def cards(lines: Lines, margins: pd.DataFrame, shown: Range) -> list[html.Div]:
    """A card for each of `chosen`. The first subtotal below revenue is shown as a margin, the others as amounts."""
    found, currency = lines.by_line, lines.currency
    shares: Shares = {row["period"]: row for row in rows_of(margins)}
    names = [name for name in chosen(lines.attrs) if name in found]
    as_margin = names[1] if lines.attrs["revenue_line"] and len(names) > 2 else None
    made = []
    for name in names:
        line = found[name]
        if name == as_margin:
            figure = _margin(line, found[names[0]], name, shares, shown, currency)
        else:
            figure = _amount(line, name, shares, shown, currency)
        cracked = shown.last in margins.attrs["broken"].get(name, ())
        made.append(_card(line, figure, shown, currency, cracked))
    return made


def exhibit(lines: Lines, shown: Range) -> Exhibit:
    """The cards' lines in the latest period, for exports."""
    named = chosen(lines.attrs)
    rows = [row for row in lines.rows if row["period"] == shown.last and row["line"] in named]
    columns = {"label": _("Line"), "amount": _("Amount"), "common_size": _("Share of revenue"),
               "qoq": _("Change on the period before"), "yoy": _("Change on a year before")}  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(columns))
    frame.attrs = dict(lines.attrs)
    units: Any = {"amount": "money", "common_size": "fraction", "qoq": "fraction", "yoy": "fraction"}
    title = _("At a glance, {period}", period=period_name(shown.last, shown.grain))
    return Exhibit(NAME, title, frame, (), labels=columns, units=units)


def _amount(line: Line, name: str, shares: Shares, shown: Range, currency: str) -> Figure:
    row = line.get(shown.last)
    amount = None if row is None or unknown(row["amount"]) else row["amount"]
    columns = {shown.previous: ("qoq", "previous"), shown.year_ago: ("yoy", "year_ago")}
    changes = [(_growth(row, columns[before][0]), before, _money(row, columns[before][1], currency))
               for before in shown.compared]  # fmt: skip
    share = _at(shares, shown.last, name)
    return Figure(
        short_money(amount, currency), money(amount, currency),
        period_name(shown.last, shown.grain) if share is None else _("{share} of revenue", share=percent(share)),
        [_known(line[start]["amount"]) if start in line else None for start in shown.periods], changes,
        lambda value: short_money(value, currency),
    )  # fmt: skip


def _margin(line: Line, revenue: Line, name: str, shares: Shares, shown: Range, currency: str) -> Figure:
    share, row = _at(shares, shown.last, name), line.get(shown.last)
    changes = []
    for before in shown.compared:
        was = _at(shares, before, name)
        changes.append((change(MARGIN, share, was), before, percent(was)))
    parts = _("{amount} of {revenue}", amount=_short(row, currency), revenue=_short(revenue.get(shown.last), currency))
    return Figure(
        percent(share), percent(share, 2), "" if share is None else parts,
        [_at(shares, start, name) for start in shown.periods], changes, percent,
    )  # fmt: skip


def _card(line: Line, figure: Figure, shown: Range, currency: str, cracked: bool) -> html.Div:
    """`cracked`: the line, or something it is made of, does not add up in the last period."""
    row = line.get(shown.last) or next(iter(line.values()))
    about = [html.P(_("“{line}” of the income statement, in {period}.", line=row["label"],
                      period=period_name(shown.last, shown.grain)))]  # fmt: skip
    said = broken_words(row, currency) if row["broken"] else _("Made of a subtotal that does not add up.")
    label: list[Any] = [crack(said)] if row["broken"] or cracked else []
    head = html.Div([html.Div([*label, row["label"]], className="card-label"), info(about, row["label"])],
                    className="card-head")  # fmt: skip
    value = html.Div(figure.text, className="card-value", title=figure.full)
    beside = html.Div(figure.beside, className="card-beside")
    foot = html.Div([_change(*each, shown.grain) for each in figure.changes], className="card-foot")
    drawn = course(figure.course, shown, figure.write)
    return html.Div([head, html.Div([value, drawn], className="card-figure"), beside, foot], className="card")


def _change(found: Change | None, before: date, was: str, grain: str) -> html.Span:
    """The change in words: +3.1% on Q2 2026; where it cannot be told, what was then."""
    period = period_name(before, grain)
    if found is None:
        text = (
            _("no figure for {period}", period=period)
            if was == NOTHING
            else _("{value} in {period}", value=was, period=period)
        )
        return html.Span(text, className="change")
    verdict = {"better": _("(better)"), "worse": _("(worse)")}.get(found.verdict, "")
    return html.Span(
        [html.B(found.text), " ", _("on {period}", period=period), html.Span(f" {verdict}", className="only-read")],
        className=f"change {found.verdict if verdict else ''}".strip(),
        title=_("{value} in {period}", value=was, period=period),
    )  # fmt: skip


def _growth(row: Row | None, column: str) -> Change | None:
    """The statement's own growth, judged by what it does to the result."""
    if row is None or unknown(row[column]):
        return None
    size = round(row[column], 3)
    arrow = "▲ " if size > 0 else "▼ " if size < 0 else ""
    verdict: Any = "same" if not size else "better" if size * (row["effect"] or 1) > 0 else "worse"
    return Change(arrow + signed(percent(abs(size)), size), verdict)


def _at(shares: Shares, period: date, name: str) -> float | None:
    return _known(shares.get(period, {}).get(name))


def _known(value: Any) -> float | None:
    return None if value is None or unknown(value) else float(value)


def _short(row: Row | None, currency: str) -> str:
    return short_money(None if row is None or unknown(row["amount"]) else row["amount"], currency)


def _money(row: Row | None, column: str, currency: str) -> str:
    return money(None if row is None or unknown(row[column]) else row[column], currency)
