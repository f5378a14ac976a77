"""What a reader must know of a statement besides its figures, in the language of who asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from i18n import _, ngettext
from metrics.statement_book import Book
from metrics.statement_lines import label
from metrics.statement_periods import GRAINS
from settings import settings


@dataclass(frozen=True)
class Facts:
    """What is unusual about a statement, without words."""

    unplaced: int
    unrated: int
    computed: tuple[str, ...]  # subtotals, of these periods, that are made of their parts
    summed: tuple[str, ...]  # lines of which some period has several rows
    broken_budget: tuple[str, ...]  # subtotals whose budget, of these periods, is not the sum of its parts
    circles: tuple[str, ...]
    no_actual: bool
    budget_grain: str | None  # finest grain of the budget, where it is coarser than the one shown
    no_revenue: bool
    own_year: int | None  # first month of the lines' year, where it is not the company's

    def __deepcopy__(self, _memo: Any) -> "Facts":  # as all that is carried along in attrs
        return self


def facts_of(book: Book, grain: str, periods: Sequence[date]) -> Facts:
    """The facts of a statement as it is shown."""
    cells = [(line, cell) for p in periods for line, cell in book.leading.at[grain].get(p, {}).items()]
    planned = [(line, cell) for p in periods for line, cell in book.budget.at[grain].get(p, {}).items()]
    budget = next((other for other in GRAINS if book.budget.at[other]), None)
    coarser = budget is not None and GRAINS.index(budget) > GRAINS.index(grain)
    own_year = book.given.year_start != settings().company.fiscal_year_start
    return Facts(
        unplaced=book.given.unplaced, unrated=book.given.unrated, summed=tuple(book.given.summed),
        computed=tuple(dict.fromkeys(line for line, cell in cells if cell.computed)),
        broken_budget=tuple(dict.fromkeys(line for line, cell in planned if cell.broken)),
        circles=book.tree.circles, no_actual=book.leading is book.budget, no_revenue=book.tree.revenue is None,
        budget_grain=budget if coarser else None, own_year=book.given.year_start if own_year else None,
    )  # fmt: skip


def said(attrs: Mapping[Any, Any], ignored: Sequence[str]) -> list[str]:
    """The notes of a statement's frame as sentences."""
    facts: Facts | None = attrs["facts"]
    found = [_("The statement is of the whole company: filters do not apply to it.")] if ignored else []
    return found + (list(_sentences(facts)) if facts else [])


def _sentences(facts: Facts) -> Iterator[str]:
    if facts.no_actual:
        yield _("There are only budgeted lines.")
    if facts.budget_grain:
        budgets = {"quarter": _("The budget is given by quarter."), "year": _("The budget is given by year.")}
        yield budgets[facts.budget_grain]
    if facts.computed:
        yield _("Not in the data, the sum of its parts: {lines}.", lines=_labels(facts.computed))
    if facts.summed:
        yield _("Several rows of one period are summed: {lines}.", lines=_labels(facts.summed))
    if facts.broken_budget and not facts.no_actual:
        yield _("The budget is not the sum of its parts: {lines}.", lines=_labels(facts.broken_budget))
    if facts.circles:
        yield _("Lines are parts of each other in a circle; it is cut at {lines}.", lines=_labels(facts.circles))
    if facts.no_revenue:
        yield _("No line has the role of revenue: shares of revenue and margins are not known.")
    if facts.own_year:
        yield _("The lines go by a year that begins in another month than the company's fiscal year.")
    if facts.unplaced:
        n = facts.unplaced
        yield ngettext("{n} row is left out: it is of no month, quarter or year.",
                       "{n} rows are left out: they are of no month, quarter or year.", n)  # fmt: skip
    if facts.unrated:
        n = facts.unrated
        yield ngettext("{n} row is left out: its currency has no rate.",
                       "{n} rows are left out: their currency has no rate.", n)  # fmt: skip


def _labels(lines: Sequence[str]) -> str:
    return ", ".join(label(line) for line in lines)
