"""What a bridge is made of, measured: one pass over each of its windows, by product."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from auth.scope import Scope
from filters import Filters, Window
from metrics.bridge_sums import LINES, LINES_APART, sums_of
from metrics.definition import Metric, Numbers
from metrics.plan import first_day
from metrics.price_volume_mix import PARTS, Bridge
from metrics.query import Query
from metrics.run import measure_queries
from metrics.slices import Tables
from metrics.sold import GROSS_PROFIT, REVENUE, SALE_LINES, TABLE
from periods import DAY

Of = Literal["revenue", "margin"]
EXPLAINED: dict[Of, Metric] = {"revenue": REVENUE, "margin": GROSS_PROFIT}
CHANGE = "change"  # not a bar: all of the parts together
BARS: dict[Of, tuple[str, ...]] = {
    "revenue": ("before", *(part for part in PARTS if part != "cost"), "after"), "margin": ("before", *PARTS, "after"),
}  # fmt: skip
TOLERANCE = 0.1  # of a window: sales may begin that much after its start


@dataclass(frozen=True)
class Measured:
    """A bridge with the products that its arrays are of, and how many lines each has: in units, and apart."""

    bridge: Bridge
    products: list[str | None]
    lines: tuple[Numbers, Numbers]
    lines_apart: tuple[Numbers, Numbers]
    totals: tuple[float, float]
    attrs: dict[Any, Any]

    def amount(self, part: str) -> float:
        """What a bar shows, or CHANGE."""
        before, after = self.totals
        return {"before": before, "after": after, CHANGE: after - before, **self.bridge.totals}[part]

    def count(self, part: str) -> tuple[int, int]:
        """How many lines, and how many products, a bar or CHANGE is made of."""
        lines = self._lines_of(part)
        named = np.array([product is not None for product in self.products], bool)
        return int(lines.sum()), int(((lines > 0) & named).sum())

    def _lines_of(self, part: str) -> Numbers:
        """By product."""
        bridge, (first, second) = self.bridge, self.lines
        whole = [lines + apart for lines, apart in zip(self.lines, self.lines_apart, strict=True)]
        match part:
            case "before" | "after":
                return whole[part == "after"]
            case "volume" | "mix":
                return np.where(bridge.kept, first + second, 0.0)
            case "price" | "cost":
                return np.where(bridge.kept, second, 0.0)
            case "new" | "ended":
                return np.where(bridge.new, second, 0.0) if part == "new" else np.where(bridge.ended, first, 0.0)
            case "not_in_units":
                return (
                    whole[0] + whole[1] - np.where(bridge.before.any, first, 0) - np.where(bridge.after.any, second, 0)
                )
            case _:
                return whole[0] + whole[1]


def measured(of: Of, before: Window, after: Window, filters: Filters, scope: Scope, tables: Tables) -> Measured:
    """The metric in both windows, and what its change is made of. Raises BadFilter, UnknownName."""
    metric = EXPLAINED[of]
    asked = [Filters(start=w.start, end=w.end, dims=filters.dims) for w in (after, before)]
    [total_now], [total_then] = (measure_queries([Query(metric, SALE_LINES)], one, scope, tables) for one in asked)
    products, first, second = sums_of(tables, of, before, after, filters.dims, scope)
    totals = [float(np.nan_to_num(frame[metric.name].item())) for frame in (total_then, total_now)]
    ignored = total_now.attrs["ignored_by"]
    attrs = total_now.attrs | {
        "ignored_by": {name: those for name, those in ignored.items() if name == metric.label},
        "before": before, "after": after, "first_day": first_day(tables, TABLE), "covered": covered(before, tables),
        "priced": sum(int(frame[f"{metric.name}_n"].item() or 0) for frame in (total_then, total_now)),
        "lines": sum(int(frame[SALE_LINES.name].item() or 0) for frame in (total_then, total_now)),
    }  # fmt: skip
    return Measured(
        Bridge(first.sold, second.sold), products, (first.counts[LINES], second.counts[LINES]),
        (first.counts[LINES_APART], second.counts[LINES_APART]), (totals[0], totals[1]), attrs,
    )  # fmt: skip


def covered(window: Window, tables: Tables) -> bool:
    """Whether sales go back to the start of a window, but for a tenth of it: a change on part of it is no change."""
    first: date | None = first_day(tables, TABLE)
    if window.start is None or first is None:
        return False
    return first <= window.start + (window.end - window.start + DAY) * TOLERANCE
