"""What waterfalls down the page share: where their axis starts, and the lines from each bar to the next."""

from collections.abc import Sequence
from typing import Any

from charts.theme import COMPARISON, SURFACE

SMALL = 0.35  # of the highest level: where all moves span less, the axis starts above zero so that they are seen
FADED = 0.35  # how opaque the bars are that are not chosen, where one is
_BREAK = 0.05  # of the axis, from its start to the cut through a bar that is not drawn from zero
Shape = dict[str, Any]


def axis_start(levels: Sequence[float]) -> float:
    """Where the axis starts: at zero or below, unless all happens far above it."""
    low, high = min(levels), max(levels)
    if low <= 0 or high - low > SMALL * high:
        return min(low, 0.0)
    return max(low - max(high - low, 0.02 * high), 0.0)


def steps(levels: Sequence[float], places: Sequence[float]) -> list[Shape]:
    """From each bar down to the next, at the level that is reached."""
    line = {"color": COMPARISON, "width": 1}
    return [{"type": "line", "x0": level, "x1": level, "y0": place, "y1": place - 1, "line": line, "layer": "below"}
            for level, place in zip(levels[:-1], places[:-1], strict=True)]  # fmt: skip


def cuts(places: Sequence[float], start: float, width: float) -> list[Shape]:
    """A slanted gap through each of these bars, as they do not start at zero; `width` is that of the axis."""
    left, right = start + _BREAK * width, start + (_BREAK + 0.02) * width
    return [{"type": "line", "x0": left, "x1": right, "y0": place - 0.45, "y1": place + 0.45,
             "line": {"color": SURFACE, "width": 4}} for place in places]  # fmt: skip
