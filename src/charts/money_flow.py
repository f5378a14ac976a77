"""Money through an income statement: from the revenue streams over the subtotals to what is left, as a Sankey."""

import re
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple, Protocol

import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.labels import escape, short
from charts.money_flow_layout import Flow, Layout, layout
from charts.theme import CLEAR, COMPARISON, FORECAST, INK, LOST, WON, empty_figure, figure, tint
from i18n import _, money, percent, short_money, signed

COLOURS = {"revenue": WON, "income": WON, "subtotal": WON, "result": FORECAST, "cost": LOST, "loss": LOST,
           "gap": COMPARISON}  # fmt: skip
LEAVES = ("cost", "loss")  # kinds in brackets
SEEN_THROUGH = 0.28
SIGN = "⚠"  # beside what does not add up
THICK = 10  # pixels of a node
LETTER = 6.9  # pixels of a letter, bold ones among them
MARKUP = re.compile(r"<[^>]*>")
FIRST_STEP = 0.3  # by which the first two columns are further apart than others
SMALL = 0.0005  # of revenue: a share below it is not written


class Line(Protocol):
    """A node: a line of the statement, or what a broken subtotal has more or less than its parts (kind gap).

    `amount` is what the statement has, in its own sign.
    """

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def amount(self) -> float: ...
    @property
    def broken(self) -> bool: ...


class Look(NamedTuple):
    """How much room a flow has: its height, that beside it for names, and the size of these, in pixels."""

    height: float
    left: float  # at most, where it depends on the names
    right: float
    letters: tuple[int, int, int]  # of a name in a line: in the first column, between, in the last
    lines: int  # of a name
    size: float  # of its letters
    roomy: bool  # the names of the first column stand before it; amounts have their share beside them

    @property
    def rows(self) -> tuple[float, float]:
        """Pixels that a name takes in the outer columns and between them."""
        row = 1.32 * self.size
        return (row, 2 * row) if self.roomy else ((self.lines + 1) * row, (self.lines + 1) * row)


WIDE = Look(414, 290, 290, (24, 18, 24), 1, 12, True)
NARROW = Look(524, 8, 96, (11, 9, 14), 2, 10.5, False)  # a phone's


class _Money(NamedTuple):
    """How amounts are written."""

    revenue: float
    currency: str


def money_flow(
    nodes: Sequence[Line], links: Sequence[Flow], revenue: float, currency: str, narrow: bool = False
) -> go.Figure:
    """Nodes are as high as the money that runs through them: what is kept runs on, what is spent leaves in red.

    `nodes` in the statement's order, their kinds those of COLOURS; what is broken is marked. `revenue`: in all, of
    which shares are given. `narrow`: for a phone.
    """
    if not links:
        return empty_figure(_("No money flows in this period"), _("Choose another period."))
    look, how = NARROW if narrow else WIDE, _Money(revenue, currency)
    above = {node.id for node in nodes if node.kind in ("subtotal", "result")}
    losses = [node.id for node in nodes if node.kind == "loss"]
    placed = layout([node.id for node in nodes], links, look.height, look.rows, above, losses)
    names = [name for node in nodes if (name := _name(node, placed, look, how))]
    return figure(
        [_sankey(nodes, links, placed, how)],
        {"annotations": names, "margin": {**_room(names, look), "t": 8, "b": 8},
         "xaxis": {"visible": False}, "yaxis": {"visible": False}},
    )  # fmt: skip


def _room(names: Sequence[Mapping[str, Any]], look: Look) -> dict[str, float]:
    """What the names beside the first and the last column take."""
    if not look.roomy:
        return {"l": look.left, "r": look.right}
    ends = {"l": [name["text"] for name in names if name["xanchor"] == "right"],
            "r": [name["text"] for name in names if name["x"] == 1]}  # fmt: skip
    longest = {end: max((len(MARKUP.sub("", text)) for text in texts), default=0) for end, texts in ends.items()}
    return {"l": min(longest["l"] * LETTER + 14, look.left), "r": min(longest["r"] * LETTER + 14, look.right)}


