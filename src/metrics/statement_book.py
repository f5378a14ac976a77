"""A statement ready to be read: its tree, its actual and budgeted amounts, kept per snapshot and origin."""

import threading
from dataclasses import dataclass
from datetime import date
from typing import Any

from cachetools import LRUCache, cached

from auth.scope import Scope
from errors import UnknownName
from i18n import _
from metrics.slices import Tables
from metrics.statement_amounts import amounts_of, regular_lines
from metrics.statement_cells import Amounts
from metrics.statement_lines import ACTUAL, BUDGET, Given, given_lines, origins_of
from metrics.statement_periods import GRAINS
from metrics.statement_tree import Tree
from metrics.statement_tree_making import tree_of
from settings import settings

_books: LRUCache[Any, "Book"] = LRUCache(32)
_lock = threading.Lock()


@dataclass(frozen=True)
class Book:
    """An origin's statement in all grains it can be read in."""

    origin: str
    given: Given
    tree: Tree
    actual: Amounts
    budget: Amounts

    @property
    def grains(self) -> tuple[str, ...]:
        """Grains in which there are amounts, finest first: none finer than the lines."""
        return tuple(grain for grain in GRAINS if self.leading.at[grain])

    @property
    def leading(self) -> Amounts:
        """The actual amounts; the budget where there are none at all."""
        return self.actual if any(self.actual.at.values()) else self.budget

    def periods(self, grain: str) -> list[date]:
        """First days of the periods that are complete: of which the result, or a subtotal towards it, is known."""
        spine = self.tree.spine
        return sorted(start for start, cells in self.leading.at[grain].items() if any(line in cells for line in spine))


def book_of(tables: Tables, origin: str, scope: Scope) -> Book | None:
    """The statement of an origin; None where it has no lines that can be read."""
    year_start = settings().company.fiscal_year_start
    key = (tables.id, origin, scope, year_start)
    with _lock:
        if key in _books:
            return _books[key]
    given = given_lines(tables, origin, scope, year_start)
    if not given.entries:
        return None
    book = _made(origin, given)
    with _lock:
        _books[key] = book
    return book


def _made(origin: str, given: Given) -> Book:
    tree = tree_of(given.entries)
    actual = [entry for entry in given.entries if entry.scenario == ACTUAL]
    budget = [entry for entry in given.entries if entry.scenario == BUDGET]
    regular = regular_lines(actual or budget)
    first, second = (amounts_of(entries, tree, given.year_start, regular) for entries in (actual, budget))
    return Book(origin, given, tree, first, second)


@cached(
    LRUCache(32), key=lambda tables, scope: (tables.id, scope, settings().company.fiscal_year_start),
    lock=threading.Lock(),
)  # fmt: skip
def readable_origins(tables: Tables, scope: Scope) -> list[str]:
    """Origins that have a statement the reader may see; the one whose actual lines reach furthest first."""
    return [origin for origin in origins_of(tables) if book_of(tables, origin, scope)]


def chosen_book(tables: Tables, origin: str | None, scope: Scope) -> Book | None:
    """The statement of the origin that is named, else of the first that has one; None where nothing can be read.

    Raises UnknownName for an origin that has none.
    """
    origins = readable_origins(tables, scope)
    if origin is not None and origin not in origins:
        raise UnknownName(_("income statement of"), origin, origins)
    return book_of(tables, origin or origins[0], scope) if origins else None
