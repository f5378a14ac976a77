"""The amounts of a statement's lines that are known: by grain, first day and line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from metrics.statement_tree import Tree


class Cell(NamedTuple):
    """A line's amount of a period, and the grain it was given by.

    `gap` is what it is more than its parts, None where it has none; `computed` that it is nothing but their sum.
    """

    amount: float
    given: str
    gap: float | None = None
    broken: bool = False
    computed: bool = False


Cells = dict[str, Cell]  # by line
Places = Sequence[tuple[date, Cells]]  # periods by their first days, and what is known of them
Place = tuple[date, str]  # a period's first day, a line


@dataclass
class Amounts:
    """One scenario's amounts: by grain, first day and line."""

    tree: Tree
    year_start: int
    regular: frozenset[str]  # lines without which a missing subtotal is not known
    at: dict[str, dict[date, Cells]] = field(default_factory=dict)
    unknown: dict[str, set[Place]] = field(default_factory=dict)  # places whose amount is only known of other grains

    def places(self, grain: str, starts: Iterable[date]) -> Places:
        """What is known of those periods, by line; of a period without any amount nothing."""
        at = self.at[grain]
        return [(start, at.get(start, {})) for start in starts]

    def over(self, line: str, grain: str, places: Places) -> list[Cell] | None:
        """The line's amounts in several periods; None unless all of them are known and one of them has an amount."""
        found = [cells[line] for _start, cells in places if line in cells]
        if len(found) < len(places):
            parent = self.tree.parent[line]
            missing = ((start, cells.get(parent or "")) for start, cells in places if line not in cells)
            if parent is None or not all(self._is_nothing(grain, start, line, above) for start, above in missing):
                return None
        return found or None

    def _is_nothing(self, grain: str, start: date, line: str, above: Cell | None) -> bool:
        """Whether a line that is missing counts as nothing: its subtotal is there without it."""
        return above is not None and (not above.computed or (start, line) not in self.unknown[grain])
