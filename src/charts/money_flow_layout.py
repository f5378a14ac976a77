"""Where the nodes of a flow stand: columns from the sources to the result, in each as straight on as there is room.

Plotly's own arrangement would know neither the order of a statement nor the room that a name takes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

FILLED = 0.84  # of the height by the column with most money in it, at most
GAP, GAPS = 0.024, 0.4  # of the height between two nodes, and between all of a column at most


class Flow(Protocol):
    """Money from one node to another."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def value(self) -> float: ...


class Place(NamedTuple):
    """A node's column, its middle and height in shares of the plot's height from the top."""

    column: int
    middle: float
    height: float
    named: bool  # whether there is room for its name


class Layout(NamedTuple):
    """All places by the node's id, and the pixels between nodes that make Plotly draw them in these heights."""

    places: Mapping[str, Place]
    columns: int
    padding: float


def sizes(ids: Sequence[str], links: Sequence[Flow]) -> dict[str, float]:
    """How much money comes to each node or, if that is more, leaves it."""
    came, left = dict.fromkeys(ids, 0.0), dict.fromkeys(ids, 0.0)
    for link in links:
        came[link.target] += link.value
        left[link.source] += link.value
    return {id: max(came[id], left[id]) for id in ids}


def layout(
    ids: Sequence[str], links: Sequence[Flow], pixels: float, names: tuple[float, float],
    above: Collection[str] = (), from_below: Collection[str] = (),
) -> Layout:  # fmt: skip
    """Places of the nodes `ids`, in the statement's order, for a plot that is `pixels` high.

    `names`: how many pixels a name takes in the outer columns and between them. Links make no circle. Of what leaves
    a node, that to nodes `above` is on top. Sources enter from above, those `from_below` (a loss) from there.
    """
    size, column = sizes(ids, links), columns(ids, links)
    members = [[id for id in ids if column[id] == i] for i in range(max(column.values(), default=0) + 1)]
    gap = min(GAP, GAPS / max(len(each) for each in members))
    fills = [min(FILLED, 1 - gap * len(each)) / whole for each in members if (whole := sum(size[id] for id in each))]
    scale = min(fills, default=1.0)
    heights = {id: size[id] * scale for id in ids}
    places: dict[str, Place] = {}
    leaving = _leaving(ids, links, above)
    for i, each in enumerate(members):
        wanted = _wanted(each, leaving, places, heights, from_below)
        ordered = sorted(each, key=wanted.__getitem__)
        name = names[0 if i in (0, len(members) - 1) else 1]
        claims = _claims([heights[id] for id in ordered], name / pixels, gap)
        middles = _spread([wanted[id] for id in ordered], [claim for claim, _named in claims])
        for id, (_claim, named), middle in zip(ordered, claims, middles, strict=True):
            places[id] = Place(i, middle, heights[id], named)
    return Layout(places, len(members), _padding(ids, links, heights, pixels))


def columns(ids: Sequence[str], links: Sequence[Flow]) -> dict[str, int]:
    """Each node one column after the last of those that flow into it; a source right before what it flows into."""
    found = _depths(ids, links)
    fed = {link.target for link in links}
    for id in ids:
        targets = [found[link.target] for link in links if link.source == id]
        if id not in fed and targets:
            found[id] = min(targets) - 1
    return found


def _depths(ids: Sequence[str], links: Sequence[Flow]) -> dict[str, int]:
    """The longest way from any source: the columns that Plotly counts in."""
    found = dict.fromkeys(ids, 0)
    for _step in ids:
        late = [link for link in links if found[link.target] <= found[link.source]]
        if not late:
            break
        for link in late:
            found[link.target] = max(found[link.target], found[link.source] + 1)
    return found


def _leaving(ids: Sequence[str], links: Sequence[Flow], above: Collection[str]) -> dict[str, list[Flow]]:
    """What leaves each node, from top to bottom."""
    order = {id: i for i, id in enumerate(ids)}
    found: dict[str, list[Flow]] = {id: [] for id in ids}
    for link in sorted(links, key=lambda link: (link.target not in above, order[link.target])):
        found[link.source].append(link)
    return found


def _wanted(
    members: Sequence[str], leaving: Mapping[str, Sequence[Flow]], places: Mapping[str, Place],
    heights: Mapping[str, float], from_below: Collection[str],
) -> dict[str, float]:  # fmt: skip
    """The middle at which each node of a column would be straight on from where its money comes."""
    came: dict[str, list[tuple[float, float]]] = {id: [] for id in members}
    for source in places:
        for link, middle in _middles(leaving[source], places[source]):
            if link.target in came:
                came[link.target].append((middle, link.value))
    found, top = {}, (1 - sum(heights[id] for id in members)) / 2
    for id in members:
        weight = sum(value for _middle, value in came[id])
        if weight:
            found[id] = sum(middle * value for middle, value in came[id]) / weight
        elif places:
            found[id] = 2.0 if id in from_below else -1.0
        else:
            found[id] = top + heights[id] / 2 + (1.0 if id in from_below else 0.0)
        top += heights[id]
    return found


def _middles(leaving: Sequence[Flow], source: Place) -> Iterator[tuple[Flow, float]]:
    """Each link with the middle of where it leaves its source."""
    whole, before = sum(link.value for link in leaving), 0.0
    for link in leaving:
        yield link, source.middle + ((before + link.value / 2) / whole - 0.5) * source.height
        before += link.value


def _claims(heights: Sequence[float], name: float, gap: float) -> list[tuple[float, bool]]:
    """The height that each node takes with its name, and whether it has one: the smallest go without, if need be."""
    claims = [(max(height + gap, name), True) for height in heights]
    for i in sorted(range(len(heights)), key=lambda i: heights[i]):
        if sum(claim for claim, _named in claims) <= 1 + 1e-9:
            break
        claims[i] = (heights[i], False)
    return claims


def _spread(middles: Sequence[float], claims: Sequence[float]) -> list[float]:
    """The middles such that nothing overlaps or stands out: downwards, then back up from the end."""
    tops = [middle - claim / 2 for middle, claim in zip(middles, claims, strict=True)]
    floor = 0.0
    for i, claim in enumerate(claims):
        tops[i] = max(tops[i], floor)
        floor = tops[i] + claim
    ceiling = 1.0
    for i in reversed(range(len(claims))):
        tops[i] = min(tops[i], ceiling - claims[i])
        ceiling = tops[i]
    return [top + claim / 2 for top, claim in zip(tops, claims, strict=True)]


def _padding(ids: Sequence[str], links: Sequence[Flow], heights: Mapping[str, float], pixels: float) -> float:
    """Plotly makes its fullest column, padding included, as high as the plot: this padding gives it our heights."""
    depth = _depths(ids, links)
    found = []
    for i in set(depth.values()):
        column = [heights[id] for id in ids if depth[id] == i]
        if len(column) > 1:
            found.append(pixels * (1 - sum(column)) / (len(column) - 1))
    return max(min(found, default=0.0), 0.0)
