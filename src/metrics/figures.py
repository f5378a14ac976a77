"""From values by key to the columns of a result: gaps filled, derived figures, shares and intervals."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from metrics.cells import Cells
from metrics.definition import Metric, Numbers, ratio
from metrics.intervals import wilson
from metrics.plan import Plan
from metrics.slices import Key, Shape


@dataclass(frozen=True)
class Figures:
    """The rows of a result, and how to get any metric's figures for them."""

    plan: Plan
    shape: Shape
    cells: Cells
    keys: list[Key]
    measured: bool = True  # False: nothing was asked, so nothing is known

    def columns(self, metric: Metric) -> dict[str, Any]:
        """The metric's columns: itself; _n where it has one; _low and _high of a proportion."""
        values, n = self.values(metric), self._n(metric)
        whole = metric.unit == "count" and metric.kind in ("count", "stock")
        result: dict[str, Any] = {metric.name: _integers(values) if whole else values}
        if metric.has_n:
            result[f"{metric.name}_n"] = _integers(n)
        if metric.kind == "proportion":
            result[f"{metric.name}_low"], result[f"{metric.name}_high"] = wilson(values, n)
        return result

    def values(self, metric: Metric) -> Numbers:
        if metric.kind == "share":
            return self._share(self.values(metric.derived[0][0]) if metric.derived else np.array([]))
        if metric.derived:
            inputs, combine = metric.derived
            if self._mixed(metric):
                return np.full(len(self.keys), np.nan)
            return np.asarray(combine(*(self.values(m) for m in inputs)), float)
        return self._filled(metric, "value", zero=metric.counts)

    def _n(self, metric: Metric) -> Numbers:
        return self._filled(metric, "n", zero=True)

    def _mixed(self, metric: Metric) -> bool:
        """Would a goal be held against figures under filters that the goal does not know?"""
        strict = any(part.strict for part in metric.parts)
        return strict and len({self.plan.ignored(part) for part in metric.parts}) > 1

    def _filled(self, metric: Metric, name: str, zero: bool) -> Numbers:
        found = self.cells.get((metric.name, name), {})
        zero = zero and self.measured and self.plan.fits(metric, self.shape)
        last = None if metric.ahead or not self.shape.grain else self.plan.as_of

        def missing(key: Key) -> float:
            return 0.0 if zero and (last is None or key[-1] <= last) else np.nan

        return np.array([missing(k) if found.get(k) is None else found[k] for k in self.keys], float)

    def _share(self, values: Numbers) -> Numbers:
        """Each row's part of all rows, within its bucket."""
        if not self.shape.grain:
            return ratio(values, np.nansum(values))  # type: ignore[no-any-return]
        whole = pd.Series(values).groupby([key[-1] for key in self.keys]).transform("sum")
        return ratio(values, whole.to_numpy())  # type: ignore[no-any-return]


def _integers(values: Numbers) -> Any:
    return values if np.isnan(values).any() else values.astype(np.int64)
