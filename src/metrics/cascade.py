"""Which values of one dimension go with which of another: products with their categories."""

import threading
from typing import Any

from cachetools import LRUCache, cached

from filters import NONE
from metrics.plan import columns_of
from metrics.slices import Tables

WITHIN = {"product": "category"}  # a choice of the second narrows the choice of the first
_known: LRUCache[Any, dict[str, tuple[str, ...]]] = LRUCache(16)


@cached(_known, key=lambda inner, snapshot: (snapshot.id, inner), lock=threading.Lock())
def values_within(inner: str, snapshot: Tables) -> dict[str, tuple[str, ...]]:
    """For each value of `inner` the values that it goes with; "(none)" where that is not known.

    It is read off the master data, in which `inner` has a table of its own; what that lacks is left out.
    """
    outer, table = WITHIN[inner], f"{inner}s"
    if not {inner, outer} <= columns_of(snapshot, table):
        return {}
    rows = snapshot.table(table).select(inner, outer).unique().collect()
    found: dict[str, set[str]] = {}
    for one, other in zip(rows[inner].to_list(), rows[outer].to_list(), strict=True):
        if one is not None:
            found.setdefault(str(one), set()).add(NONE if other is None else str(other))
    return {one: tuple(sorted(others)) for one, others in sorted(found.items())}
