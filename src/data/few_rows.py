"""The few rows of a large table that a reader's filters choose, found once: all that a page shows is made of them.

Only columns that are asked for are taken out, each once.
"""

import threading
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import narwhals as nw
import polars as pl
from cachetools import LRUCache
from polars.io.plugins import register_io_source

from data.engine import Snapshot
from data.sale_lines import SALE_LINES, sale_lines

ROW = "_row"  # place in the stored table; of sale lines in the one that their `source` names
LARGE = 200_000  # rows of a table from which on it takes longer to look through all of them than to take out a few
MOST, KEPT = 100_000, 8  # rows that are few, and how many lots of them are kept: of some 10 MB each
Lot = nw.LazyFrame[pl.LazyFrame] | None
_kept: LRUCache[Any, Lot] = LRUCache(KEPT)
_lock = threading.Lock()  # held while rows are looked for: who asks at the same time asks for the same


def few_rows(snapshot: Snapshot, table: str, conditions: Sequence[nw.Expr], known_by: Hashable) -> Lot:
    """The rows that meet all conditions, with a column ROW; they are kept under `known_by`, which says what these are.

    None where the table is small, or where more than MOST rows do: it is then best looked through each time.
    """
    stored = snapshot.manifest[SALE_LINES] if table == SALE_LINES else [table]
    if sum(snapshot.manifest["rows"][name] for name in stored) < LARGE:
        return None
    key = (snapshot.id, table, known_by)
    with _lock:
        if key not in _kept:
            _kept[key] = _found(snapshot, table, stored, conditions)
        return _kept[key]


def _found(snapshot: Snapshot, table: str, stored: Sequence[str], conditions: Sequence[nw.Expr]) -> Lot:
    def seen(sides: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
        """The table as it is asked for, of the stored ones."""
        return sale_lines(sides, list(snapshot.dimensions), [ROW]) if table == SALE_LINES else sides[table]

    chosen = []
    for name in stored:
        numbered = snapshot.frame(name).with_row_index(ROW).lazy()
        rows: nw.LazyFrame[pl.LazyFrame] = nw.from_native(seen({name: numbered}))
        chosen.append(rows.filter(*conditions).select(ROW).to_native())
    places = [found.to_series() for found in pl.collect_all(chosen)]
    if sum(map(len, places)) > MOST:
        return None
    few = {name: _taken(snapshot.frame(name), rows) for name, rows in zip(stored, places, strict=True)}
    return nw.from_native(seen(few))


def _taken(frame: pl.DataFrame, places: pl.Series) -> pl.LazyFrame:
    """The rows at these places; a column is taken out when it is first read."""
    known = {ROW: places}
    schema = {**frame.schema, ROW: places.dtype}

    def column(name: str) -> pl.Series:
        if name not in known:
            known[name] = frame[name].gather(places)
        return known[name]

    def read(
        names: list[str] | None, rows: pl.Expr | None, limit: int | None, _batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        found = pl.DataFrame([column(name) for name in (schema if names is None else names or [ROW])])
        found = found if rows is None else found.filter(rows)
        yield found if limit is None else found.head(limit)

    return register_io_source(read, schema=schema)
