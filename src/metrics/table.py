"""One query's result: which pieces it is made of, which rows it has and in which order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from errors import BadInput
from filters import Window
from i18n import _
from metrics.cells import Cells, cells, first_bucket
from metrics.figures import Figures
from metrics.order import sort_key
from metrics.plan import Plan
from metrics.query import OTHER, Query
from metrics.rows import Part
from metrics.slices import Key, Shape
from periods import period_starts

MOST_ROWS = 200_000
REST = "\0"  # key of all groups beyond the top ones: no group can be called so, while one may be called "other"


@dataclass
class Table:
    """A result in the making: `want`, collect, and with top also `choose_top` and collect again, then `frame`."""

    query: Query
    plan: Plan
    window: Window | None  # None: all time
    measured: bool  # False: there is no window to compare with
    fiscal_year_start: int
    pieces: list[tuple[Key, Shape]] = field(init=False)  # what goes before a piece's keys, and the piece
    rank: dict[str | None, int] = field(default_factory=dict)  # of the groups that top keeps

    def __post_init__(self) -> None:
        self.parts = tuple(dict.fromkeys(p for m in self.query.metrics for p in m.parts))
        self.shape = Shape(self.query.by, self.query.grain, self.window, self.query.where)
        first = replace(self.shape, by=self.shape.by[:1], grain=None) if self.query.top else self.shape
        self.pieces = [((), first)] if self.measured else []

    def want(self) -> None:
        for _prefix, shape in self.pieces:
            for part in self.parts:
                self.plan.want(part, shape)

    def choose_top(self) -> None:
        """Keep the largest groups, and want all others as one row, measured from their rows."""
        if not self.query.top or not self.pieces:
            return
        groups = self.pieces[0][1]
        found = self._cells([])
        keys = self._sorted({key for values in found.values() for key in values})
        size = Figures(self.plan, groups, found, keys).values(self.query.metrics[0])
        names = [keys[i][0] for i in sorted(range(len(keys)), key=lambda i: (np.isnan(size[i]), -size[i]))]
        self.rank = {name: i for i, name in enumerate(names[: self.query.top])}
        self.pieces = [((), self.shape)]
        if len(names) > self.query.top:
            kept = Part(self.query.by[0], tuple(self.rank), inside=True)
            rest = replace(self.shape, by=self.shape.by[1:], part=kept._replace(inside=False))
            top = self.shape if self.shape == groups else replace(self.shape, part=kept)
            self.pieces = [((), top), ((REST,), rest)]
        self.want()

    def frame(self) -> pd.DataFrame:
        """The result, after everything wanted was collected. Raises BadInput if it would be too long to be used."""
        buckets = self._buckets()
        found = self._cells(buckets)
        keys = self._sorted(self._keys({key for values in found.values() for key in values}, buckets))
        columns: dict[str, Any] = {}
        for i, name in enumerate(self.query.keys):
            values = [OTHER if key[i] == REST else key[i] for key in keys]
            dims = i < len(self.query.by)
            columns[name] = pd.Series(values, dtype=object) if dims else np.array(values, "datetime64[s]")
        figures = Figures(self.plan, self.shape, found, keys, self.measured)
        for metric in self.query.metrics:
            columns |= figures.columns(metric)
        return pd.DataFrame(columns)

    def _cells(self, buckets: Sequence[date]) -> Cells:
        result: Cells = {}
        for prefix, shape in self.pieces:
            for part in self.parts:
                for name, values in cells(self.plan, part, shape, buckets).items():
                    whole = prefix or not self.rank
                    kept = {(*prefix, *k): v for k, v in values.items() if whole or k[0] in self.rank}
                    result.setdefault(name, {}).update(kept)
        return result

    def _buckets(self) -> list[date]:
        """All buckets of the window up to the last day with facts, from the first one found if it has no start."""
        if not self.query.grain:
            return []
        end = min(self.window.end, self.plan.as_of) if self.window else self.plan.as_of
        start = self.window.start if self.window else None
        if start is None:
            found = [first_bucket(self.plan, self.parts, shape) for _prefix, shape in self.pieces]
            start = min((bucket for bucket in found if bucket), default=None)
        return list(period_starts(start, end, self.query.grain, self.fiscal_year_start)) if start else []

    def _keys(self, found: set[Key], buckets: Sequence[date]) -> set[Key]:
        if not self.query.keys:
            return {()}
        groups = {key[: len(self.query.by)] for key in found} if self.query.by else {()}
        rows = max(len(found), len(groups) * len(buckets) if self.pieces else 0)
        if rows > MOST_ROWS:
            hint = _("Choose a coarser grain, fewer dimensions or top.")
            raise BadInput(_("This would be {n} rows.").format(n=rows), hint)
        return found | {(*group, bucket) for group in groups for bucket in buckets if self.pieces}

    def _sorted(self, keys: Collection[Key]) -> list[Key]:
        """By the dimensions' own orders, or largest first with top, then by time."""
        places = []
        for i, name in enumerate(self.query.by[: min(map(len, keys), default=0)]):
            order = sort_key(name, self.plan.snapshot)
            values = sorted({key[i] for key in keys}, key=order)
            places.append({value: place for place, value in enumerate(values)})
        if self.rank and places:
            places[0] = {value: self.rank.get(value, len(self.rank)) for value in places[0]}

        def position(key: Key) -> tuple[Any, ...]:
            return (*(place[value] for place, value in zip(places, key, strict=False)), *key[len(places) :])

        return sorted(keys, key=position)
