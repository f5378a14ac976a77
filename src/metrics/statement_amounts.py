"""The amounts of a statement's lines in every month, quarter and year that is known, and which subtotals are broken.

A coarser period is given as such, or the sum of its finer ones if all of them are known. Several rows of one line,
period and scenario (cost centres) are one amount, their sum. A line that is missing where its subtotal has an amount
counts as nothing there: the subtotal would not add up otherwise. A subtotal that is missing is the sum of its parts,
unless one of them may be missing too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from data.subtotals import allowed_gap
from metrics.statement_cells import Amounts, Cell, Cells, Place
from metrics.statement_lines import Entry
from metrics.statement_periods import FINER, GRAINS, first_day, parts_of
from metrics.statement_tree import Tree


def regular_lines(entries: Sequence[Entry]) -> frozenset[str]:
    """Lines given in half of a grain's periods or more: not one-off ones."""
    periods = Counter(period.grain for period in {entry.period for entry in entries})
    given = Counter((line, period.grain) for line, period in {(entry.line, entry.period) for entry in entries})
    return frozenset(line for (line, grain), n in given.items() if 2 * n >= periods[grain])


def amounts_of(entries: Sequence[Entry], tree: Tree, year_start: int, regular: frozenset[str]) -> Amounts:
    """The amounts that the entries of one scenario give."""
    stored = _stored(entries)
    found = Amounts(tree, year_start, regular)
    for grain in GRAINS:
        at = found.at[grain] = {start: dict(cells) for start, cells in stored[grain].items()}
        found.unknown[grain] = set(_given_coarser(stored, grain))
        if grain in FINER:
            found.unknown[grain].update(_sum_up(found, grain))
        for start in at:
            _add_up(found, grain, start)
    return found


def _stored(entries: Iterable[Entry]) -> dict[str, dict[date, Cells]]:
    """What was given of each period, with the gaps between subtotals and the parts given with them."""
    by_period: defaultdict[tuple[str, date], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_period[entry.period].append(entry)
    found: dict[str, dict[date, Cells]] = {grain: {} for grain in GRAINS}
    for (grain, start), given in by_period.items():
        found[grain][start] = _cells(given, grain)
    return found


def _cells(given: Sequence[Entry], grain: str) -> Cells:
    """The lines of one period. Whether one adds up is judged in the currency it was given in, as the import does."""
    own: dict[str, tuple[float, float]] = {}
    parts: dict[str, tuple[float, float, int]] = {}
    for entry in given:
        amount, original = own.get(entry.line, (0.0, 0.0))
        own[entry.line] = amount + entry.amount, original + entry.original
        if entry.parent is not None:
            amount, original, n = parts.get(entry.parent, (0.0, 0.0, 0))
            parts[entry.parent] = amount + entry.sign * entry.amount, original + entry.sign * entry.original, n + 1
    cells = {}
    for line, (amount, original) in own.items():
        if line in parts:
            made, made_originally, n = parts[line]
            broken = abs(original - made_originally) > allowed_gap(original, n)
            cells[line] = Cell(amount, grain, amount - made, broken)
        else:
            cells[line] = Cell(amount, grain)
    return cells


def _sum_up(found: Amounts, grain: str) -> Iterator[Place]:
    """Fill in what is not given at a grain from the finer one; gives the places that lack a part."""
    finer, at = FINER[grain], found.at[grain]
    known = found.at[finer]
    lines: defaultdict[date, dict[str, None]] = defaultdict(dict)
    for start, cells in known.items():
        lines[first_day(start, grain, found.year_start)] |= dict.fromkeys(cells)
    for start, line in found.unknown[finer]:
        lines[first_day(start, grain, found.year_start)][line] = None
    for start, names in lines.items():
        parts = found.places(finer, parts_of(start, grain, finer))
        for line in names:
            if line in at.get(start, {}):
                continue
            if (several := found.over(line, finer, parts)) is None:
                yield start, line
            else:
                at.setdefault(start, {})[line] = _together(several)


def _together(cells: Sequence[Cell]) -> Cell:
    """A line's amounts of several periods as one."""
    gaps = [cell.gap for cell in cells if cell.gap is not None]
    return Cell(
        sum(cell.amount for cell in cells), cells[0].given, sum(gaps) if gaps else None,
        any(cell.broken for cell in cells), all(cell.computed for cell in cells),
    )  # fmt: skip


def _given_coarser(stored: Mapping[str, Mapping[date, Cells]], grain: str) -> Iterator[Place]:
    """Places of lines that are given for a longer period around them."""
    for coarser in GRAINS[GRAINS.index(grain) + 1 :]:
        for start, cells in stored[coarser].items():
            for part in parts_of(start, coarser, grain):
                yield from ((part, line) for line in cells)


def _add_up(found: Amounts, grain: str, start: date) -> None:
    """Make the subtotals of a period that are missing, and check those whose parts came otherwise than they."""
    cells, tree, unknown = found.at[grain][start], found.tree, found.unknown[grain]
    for line in tree.upward:
        parts = tree.parts.get(line, ())
        there = [part for part in parts if part in cells]
        own = cells.get(line)
        if not there or (own is not None and all(_came_with(own, cells[part]) for part in there)):
            continue
        lacking = any(_lacks(found, part, there, (start, part) in unknown) for part in parts if part not in cells)
        made = sum(tree.sign[part] * cells[part].amount for part in there)
        if own is not None and not lacking:
            gap = own.amount - made
            cells[line] = own._replace(gap=gap, broken=abs(gap) > allowed_gap(own.amount, len(there)))
        elif own is None and lacking:
            unknown.add((start, line))
        elif own is None:
            cells[line] = Cell(made, cells[there[0]].given, 0.0, computed=True)


def _lacks(found: Amounts, part: str, there: Sequence[str], unknown: bool) -> bool:
    """Whether a part that is missing may be missing by mistake: it is usually there, and no other of its kind is."""
    role = found.tree.role
    alike = any(role[part] == role[other] and other not in found.tree.parts for other in there)
    return unknown or part in found.tree.parts or (part in found.regular and not alike)


def _came_with(whole: Cell, part: Cell) -> bool:
    """Whether a part was given in the same way as its subtotal, so that their gap is known already."""
    return part.given == whole.given and not part.computed
