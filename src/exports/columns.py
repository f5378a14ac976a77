"""The columns of an exhibit as exports write them: heading, kind and values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from charts.labels import plain_name
from data.schema import GRAINS
from i18n import _
from metrics.definition import Metric
from metrics.dimensions import all_dimensions
from pages.exhibit import Exhibit
from pages.table_columns import PERIODS
from settings import settings

MIDNIGHT = datetime.min.time()


@dataclass(frozen=True)
class Column:
    """`kind` is a unit of metrics, a grain (the first day of a period), or text, flag, day, moment, number."""

    name: str
    heading: str
    kind: str
    values: list[Any]  # plain: text, bool, int, float, date, datetime; None where it is not known

    @property
    def is_number(self) -> bool:
        return not (self.kind in GRAINS or self.kind in ("text", "flag", "moment"))


def columns(exhibit: Exhibit, extra: Mapping[str, str]) -> list[Column]:
    """Keys, metrics and whatever else has a name, in the frame's order; `extra`: dimensions that mappings brought."""
    frame, known = exhibit.frame, _known(exhibit, extra)
    return [_column(name, *known[name], frame[name]) for name in map(str, frame.columns) if name in known]


def _column(name: str, heading: str, kind: str, series: pd.Series) -> Column:
    values = [_plain(value) for value in series.tolist()]
    if kind == "dimension":
        return Column(name, heading, "text", [plain_name(value) for value in values])
    moments = [value for value in values if isinstance(value, datetime)]
    if moments and all(moment.tzinfo is None and moment.time() == MIDNIGHT for moment in moments):
        values = [value and value.date() for value in values]
    return Column(name, heading, kind or _kind(values), values)


def _known(exhibit: Exhibit, extra: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Heading and kind of each name that a column of the frame may have; of some the kind is seen from the values."""
    found = {name: (_(dimension.label), "dimension") for name, dimension in all_dimensions(extra).items()}
    found |= {grain: (_(label), grain) for grain, label in PERIODS.items()}
    found |= {f"{key}_": named for key, named in found.items()}  # a key that is called like a metric
    for metric in exhibit.metrics:
        found |= _of_metric(metric)
    for name, heading in exhibit.labels.items():
        kind = found[name][1] if name in found else exhibit.units.get(name, "")
        found[name] = (heading, kind)
    return found


def _of_metric(metric: Metric) -> dict[str, tuple[str, str]]:
    name, label = metric.name, _(metric.label)
    return {
        name: (label, metric.unit),
        f"{name}_n": (_("{metric}: n", metric=label), "count"),
        f"{name}_low": (_("{metric}, at least (95 %)", metric=label), metric.unit),
        f"{name}_high": (_("{metric}, at most (95 %)", metric=label), metric.unit),
    }


def _kind(values: list[Any]) -> str:
    """What values without a unit are, by the first that is known."""
    match next((value for value in values if value is not None), None):
        case bool():
            return "flag"
        case int() | float():
            return "number"
        case datetime():
            return "moment"
        case date():
            return "day"
        case _:
            return "text"


def _plain(value: Any) -> Any:
    """As Python has it, instants in the company's zone; null and infinity are None."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not isfinite(value)):
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(settings().zone)
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, (bool, int, float, date, str)) else str(value)
