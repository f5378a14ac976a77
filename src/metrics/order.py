"""In what order groups are shown: stages and bands in theirs, all else as people count ("rep 2", "rep 10")."""

import threading
from collections.abc import Callable
from typing import Any

from cachetools import LRUCache, cached

from data.dimensions import discount_labels
from data.engine import natural
from data.schema import STATUSES
from metrics.slices import Tables
from settings import settings

_stages: LRUCache[Any, tuple[str, ...]] = LRUCache(16)


def sort_key(dimension: str, snapshot: Tables) -> Callable[[Any], tuple[Any, ...]]:
    """Key to sort a dimension's values by; unknown comes last."""
    rank = {name: i for i, name in enumerate(_own_order(dimension, snapshot))}

    def key(value: Any) -> tuple[Any, ...]:
        if value is None:
            return (2,)
        return (0, rank[value]) if value in rank else (1, natural(str(value)))

    return key


def _own_order(dimension: str, snapshot: Tables) -> tuple[str, ...]:
    if dimension == "stage":
        return _stage_order(snapshot)
    if dimension == "discount_band":
        return tuple(discount_labels(settings().company.discount_bands))
    return STATUSES if dimension == "status" else ()


@cached(_stages, key=lambda snapshot: snapshot.id, lock=threading.Lock())
def _stage_order(snapshot: Tables) -> tuple[str, ...]:
    if "stages" not in snapshot.names:
        return ()
    frame = snapshot.table("stages").select("stage", "position").collect()
    pairs = zip(frame["position"].to_list(), frame["stage"].to_list(), strict=True)
    return tuple(dict.fromkeys(stage for _position, stage in sorted(p for p in pairs if None not in p)))
