"""The tree that the lines of a statement make.

Every statement has one tree: where a line's parent, sign or role changed, the newest actual period says how it is
shown (whether a subtotal adds up is judged by the parents of its own period). A parent that has no line of its own is
a line too; lines that are parents of each other in a circle are cut where the statement reads last.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from metrics.statement_lines import ACTUAL, Entry
from metrics.statement_tree import REVENUE, SUBTOTAL, Tree


def tree_of(entries: Sequence[Entry]) -> Tree:
    """The tree of the lines, of which there is at least one."""
    newest = _newest(entries)
    parent = {line: entry.parent for line, entry in newest.items()}
    order = _in_order(newest)
    unsaid = [name for name in dict.fromkeys(parent[line] for line in order) if name and name not in newest]
    for name in unsaid:
        last = max(i for i, line in enumerate(order) if parent.get(line) == name)
        order.insert(last + 1, name)
        parent[name] = None
    circles = _cut(order, parent)
    role = {line: newest[line].role if line in newest else SUBTOTAL for line in order}
    return Tree(
        tuple(order), parent, {line: newest[line].sign if line in newest else 1 for line in order}, role,
        _weights(entries, order, parent, role), tuple(unsaid), circles,
    )  # fmt: skip


def _newest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The newest entry of each line, an actual one rather than a budget; in the order the lines first came."""
    found: dict[str, Entry] = {}
    ages: dict[str, tuple[bool, date]] = {}
    for entry in entries:
        age = entry.scenario == ACTUAL, entry.period.start
        if entry.line not in ages or age > ages[entry.line]:
            found[entry.line], ages[entry.line] = entry, age
    return found


def _in_order(newest: Mapping[str, Entry]) -> list[str]:
    """By position; a line that has none stands after the one that came before it."""
    place, places = float("-inf"), {}
    for line, entry in newest.items():
        place = place if entry.position is None else float(entry.position)
        places[line] = place
    return sorted(newest, key=lambda line: places[line])


def _cut(order: Sequence[str], parent: dict[str, str | None]) -> tuple[str, ...]:
    """Take the parent from the last line of every circle of parents; those lines."""
    place = {line: i for i, line in enumerate(order)}
    cut, done = [], set[str]()
    for start in order:
        path: dict[str, None] = {}
        line: str | None = start
        while line is not None and line not in path and line not in done:
            path[line] = None
            line = parent[line]
        if line is not None and line in path:
            circle = list(path)[list(path).index(line) :]
            last = max(circle, key=place.__getitem__)
            parent[last] = None
            cut.append(last)
        done |= path.keys()
    return tuple(cut)


def _weights(
    entries: Iterable[Entry], order: Sequence[str], parent: Mapping[str, str | None], role: Mapping[str, str | None]
) -> dict[str, float]:
    """How much revenue each line holds: its own where its role says so, else that of its parts.

    A line of revenue without an amount still counts a little, so that it is found.
    """
    own = {line: 1e-9 if role[line] == REVENUE else 0.0 for line in order}
    for entry in entries:
        if role[entry.line] == REVENUE:
            own[entry.line] += abs(entry.amount)
    found = dict.fromkeys(order, 0.0)
    for line, weight in own.items():
        above: str | None = line
        while above is not None and weight:
            found[above] += weight
            above = parent[above]
    return found
