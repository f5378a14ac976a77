"""What a click on a mark of a chart filters: carried by the mark, read by assets/filters.js.

The customdata of a clickable mark is `[hover text, filter]`, so its hovertemplate is HOVER. A filter is
`{"dims": {dimension: [value]}}`, `{"from": day, "to": day}` or both; None: nothing to filter by.
"""

from datetime import date
from typing import Any

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


def mark(hover: str, filter_: Filter) -> list[Any]:
    """The customdata of one mark."""
    return [hover, filter_]