def _sankey(nodes: Sequence[Line], links: Sequence[Flow], placed: Layout, how: _Money) -> dict[str, Any]:
    nodes = sorted(nodes, key=lambda node: placed.places[node.id][:2])  # links leave a node in its targets' order
    at = {node.id: i for i, node in enumerate(nodes)}
    kinds = {node.id: node.kind for node in nodes}
    places = [placed.places[node.id] for node in nodes]
    return {
        "type": "sankey", "arrangement": "fixed", "orientation": "h",
        "node": {
            "label": [escape(node.label) for node in nodes], "pad": placed.padding, "thickness": THICK,
            "align": "left",
            "x": [_across(place.column, placed) for place in places], "y": [max(p.middle, 1e-4) for p in places],
            "color": [COLOURS[node.kind] for node in nodes], "line": {"width": 0},
            "customdata": [mark(_hover(node, how), None) for node in nodes], "hovertemplate": HOVER,
        },
        "link": {
            "source": [at[link.source] for link in links], "target": [at[link.target] for link in links],
            "value": [link.value for link in links],
            "color": [tint(_colour(kinds[link.source], kinds[link.target]), SEEN_THROUGH) for link in links],
            "customdata": [mark(_link_hover(link, nodes, at, how), None) for link in links], "hovertemplate": HOVER,
        },
        # names are annotations: Plotly's own know neither lines nor room, and their shadow stays in an image
        "textfont": {"size": 1, "color": CLEAR, "shadow": "none"},
    }  # fmt: skip


def _across(column: int, placed: Layout) -> float:
    """Where a column stands; the first ones are further apart: the names of streams stand between them on a phone."""
    steps = placed.columns - 1 + FIRST_STEP
    return max((column + FIRST_STEP) / steps, 1e-4) if column else 1e-4


def _colour(source: str, target: str) -> str:
    """As what the money becomes; red where a loss pays."""
    return COLOURS[source] if source in ("loss", "gap") else COLOURS[target]


def _name(node: Line, placed: Layout, look: Look, how: _Money) -> dict[str, Any] | None:
    """The node's name with its amount and share beside it; None where there is no room."""
    place = placed.places[node.id]
    if not place.named:
        return None
    before = look.roomy and place.column == 0
    outside = look.roomy and place.column in (0, placed.columns - 1)
    letters = look.letters[0 if not place.column else -1 if place.column == placed.columns - 1 else 1]
    away = THICK / 2 + 4
    return {
        "x": _across(place.column, placed), "y": 1 - place.middle, "xref": "paper", "yref": "paper",
        "text": (_one_line if outside else _lines)(node, look, letters, how), "showarrow": False,
        "xanchor": "right" if before else "left", "yanchor": "middle", "align": "right" if before else "left",
        "xshift": -away if before else away, "font": {"size": look.size, "color": INK},
    }  # fmt: skip


def _one_line(node: Line, _look: Look, letters: int, how: _Money) -> str:
    return f"<b>{_sign(node)}{short(node.label, letters)}</b>  {_amount(node, how)}{_share(node, how)}"


def _lines(node: Line, look: Look, letters: int, how: _Money) -> str:
    """The name in as many lines as it may have, below it the amount and, where there is room, the share."""
    words = " ".join(word if len(word) <= letters else f"{word[: letters - 1]}…" for word in node.label.split())
    parts = wrap(words, letters, max_lines=look.lines, placeholder="…")
    share = _share(node, how) if look.roomy else ""
    return f"<b>{_sign(node)}{'<br>'.join(map(escape, parts))}</b><br>{_amount(node, how)}{share}"


def _sign(node: Line) -> str:
    return f"{SIGN} " if node.broken else ""


def _amount(node: Line, how: _Money) -> str:
    """Costs and what is below zero in brackets, as in the statement; what is not explained with its sign."""
    amount = short_money(abs(node.amount), how.currency)
    if node.kind == "gap":
        return signed(amount, node.amount)
    return f"({amount})" if node.kind in LEAVES or (node.kind == "subtotal" and node.amount < 0) else amount


def _share(node: Line, how: _Money) -> str:
    share = abs(node.amount) / how.revenue if how.revenue > 0 else 0.0
    return f" · {percent(share)}" if share >= SMALL else ""


def _hover(node: Line, how: _Money) -> str:
    lines = [f"<b>{escape(node.label)}</b>", _in_full(abs(node.amount), how)]
    if node.broken and node.kind != "gap":
        lines.append(_("{sign} does not equal the sum of its parts", sign=SIGN))
    return "<br>".join(lines)


def _link_hover(link: Flow, nodes: Sequence[Line], at: Mapping[str, int], how: _Money) -> str:
    source, target = (escape(nodes[at[id]].label) for id in (link.source, link.target))
    return f"<b>{source} → {target}</b><br>{_in_full(link.value, how)}"


def _in_full(value: float, how: _Money) -> str:
    amount = money(value, how.currency)
    if how.revenue <= 0:
        return amount
    return _("{amount}, {share} of revenue", amount=amount, share=percent(value / how.revenue))
