"""Stocks: what was open at the end of a day, from today's deals. For now only deals are held in stock.

So it is for today, and for past days of which the history of deals (`stretches`) does not tell what is asked. A deal
is open at the end of day D if it was opened by then, or on an unknown day, and is open today or was decided after D.
One decided since counts with what was expected of it, never with what it brought.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import accumulate
from typing import Any

import narwhals as nw

from metrics.kept import kept

ENTERED, LEFT = "opened_on", "decided_on"
CENTS = 6  # decimals to which sums of money that went up and down again are exact
OPEN_VALUE = "open_value"  # what an open deal is worth, on the frames made here

_opened, _decided, _is_open = nw.col(ENTERED), nw.col(LEFT), nw.col("is_open")
_value = kept(nw.col("value"), OPEN_VALUE)
_open_value = kept(nw.when(_is_open).then(nw.col("value")).otherwise(nw.col("expected_value")), OPEN_VALUE)
_opened_in_order = kept(_opened.is_null() | _decided.is_null() | (_opened <= _decided))
_still_open = kept(_is_open)
_held_once = kept(_is_open | ~_decided.is_null())


def open_at(deals: nw.LazyFrame[Any], day: date, today: date) -> nw.LazyFrame[Any]:
    """The deals open at the end of `day`, with the column open_value."""
    if day >= today:
        return deals.filter(_still_open).with_columns(_value)
    return deals.filter(_begun(day), _is_open | (_decided > day)).with_columns(_open_value)


def entered(deals: nw.LazyFrame[Any], until: date) -> nw.LazyFrame[Any]:
    """The deals that came into stock by the end of a day, on a day that is known or not."""
    return deals.filter(_begun(until), _held_once, _opened_in_order).with_columns(_open_value)


def left(deals: nw.LazyFrame[Any], until: date) -> nw.LazyFrame[Any]:
    """The deals that had come into stock and left it by the end of a day."""
    return deals.filter(_decided <= until, _opened_in_order).with_columns(_open_value)


def _begun(day: date) -> nw.Expr:
    return _opened.is_null() | (_opened <= day)


Key = tuple[Any, ...]


def levels(came: Mapping[Key, float], went: Mapping[Key, float], buckets: Iterable[date]) -> dict[Key, float]:
    """The stock at the end of each bucket: all that came so far less all that went, per group.

    Keys are (group ..., bucket); a bucket of None is before all others.
    """
    flows: dict[Key, dict[date | None, float]] = defaultdict(lambda: defaultdict(float))
    for sign, moves in ((1, came), (-1, went)):
        for key, amount in moves.items():
            flows[key[:-1]][key[-1]] += sign * amount
    wanted = sorted(buckets)
    result: dict[Key, float] = {}
    for group, moved in flows.items():
        days = sorted({*wanted, *(b for b in moved if b is not None)})
        held = accumulate((moved.get(day, 0) for day in days), initial=moved.get(None, 0))
        next(held)
        level = dict(zip(days, held, strict=True))
        result |= {(*group, day): round(level[day], CENTS) + 0.0 for day in wanted}
    return result
