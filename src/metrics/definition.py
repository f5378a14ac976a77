"""What a metric is: one definition, used by every page, the API, the command line and the info buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from filters import Window

Kind = Literal[
    "sum",  # 0 where there is nothing
    "count",  # 0 where there is nothing
    "stock",  # a sum or count of what is open at the end of a period
    "proportion",  # successes / trials, with a Wilson interval
    "ratio",  # of two sums
    "mean",
    "median",
    "quantile",
    "survival",  # Kaplan-Meier median
    "goal",  # a sum somebody set; null where nobody did
    "booked",  # a sum of what was booked; null where nothing was
    "share",  # a group's part of the whole result
    "derived",  # of other metrics
]
Unit = Literal["money", "money_per_day", "count", "fraction", "points", "days", "months", "times", "index"]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Context:
    """What a definition may depend on besides the rows."""

    as_of: date  # the last day with facts
    as_of_by_origin: tuple[tuple[str, date], ...]  # of deals
    dimensions: frozenset[str]  # that the query groups or filters by
    grain: str | None = None  # of its periods
    window: Window | None = None  # its days; None: all time


Expression = nw.Expr | Callable[[Context], nw.Expr]


@dataclass(frozen=True)
class Survival:
    """Counts by length in days, from which a Kaplan-Meier median is read."""

    days: nw.Expr
    ended: nw.Expr  # how many ended after that many days
    running: nw.Expr  # how many were last seen going on after that many days


@dataclass(frozen=True, eq=False)
class Metric:
    """A named figure. `value` and `n` aggregate the rows of `table` whose `date` lies in the period.

    `label` and `about` are marked for translation and translated when shown. `of` says which rows the metric is
    about, so that those without a date can be counted. `derived` names other metrics and how to combine them.
    """

    name: str
    label: str
    kind: Kind
    unit: Unit
    about: str
    table: str = "opportunities"
    date: str | None = None
    value: Expression | None = None
    n: Expression | None = None
    of: nw.Expr | None = None
    better: Literal["up", "down"] | None = None
    ahead: bool = False  # its dates may lie after the last day with facts
    today_only: bool = False  # a stock that needs history to be known on a past day: null there
    strict: bool = False  # only to be combined with figures under the very same filters
    survival: Survival | None = None
    derived: tuple[tuple["Metric", ...], Callable[..., Numbers]] | None = None

    @property
    def parts(self) -> tuple["Metric", ...]:
        """The metrics it is derived from, itself if it is not derived."""
        return (self,) if self.derived is None else tuple(p for m in self.derived[0] for p in m.parts)

    @property
    def counts(self) -> bool:
        """Whether nothing there means 0 rather than unknown."""
        return self.kind in ("sum", "count", "stock") and not self.today_only

    @property
    def has_n(self) -> bool:
        return self.n is not None or self.survival is not None


def among(rows: nw.Expr, column: str) -> nw.Expr:
    """The column's values in those rows, null in the others."""
    return nw.when(rows).then(nw.col(column))


def distinct(values: nw.Expr) -> nw.Expr:
    """How many different values there are, unknown not being one."""
    return values.n_unique() - values.is_null().any().cast(nw.Int64)


def ratio(part: Any, whole: Any) -> Any:
    """part / whole, null where the whole is 0 or unknown: of Narwhals expressions, or of arrays (there NaN)."""
    if isinstance(whole, nw.Expr):
        return nw.when(whole != 0).then(part / whole)
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.full(np.broadcast(part, whole).shape, np.nan), where=whole != 0)
