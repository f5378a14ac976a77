"""Answers kept by snapshot: every reader's first view of a page asks for the same ones."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import pandas as pd
from cachetools import LRUCache

from metrics.carried import carried
from metrics.notes import notes
from metrics.slices import Tables

MOST = 256  # answers of one function: each is a few rows
P = ParamSpec("P")


def remembered(
    answer: Callable[Concatenate[Tables, P], pd.DataFrame],
) -> Callable[Concatenate[Tables, P], pd.DataFrame]:
    """The function, whose answer to the same arguments on the same snapshot is made once.

    Every caller gets a frame of its own, with the notes of `attrs` in the caller's language.
    """
    known: LRUCache[Any, pd.DataFrame] = LRUCache(MOST)
    lock = threading.Lock()

    @wraps(answer)
    def known_answer(tables: Tables, *args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        key = (tables.id, args, tuple(sorted(kwargs.items())))
        with lock:
            found = known.get(key)
        if found is None:
            found = answer(tables, *args, **kwargs)
            with lock:
                known[key] = found
        return with_notes(found.copy(deep=False))

    return known_answer  # type: ignore[return-value]  # (wraps names the first argument)


def with_notes(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame itself, with what its attrs say of it as sentences in the caller's language among them."""
    frame.attrs |= carried({"notes": notes({str(name): value for name, value in frame.attrs.items()})})
    return frame
