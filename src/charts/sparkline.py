"""Sparklines: the course of a figure in the size of a word, as the address of an SVG picture.

The picture is black on nothing: a page uses it as a mask over its own colour, so that it follows the theme.
"""

from collections.abc import Sequence
from math import isfinite
from urllib.parse import quote

WIDTH, HEIGHT, EDGE = 100, 28, 3  # of the picture, which is stretched to where it stands; room for line and dot

_SVG = (
    f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' preserveAspectRatio='none' fill='none'"
    " stroke='black' stroke-linecap='round' stroke-linejoin='round'>"
    "<path d='{line}' stroke-width='1.5' vector-effect='non-scaling-stroke'/>"
    "<path d='{dot}' stroke-width='5' vector-effect='non-scaling-stroke'/></svg>"
)


def sparkline(values: Sequence[float | None]) -> str:
    """A line through the values with a dot on the last; gaps where one is not known. "" for fewer than two.

    Its height is the range of the values: it shows the course, not the size.
    """
    points = _points(values)
    known = [point for point in points if point is not None]
    if len(known) < 2:
        return ""
    x, y = known[-1]
    return "data:image/svg+xml," + quote(_SVG.format(line=_path(points), dot=f"M{x} {y}h0"), safe="=:/' ")


Point = tuple[float, float]


def _points(values: Sequence[float | None]) -> list[Point | None]:
    known = [value for value in values if value is not None and isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    scale = (HEIGHT - 2 * EDGE) / (high - low) if high > low else 0.0
    middle = HEIGHT / 2

    def point(i: int, value: float) -> Point:
        y = HEIGHT - EDGE - (value - low) * scale if scale else middle
        return round(EDGE + i * step, 1), round(y, 1)

    return [None if value is None or not isfinite(value) else point(i, value) for i, value in enumerate(values)]


def _path(points: Sequence[Point | None]) -> str:
    """Lines between neighbours that are known; one that stands alone is a dot."""
    path, pen_down = [], False
    for i, point in enumerate(points):
        if point is None:
            pen_down = False
            continue
        x, y = point
        alone = not pen_down and (i + 1 == len(points) or points[i + 1] is None)
        path.append(f"{'L' if pen_down else 'M'}{x:g} {y:g}{'h0' if alone else ''}")
        pen_down = True
    return "".join(path)
