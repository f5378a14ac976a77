"""A query: which metrics, grouped how, over which window."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from data.schema import GRAINS
from errors import BadInput, UnknownName
from filters import Dims
from i18n import _
from metrics.definition import Metric

OTHER = "other"  # the row that holds all groups beyond the top ones
Shift = Literal["compare", "previous", "last_year", "whole_last_year", "all"]


@dataclass(frozen=True, init=False)
class Query:
    """Metrics by dimensions and time.

    `by` names one dimension or several, `grain` a period (day ... fiscal_year). `top=n` keeps the n groups of the
    first dimension that are largest in the first metric and adds one row for all others. `shift="compare"` measures
    the window that the filters compare with, "previous" and "last_year" that one; "whole_last_year" runs on to its
    end where the period is still running; "all" is all time. `where` restricts to values of dimensions, on top of
    the filters.
    """

    metrics: tuple[Metric, ...]
    by: tuple[str, ...]
    grain: str | None
    top: int | None
    shift: Shift | None
    where: Dims

    def __init__(
        self,
        *metrics: Metric,
        by: str | Iterable[str] | None = None,
        grain: str | None = None,
        top: int | None = None,
        shift: Shift | None = None,
        where: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        names = (by,) if isinstance(by, str) else tuple(by or ())
        grains = [name for name in (*names, grain) if name in GRAINS]
        dims = tuple(name for name in names if name not in GRAINS)
        if grain and grain not in GRAINS:
            raise UnknownName(_("grain"), grain, GRAINS)
        if len(grains) > 1 or len(set(dims)) < len(dims) or not metrics or (top is not None and (top < 1 or not dims)):
            raise BadInput(
                _("This query cannot be measured."),
                _("Give at least one metric, each dimension once, one grain, and top of 1 or more only with by."),
            )
        pairs = tuple(sorted((k, tuple(sorted(v))) for k, v in (where or {}).items()))
        given = (("metrics", metrics), ("by", dims), ("grain", grains[0] if grains else None), ("top", top))
        for name, value in (*given, ("shift", shift), ("where", pairs)):
            object.__setattr__(self, name, value)

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the result's key columns. A dimension called like a metric of the query gets a _ behind."""
        taken = {m.name for m in self.metrics}
        return tuple(f"{k}_" if k in taken else k for k in (*self.by, *([self.grain] if self.grain else [])))
