"""The columns of the page's lists of deals: as wide as they must be, so that all of them are seen at once."""

from collections.abc import Mapping, Sequence
from typing import Any

FILTERED = ("account",)  # what a click on a deal filters by
NARROW, WIDE = 1, 3  # shares of what room is left


def fitted(columns: Sequence[Mapping[str, Any]], widths: Mapping[str, int]) -> list[dict[str, Any]]:
    """AG Grid's columnDefs of these, in the order and at least as wide in pixels as `widths` says; no others.

    The account stands only where deals have no names.
    """
    named = {column["field"]: dict(column) for column in columns}
    shown = [name for name in widths if name in named and not (name == "account" and "opportunity" in named)]
    if not shown:  # a table of nothing
        return list(named.values())
    return [
        named[name] | {"minWidth": widths[name], "flex": WIDE if name in ("opportunity", "account") else NARROW}
        for name in shown
    ]
