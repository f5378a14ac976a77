"""Lines over time, and their names behind their ends instead of a legend."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any, NamedTuple

import pandas as pd

Amounts = Sequence[float | None]
APART = 0.09  # share of the axis that two names of one line each keep between them


class Line(NamedTuple):
    """A course with its name, which is written where it ends, and the colours of both."""

    amounts: Amounts
    name: str
    colour: str
    ink: str
    width: float = 2.5
    dash: str = "solid"

    @property
    def drawn(self) -> bool:
        return any(amount is not None for amount in self.amounts)


def amounts(values: pd.Series) -> list[float | None]:
    """The column as a line's amounts: what is not known, or not finite, is None, a gap."""
    return [value if isfinite(value) else None for value in values.astype(float).tolist()]


def trace(days: Sequence[date], line: Line, **more: Any) -> dict[str, Any]:
    """A line as a plain dict: Figure checks it once, where a trace object would be checked twice.

    A course of one point is a dot.
    """
    alone = sum(amount is not None for amount in line.amounts) == 1
    return {
        "type": "scatter", "x": list(days), "y": list(line.amounts), "mode": "markers" if alone else "lines",
        "connectgaps": False, "line": {"color": line.colour, "width": line.width, "dash": line.dash},
        "marker": {"color": line.colour, "size": 8}, "hoverinfo": "skip", **more,
    }  # fmt: skip


def end_labels(
    days: Sequence[date] | Sequence[float],
    lines: Sequence[Line],
    span: Sequence[float],
    apart: float = APART,
    aligned: bool = False,
) -> list[dict[str, Any]]:
    """Each line's name behind its last point, moved apart where lines end close to each other.

    `aligned`: all behind the last day, where a line that ends before would have its name among the others.
    """
    ends = {i: _end(line.amounts) for i, line in enumerate(lines) if line.drawn}
    heights = {i: lines[i].amounts[end] or 0.0 for i, end in ends.items()}
    gap = apart * (span[1] - span[0])
    placed = _spread(heights, gap, top=span[1] - gap / 3)
    return [
        {
            "x": days[-1 if aligned else end], "y": placed[i], "text": lines[i].name, "xanchor": "left",
            "yanchor": "middle", "align": "left", "xshift": 7, "showarrow": False,
            "font": {"size": 12, "color": lines[i].ink},
        }
        for i, end in ends.items()
    ]  # fmt: skip


def _end(amounts: Amounts) -> int:
    return max(i for i, amount in enumerate(amounts) if amount is not None)


def _spread(heights: Mapping[int, float], gap: float, top: float) -> dict[int, float]:
    """The heights with at least `gap` between neighbours: upwards from the lowest, then back below the top."""
    order = sorted(heights, key=lambda i: heights[i])
    placed: dict[int, float] = {}
    floor = float("-inf")
    for i in order:
        placed[i] = max(heights[i], floor)
        floor = placed[i] + gap
    ceiling = top
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return placed
