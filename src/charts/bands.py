"""Bands: how far what is drawn may be off, as pale shapes without a border."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from charts.lines import Amounts

NARROW, WIDE = 0.22, 0.1  # how opaque the 80 % band and the 95 % band under it are


def band(
    places: Sequence[date] | Sequence[float], low: Amounts, high: Amounts, colour: str, shape: str = "linear"
) -> dict[str, Any]:
    """One closed shape for each run of places at which both ends are known: a gap in the data is a gap in the band.

    `shape` "hv": in steps, each end holding until the next place.
    """
    x: list[Any] = []
    y: list[float | None] = []
    for run in _runs(places, low, high):
        there = _steps(run) if shape == "hv" else run
        x += [place for place, _low, _high in there] + [place for place, _low, _high in reversed(there)] + [None]
        y += [end for _place, end, _high in there] + [end for _place, _low, end in reversed(there)] + [None]
    return {"type": "scatter", "x": x[:-1], "y": y[:-1], "fill": "toself", "fillcolor": colour, "mode": "lines",
            "line": {"width": 0}, "hoverinfo": "skip"}  # fmt: skip


def _runs(places: Sequence[Any], low: Amounts, high: Amounts) -> list[list[tuple[Any, float, float]]]:
    runs: list[list[tuple[Any, float, float]]] = [[]]
    for place, bottom, top in zip(places, low, high, strict=True):
        if bottom is not None and top is not None:
            runs[-1].append((place, bottom, top))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _steps(run: list[tuple[Any, float, float]]) -> list[tuple[Any, float, float]]:
    """The run with each end held up to the place of the next."""
    held = [(after[0], low, high) for (_place, low, high), after in pairwise(run)]
    return [point for pair in zip(run, held, strict=False) for point in pair] + run[-1:]
