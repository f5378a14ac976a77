"""What a click on a mark of a chart filters: carried by the mark, read by assets/filters.js.

The customdata of a clickable mark is `[hover text, filter]`, so its hovertemplate is HOVER. A filter is
`{"dims": {dimension: [value]}}`, `{"from": day, "to": day}` or both; None: nothing to filter by. `{"view": {choice:
value}}` makes a page's own choice instead.
"""

from datetime import date
from typing import Any

from charts.theme import CLEAR

HOVER = "%{customdata[0]}<extra></extra>"
UNKNOWN = "(none)"  # what filters call rows where a dimension is not known
OTHER = "other"  # how a query names the groups beyond the top ones

Filter = dict[str, Any] | None


def by_value(**dims: str | None) -> Filter:
    """Filter by these values of dimensions; None is "not known". The rest beyond the top groups is no filter."""
    if OTHER in dims.values():
        return None
    return {"dims": {name: [UNKNOWN if value is None else str(value)] for name, value in dims.items()}}


def by_days(first: date, last: date) -> Filter:
    """Filter by the days from first to last, both included."""
    return {"from": first.isoformat(), "to": last.isoformat()}


def by_choice(name: str, value: str) -> Filter:
    """Make a page's own choice, `name` being "<page>.<choice>", e.g. which deals are listed."""
    return {"view": {name: value}}


def whole_rows(bars: dict[str, Any], start: float, end: float) -> dict[str, Any]:
    """Unseen bars from edge to edge with the marks of horizontal ones: a short bar is met and clicked as well."""
    count = len(bars["y"])
    return {"type": "bar", "orientation": "h", "y": bars["y"], "base": [start] * count, "x": [end - start] * count,
            "width": 1, "marker": {"color": CLEAR, "line": {"width": 0}},
            "customdata": bars["customdata"], "hovertemplate": HOVER}  # fmt: skip


def mark(hover: str, filter_: Filter) -> list[Any]:
    """The customdata of one mark."""
    return [hover, filter_]
