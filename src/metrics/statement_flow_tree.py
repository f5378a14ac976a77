"""What each line of a statement brings to its result: the tree that its flows are drawn along."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from data.subtotals import allowed_gap

ROUNDED = 120  # months in one flow at most, each rounded by itself
Line = Mapping[str, Any]  # a row of the statement


@dataclass
class FlowTree:
    """The lines of one period, and what each brings to the result (`flow`, below zero: costs)."""

    lines: Mapping[str, Line]
    parts: Mapping[str, Sequence[str]]
    spine: Sequence[str]  # from the result down
    flow: dict[str, float] = field(default_factory=dict)
    gap: dict[str, float] = field(default_factory=dict)  # what a subtotal brings that its parts do not


def flow_tree(statement: pd.DataFrame) -> FlowTree | None:
    """The tree of a statement's frame that has one period; None where nothing is known of its result."""
    lines: dict[str, dict[str, Any]] = {row["line"]: row for row in _records(statement)}
    if not any(row["spine"] for row in lines.values()):
        return None
    parts: dict[str, list[str]] = {line: [] for line in lines}
    for line, row in lines.items():
        if row["parent"] in parts:
            parts[row["parent"]].append(line)
    tree = FlowTree(lines, parts, _downward([line for line, row in lines.items() if row["spine"]], lines))
    _measure(tree)
    return tree if tree.spine[0] in tree.flow else None


def brought(tree: FlowTree, line: str) -> list[tuple[str, float]]:
    """What each part of a line brings to the result, and its gap."""
    gap = [(gap_of(line), tree.gap[line])] if line in tree.gap else []
    return [*((part, tree.flow[part]) for part in tree.parts[line] if part in tree.flow), *gap]


def gap_of(line: str) -> str:
    """Id of the node of what a broken subtotal has more or less than its parts."""
    return f"gap:{line}"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _downward(spine: Iterable[str], lines: Mapping[str, Line]) -> list[str]:
    """The spine from the result down to total revenue."""
    below = {lines[line]["parent"]: line for line in spine}
    root = next(line for line in spine if lines[line]["parent"] not in lines)
    found = [root]
    while found[-1] in below:
        found.append(below[found[-1]])
    return found


def _measure(tree: FlowTree) -> None:
    """What each line of the main tree brings to the result, and the gaps of its subtotals."""
    factor = {tree.spine[0]: 1.0}  # the product of the signs on a line's way to the result
    for line in (order := [tree.spine[0]]):
        factor |= {part: factor[line] * tree.lines[part]["sign"] for part in tree.parts[line]}
        order += tree.parts[line]
    for line in reversed(order):
        row, parts = tree.lines[line], [part for part in tree.parts[line] if part in tree.flow]
        if not parts and pd.isna(row["amount"]):
            continue  # nothing is known of it
        made = sum((tree.flow[part] for part in parts), 0.0)
        amount: float = made if pd.isna(row["amount"]) else row["amount"] * factor[line]
        rounded = ROUNDED * allowed_gap(amount, len(parts))
        if parts and (row["broken"] or abs(amount - made) > rounded):
            tree.gap[line] = amount - made
        tree.flow[line] = made + tree.gap.get(line, 0.0) if parts else amount
