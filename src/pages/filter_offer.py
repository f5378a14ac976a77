"""What the filter bar offers: the dimensions that have values in the snapshot, and which these are."""

import threading
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache, cached

from auth.scope import Scope
from i18n import _
from metrics.cascade import WITHIN, values_within
from metrics.checks import dimension_values
from metrics.dimensions import DIMENSIONS, all_dimensions
from metrics.order import sort_key
from metrics.slices import Tables

ALWAYS_SHOWN = ("category", "product", "sector", "team", "rep")
ON_DEMAND = ("account", "country", "size_band", "manager", "office", "stage", "lead_source", "origin")
SEARCHED = "account"  # too many to send: the reader types, the server looks
FEWEST = {"origin": 2}  # a choice of one is none
_values: LRUCache[Any, tuple[str, ...]] = LRUCache(512)


@dataclass(frozen=True)
class Offer:
    """A dimension to filter by, with its values in the order of reading."""

    name: str
    label: str
    values: tuple[str, ...]

    @property
    def always_shown(self) -> bool:
        return self.name in ALWAYS_SHOWN


def offers(scope: Scope, snapshot: Tables) -> list[Offer]:
    """The bar's dimensions, those that mappings brought last; none without values."""
    known = all_dimensions(snapshot.dimensions)
    extra = [name for name in snapshot.dimensions if name not in DIMENSIONS]
    found = {name: _in_order(name, scope, snapshot) for name in (*ALWAYS_SHOWN, *ON_DEMAND, *extra)}
    return [
        Offer(name, _(known[name].label), values)
        for name, values in found.items()
        if len(values) >= FEWEST.get(name, 1)
    ]


@cached(_values, key=lambda name, scope, snapshot: (snapshot.id, name, scope), lock=threading.Lock())
def _in_order(name: str, scope: Scope, snapshot: Tables) -> tuple[str, ...]:
    return tuple(sorted(dimension_values(name, scope, snapshot), key=sort_key(name, snapshot)))


def cascades(snapshot: Tables) -> dict[str, dict[str, object]]:
    """By dimension the one that narrows it, and for each of its values what it goes with."""
    return {name: {"of": outer, "values": values_within(name, snapshot)} for name, outer in WITHIN.items()}
