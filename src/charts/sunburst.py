"""Won revenue as rings: groups inside, what each is made of around it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, OTHER, Filter, by_value, mark
from charts.labels import name_of, short
from charts.theme import COMPARISON, INK, SERIES, STRONGEST, SURFACE, figure, nothing_found, tint
from i18n import _, money, percent, short_money

MOST_LEAVES = 200  # outermost pieces
SMALLEST = 0.004  # of the whole: a piece that can still be seen and clicked; those below are one in each branch
WITH_AMOUNT = 0.13  # of the whole: an inner piece that has room for its amount below its name
LABEL, ALL_RINGS = 14, 36  # characters of a name, at most; of all rings together
FADED = (STRONGEST, 0.28, 0.18)  # opacity of the rings from the inside: ink can be read on all
Path = tuple[Any, ...]


class Piece(NamedTuple):
    """A piece of a ring: the values of the dimensions that lead to it, and its won revenue."""

    path: Path
    amount: float

    @property
    def id(self) -> str:
        return json.dumps(self.path)


def sunburst(frame: pd.DataFrame, dimensions: Sequence[str], currency: str) -> go.Figure:
    """Rings of the dimensions from the inside out; a click filters by the piece's values.

    `frame` has a row for each combination of `dimensions`, and column won_revenue. Only amounts above zero are pieces.
    """
    leaves = _leaves(frame, dimensions)
    if not leaves:
        return nothing_found(_("No deal was won in this period with these filters"))
    rings = [list(_ring(leaves, depth)) for depth in range(1, len(dimensions) + 1)]
    pieces = [piece for ring in rings for piece in ring]
    colours = dict(zip((piece.path[0] for piece in rings[0]), _colours(), strict=False))
    whole, letters = sum(leaf.amount for leaf in leaves), min(LABEL, ALL_RINGS // len(dimensions))
    trace = {
        "type": "sunburst",
        "ids": [piece.id for piece in pieces],
        "parents": [Piece(piece.path[:-1], 0.0).id if len(piece.path) > 1 else "" for piece in pieces],
        "labels": [short(piece.path[-1], letters) for piece in pieces],
        "values": [piece.amount if len(piece.path) == len(dimensions) else 0.0 for piece in pieces],  # others: the sum
        "text": [_text(piece, letters, len(piece.path) < len(dimensions), whole, currency) for piece in pieces],
        "customdata": [mark(_hover(piece, whole, currency), _filter(piece, dimensions)) for piece in pieces],
        "marker": {"colors": [_colour(piece, colours) for piece in pieces], "line": {"color": SURFACE, "width": 1}},
        "textinfo": "text", "textfont": {"color": INK, "size": 11}, "insidetextorientation": "auto",
        "outsidetextfont": {"color": INK, "size": 12}, "hovertemplate": HOVER, "leaf": {"opacity": 1}, "sort": True,
    }  # fmt: skip
    layout = {"uniformtext": {"mode": "hide", "minsize": 10}, "margin": {"l": 4, "r": 4, "t": 4, "b": 4}}
    return figure([trace], layout)


def drawn(frame: pd.DataFrame) -> pd.Series:
    """Which rows are pieces of their own; others above zero are in their branch's all others."""
    amounts = frame["won_revenue"].where(frame["won_revenue"] > 0, 0.0)
    largest = amounts.rank(ascending=False, method="first") <= MOST_LEAVES
    return largest & (amounts >= SMALLEST * amounts.sum()) & (amounts > 0)


def _leaves(frame: pd.DataFrame, dimensions: Sequence[str]) -> list[Piece]:
    """The outermost pieces; what is too small to be seen is one in each branch."""
    rows = frame.assign(own=drawn(frame))[frame["won_revenue"] > 0][[*dimensions, "own", "won_revenue"]]
    amounts: dict[Path, float] = {}
    for *values, own, amount in rows.itertuples(index=False, name=None):
        path = tuple(None if pd.isna(value) else value for value in values)
        path = path if own else (*path[:-1], OTHER)
        amounts[path] = amounts.get(path, 0.0) + amount
    return [Piece(path, amount) for path, amount in amounts.items()]


def _ring(leaves: Sequence[Piece], depth: int) -> Iterator[Piece]:
    """The pieces of a ring, largest first."""
    amounts: dict[Path, float] = {}
    for leaf in leaves:
        amounts[leaf.path[:depth]] = amounts.get(leaf.path[:depth], 0.0) + leaf.amount
    for path, amount in sorted(amounts.items(), key=lambda pair: -pair[1]):
        yield Piece(path, amount)


def _colours() -> Iterator[str]:
    """The series, then the same pale one for all smaller groups: their names tell them apart."""
    yield from SERIES
    while True:
        yield COMPARISON


def _colour(piece: Piece, colours: Mapping[Any, str]) -> str:
    return tint(colours[piece.path[0]], FADED[min(len(piece.path), len(FADED)) - 1])


def _text(piece: Piece, letters: int, inside: bool, whole: float, currency: str) -> str:
    name = short(piece.path[-1], letters)
    roomy = inside and piece.amount >= WITH_AMOUNT * whole
    return f"{name}<br>{short_money(piece.amount, currency)}" if roomy else name


def _hover(piece: Piece, whole: float, currency: str) -> str:
    name, amount = " · ".join(name_of(value) for value in piece.path), money(piece.amount, currency)
    share = _("{share} of what is shown", share=percent(piece.amount / whole))
    return "<br>".join([f"<b>{name}</b>", _("won {amount}", amount=amount), share])


def _filter(piece: Piece, dimensions: Sequence[str]) -> Filter:
    return by_value(**dict(zip(dimensions, piece.path, strict=False)))
