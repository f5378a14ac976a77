"""Frames as a snapshot: for scripts and tests that measure data of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import count
from typing import Any

import narwhals as nw

from data.engine import natural
from data.point_rules import ALWAYS, DatedRules
from data.sale_lines import SALE_LINES, sale_lines
from metrics.slices import Columns
from settings import Points

_ids = count(1)
HAPPENED = (  # days that cannot lie ahead
    "decided_on", "opened_on", "ordered_on", "sold_on", "started_on", "changed_on", "day", "last_bought_on",
    "observed_on", "surveyed_on",
)  # fmt: skip


@dataclass(frozen=True)
class FrameSnapshot:
    """Wide tables (pandas or Polars, with the columns of a published snapshot) and the last day with facts."""

    frames: Mapping[str, Any]
    today: date | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    date_notes: Mapping[str, str] = field(default_factory=dict)
    point_rules: tuple[DatedRules, ...] = (DatedRules(ALWAYS, Points()),)
    id: str = field(default_factory=lambda: f"frames-{next(_ids)}")
    published_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def names(self) -> list[str]:
        """The tables given, and the view on sales where one is given that has them."""
        made = [SALE_LINES] if SALE_LINES not in self.frames and self._sale_tables else []
        return [*self.frames, *made]

    @property
    def as_of(self) -> dict[str, dict[str, date]]:
        return {"frames": {name: day for name in self.frames if (day := self.today or self._last_day(name))}}

    def table(self, name: str) -> nw.LazyFrame[Any]:
        if name == SALE_LINES and name not in self.frames:
            tables = {table: self.table(table).to_native() for table in self._sale_tables}
            return nw.from_native(sale_lines(tables, list(self.dimensions)))
        return nw.from_native(self.frames[name]).lazy("polars")  # type: ignore[no-any-return]

    @cached_property
    def _sale_tables(self) -> list[str]:
        """Those of the frames that hold sales: orders if there are any, deals if they say which of them are."""
        orders = "orders" in self.frames and bool(self.table("orders").head(1).collect().rows())
        deals = "opportunities" in self.frames and "is_sale" in self.table("opportunities").collect_schema()
        return [name for name, there in (("orders", orders), ("opportunities", deals)) if there]

    def values(self, dimension: str, table: str = "opportunities") -> list[str]:
        found = self.table(table).select(nw.col(dimension).cast(nw.String)).unique().collect()[dimension].to_list()
        return sorted((v for v in found if v is not None), key=natural)

    def _last_day(self, name: str) -> date | None:
        columns = self.table(name).collect_schema().names()
        days = [d for d in HAPPENED if d in columns]
        if not days:
            return None
        row = self.table(name).select(*(nw.col(d).max() for d in days)).collect().rows()[0]
        return max((day for day in row if day is not None), default=None)


def collect(frames: Sequence[nw.LazyFrame[Any]]) -> list[Columns]:
    """Run the queries one by one; in the same order."""
    return [frame.collect().to_dict(as_series=False) for frame in frames]
