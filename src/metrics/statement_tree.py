"""The tree of a statement's lines: what is part of what, with which sign, and how it is read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

REVENUE = "revenue"
OF_REVENUE = (REVENUE, "returns", "discounts", "contra_revenue")  # what net revenue is made of
SUBTOTAL = "subtotal"


@dataclass(frozen=True)
class Tree:
    """Lines in the order they are read, each with its parent, sign and role."""

    lines: tuple[str, ...]
    parent: Mapping[str, str | None]
    sign: Mapping[str, int]
    role: Mapping[str, str | None]
    weight: Mapping[str, float]  # sum of the absolute amounts of revenue in and under a line
    unsaid: tuple[str, ...]  # parents that have no line of their own
    circles: tuple[str, ...]  # lines whose parent is left out, as it is a part of theirs

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The lines that make each subtotal."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for line in self.lines:
            if (parent := self.parent[line]) is not None:
                found[parent].append(line)
        return {line: tuple(parts) for line, parts in found.items()}

    @cached_property
    def upward(self) -> tuple[str, ...]:
        """All lines, parts before what they make."""
        found: dict[str, None] = {}
        waiting = [(line, False) for line in reversed(self.roots)]
        while waiting:
            line, seen = waiting.pop()
            if seen:
                found[line] = None
            else:
                waiting += [(line, True), *((part, False) for part in reversed(self.parts.get(line, ())))]
        return tuple(found)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        return tuple(line for line in self.lines if self.parent[line] is None)

    @cached_property
    def root(self) -> str:
        """The result: the root that holds the most revenue, else the most lines, else the last one."""
        place = {line: i for i, line in enumerate(self.lines)}
        return max(self.roots, key=lambda line: (self.weight[line], len(self.under(line)), place[line]))

    @cached_property
    def spine(self) -> tuple[str, ...]:
        """From the result down towards the child that holds the most revenue, to total revenue.

        Its last line is total revenue: the first that is made of nothing else (a single line of revenue may be it).
        Without any line of revenue it is the result alone.
        """
        found = [self.root]
        while not self._is_revenue(found[-1]) and self.weight[found[-1]] > 0:
            found.append(max(self.parts[found[-1]], key=lambda line: self.weight[line]))
        return tuple(found)

    @cached_property
    def revenue(self) -> str | None:
        """Total revenue; None if no line has the role of revenue."""
        return self.spine[-1] if self._is_revenue(self.spine[-1]) else None

    @cached_property
    def depth(self) -> Mapping[str, int]:
        """Hops from the spine, or from the root in the trees beside the main one."""
        found: dict[str, int] = {}
        for line in reversed(self.upward):
            parent = self.parent[line]
            found[line] = 0 if parent is None or line in self.spine else found[parent] + 1
        return found

    @cached_property
    def effect(self) -> Mapping[str, int]:
        """+1 where more of a line raises its root, −1 where it lowers it, 0 where it does not count in it."""
        found: dict[str, int] = {}
        for line in reversed(self.upward):
            sign, parent = self.sign[line], self.parent[line]
            own = (sign > 0) - (sign < 0)
            found[line] = 1 if parent is None else own * found[parent]
        return found

    def under(self, line: str) -> list[str]:
        """The line and all that is part of it."""
        found = [line]
        for each in found:
            found += self.parts.get(each, ())
        return found

    def _is_revenue(self, line: str) -> bool:
        """Whether a line is revenue, or made of nothing else."""
        leaves = [each for each in self.under(line) if each not in self.parts]
        return self.role[line] == REVENUE or (
            self.weight[line] > 0 and all(self.role[leaf] in OF_REVENUE for leaf in leaves)
        )
