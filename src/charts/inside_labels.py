"""Names of lines beside their course, where what lies ahead leaves no room behind their ends."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from charts.lines import Line

HEIGHT = 0.1  # of the axis that a name takes
HALF = 0.13  # of the width that half a name takes on a phone


class _Place(NamedTuple):
    cost: float
    i: int
    above: bool
    height: float


def inside_labels(
    days: Sequence[date], lines: Sequence[Line], span: Sequence[float], last: date
) -> list[dict[str, Any]]:
    """Each line's name above or below it where it is flattest and no other line runs; the axis ends at `last`."""
    drawn = [line for line in lines if line.drawn]
    reach = HALF * max((last - days[0]).days, 1)
    taken: list[tuple[float, float, float]] = []
    labels = []
    for line in reversed(drawn):
        places = [_place(days, line, drawn, i, above, span, reach, taken)
                  for i, above in product(range(len(days)), (True, False)) if line.amounts[i] is not None]  # fmt: skip
        best = min(places)
        taken.append(((days[best.i] - days[0]).days, best.height, reach))
        labels.append({
            "x": days[best.i], "y": best.height, "text": line.name, "xanchor": "center", "showarrow": False,
            "yanchor": "bottom" if best.above else "top", "font": {"size": 12, "color": line.ink},
        })  # fmt: skip
    return labels


def _place(
    days: Sequence[date], line: Line, lines: Sequence[Line], i: int, above: bool, span: Sequence[float], reach: float,
    taken: Sequence[tuple[float, float, float]],
) -> _Place:  # fmt: skip
    """What it costs to read the name there: how far from its line, how much in the way, how far over the edge."""
    size = span[1] - span[0]
    near = [j for j, day in enumerate(days) if abs((day - days[i]).days) <= reach]
    own = [amount for j in near if (amount := line.amounts[j]) is not None]
    sign = 1 if above else -1
    height = max(own) if above else min(own)
    top = height + sign * HEIGHT * size
    others = [amount for other in lines if other is not line for j in near if (amount := other.amounts[j]) is not None]
    crossed = sum(min(height, top) - 0.02 * size <= amount <= max(height, top) for amount in others)
    beyond = sum(sign * (amount - top) > 0 for amount in others)  # the other line lies between: which is named?
    here = (days[i] - days[0]).days
    met = any(abs(here - x) < 2 * reach and abs(height - y) < 2 * HEIGHT * size for x, y, _reach in taken)
    out = max(top - span[1], span[0] - top, 0.0) / size
    edge = max(reach - min(here, (days[-1] - days[i]).days), 0.0) / reach
    away = abs(height - (line.amounts[i] or 0.0)) / size
    cost = 4 * crossed + beyond + 20 * met + 40 * out + 2 * edge + 8 * away
    return _Place(cost, i, above, height)
