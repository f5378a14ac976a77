"""An income statement as accountants write it, as a table of our own: it is read, not sorted.

Lines stand in their order, indented by what they are part of; costs and negative amounts are in brackets; the last
column is the latest period, and beside it stands how it compares.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dash import html

from charts.period_axis import period_name
from i18n import NOTHING, _, money, number, percent, short_money
from pages.components import aria
from pages.financials_columns import Extra, extras
from pages.financials_course import course
from pages.financials_lines import Line, Lines, Row, unknown
from pages.financials_range import Range

SIGN = "⚠"
SCALES = ((1e9, 1e6), (1e6, 1e3))  # from this largest amount on, amounts are written in these units


class Written(NamedTuple):
    """How amounts are written in this table."""

    unit: float
    currency: str
    group: str  # between thousands: this table has hundreds of whole numbers, and Babel takes its time

    def amount(self, value: Any, effect: int = 1) -> str:
        """In brackets what lowers the result: a cost, a loss."""
        if unknown(value):
            return NOTHING
        size = round(abs(value) / self.unit)
        text = f"{size:,}".replace(",", self.group)
        return f"({text})" if size and value * (effect or 1) < 0 else text

    def caption(self) -> str:
        words = {1e3: _("In thousands of {currency}."), 1e6: _("In millions of {currency}.")}
        said = words.get(self.unit, _("In {currency}.")).format(currency=self.currency)
        return f"{said} {_('Costs and negative amounts are in brackets.')}"


def written(rows: Sequence[Row], currency: str) -> Written:
    """One unit for all amounts of the table, by its largest."""
    largest = max((abs(row["amount"]) for row in rows if not unknown(row["amount"])), default=0.0)
    return Written(next((unit for least, unit in SCALES if largest >= least), 1), currency, number(1000)[1:-3])


def statement_table(lines: Lines, shown: Range, columns: str) -> html.Table:
    """The lines over the periods shown; `columns` of financials_columns.COLUMNS."""
    how = written([row for row in lines.rows if row["period"] in shown.periods], lines.currency)
    more = extras(columns, shown)
    body = [_line(line, shown, how, columns, more) for line in lines.by_line.values()]
    caption = html.Caption(html.Span(_("In per cent of revenue. Costs and what is negative are in brackets.")
                                     if columns == "size" else how.caption()))  # fmt: skip
    return html.Table([caption, _head(shown, columns, more), html.Tbody(body)], className=f"statement by-{columns}")


def _head(shown: Range, columns: str, more: Sequence[Extra]) -> html.Thead:
    last = shown.last
    names = [html.Th(period_name(start, shown.grain), scope="col", className="latest" if start == last else "")
             for start in shown.periods]  # fmt: skip
    first = [
        html.Th(html.Span(_("Line"), className="only-read"), scope="col", className="name"),
        html.Th(_("Trend"), scope="col", className="trend"),
    ]
    beside = [
        html.Th([html.Span(each.heading), html.Span(f" {period_name(last, shown.grain)}", className="only-read")],
                scope="col", title=each.about, className="beside first" if i == 0 else "beside")
        for i, each in enumerate(more)
    ]  # fmt: skip
    return html.Thead(html.Tr([*first, *names, *beside]))


def _line(line: Line, shown: Range, how: Written, columns: str, more: Sequence[Extra]) -> html.Tr:
    about = line.get(shown.last) or next(iter(line.values()))
    cells = [_period(line.get(start), start == shown.last, how, columns) for start in shown.periods]
    last = line.get(shown.last)
    beside = [_beside(each, last, how, i == 0) for i, each in enumerate(more)]
    return html.Tr(
        [_name(about, line, shown), _trend(line, shown, how, columns), *cells, *beside], className=_kind(about)
    )


def _kind(row: Row) -> str:
    if not row["subtotal"]:
        return ""
    return "subtotal spine" if row["spine"] else "subtotal"


def _name(row: Row, line: Line, shown: Range) -> html.Th:
    inside: list[Any] = [row["label"]]
    if any(line[start]["broken"] for start in shown.periods if start in line):
        inside.append(html.Span(f" {SIGN}", className="cracked", title=_("Does not add up in every period"),
                                **aria(hidden="true")))  # fmt: skip
    depth = row["depth"] if not row["spine"] else 0
    return html.Th(inside, scope="row", className="name", style={"--depth": depth}, title=row["label"])


def _period(row: Row | None, latest: bool, how: Written, columns: str) -> html.Td:
    look = "latest" if latest else ""
    if row is None:
        return html.Td(NOTHING, className=f"{look} none".strip())
    text = _share(row) if columns == "size" else how.amount(row["amount"], row["effect"])
    look = " ".join(part for part in (look, "minus" if text.startswith("(") else "") if part)
    if not row["broken"]:
        return html.Td(text, className=look)
    return html.Td([crack(broken_words(row, how.currency)), text], className=look)


def _share(row: Row) -> str:
    """The part of revenue, in brackets what lowers the result."""
    share = row["common_size"]
    if unknown(share):
        return NOTHING
    text = percent(abs(share))
    return f"({text})" if share * (row["effect"] or 1) < 0 else text


def crack(said: str) -> html.Span:
    """The sign of what does not add up, and what is said of it."""
    return html.Span([html.Span(f"{SIGN} ", **aria(hidden="true")), html.Span(f"{said} ", className="only-read")],
                     className="cracked", title=said)  # fmt: skip


def broken_words(row: Row, currency: str) -> str:
    """By how much a subtotal that does not add up differs from its parts."""
    gap = row["gap"]
    if unknown(gap):
        return _("Does not equal the sum of its parts.")
    if gap > 0:
        return _("{gap} more than the sum of its parts.", gap=money(gap, currency))
    return _("{gap} less than the sum of its parts.", gap=money(-gap, currency))


def _beside(extra: Extra, row: Row | None, how: Written, first: bool) -> html.Td:
    """How the last period compares; coloured by what it does to the result, and said for those who do not see it."""
    look = "beside first" if first else "beside"
    value: Any = None if row is None else row[extra.column]
    if row is None or unknown(value):
        return html.Td(NOTHING, className=f"{look} none")
    if extra.unit == "money":
        text = how.amount(value, 1 if extra.change else row["effect"])
        if extra.change:
            text = f"{'+' if value > 0 else '−' if value < 0 else ''}{how.amount(abs(value))}"
    else:
        text = f"{'+' if value > 0 else '−' if value < 0 else ''}{percent(abs(value))}"
    if not extra.change or not row["effect"] or not value:
        return html.Td(text, className=f"{look} minus" if text.startswith("(") else look)
    better = value * row["effect"] > 0
    word = _("better") if better else _("worse")
    return html.Td([text, html.Span(f" ({word})", className="only-read")],
                   className=f"{look} {'better' if better else 'worse'}")  # fmt: skip


def _trend(line: Line, shown: Range, how: Written, columns: str) -> html.Td:
    """The line's course over the periods shown, of its amounts or its shares of revenue."""
    column = "common_size" if columns == "size" else "amount"
    given: list[Any] = [line[start][column] if start in line else None for start in shown.periods]
    values = [None if unknown(value) else float(value) for value in given]
    drawn = course(values, shown, percent if columns == "size" else lambda value: short_money(value, how.currency))
    return html.Td("" if drawn is None else drawn, className="trend")  # a Span without children counts as false
