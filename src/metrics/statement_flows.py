"""Where the money of a statement goes: from the lines of revenue over the subtotals to the result.

Along the spine a subtotal gives to the next one and to the costs between them (gross margin to operating income and to
operating expenses); other income enters there. Beside the spine a subtotal takes in what its parts bring and gives to
those that cost. A subtotal below zero turns round: it takes from what comes later and pays for costs with it, and a
result below zero is a source, the loss. So whatever money enters a node leaves it, but for the ends.

Flows are made of the lines up, so that roundings of a subtotal do not show; the part of a broken one that its parts do
not make comes from, or goes to, a node of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from i18n import _
from metrics.statement_flow_tree import FlowTree, brought, flow_tree, gap_of

NOTHING = 1e-9  # of the largest amount: the last digits of a float


@dataclass(frozen=True)
class Node:
    """A line, or what a subtotal has more or less than its parts ("gap").

    Kinds: revenue, income (what enters later), subtotal (on the spine), cost (also a subtotal of costs), result, loss
    (the result, below zero), gap. `value` is what flows through it, `amount` what the statement has, in its own sign.
    """

    id: str
    label: str
    kind: str
    value: float
    amount: float
    broken: bool


@dataclass(frozen=True)
class Link:
    """Money from one node to another, more than nothing."""

    source: str
    target: str
    value: float


@dataclass(frozen=True)
class Flows:
    """Nodes in the order of the statement, those without any link left out."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def flows(statement: pd.DataFrame) -> Flows:
    """The flows of a statement's frame that has one period (`metrics.statement`), or several of them summed.

    Lines that are no part of the main result are left out, and those without an amount; a subtotal of whose parts
    nothing is known is an end. Without any amount there are no nodes.
    """
    tree = flow_tree(statement)
    if tree is None:
        return Flows((), ())
    least = NOTHING * max(abs(value) for value in tree.flow.values())
    links = tuple(link for link in _links(tree) if link.value > least)
    return Flows(tuple(_nodes(tree, links)), links)


def _links(tree: FlowTree) -> Iterator[Link]:
    """All links, those of nothing too."""
    below = tree.spine[1:]
    for line in tree.flow:
        if line not in tree.spine or (below and line == below[-1]):
            yield from _through(tree, line)
    for above, under in pairwise(tree.spine):
        if above in tree.flow:
            yield from _between(tree, above, under)
    if not below:
        yield from _between(tree, tree.spine[0], None)


def _through(tree: FlowTree, line: str) -> Iterator[Link]:
    """What the parts of a line bring to it and take from it."""
    for part, flow in brought(tree, line):
        yield Link(part, line, flow) if flow > 0 else Link(line, part, -flow)


def _between(tree: FlowTree, above: str, below: str | None) -> Iterator[Link]:
    """What the subtotal below, and all that enters with it, gives to the costs and to the subtotal above.

    Costs are paid by the subtotal below first, what enters goes to the one above; without one below, the largest part
    pays first.
    """
    given = sorted(brought(tree, above), key=lambda each: (each[0] != below, -each[1] if below is None else 0))
    gives = [(name, flow) for name, flow in given if flow > 0]
    takes = [(name, -flow) for name, flow in given if flow < 0]
    result = tree.flow[above]
    (takes if result >= 0 else gives).append((above, abs(result)))
    while gives and takes:
        (giver, has), (taker, wants) = gives.pop(0), takes.pop(0)
        yield Link(giver, taker, min(has, wants))
        if has > wants:
            gives.insert(0, (giver, has - wants))
        elif wants > has:
            takes.insert(0, (taker, wants - has))


def _nodes(tree: FlowTree, links: Iterable[Link]) -> Iterator[Node]:
    """The nodes that have links, and the result in any case."""
    enters, leaves = defaultdict[str, float](float), defaultdict[str, float](float)
    for link in links:
        leaves[link.source] += link.value
        enters[link.target] += link.value
    through = {name: max(enters[name], leaves[name]) for name in {tree.spine[0]} | enters.keys() | leaves.keys()}
    for line, row in tree.lines.items():
        if line in through:
            amount = float(tree.flow[line] if pd.isna(row["amount"]) else row["amount"])
            yield Node(line, row["label"], _kind(tree, line), through[line], amount, bool(row["broken"]))
        if gap_of(line) in through:
            label = _("{line}: not explained by its parts", line=row["label"])
            yield Node(gap_of(line), label, "gap", through[gap_of(line)], tree.gap[line], True)


def _kind(tree: FlowTree, line: str) -> str:
    if line == tree.spine[0]:
        return "result" if tree.flow[line] >= 0 else "loss"
    if line in tree.spine and tree.parts[line]:
        return "subtotal"
    if tree.flow[line] < 0:
        return "cost"
    return "revenue" if _is_within(tree, line, tree.spine[-1]) else "income"


def _is_within(tree: FlowTree, line: str, whole: str) -> bool:
    """Whether a line is the whole itself, or part of it."""
    above: str | None = line
    while above is not None and above != whole:
        above = tree.lines[above]["parent"] if above in tree.lines else None
    return above is not None
